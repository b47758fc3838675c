package org.webrtcexamples.peer.relay;

import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
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
import org.bouncycastle.tls.crypto.TlsStreamSigner;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCertificate;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.Random;

/**
 * A certificate as a remote peer might send it: with a key of any kind, and a signature that nobody
 * looks at. Without a private key it signs a handshake with junk, of the right length.
 */
record TestCertificate(byte[] encoded, boolean isRsa, int signatureLength, PrivateKey privateKey) {

    private static final BcTlsCrypto CRYPTO = new BcTlsCrypto(new SecureRandom());
    private static final X500Name NAME = new X500Name("CN=test");

    static TestCertificate ec(String curve) throws GeneralSecurityException, IOException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        KeyPair keys = generator.generateKeyPair();
        return of(SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()), false, keys);
    }

    /** The curve is P-256, described by its equation instead of its name. */
    static TestCertificate ecWithExplicitParameters() throws GeneralSecurityException, IOException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair keys = generator.generateKeyPair();
        X9ECParameters curve = ECNamedCurveTable.getByName("secp256r1");
        byte[] point =
                SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded())
                        .getPublicKeyData()
                        .getOctets();
        return of(
                new SubjectPublicKeyInfo(
                        new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve), point),
                false,
                keys);
    }

    static TestCertificate rsa(int bits) throws GeneralSecurityException, IOException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        KeyPair keys = generator.generateKeyPair();
        return of(SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()), true, keys);
    }

    /** An odd number is modulus enough for whoever only verifies. */
    static TestCertificate rsaWithoutPrivateKey(int bits, BigInteger exponent) throws IOException {
        BigInteger modulus = new BigInteger(bits, new Random()).setBit(bits - 1).setBit(0);
        BigInteger smallFactors = BigInteger.ONE;
        for (int i = 3; i < 2000; i += 2) {
            smallFactors = smallFactors.multiply(BigInteger.valueOf(i));
        }
        while (!modulus.gcd(smallFactors).equals(BigInteger.ONE)) {
            modulus = modulus.add(BigInteger.TWO);
        }
        return of(
                new SubjectPublicKeyInfo(
                        new AlgorithmIdentifier(
                                PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                        new RSAPublicKey(modulus, exponent)),
                true,
                null);
    }

    private static TestCertificate of(SubjectPublicKeyInfo key, boolean isRsa, KeyPair keys)
            throws IOException {
        AlgorithmIdentifier algorithm =
                isRsa
                        ? new AlgorithmIdentifier(
                                PKCSObjectIdentifiers.sha256WithRSAEncryption, DERNull.INSTANCE)
                        : new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
        V3TBSCertificateGenerator generator = new V3TBSCertificateGenerator();
        generator.setSerialNumber(new ASN1Integer(1));
        generator.setIssuer(NAME);
        generator.setSubject(NAME);
        generator.setStartDate(new Time(Date.from(Instant.EPOCH)));
        generator.setEndDate(new Time(Date.from(Instant.parse("2099-01-01T00:00:00Z"))));
        generator.setSignature(algorithm);
        generator.setSubjectPublicKeyInfo(key);
        ASN1EncodableVector signed = new ASN1EncodableVector();
        signed.add(generator.generateTBSCertificate());
        signed.add(algorithm);
        signed.add(new DERBitString(new byte[64]));
        int signatureLength =
                isRsa
                        ? RSAPublicKey.getInstance(key.parsePublicKey()).getModulus().bitLength()
                                / Byte.SIZE
                        : 64;
        return new TestCertificate(
                new DERSequence(signed).getEncoded(),
                isRsa,
                signatureLength,
                keys == null ? null : keys.getPrivate());
    }

    /** As an answer has it: the hash function's name, a space, and the hash. */
    String fingerprint() throws GeneralSecurityException {
        return "sha-256 "
                + HexFormat.ofDelimiter(":")
                        .withUpperCase()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(encoded));
    }

    /**
     * What signs in a handshake.
     *
     * @param length of the chain, all of them this certificate
     */
    TlsCredentialedSigner signer(TlsContext context, int length) throws IOException {
        TlsCertificate certificate = new BcTlsCertificate(CRYPTO, encoded);
        CertificateEntry[] entries = new CertificateEntry[length];
        for (int i = 0; i < length; i++) {
            entries[i] = new CertificateEntry(certificate, null);
        }
        Certificate chain = new Certificate(CertificateType.X509, null, entries);
        SignatureAndHashAlgorithm algorithm =
                new SignatureAndHashAlgorithm(
                        HashAlgorithm.sha256,
                        isRsa ? SignatureAlgorithm.rsa : SignatureAlgorithm.ecdsa);
        return privateKey == null
                ? new JunkSigner(chain, algorithm, signatureLength)
                : new BcDefaultTlsCredentialedSigner(
                        new TlsCryptoParameters(context),
                        CRYPTO,
                        PrivateKeyFactory.createKey(privateKey.getEncoded()),
                        chain,
                        algorithm);
    }

    private record JunkSigner(Certificate chain, SignatureAndHashAlgorithm algorithm, int length)
            implements TlsCredentialedSigner {

        @Override
        public Certificate getCertificate() {
            return chain;
        }

        @Override
        public byte[] generateRawSignature(byte[] hash) {
            byte[] signature = new byte[length];
            new Random(2).nextBytes(signature);
            signature[0] = 1;
            return signature;
        }

        @Override
        public SignatureAndHashAlgorithm getSignatureAndHashAlgorithm() {
            return algorithm;
        }

        @Override
        public TlsStreamSigner getStreamSigner() {
            return null;
        }
    }
}
