package org.webrtcexamples.peer.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;

class DtlsCertificateTest {

    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    private static final SecureRandom RANDOM = new SecureRandom();

    private final DtlsCertificate certificate = create();

    private static DtlsCertificate create() {
        return DtlsCertificate.create(new BcTlsCrypto(RANDOM), RANDOM, NOW);
    }

    /** What is sent in a handshake. */
    private static byte[] sent(DtlsCertificate certificate) throws IOException {
        return certificate.signer(null).getCertificate().getCertificateAt(0).getEncoded();
    }

    private static X509Certificate parsed(DtlsCertificate certificate) throws Exception {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(sent(certificate)));
    }

    @Test
    void isSignedWithItsOwnKey() throws Exception {
        X509Certificate parsed = parsed(certificate);

        parsed.verify(parsed.getPublicKey());
        assertEquals(3, parsed.getVersion());
        assertEquals("SHA256withECDSA", parsed.getSigAlgName());
        assertEquals(parsed.getSubjectX500Principal(), parsed.getIssuerX500Principal());
        assertTrue(parsed.getSerialNumber().signum() > 0);
    }

    @Test
    void hasAKeyOnP256() throws Exception {
        ECPublicKey key = (ECPublicKey) parsed(certificate).getPublicKey();

        assertTrue(key.getParams().toString().startsWith("secp256r1"), key.getParams().toString());
    }

    @Test
    void isNeverTheSameTwice() throws Exception {
        X509Certificate first = parsed(certificate);
        X509Certificate second = parsed(create());

        assertNotEquals(first.getPublicKey(), second.getPublicKey());
        assertNotEquals(first.getSerialNumber(), second.getSerialNumber());
    }

    @Test
    void isValidFromADayBeforeUntilItsLifetimeHasPassed() throws Exception {
        X509Certificate parsed = parsed(certificate);
        Instant begin = NOW.minus(Duration.ofDays(1));
        Instant end = NOW.plus(DtlsCertificate.LIFETIME);

        parsed.checkValidity(Date.from(begin));
        parsed.checkValidity(Date.from(end));
        assertThrows(
                CertificateNotYetValidException.class,
                () -> parsed.checkValidity(Date.from(begin.minusSeconds(1))));
        assertThrows(
                CertificateExpiredException.class,
                () -> parsed.checkValidity(Date.from(end.plusSeconds(1))));
    }

    @Test
    void isNamedByTheSha256OfWhatIsSent() throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(sent(certificate));

        assertEquals(
                "sha-256 " + HexFormat.ofDelimiter(":").withUpperCase().formatHex(hash),
                certificate.fingerprint());
    }

    /** A connection may begin long after its offer was made. */
    @Test
    void isToBeRenewedTenDaysBeforeItsEnd() {
        Instant due = NOW.plus(DtlsCertificate.LIFETIME).minus(Duration.ofDays(10));

        assertFalse(certificate.isToBeRenewed(NOW));
        assertFalse(certificate.isToBeRenewed(due));
        assertTrue(certificate.isToBeRenewed(due.plusSeconds(1)));
    }
}
