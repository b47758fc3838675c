package org.webrtcexamples.peer.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.webrtcexamples.Await;
import org.webrtcexamples.peer.Codec;
import org.webrtcexamples.peer.EncodedFrame;
import org.webrtcexamples.peer.EncodedMediaListener;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

@Timeout(60)
class EncodedFramesTest {

    private static final int MEBIBYTE = 1024 * 1024;
    private static final int PAYLOAD = 1024;

    /** By how much a large frame is smaller than an eighth of the room. */
    private static final int LEFT = 8 * PAYLOAD;

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private static final byte[] KEY_FRAME = Bytes.of("10 500200 9d012a 8002 6801");
    private static final byte[] SOUND = Bytes.of("08 aaaa");

    private final Relay relay = new Relay();
    private final RelayPeer peer = relay.create();
    private final ReceivedMedia media = peer.receiveMedia();
    private final Application application = new Application();
    private final long now = System.nanoTime();
    private final Scratch scratch = new Scratch();
    private final Map<MediaKind, Long> sequences = new EnumMap<>(MediaKind.class);

    @AfterEach
    void close() {
        application.goOn.countDown();
        relay.close();
    }

    /** Keeps what it is told, and may keep its thread at the first frame. */
    private static final class Application implements EncodedMediaListener {

        private final List<String> told = new CopyOnWriteArrayList<>();
        private final List<EncodedFrame> frames = new CopyOnWriteArrayList<>();
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);
        private volatile boolean waits;
        private volatile boolean throwsException;
        private volatile Runnable requestKeyFrame;

        @Override
        public void negotiated(Set<Codec> codecs, Runnable request) {
            told.add(codecs.toString());
            requestKeyFrame = request;
        }

