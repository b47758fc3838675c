package org.webrtcexamples.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.webrtcexamples.media.Tone;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** Sound from one test client to another. */
@Timeout(60)
class ClientSoundTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final int HALF_A_SECOND = ReceivedAudio.SAMPLE_RATE / 2;

    /** One that sends a tone of half the full scale, and one that hears it. */
    private static final class Pair implements AutoCloseable {

        private final ClientPeer singer = new ClientPeer();
        private final ClientPeer listener = new ClientPeer();
        private final ReceivedAudio heard;

        Pair(double frequency) throws Exception {
            this(frequency, UnaryOperator.identity());
        }

        Pair(double frequency, UnaryOperator<String> answerChange) throws Exception {
            try {
                singer.sendAudio(new Tone(frequency, 0.5)::fill);
                listener.changeAnswer(answerChange);
                singer.accept(listener.answer(singer.offer()));
                singer.startSending();
                singer.awaitConnected(PATIENCE);
                heard = listener.receivedAudio();
                // The first packets do not come at their own pace.
                heard.record(HALF_A_SECOND, PATIENCE);
            } catch (Throwable e) {
                close();
                throw e;
            }
        }

        @Override
        public void close() {
            singer.close();
            listener.close();
        }
    }

    @Test
    void aToneIsHeardAsItIsSent() throws Exception {
        try (Pair pair = new Pair(1000)) {
            short[][] samples = pair.heard.record(HALF_A_SECOND, PATIENCE);
            assertEquals(1, samples.length);
            assertEquals(HALF_A_SECOND, samples[0].length);
            assertEquals(1000, Samples.frequency(samples[0]), 1);
            assertEquals(0.3535, Samples.rms(samples[0]), 0.02);
        }
    }

    @Test
    void packetsAreCountedAsTheyCome() throws Exception {
        try (Pair pair = new Pair(440)) {
            AudioStats earlier = pair.listener.audioStats();
            long piecesEarlier = pair.heard.pieces();
            pair.heard.record(2 * HALF_A_SECOND, PATIENCE);
            AudioStats stats = pair.listener.audioStats().since(earlier);
            long pieces = pair.heard.pieces() - piecesEarlier;
            assertEquals(50, stats.packets() / stats.seconds(), 5);
            assertEquals(48_000, stats.samples() / stats.seconds(), 2_000);
            assertEquals(0.25, stats.energy() / stats.seconds(), 0.02);
            assertEquals(100, pieces / stats.seconds(), 10);
        }
    }

    @Test
    void nothingIsPushedAfterTheClose() throws Exception {
        AtomicInteger pushes = new AtomicInteger();
        ClientPeer singer = new ClientPeer();
        try (Pair other = new Pair(440);
                ClientPeer listener = new ClientPeer()) {
            listener.addAudio(samples -> {});
            singer.sendAudio(samples -> pushes.incrementAndGet());
            listener.accept(singer.answer(listener.offer()));
            other.heard.record(HALF_A_SECOND, PATIENCE);
            singer.close();
            int before = pushes.get();
            assertTrue(before > 0);
            other.heard.record(HALF_A_SECOND, PATIENCE);
            assertEquals(before, pushes.get());
        } finally {
            singer.close();
        }
    }

    @Test
    void twoChannelsAreHeardOnRequest() throws Exception {
        UnaryOperator<String> stereo =
                sdp -> sdp.replace("useinbandfec=1", "useinbandfec=1;stereo=1");
        try (Pair pair = new Pair(440, stereo)) {
            short[][] samples = pair.heard.record(HALF_A_SECOND, PATIENCE);
            assertEquals(2, samples.length);
            assertArrayEquals(samples[0], samples[1]);
        }
    }
}
