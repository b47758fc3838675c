package org.webrtcexamples.peer.relay;

import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateEntry;
import org.bouncycastle.tls.CertificateType;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCertificate;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;

/**
 * What the relay proves with that it is who made the offer: a key pair on P-256 and a certificate
 * that it signed itself. The offer names its fingerprint; nothing else in it is looked at.
 *
 * <p>Immutable.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8827#section-6.5">RFC 8827, section 6.5</a>
 */
final class DtlsCertificate {

    static final Duration LIFETIME = Duration.ofDays(30);

    /** How long before its end another takes its place. */
    private static final Duration RENEWAL = Duration.ofDays(10);

    /** Clocks of other machines may be behind this one's. */
    private static final Duration CLOCK_SKEW = Duration.ofDays(1);

    private static final X500Name NAME = new X500Name("CN=WebRTC");

    private final BcTlsCrypto crypto;
    private final AsymmetricKeyParameter privateKey;
    private final TlsCertificate certificate;
    private final String fingerprint;
    private final Instant renewal;

    private DtlsCertificate(BcTlsCrypto crypto, KeyPair keys, byte[] encoded, Instant renewal)
            throws IOException, GeneralSecurityException {
        this.crypto = crypto;
        this.renewal = renewal;
        privateKey = PrivateKeyFactory.createKey(keys.getPrivate().getEncoded());
        certificate = new BcTlsCertificate(crypto, encoded);
        fingerprint =
                "sha-256 "
                        + HexFormat.ofDelimiter(":")
                                .withUpperCase()
                                .formatHex(MessageDigest.getInstance("SHA-256").digest(encoded));
    }

    /**
     * @throws IllegalStateException if this JVM has no P-256
     */
    static DtlsCertificate create(BcTlsCrypto crypto, SecureRandom random, Instant now) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            KeyPair keys = generator.generateKeyPair();
            return new DtlsCertificate(
                    crypto, keys, selfSigned(keys, random, now), now.plus(LIFETIME).minus(RENEWAL));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("This JVM makes no certificate for DTLS", e);
        }
    }

    private static byte[] selfSigned(KeyPair keys, SecureRandom random, Instant now)
            throws GeneralSecurityException, IOException {
        AlgorithmIdentifier algorithm =
                new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
        V3TBSCertificateGenerator generator = new V3TBSCertificateGenerator();
        generator.setSerialNumber(new ASN1Integer(new BigInteger(63, random).add(BigInteger.ONE)));
        generator.setIssuer(NAME);
        generator.setSubject(NAME);
        generator.setStartDate(new Time(Date.from(now.minus(CLOCK_SKEW))));
        generator.setEndDate(new Time(Date.from(now.plus(LIFETIME))));
        generator.setSignature(algorithm);
        generator.setSubjectPublicKeyInfo(
                SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()));
        TBSCertificate content = generator.generateTBSCertificate();

        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(keys.getPrivate(), random);
        signature.update(content.getEncoded());
        ASN1EncodableVector signed = new ASN1EncodableVector();
        signed.add(content);
        signed.add(algorithm);
        signed.add(new DERBitString(signature.sign()));
        return new DERSequence(signed).getEncoded();
    }

    /** As the offer has it: the name of the hash, a space, and the hash in hexadecimal. */
    String fingerprint() {
        return fingerprint;
    }

    boolean isToBeRenewed(Instant now) {
        return now.isAfter(renewal);
    }

    /** What signs in a handshake. */
    TlsCredentialedSigner signer(TlsContext context) {
        return new BcDefaultTlsCredentialedSigner(
                new TlsCryptoParameters(context),
                crypto,
                privateKey,
                new Certificate(
                        CertificateType.X509,
                        null,
                        new CertificateEntry[] {new CertificateEntry(certificate, null)}),
                new SignatureAndHashAlgorithm(HashAlgorithm.sha256, SignatureAlgorithm.ecdsa));
    }
}