        @Override
        public void received(EncodedFrame frame) {
            told.add(Thread.currentThread().getName() + " " + frame.timestamp());
            frames.add(frame);
            begun.countDown();
            try {
                if (waits) {
                    goOn.await();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (throwsException) {
                throw new IllegalStateException("of this test");
            }
        }

        @Override
        public void missed(boolean video, int count) {
            told.add((video ? "frames " : "packets ") + count);
            if (throwsException) {
                throw new IllegalStateException("of this test");
            }
        }

        /** Until it has been told of so many frames. */
        List<EncodedFrame> await(int count) {
            Await.until(Relay.PATIENCE, () -> frames.size() >= count, count + " frames");
            return frames;
        }

        void awaitBegin() throws InterruptedException {
            assertTrue(begun.await(10, TimeUnit.SECONDS));
        }
    }

    /** In packets of 1 KiB. */
    private void sendKeyFrame(long timestamp, int size) {
        for (int sent = 0; sent < size; sent += PAYLOAD) {
            byte[] payload = Arrays.copyOf(sent == 0 ? KEY_FRAME : new byte[1], 1 + PAYLOAD);
            send(MediaKind.VIDEO, timestamp, sent + PAYLOAD >= size, payload);
        }
    }

    private void sendSound(long timestamp) {
        send(MediaKind.AUDIO, timestamp, true, SOUND);
    }

    private void send(MediaKind kind, long timestamp, boolean marker, byte[] payload) {
        RtpPacket packet = new RtpPacket();
        int type = kind == MediaKind.AUDIO ? PayloadTypes.OPUS : PayloadTypes.VP8;
        packet.data[0] = (byte) 0x80;
        packet.data[1] = (byte) (type | (marker ? RtpPacket.MARKER_BIT : 0));
        BigEndian.put32(packet.data, 4, timestamp);
        System.arraycopy(payload, 0, packet.data, 12, payload.length);
        assertTrue(packet.parse(12 + payload.length));
        IncomingTrack track = media.track(kind);
        long sequence = sequences.merge(kind, 1L, Long::sum);
        track.forward(track.stream(1, now), packet, sequence, scratch, now);
    }

    @ParameterizedTest
    @CsvSource({
        "chromium-broadcaster, '[OPUS, VP8]'",
        "firefox-broadcaster, '[OPUS, VP8]'",
        "chromium-broadcaster-h264, '[OPUS, H264]'",
        "chromium-loopback, '[OPUS, VP8]'",
        "chromium-viewer, []",
        "chromium-rejected-audio, [VP8]",
        "chromium-rejected-video, [OPUS]",
        "firefox-rejected-audio, [VP8]",
        "firefox-rejected-video, [OPUS]",
        "chromium-inactive-audio, [VP8]",
        "firefox-inactive-audio, [VP8]"
    })
    void theCodecsAreThoseThatTheAnswerPrefersAndSends(String answer, String codecs) {
        media.onFrames(application);
        RelayAnswer parsed = RelayAnswer.parse(Answers.offerFor(answer), Answers.of(answer));
        media.negotiated(parsed.media());
        Await.until(Relay.PATIENCE, () -> !application.told.isEmpty(), "is told");
        assertEquals(List.of(codecs), application.told);
    }

    @ParameterizedTest
    @CsvSource({
        "102 103 96 97, '[OPUS, H264]'",
        "103 102 97 96, '[OPUS, H264]'",
        "97 96 103 102, '[OPUS, VP8]'"
    })
    void theAnswerMayPreferAnotherCodecThanTheOffer(String formats, String codecs) {
        media.onFrames(application);
        String answer = Answers.of("chromium-loopback").replace("96 97 102 103", formats);
        RelayOffer offer = Answers.offerFor("chromium-loopback");
        media.negotiated(RelayAnswer.parse(offer, answer).media());
        Await.until(Relay.PATIENCE, () -> !application.told.isEmpty(), "is told");
        assertEquals(List.of(codecs), application.told);
    }

    @Test
    void anApplicationMayAskForAKeyFrame() {
        media.onFrames(application);
        media.negotiated(List.of());
        Await.until(Relay.PATIENCE, () -> application.requestKeyFrame != null, "is told");
        sendKeyFrame(0, 1);
        IncomingTrack video = media.track(MediaKind.VIDEO);
        assertFalse(video.takeKeyFrameRequest(now));
        application.requestKeyFrame.run();
        assertTrue(video.takeKeyFrameRequest(now));
    }

    @Test
    void isToldOfAllInOrderOnAThreadOfTheContainer() {
        media.onFrames(application);
        media.negotiated(List.of());
        for (int i = 0; i < 100; i++) {
            sendSound(i);
        }
        application.await(100);
        assertEquals("[]", application.told.get(0));
        for (int i = 0; i < 100; i++) {
            assertEquals(Relay.CALLBACK_THREAD + " " + i, application.told.get(1 + i));
        }
    }

    @Test
    void oneListensAtATime() {
        media.onFrames(application);
        assertThrows(IllegalStateException.class, () -> media.onFrames(application));
        sendSound(0);
        application.await(1);
        peer.close();
        peer.closed().toCompletableFuture().join();
        assertEquals(1, application.frames.size());
    }

    /** With what each frame takes besides its bytes: packets of audio have few of them. */
    @Test
    void upTo8MebibytesWaitAndWhatIsRefusedIsMissedUntilThereIsRoomAgain() throws Exception {
        application.waits = true;
        media.onFrames(application);
        sendSound(0);
        application.awaitBegin();
        for (int i = 0; i < 8; i++) {
            sendKeyFrame(10 + i, MEBIBYTE - LEFT);
        }
        IncomingTrack video = media.track(MediaKind.VIDEO);
        assertFalse(video.takeKeyFrameRequest(now));
        for (int i = 0; i < 9; i++) {
            sendKeyFrame(20 + i, MEBIBYTE);
        }
        assertTrue(video.takeKeyFrameRequest(now), "a key frame is asked for");
        int overhead = EncodedFrames.OVERHEAD;
        int left = 8 * (LEFT - overhead) / (SOUND.length + overhead);
        for (int i = 1; i <= left + 7; i++) {
            sendSound(i);
        }
        assertEquals(1, application.frames.size());

        application.goOn.countDown();
        application.await(1 + 8 + left);
        sendKeyFrame(30, MEBIBYTE);
        sendSound(100);
        List<EncodedFrame> frames = application.await(1 + 8 + left + 2);
        for (int i = 0; i < 8; i++) {
            assertEquals(10 + i, frames.get(1 + i).timestamp());
            assertEquals(MEBIBYTE - LEFT, frames.get(1 + i).data().length);
            assertEquals(0, frames.get(1 + i).missed());
        }
        for (int i = 1; i <= left; i++) {
            assertEquals(i, frames.get(8 + i).timestamp());
            assertEquals(0, frames.get(8 + i).missed());
        }
        assertEquals(30, frames.get(9 + left).timestamp());
        assertEquals(9, frames.get(9 + left).missed());
        assertEquals(100, frames.get(10 + left).timestamp());
        assertEquals(7, frames.get(10 + left).missed());
    }

    /** Room that is not given back would be gone after a while. */
    @Test
    void thereIsAsMuchRoomHoweverMuchWasDeliveredBefore() {
        media.onFrames(application);
        for (int i = 1; i <= 40; i++) {
            sendKeyFrame(i, MEBIBYTE);
            application.await(i);
        }
        assertTrue(application.frames.stream().allMatch(frame -> frame.missed() == 0));
    }

    @Test
    void deliversTheNextFramesToAnApplicationThatFails() throws Exception {
        application.throwsException = true;
        application.waits = true;
        media.onFrames(application);
        for (int i = 0; i < 20; i++) {
            sendSound(i);
        }
        application.awaitBegin();
        application.goOn.countDown();
        application.await(20);
    }

    @Test
    void deliversAllToAnApplicationThatFailsBeforeThePeerIsClosed() throws Exception {
        application.throwsException = true;
        application.waits = true;
        media.onFrames(application);
        sendSound(0);
        application.awaitBegin();
        sendSound(1);
        sendSound(2);
        send(MediaKind.AUDIO, 3, true, new byte[0]);
        send(MediaKind.VIDEO, 0, true, new byte[1]);
        peer.close();
        application.goOn.countDown();
        Relay.awaitReleased(peer);
        assertEquals(3, application.frames.size());
        assertEquals(List.of("packets 1", "frames 1"), application.told.subList(3, 5));
    }

    @Test
    void deliversAllThatHasComeBeforeThePeerIsClosed() throws Exception {
        application.waits = true;
        media.onFrames(application);
        sendSound(0);
        application.awaitBegin();
        sendSound(1);
        sequences.merge(MediaKind.AUDIO, 1L, Long::sum);
        sendSound(3);
        peer.close();
        application.goOn.countDown();
        Relay.awaitReleased(peer);
        sendSound(4);
        media.track(MediaKind.AUDIO).tick(now + SECOND);
        String thread = Relay.CALLBACK_THREAD + " ";
        assertEquals(List.of(thread + 0, thread + 1, thread + 3), application.told);
        assertEquals(1, application.frames.get(2).missed());
    }
}
