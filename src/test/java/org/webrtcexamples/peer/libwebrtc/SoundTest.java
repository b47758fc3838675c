package org.webrtcexamples.peer.libwebrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.webrtcexamples.Await;
import org.webrtcexamples.client.ClientPeer;
import org.webrtcexamples.client.ReceivedAudio;
import org.webrtcexamples.media.PitchMeter;
import org.webrtcexamples.media.Tone;
import org.webrtcexamples.peer.InvalidAnswerException;
import org.webrtcexamples.peer.PeerClosedException;
import org.webrtcexamples.peer.PeerUnavailableException;
import org.webrtcexamples.peer.SessionDescription;
import org.webrtcexamples.peer.SignalingState;

import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Sound between a peer and a client. */
@Timeout(60)
class SoundTest {

    /** In samples. The engine begins with a sound that is a little too fast. */
    private static final int HALF_A_SECOND = NativePeer.AUDIO_SAMPLE_RATE / 2;

    private static final Consumer<short[]> SILENCE = samples -> {};

    private Peers peers;
    private NativePeer peer;

    @BeforeEach
    void start() {
        peers = new Peers();
        peer = peers.create();
    }

    @AfterEach
    void stop() {
        peers.close();
    }

    @Test
    void whatIsGeneratedIsHeardAtTheOtherEnd() throws Exception {
        peer.sendAudio(1, new Tone(1000, 1)::fill);
        try (ClientPeer client = Peers.connect(peer)) {
            ReceivedAudio heard = client.receivedAudio();
            heard.record(HALF_A_SECOND, Peers.PATIENCE);
            short[][] later = heard.record(HALF_A_SECOND, Peers.PATIENCE);

            assertEquals(1, later.length);
            assertEquals(1000, pitch(later[0]), 1);
            assertEquals(Math.sqrt(0.5), rms(later[0]), 0.02);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {";stereo=1", "\r\na=fmtp:%s stereo=1"})
    void isHeardInStereoByThoseWhoAskForIt(String howToAsk) throws Exception {
        peer.sendAudio(2, new Tone(1000, 0.75, 0.25)::fill);
        try (ClientPeer client = new ClientPeer()) {
            client.changeAnswer(
                    sdp -> {
                        String opus = sdp.replaceAll("(?s).*a=rtpmap:(\\d+) opus/.*", "$1");
                        return sdp.replaceAll(
                                "(a=fmtp:" + opus + " [^\r]*)", "$1" + howToAsk.formatted(opus));
                    });
            peer.applyAnswer(Peers.answer(client, peer.offer(Peers.PATIENCE)));
            ReceivedAudio heard = client.receivedAudio();
            heard.record(HALF_A_SECOND, Peers.PATIENCE);
            short[][] later = heard.record(HALF_A_SECOND, Peers.PATIENCE);

            assertEquals(2, later.length);
            assertEquals(0.75 * Math.sqrt(0.5), rms(later[0]), 0.02);
            assertEquals(0.25 * Math.sqrt(0.5), rms(later[1]), 0.02);
        }
    }

    @Test
    void whatTheOtherEndSendsIsHeard() throws Exception {
        PitchMeter meter = new PitchMeter(NativePeer.AUDIO_SAMPLE_RATE);
        CompletableFuture<OptionalDouble> pitch = new CompletableFuture<>();
        AtomicInteger pieces = new AtomicInteger();
        peer.receiveAudio(
                samples -> {
                    assertEquals(NativePeer.AUDIO_FRAMES, samples.length);
                    meter.add(samples);
                    if (pieces.incrementAndGet() == 100) {
                        pitch.complete(meter.pitch());
                    }
                });
        try (ClientPeer client = new ClientPeer()) {
            client.sendAudio(new Tone(440, 0.5)::fill);
            peer.applyAnswer(Peers.answer(client, peer.offer(Peers.PATIENCE)));

            assertEquals(440, pitch.get(20, TimeUnit.SECONDS).orElseThrow(), 1.4);
        }
    }

    @Test
    void nothingIsHeardOfOneThatIsNotConnectedYet() throws Exception {
        AtomicInteger early = new AtomicInteger();
        peer.receiveAudio(samples -> early.incrementAndGet());
        String unreachable = peer.offer(Peers.PATIENCE).sdp().replaceAll("a=candidate.*\r\n", "");
        NativePeer other = peers.create();
        CountDownLatch heard = new CountDownLatch(50);
        other.receiveAudio(samples -> heard.countDown());
        try (ClientPeer lost = new ClientPeer();
                ClientPeer client = new ClientPeer()) {
            lost.sendAudio(SILENCE);
            peer.applyAnswer(Peers.answer(lost, SessionDescription.offer(unreachable)));
            client.sendAudio(SILENCE);
            other.applyAnswer(Peers.answer(client, other.offer(Peers.PATIENCE)));

            assertTrue(heard.await(10, TimeUnit.SECONDS), "the engine's audio runs");
            assertEquals(0, early.get());
        }
    }

    @Test
    void nothingIsGeneratedBeforeTheAnswerAndAfterTheClose() throws Exception {
        AtomicInteger pieces = new AtomicInteger();
        CountDownLatch some = new CountDownLatch(50);
        peer.sendAudio(
                1,
                samples -> {
                    pieces.incrementAndGet();
                    some.countDown();
                });
        var offer = peer.offer(Peers.PATIENCE);
        try (ClientPeer client = new ClientPeer()) {
            var answer = Peers.answer(client, offer);
            assertEquals(0, pieces.get());
            peer.applyAnswer(answer);
            assertTrue(some.await(10, TimeUnit.SECONDS));

            peer.close();
            Peers.awaitReleased(peer);
            int atClose = pieces.get();

            NativePeer other = peers.create();
            CountDownLatch later = new CountDownLatch(50);
            other.sendAudio(1, samples -> later.countDown());
            ClientPeer next = Peers.connect(other);
            assertTrue(later.await(10, TimeUnit.SECONDS));
            next.close();
            assertEquals(atClose, pieces.get());
        }
    }

    /** Also while its own callback holds up the rest of the close. */
    @Test
    void noGeneratorIsCalledOnceItsPeerIsClosed() throws Exception {
        AtomicInteger pieces = new AtomicInteger();
        CountDownLatch some = new CountDownLatch(5);
        CountDownLatch callbackEnds = new CountDownLatch(1);
        CountDownLatch later = new CountDownLatch(20);
        peer.sendAudio(
                1,
                samples -> {
                    pieces.incrementAndGet();
                    some.countDown();
                });
        NativePeer other = peers.create();
        other.sendAudio(1, samples -> later.countDown());
        try (ClientPeer client = Peers.connect(peer)) {
            client.awaitConnected(Peers.PATIENCE);
            assertTrue(some.await(10, TimeUnit.SECONDS));
            peer.post(
                    () -> {
                        peer.close();
                        try {
                            callbackEnds.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    });
            Await.until(Peers.PATIENCE, peer::isClosed, "its callback closes it");
            try (ClientPeer next = Peers.connect(other)) {
                next.awaitConnected(Peers.PATIENCE);
                int before = pieces.get();
                assertTrue(later.await(10, TimeUnit.SECONDS));
                assertEquals(before, pieces.get());
            }
            callbackEnds.countDown();
            Peers.awaitReleased(peer);
        }
    }

    @Test
    void aPeerIsClosedWhereThereIsNoThreadForItsSound() throws Exception {
        try (Peers threadless = new Peers(Peers.settings(Duration.ofMinutes(1)), work -> null);
                ClientPeer client = new ClientPeer()) {
            NativePeer mute = threadless.create();
            mute.sendAudio(1, SILENCE);
            SessionDescription answer = Peers.answer(client, mute.offer(Peers.PATIENCE));
            assertThrows(PeerUnavailableException.class, () -> mute.applyAnswer(answer));
            Peers.awaitReleased(mute);
        }
    }

    @Test
    void aGeneratorThatThrowsClosesItsPeerAndNoOther() throws Exception {
        NativePeer other = peers.create();
        other.sendAudio(1, new Tone(440, 1)::fill);
        try (ClientPeer listener = Peers.connect(other)) {
            peer.sendAudio(
                    1,
                    samples -> {
                        throw new AssertionError("no sound");
                    });
            Peers.connect(peer).close();

            Peers.awaitReleased(peer);
            assertEquals(SignalingState.CLOSED, peer.signalingState());
            assertEquals(
                    440,
                    pitch(listener.receivedAudio().record(2 * HALF_A_SECOND, Peers.PATIENCE)[0]),
                    1);
        }
    }

    @Test
    void aListenerThatThrowsClosesItsPeer() throws Exception {
        peer.receiveAudio(
                samples -> {
                    if (rms(samples) > 0.1) {
                        throw new AssertionError("not heard");
                    }
                });
        try (ClientPeer client = new ClientPeer()) {
            client.sendAudio(new Tone(440, 1)::fill);
            peer.applyAnswer(Peers.answer(client, peer.offer(Peers.PATIENCE)));
            Peers.awaitReleased(peer);
        }
    }

    @Test
    void aListenerMayCloseItsPeer() throws Exception {
        peer.receiveAudio(
                samples -> {
                    if (rms(samples) > 0.1) {
                        peer.close();
                    }
                });
        try (ClientPeer client = new ClientPeer()) {
            client.sendAudio(new Tone(440, 1)::fill);
            peer.applyAnswer(Peers.answer(client, peer.offer(Peers.PATIENCE)));
            Peers.awaitReleased(peer);
        }
    }

    @Test
    void aGeneratorMayCloseItsPeer() throws Exception {
        peer.sendAudio(1, samples -> peer.close());
        Peers.connect(peer).close();
        Peers.awaitReleased(peer);
    }

    @Test
    void anAnswerMayRejectASound() throws Exception {
        peer.sendAudio(1, new Tone(440, 1)::fill);
        peer.sendAudio(1, new Tone(880, 1)::fill);
        try (ClientPeer client = new ClientPeer()) {
            SessionDescription answer = Peers.answer(client, peer.offer(Peers.PATIENCE));

            peer.applyAnswer(
                    SessionDescription.answer(
                            answer.sdp()
                                    .replaceFirst("(?s)(.*)m=audio 9", "$1m=audio 0")
                                    .replace("BUNDLE 0 1", "BUNDLE 0")));

            assertEquals(
                    440,
                    pitch(client.receivedAudio().record(2 * HALF_A_SECOND, Peers.PATIENCE)[0]),
                    1);
        }
    }

    /** All others go over its transport. */
    @Test
    void anAnswerThatRejectsOnlyTheFirstSoundIsRefusedAndAGoodOneConnects() throws Exception {
        peer.sendAudio(1, new Tone(440, 1)::fill);
        peer.sendAudio(1, new Tone(880, 1)::fill);
        try (ClientPeer client = new ClientPeer()) {
            SessionDescription answer = Peers.answer(client, peer.offer(Peers.PATIENCE));

            assertThrows(
                    InvalidAnswerException.class,
                    () ->
                            peer.applyAnswer(
                                    SessionDescription.answer(
                                            answer.sdp()
                                                    .replaceFirst("m=audio 9", "m=audio 0")
                                                    .replace("BUNDLE 0 1", "BUNDLE 1"))));
            peer.applyAnswer(answer);

            assertEquals(
                    440,
                    pitch(client.receivedAudio().record(2 * HALF_A_SECOND, Peers.PATIENCE)[0]),
                    1);
        }
    }

    @Test
    void aFailedOfferOrAnswerLeavesNothingToPush() throws Exception {
        peer.sendAudio(1, new Tone(440, 1)::fill);
        peer.close();
        Peers.awaitReleased(peer);
        assertThrows(PeerClosedException.class, () -> peer.sendAudio(1, SILENCE));
        assertThrows(PeerClosedException.class, () -> peer.receiveAudio(SILENCE));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 3, 1000})
    void otherThanOneOrTwoChannelsAreRefused(int channels) {
        assertThrows(IllegalArgumentException.class, () -> peer.sendAudio(channels, SILENCE));
    }

    @Test
    void theOfferSaysWhichWayTheSoundGoes() throws Exception {
        peer.sendAudio(1, SILENCE);
        peer.receiveAudio(SILENCE);
        String sdp = peer.offer(Peers.PATIENCE).sdp();

        String[] sections = sdp.split("\r\nm=");
        assertTrue(sections[1].contains("a=sendonly"), sdp);
        assertTrue(sections[2].contains("a=recvonly"), sdp);
        assertFalse(sdp.contains("transport-cc"), sdp);
        assertFalse(sdp.contains("transport-wide-cc"), sdp);
    }

    private static double pitch(short[] samples) {
        PitchMeter meter = new PitchMeter(NativePeer.AUDIO_SAMPLE_RATE);
        meter.add(Arrays.copyOfRange(samples, samples.length - HALF_A_SECOND, samples.length));
        return meter.pitch().orElse(Double.NaN);
    }

    /** Where 1 is full scale. */
    private static double rms(short[] samples) {
        double squares = 0;
        for (short sample : samples) {
            squares += (double) sample * sample;
        }
        return Math.sqrt(squares / samples.length) / Short.MAX_VALUE;
    }
}
