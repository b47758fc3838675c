package org.webrtcexamples.peer.relay;

import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.ContentType;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.TlsDecodeResult;
import org.bouncycastle.tls.crypto.TlsEncodeResult;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

import java.io.IOException;
import java.security.SecureRandom;

/**
 * Bouncy Castle's own cryptography, but for this: an encrypted handshake message is {@code
 * Finished}, of 12 bytes, whatever length it claims. What claims more is dropped like any record
 * that is not authentic. For {@link DtlsRecords}, which looks at the others, it is hidden.
 */
final class DtlsCrypto extends BcTlsCrypto {

    private static final int MAX_PROTECTED_MESSAGE = 64;

    DtlsCrypto(SecureRandom random) {
        super(random);
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
