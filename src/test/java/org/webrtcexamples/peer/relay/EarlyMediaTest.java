package org.webrtcexamples.peer.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.ExporterLabel;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UseSRTPData;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.webrtcexamples.Await;
import org.webrtcexamples.peer.Codec;
import org.webrtcexamples.peer.EncodedFrame;
import org.webrtcexamples.peer.EncodedMediaListener;
import org.webrtcexamples.peer.SessionDescription;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;

/**
 * Media that comes before the relay's end of the DTLS handshake is done. The client is the DTLS
 * server here: it is done with its last flight, the relay only when it has computed what came.
 */
@Timeout(60)
class EarlyMediaTest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final BcTlsCrypto CRYPTO = new BcTlsCrypto(RANDOM);
    private static final DtlsCertificate CERTIFICATE =
            DtlsCertificate.create(CRYPTO, RANDOM, Instant.now());

    private static final SrtpProfile PROFILE = SrtpProfile.AEAD_AES_128_GCM;
    private static final byte[] SOUND = Bytes.of("08 aaaa");
    private static final int SAMPLES = 960;
    private static final int HEADER = 12;
    private static final int MAX_EARLY_MEDIA = 48;

    private final Relay relay = new Relay();
    private final RelayPeer peer = relay.createLoopback();
    private final Semaphore permits = relay.computingHandshakes();
    private final int all = permits.availablePermits();
    private final List<EncodedFrame> frames = new CopyOnWriteArrayList<>();
    private RawClient client;
    private SrtpSender sender;

    @BeforeEach
    void offer() throws IOException {
        peer.receiveMedia()
                .onFrames(
                        new EncodedMediaListener() {
                            @Override
                            public void negotiated(Set<Codec> codecs, Runnable requestKeyFrame) {}

                            @Override
                            public void received(EncodedFrame frame) {
                                frames.add(frame);
                            }

                            @Override
                            public void missed(boolean video, int count) {}
                        });
        client = new RawClient(peer.offer(Relay.PATIENCE).sdp());
    }

    @AfterEach
    void close() {
        client.close();
        relay.close();
    }

    private void applyAnswer() {
        String answer = client.answer(CERTIFICATE.fingerprint()).sdp();
        peer.applyAnswer(
                SessionDescription.answer(answer.replace("a=setup:active", "a=setup:passive")));
    }

    /** The client is done then; the relay is not, before all permits are released. */
    private void handshakeOfClientAlone() throws IOException {
        client.accept(new Server());
        assertFalse(peer.isConnected());
    }

    private static byte[] rtp(int index) {
        byte[] packet = new byte[HEADER + SOUND.length];
        packet[0] = (byte) 0x80;
        packet[1] = PayloadTypes.OPUS;
        BigEndian.put16(packet, 2, index);
        BigEndian.put32(packet, 4, index * SAMPLES);
        BigEndian.put32(packet, 8, 7);
        System.arraycopy(SOUND, 0, packet, HEADER, SOUND.length);
        return packet;
    }

    private void send(int firstIndex, int lastIndex) throws IOException {
        for (int index = firstIndex; index <= lastIndex; index++) {
            client.send(SrtpPackets.protectRtp(sender, rtp(index), index));
        }
        awaitArrival();
    }

    /** Packets that nobody can have encrypted, with RTCP among them. */
    private void sendForged(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            byte[] packet = new byte[100];
            RANDOM.nextBytes(packet);
            packet[0] = (byte) 0x80;
            packet[1] = i % 2 == 0 ? PayloadTypes.OPUS : (byte) Rtcp.SENDER_REPORT;
            client.send(packet);
        }
        awaitArrival();
    }

    /** The relay counts what it does not know, behind all that came before. */
    private void awaitArrival() throws IOException {
        long before = relay.counters().unknown().sum();
        client.send(new byte[1]);
        Await.until(Relay.PATIENCE, () -> relay.counters().unknown().sum() > before, "it came");
    }

    private void awaitFrames(int count) {
        Await.until(Relay.PATIENCE, () -> frames.size() >= count, count + " frames");
    }

    private void assertHasFrames(int firstIndex, int lastIndex) {
        List<Long> expected =
                IntStream.rangeClosed(firstIndex, lastIndex)
                        .mapToObj(index -> (long) index * SAMPLES)
                        .toList();
        assertEquals(expected, frames.stream().map(EncodedFrame::timestamp).toList());
        assertTrue(frames.stream().allMatch(frame -> frame.missed() == 0));
    }

    @Test
    void isDeliveredAfterTheHandshakeAsOfWhenItCame() throws Exception {
        applyAnswer();
        client.check(true);
        handshakeOfClientAlone();
        send(1, 20);
        assertTrue(frames.isEmpty());
        assertEquals(0, relay.counters().forged().sum());

        long released = System.nanoTime();
        permits.release(all);
        awaitFrames(20);
        assertTrue(frames.stream().allMatch(frame -> frame.arrival() - released < 0));
        send(21, 40);
        awaitFrames(40);
        assertHasFrames(1, 40);
        assertTrue(frames.get(20).arrival() - released > 0);
        assertTrue(peer.isConnected());
    }

    @Test
    void isKeptUpTo48Packets() throws Exception {
        applyAnswer();
        client.check(true);
        handshakeOfClientAlone();
        send(1, MAX_EARLY_MEDIA + 12);
        permits.release(all);
        awaitFrames(MAX_EARLY_MEDIA);
        assertHasFrames(1, MAX_EARLY_MEDIA);

        int next = MAX_EARLY_MEDIA + 13;
        send(next, next);
        awaitFrames(MAX_EARLY_MEDIA + 1);
        assertEquals((long) next * SAMPLES, frames.get(MAX_EARLY_MEDIA).timestamp());
        assertEquals(12, frames.get(MAX_EARLY_MEDIA).missed());
    }

    @Test
    void isKeptOnlyWhileThereIsAHandshakeToWaitFor() throws Exception {
        client.check(true);
        sendForged(MAX_EARLY_MEDIA);
        applyAnswer();
        handshakeOfClientAlone();
        send(1, MAX_EARLY_MEDIA);
        permits.release(all);
        awaitFrames(MAX_EARLY_MEDIA);
        assertHasFrames(1, MAX_EARLY_MEDIA);
        assertEquals(0, relay.counters().forged().sum());
    }

    /** The relay waits for the client to begin. */
    @Test
    void isNotKeptBeforeAHandshakeThatTheClientBegins() throws Exception {
        peer.applyAnswer(client.answer());
        client.check(true);
        sendForged(MAX_EARLY_MEDIA);
        client.handshake();
        client.send(client.protectRtp(rtp(1), HEADER, 1));
        awaitFrames(1);
        assertEquals(0, relay.counters().forged().sum());
    }

    @Test
    void isDecryptedLikeAnyOther() throws Exception {
        applyAnswer();
        client.check(true);
        handshakeOfClientAlone();
        sendForged(4);
        send(1, 1);
        send(2, 2);
        client.send(SrtpPackets.protectRtp(sender, rtp(2), 2));
        RtcpWriter report = new RtcpWriter();
        report.receiverReport(7, new byte[0], 0);
        byte[] rtcp = Arrays.copyOf(report.array(), report.length());
        client.send(SrtpPackets.protectRtcp(sender, rtcp));
        sendForged(4);
        send(3, 3);
        assertEquals(0, relay.counters().forged().sum());
        permits.release(all);
        awaitFrames(3);
        assertHasFrames(1, 3);
        assertEquals(8, relay.counters().forged().sum());
        assertEquals(1, relay.counters().replayed().sum());
    }

    @Test
    void isNotDeliveredToAPeerThatWasClosedMeanwhile() throws Exception {
        applyAnswer();
        client.check(true);
        handshakeOfClientAlone();
        send(1, 20);
        peer.close();
        Relay.awaitReleased(peer);
        permits.release(all);
        Await.until(Relay.PATIENCE, () -> permits.availablePermits() == all, "has ended");
        assertTrue(frames.isEmpty());
    }

    /**
     * Takes all permits while the relay waits for the last flight, which it cannot compute then.
     */
    private final class Server extends DefaultTlsServer {

        Server() {
            super(CRYPTO);
        }

        @Override
        protected ProtocolVersion[] getSupportedVersions() {
            return ProtocolVersion.DTLSv12.only();
        }

        @Override
        protected int[] getSupportedCipherSuites() {
            return new int[] {CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256};
        }

        @Override
        protected TlsCredentialedSigner getECDSASignerCredentials() {
            return CERTIFICATE.signer(context);
        }

        @Override
        public CertificateRequest getCertificateRequest() {
            return new CertificateRequest(
                    new short[] {ClientCertificateType.ecdsa_sign},
                    TlsUtils.getDefaultSupportedSignatureAlgorithms(context),
                    null);
        }

        @Override
        @SuppressWarnings("rawtypes")
        public Hashtable getServerExtensions() throws IOException {
            Hashtable extensions = super.getServerExtensions();
            TlsSRTPUtils.addUseSRTPExtension(
                    extensions, new UseSRTPData(new int[] {PROFILE.id()}, TlsUtils.EMPTY_BYTES));
            return extensions;
        }

        /** In the relay's last flight; what follows in it is computed, or has been. */
        @Override
        public void notifyClientCertificate(Certificate chain) {
            permits.acquireUninterruptibly(all);
        }

        @Override
        public void notifyHandshakeComplete() throws IOException {
            super.notifyHandshakeComplete();
            int key = PROFILE.keyLength();
            int salt = PROFILE.saltLength();
            byte[] keys =
                    context.exportKeyingMaterial(ExporterLabel.dtls_srtp, null, 2 * (key + salt));
            sender =
                    new SrtpSender(
                            PROFILE,
                            Arrays.copyOfRange(keys, key, 2 * key),
                            Arrays.copyOfRange(keys, 2 * key + salt, keys.length));
        }

        @Override
        public int getHandshakeTimeoutMillis() {
            return RawClient.PATIENCE_MILLIS;
        }
    }
}
