package org.webrtcexamples.peer.relay;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCertificate;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

import java.io.IOException;
import java.math.BigInteger;
import java.util.Map;

/**
 * The certificate of a remote peer, with a key that costs little CPU to verify a signature with.
 * The author of an answer also chooses the key, and one RSA key of 16,384 bits takes seconds.
 *
 * <p>Accepted are the keys that browsers and WebRTC libraries generate: ECDSA on P-256, P-384 or
 * P-521, and RSA of 2048 to 4096 bits with a small exponent. Each is looked at before anything is
 * computed with it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8827#section-6.5">RFC 8827, section 6.5</a>:
 *     P-256 and RSA with 2048 bits are what implementations have in common
 */
final class RemoteCertificate extends BcTlsCertificate {

    /** A self-signed certificate for WebRTC has one certificate in its chain: itself. */
    static final int MAX_CHAIN_LENGTH = 1;

    /** In bytes of DER; one with an RSA key of 4096 bits and its signature has some 1,300. */
    static final int MAX_LENGTH = 4096;

    static final int MIN_RSA_BITS = 2048;
    static final int MAX_RSA_BITS = 4096;

    /** 65,537 is usual; 3 is in use, too. */
    static final BigInteger MAX_RSA_EXPONENT = BigInteger.ONE.shiftLeft(32);

    private static final BigInteger MIN_RSA_EXPONENT = BigInteger.valueOf(3);

    /** Curves, and the length in bytes of a point on them that is not compressed. */
    private static final Map<ASN1ObjectIdentifier, Integer> POINT_LENGTHS =
            Map.of(
                    SECObjectIdentifiers.secp256r1, 1 + 2 * 32,
                    SECObjectIdentifiers.secp384r1, 1 + 2 * 48,
                    SECObjectIdentifiers.secp521r1, 1 + 2 * 66);

    private static final byte UNCOMPRESSED = 4;

    private RemoteCertificate(BcTlsCrypto crypto, byte[] encoded) throws IOException {
        super(crypto, encoded);
    }

    /**
     * Parses a certificate and computes nothing with its key.
     *
     * @throws TlsFatalAlert if it is too long
     */
    static RemoteCertificate parse(BcTlsCrypto crypto, byte[] encoded) throws IOException {
        if (encoded.length > MAX_LENGTH) {
            throw refusal("The certificate has more than " + MAX_LENGTH + " bytes");
        }
        return new RemoteCertificate(crypto, encoded);
    }

    /**
     * Checks the only certificate of a chain.
     *
     * @throws TlsFatalAlert if the chain has another length, or the key is none of those accepted
     */
    static void checkKey(Certificate chain) throws IOException {
        if (chain.getLength() > MAX_CHAIN_LENGTH) {
            throw refusal("The chain has more than one certificate");
        }
        TlsCertificate only = chain.getCertificateAt(0);
        if (!(only instanceof RemoteCertificate certificate)) {
            throw new TlsFatalAlert(AlertDescription.unsupported_certificate);
        }
        certificate.checkKey();
    }

    private void checkKey() throws IOException {
        ASN1ObjectIdentifier algorithm = keyInfo.getAlgorithm().getAlgorithm();
        if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            checkPoint(keyInfo);
        } else if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)) {
            checkRsa(rsaKey(keyInfo));
        } else {
            throw refusal("The key is neither EC nor RSA");
        }
    }

    /** Explicit parameters could describe any curve: RFC 5480, section 2.1.1. */
    private static void checkPoint(SubjectPublicKeyInfo key) throws IOException {
        Object curve = key.getAlgorithm().getParameters();
        Integer length =
                curve instanceof ASN1ObjectIdentifier name ? POINT_LENGTHS.get(name) : null;
        if (length == null) {
            throw refusal("The EC key is not on P-256, P-384 or P-521 by its name");
        }
        byte[] point = key.getPublicKeyData().getOctets();
        if (point.length != length || point[0] != UNCOMPRESSED) {
            throw refusal("The EC key is not an uncompressed point");
        }
    }

    private static void checkRsa(RSAPublicKey key) throws IOException {
        int bits = key.getModulus().bitLength();
        if (!key.getModulus().testBit(0)) {
            throw refusal("The RSA key's modulus is even");
        }
        if (bits < MIN_RSA_BITS || bits > MAX_RSA_BITS) {
            throw refusal(
                    "The RSA key has %d bits, and must have %d to %d"
                            .formatted(bits, MIN_RSA_BITS, MAX_RSA_BITS));
        }
        BigInteger exponent = key.getPublicExponent();
        if (exponent.compareTo(MIN_RSA_EXPONENT) < 0
                || exponent.compareTo(MAX_RSA_EXPONENT) > 0
                || !exponent.testBit(0)) {
            throw refusal("The RSA key's exponent is not an odd number from 3 to 2^32");
        }
    }

    private static RSAPublicKey rsaKey(SubjectPublicKeyInfo key) throws IOException {
        try {
            return RSAPublicKey.getInstance(key.parsePublicKey());
        } catch (IllegalArgumentException e) {
            throw new TlsFatalAlert(AlertDescription.bad_certificate, e);
        }
    }

    /**
     * Bouncy Castle would look for small factors of an RSA modulus, and whether it is a prime: that
     * costs more than the signature, and protects none but the owner of the key.
     */
    @Override
    protected AsymmetricKeyParameter getPublicKey() throws IOException {
        checkKey();
        if (keyInfo.getAlgorithm().getAlgorithm().equals(PKCSObjectIdentifiers.rsaEncryption)) {
            RSAPublicKey key = rsaKey(keyInfo);
            return new RSAKeyParameters(false, key.getModulus(), key.getPublicExponent(), true);
        }
        return super.getPublicKey();
    }

    private static TlsFatalAlert refusal(String reason) {
        return new TlsFatalAlert(AlertDescription.unsupported_certificate, reason);
    }
}
