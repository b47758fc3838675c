package org.webrtcexamples.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.onvoid.webrtc.RTCStatsType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.webrtcexamples.media.Tone;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Pictures from one test client to another. */
@Timeout(60)
class ClientVideoTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int SOURCE = 200;
    private static final int FRAMES_PER_SECOND = 20;

    /** One that sends a picture, and one that sees it. */
    private static final class Pair implements AutoCloseable {

        private final ClientPeer camera = new ClientPeer();
        private final ClientPeer viewer = new ClientPeer();
        private final SentVideo sent;
        private final ReceivedVideo seen;

        Pair(boolean sound, Consumer<ClientPeer> viewersChoice, NetworkCable... cables)
                throws Exception {
            try {
                if (sound) {
                    camera.sendAudio(new Tone(440, 0.5)::fill);
                }
                sent = camera.sendVideo(SOURCE, 320, 240, FRAMES_PER_SECOND);
                viewersChoice.accept(viewer);
                Description offer = camera.offer();
                for (NetworkCable cable : cables) {
                    offer = cable.plugInto(offer);
                }
                camera.accept(viewer.answer(offer));
                camera.startSending();
                seen = viewer.receivedVideo();
            } catch (Throwable e) {
                close();
                throw e;
            }
        }

        Footage watch(int frames) throws Exception {
            int first = sent.frames();
            seen.await(frame -> frame.number() >= first + frames, PATIENCE);
            return seen.footage().between(first, first + frames);
        }

        @Override
        public void close() {
            camera.close();
            viewer.close();
        }
    }

    @Test
    void aPictureIsSeenAsItIsSent() throws Exception {
        try (Pair pair = new Pair(true, viewer -> {})) {
            ReceivedFrame first = pair.seen.await(frame -> true, PATIENCE);
            assertEquals(SOURCE, first.source());
            assertEquals(320, first.width());
            assertEquals(240, first.height());
            Footage footage = pair.watch(2 * FRAMES_PER_SECOND);
            assertEquals(0, pair.seen.footage().unreadable());
            assertEquals(0, footage.freezes());
            assertEquals(2 * FRAMES_PER_SECOND, footage.framesOf(SOURCE), 3);
            assertEquals(0, pair.seen.footage().framesOf(SOURCE + 1));
            assertTrue(pair.viewer.receivedAudio().pieces() >= 0);
            assertTrue(pair.viewer.audioStats().energy() > 0);
        }
    }

    @Test
    void theViewerChoosesTheCodec() throws Exception {
        for (String codec : new String[] {"VP8", "H264"}) {
            try (Pair pair = new Pair(false, viewer -> viewer.useVideoCodec(codec))) {
                pair.watch(FRAMES_PER_SECOND / 2);
                assertEquals(0, pair.seen.footage().unreadable());
                assertEquals("video/" + codec, pair.viewer.videoStats().mimeType());
            }
        }
    }

    @Test
    void theViewerChoosesItsRoleInDtls() throws Exception {
        Map<String, Consumer<ClientPeer>> choices =
                Map.of("client", viewer -> {}, "server", ClientPeer::beDtlsServer);
        for (Map.Entry<String, Consumer<ClientPeer>> choice : choices.entrySet()) {
            try (Pair pair = new Pair(false, choice.getValue())) {
                pair.seen.await(frame -> true, PATIENCE);
                assertEquals(choice.getKey(), dtlsRole(pair.viewer));
            }
        }
    }

    private static String dtlsRole(ClientPeer peer) throws Exception {
        return peer.stats().getStats().values().stream()
                .filter(stats -> stats.getType() == RTCStatsType.TRANSPORT)
                .map(stats -> stats.getAttributes().get("dtlsRole").toString())
                .findAny()
                .orElseThrow();
    }

    @Test
    void nothingIsPushedAfterTheClose() throws Exception {
        try (Pair other = new Pair(false, viewer -> {})) {
            Pair pair = new Pair(false, viewer -> {});
            try (pair) {
                pair.watch(FRAMES_PER_SECOND / 4);
            }
            int before = pair.sent.frames();
            assertTrue(before > 0);
            other.watch(FRAMES_PER_SECOND / 2);
            assertEquals(before, pair.sent.frames());
        }
    }

    @Test
    void aCutFreezesThePicture() throws Exception {
        try (NetworkCable cable = new NetworkCable();
                Pair pair = new Pair(false, viewer -> {}, cable)) {
            pair.watch(2 * FRAMES_PER_SECOND);
            cable.cutAllButChecks();
            int later = pair.sent.frames() + FRAMES_PER_SECOND / 4;
            assertThrows(
                    TimeoutException.class,
                    () -> pair.seen.await(frame -> frame.number() >= later, Duration.ofSeconds(1)));
            cable.mend();
            pair.watch(FRAMES_PER_SECOND / 2);
            Footage footage = pair.seen.footage();
            assertEquals(1, footage.freezes());
            assertTrue(footage.longestGap().toMillis() >= 900, footage.longestGap().toString());
            assertEquals(1, pair.viewer.videoStats().freezes());
        }
    }
}
