package org.webrtcexamples.peer.relay;

import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.CertificateType;
import org.bouncycastle.tls.ContentType;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.TlsDecodeResult;
import org.bouncycastle.tls.crypto.TlsEncodeResult;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

import java.io.IOException;
import java.security.SecureRandom;

/**
 * Bouncy Castle's cryptography with two limits. An encrypted handshake message is a {@code
 * Finished} of 12 bytes; one that claims a greater length is dropped like a record that is not
 * authentic ({@link DtlsRecords} sees the messages that are not encrypted only). A certificate is a
 * {@link RemoteCertificate}.
 */
final class DtlsCrypto extends BcTlsCrypto {

    private static final int MAX_PROTECTED_MESSAGE = 64;

    DtlsCrypto(SecureRandom random) {
        super(random);
    }

    /** The certificate of a remote peer. */
    @Override
    public TlsCertificate createCertificate(short type, byte[] encoding) throws IOException {
        if (type != CertificateType.X509) {
            throw new TlsFatalAlert(AlertDescription.unsupported_certificate);
        }
        return RemoteCertificate.parse(this, encoding);
    }

    @Override
    public TlsCipher createCipher(TlsCryptoParameters parameters, int encryption, int mac)
            throws IOException {
        return new Cipher(super.createCipher(parameters, encryption, mac));
    }

    private record Cipher(TlsCipher cipher) implements TlsCipher {

        @Override
        public TlsDecodeResult decodeCiphertext(
                long sequenceNumber,
                short recordType,
                ProtocolVersion version,
                byte[] data,
                int offset,
                int length)
                throws IOException {
            TlsDecodeResult decoded =
                    cipher.decodeCiphertext(
                            sequenceNumber, recordType, version, data, offset, length);
            if (decoded.contentType == ContentType.handshake
                    && !DtlsRecords.claimLittle(
                            decoded.buf,
                            decoded.off,
                            decoded.off + decoded.len,
                            MAX_PROTECTED_MESSAGE)) {
                throw new TlsFatalAlert(AlertDescription.bad_record_mac);
            }
            return decoded;
        }

        @Override
        public TlsEncodeResult encodePlaintext(
                long sequenceNumber,
                short contentType,
                ProtocolVersion version,
                int headerLength,
                byte[] data,
                int offset,
                int length)
                throws IOException {
            return cipher.encodePlaintext(
                    sequenceNumber, contentType, version, headerLength, data, offset, length);
        }

        @Override
        public int getCiphertextDecodeLimit(int plaintextLimit) {
            return cipher.getCiphertextDecodeLimit(plaintextLimit);
        }

        @Override
        public int getCiphertextEncodeLimit(int plaintextLimit) {
            return cipher.getCiphertextEncodeLimit(plaintextLimit);
        }

        @Override
        public int getPlaintextDecodeLimit(int ciphertextLimit) {
            return cipher.getPlaintextDecodeLimit(ciphertextLimit);
        }

        @Override
        public int getPlaintextEncodeLimit(int ciphertextLimit) {
            return cipher.getPlaintextEncodeLimit(ciphertextLimit);
        }

        @Override
        public void rekeyDecoder() throws IOException {
            cipher.rekeyDecoder();
        }

        @Override
        public void rekeyEncoder() throws IOException {
            cipher.rekeyEncoder();
        }

        @Override
        public boolean usesOpaqueRecordTypeDecode() {
            return cipher.usesOpaqueRecordTypeDecode();
        }

        @Override
        public boolean usesOpaqueRecordTypeEncode() {
            return cipher.usesOpaqueRecordTypeEncode();
        }
    }
}
