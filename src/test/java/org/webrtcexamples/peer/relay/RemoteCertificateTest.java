package org.webrtcexamples.peer.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SRTPProtectionProfile;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UseSRTPData;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.webrtcexamples.peer.SessionDescription;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Real handshakes, with certificates that remote peers have and with some that only cost CPU. */
@Timeout(120)
class RemoteCertificateTest {

    /** A multiple of what a whole handshake takes with a cold JVM; verifying takes seconds. */
    private static final Duration LITTLE_CPU = Duration.ofMillis(500);

    private static final BigInteger USUAL_EXPONENT = BigInteger.valueOf(65_537);
    private static final BcTlsCrypto CRYPTO = new BcTlsCrypto(new SecureRandom());

    /** Of the remote peer. */
    enum Role {
        CLIENT,
        SERVER
    }

    /** CPU of each thread that has ended, in ns: of the handshakes, as long as the relay lives. */
    private final BlockingQueue<Long> cpu = new LinkedBlockingQueue<>();

    private final Relay relay =
            new Relay(
                    work ->
                            () -> {
                                work.run();
                                cpu.add(
                                        ManagementFactory.getThreadMXBean()
                                                .getCurrentThreadCpuTime());
                            });

    @ParameterizedTest
    @EnumSource(Role.class)
    void anEcKeyOnP256Connects(Role role) throws Exception {
        assertConnects(role, TestCertificate.ec("secp256r1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"secp384r1", "secp521r1"})
    void anEcKeyOnALargerCurveConnects(String curve) throws Exception {
        assertConnects(Role.CLIENT, TestCertificate.ec(curve));
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void anRsaKeyOf2048BitsConnects(Role role) throws Exception {
        assertConnects(role, TestCertificate.rsa(2048));
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void anRsaKeyOf4096BitsConnects(Role role) throws Exception {
        assertConnects(role, TestCertificate.rsa(4096));
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void anRsaKeyOf16384BitsIsRefusedBeforeItCostsCpu(Role role) throws Exception {
        assertRefused(role, TestCertificate.rsaWithoutPrivateKey(16_384, USUAL_EXPONENT));
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void anRsaKeyWithAnExponentAsLongAsItsModulusIsRefusedBeforeItCostsCpu(Role role)
            throws Exception {
        BigInteger exponent = BigInteger.ONE.shiftLeft(4095).subtract(BigInteger.ONE);
        assertRefused(role, TestCertificate.rsaWithoutPrivateKey(4096, exponent));
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void anRsaKeyOf1024BitsIsRefused(Role role) throws Exception {
        assertRefused(role, TestCertificate.rsa(1024));
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void anEcKeyWithExplicitParametersIsRefused(Role role) throws Exception {
        assertRefused(role, TestCertificate.ecWithExplicitParameters());
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void aChainOfTwoIsRefused(Role role) throws Exception {
        assertRefused(role, TestCertificate.ec("secp256r1"), 2, AlertDescription.internal_error);
    }

    /** The rule is looked at again where the key is used, should a call of the check be lost. */
    @Test
    void aKeyThatIsNotAcceptedIsNeverComputedWith() throws Exception {
        byte[] encoded = TestCertificate.rsaWithoutPrivateKey(4098, USUAL_EXPONENT).encoded();

        RemoteCertificate certificate = RemoteCertificate.parse(CRYPTO, encoded);
        assertThrows(TlsFatalAlert.class, certificate::getPubKeyRSA);
    }

    @Test
    void aCertificateOfMoreThan4096BytesIsNotParsed() throws Exception {
        byte[] encoded = TestCertificate.rsaWithoutPrivateKey(32_768, USUAL_EXPONENT).encoded();

        assertTrue(encoded.length > RemoteCertificate.MAX_LENGTH);
        assertThrows(TlsFatalAlert.class, () -> RemoteCertificate.parse(CRYPTO, encoded));
    }

    /** The deepest that has room: some thousand sequences, each in another. */
    @Test
    void aCertificateOfNestedSequencesIsRefusedAsAnyThatDoesNotParse() throws Exception {
        byte[] nested = new byte[0];
        while (nested.length < RemoteCertificate.MAX_LENGTH - 8) {
            nested = sequence(nested);
        }
        byte[] encoded = nested;
        assertThrows(Exception.class, () -> RemoteCertificate.parse(CRYPTO, encoded));
    }

    /** DER of a sequence: a tag, the content's length, and the content. */
    private static byte[] sequence(byte[] content) {
        ByteBuffer der = ByteBuffer.allocate(content.length + 4);
        der.put((byte) 0x30);
        if (content.length > 0xFF) {
            der.put((byte) 0x82).putShort((short) content.length);
        } else if (content.length > 0x7F) {
            der.put((byte) 0x81).put((byte) content.length);
        } else {
            der.put((byte) content.length);
        }
        der.put(content);
        return Arrays.copyOf(der.array(), der.position());
    }

    private void assertConnects(Role role, TestCertificate certificate) throws Exception {
        try (relay) {
            RelayPeer peer = relay.createLoopback();
            try (RawClient client = negotiate(peer, role, certificate)) {
                handshake(client, role, certificate, 1);

                assertNotNull(client.dtls());
                assertTrue(peer.isThere());
            }
        }
    }

    private void assertRefused(Role role, TestCertificate certificate) throws Exception {
        assertRefused(role, certificate, 1, AlertDescription.unsupported_certificate);
    }

    private void assertRefused(Role role, TestCertificate certificate, int chainLength, short alert)
            throws Exception {
        try (relay) {
            RelayPeer peer = relay.createLoopback();
            try (RawClient client = negotiate(peer, role, certificate)) {
                TlsFatalAlertReceived received =
                        assertThrows(
                                TlsFatalAlertReceived.class,
                                () -> handshake(client, role, certificate, chainLength));
                assertEquals(alert, received.getAlertDescription());

                Relay.awaitReleased(peer);
                Duration spent = spentOnHandshake();
                assertTrue(spent.compareTo(LITTLE_CPU) < 0, "took " + spent);
            }
        }
    }

    private Duration spentOnHandshake() throws InterruptedException {
        Long nanos = cpu.poll(60, TimeUnit.SECONDS);
        assertNotNull(nanos, "the handshake's thread has not ended");
        return Duration.ofNanos(nanos);
    }

    private static RawClient negotiate(RelayPeer peer, Role role, TestCertificate certificate)
            throws Exception {
        RawClient client = new RawClient(peer.offer(Relay.PATIENCE).sdp());
        String sdp = client.answer(certificate.fingerprint()).sdp();
        peer.applyAnswer(
                SessionDescription.answer(
                        role == Role.CLIENT
                                ? sdp
                                : sdp.replace("a=setup:active", "a=setup:passive")));
        client.check(true);
        return client;
    }

    private static void handshake(
            RawClient client, Role role, TestCertificate certificate, int chainLength)
            throws IOException {
        if (role == Role.CLIENT) {
            client.handshake(new Client(client.serverFingerprint(), certificate, chainLength));
        } else {
            client.accept(new Server(certificate, chainLength));
        }
    }

    private static final class Client extends LightDtlsClient {

        private final TestCertificate certificate;
        private final int chainLength;

        Client(String serverFingerprint, TestCertificate certificate, int chainLength) {
            super(CRYPTO, null, serverFingerprint);
            this.certificate = certificate;
            this.chainLength = chainLength;
        }

        @Override
        public TlsAuthentication getAuthentication() {
            return new TlsAuthentication() {
                @Override
                public void notifyServerCertificate(TlsServerCertificate server) {}

                @Override
                public TlsCredentials getClientCredentials(CertificateRequest request)
                        throws IOException {
                    return certificate.signer(context, chainLength);
                }
            };
        }
    }

    private static final class Server extends DefaultTlsServer {

        private final TestCertificate certificate;
        private final int chainLength;

        Server(TestCertificate certificate, int chainLength) {
            super(CRYPTO);
            this.certificate = certificate;
            this.chainLength = chainLength;
        }

        @Override
        protected ProtocolVersion[] getSupportedVersions() {
            return ProtocolVersion.DTLSv12.only();
        }

        @Override
        protected int[] getSupportedCipherSuites() {
            return new int[] {
                certificate.isRsa()
                        ? CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
                        : CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
            };
        }

        @Override
        protected TlsCredentialedSigner getECDSASignerCredentials() throws IOException {
            return certificate.signer(context, chainLength);
        }

        @Override
        protected TlsCredentialedSigner getRSASignerCredentials() throws IOException {
            return certificate.signer(context, chainLength);
        }

        @Override
        public CertificateRequest getCertificateRequest() {
            return new CertificateRequest(
                    new short[] {ClientCertificateType.ecdsa_sign},
                    TlsUtils.getDefaultSupportedSignatureAlgorithms(context),
                    null);
        }

        @Override
        public void notifyClientCertificate(org.bouncycastle.tls.Certificate chain)
                throws IOException {
            if (chain.isEmpty()) {
                throw new TlsFatalAlert(AlertDescription.certificate_required);
            }
        }

        @Override
        @SuppressWarnings("rawtypes")
        public Hashtable getServerExtensions() throws IOException {
            Hashtable extensions = super.getServerExtensions();
            TlsSRTPUtils.addUseSRTPExtension(
                    extensions,
                    new UseSRTPData(
                            new int[] {SRTPProtectionProfile.SRTP_AEAD_AES_128_GCM},
                            TlsUtils.EMPTY_BYTES));
            return extensions;
        }

        @Override
        public int getHandshakeTimeoutMillis() {
            return RawClient.PATIENCE_MILLIS;
        }
    }
}
