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
import org.junit.jupiter.params.provider.CsvSource;
import org.webrtcexamples.Await;
import org.webrtcexamples.client.ClientPeer;
import org.webrtcexamples.client.Footage;
import org.webrtcexamples.peer.PeerClosedException;
import org.webrtcexamples.peer.PeerLimitException;
import org.webrtcexamples.peer.SessionDescription;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Moving pictures between a peer and a client. */
@Timeout(60)
class VideoTest {

    private static final Consumer<BufferedImage> NOTHING = image -> {};
    private static final int SOURCE = 7;

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

    private ClientPeer connectCamera(int width, int height, int framesPerSecond) throws Exception {
        ClientPeer client = new ClientPeer();
        try {
            client.sendVideo(SOURCE, width, height, framesPerSecond);
            peer.applyAnswer(Peers.answer(client, peer.offer(Peers.PATIENCE)));
            return client;
        } catch (Throwable e) {
            client.close();
            throw e;
        }
    }

    @ParameterizedTest
    @CsvSource({"640, 480", "320, 240", "1280, 960"})
    void whatIsReceivedIsDrawnAndSeenAtTheOtherEnd(int width, int height) throws Exception {
        ReceivedVideo camera = peer.receiveVideo();
        peer.sendVideo(640, 480, camera::drawOn);
        try (ClientPeer client = connectCamera(width, height, 20)) {
            int first = client.receivedVideo().await(frame -> true, Peers.PATIENCE).number();
            client.receivedVideo().await(frame -> frame.number() > first + 40, Peers.PATIENCE);

            Footage seen = client.receivedVideo().footage();
            assertTrue(seen.framesOf(SOURCE) > 33, "frames that can be read: " + seen);
            seen.frames().forEach(frame -> assertEquals(640, frame.width()));
            assertEquals(width, camera.width());
            assertEquals(height, camera.height());
        }
    }

    @Test
    void thirtyFramesASecondAreSentWhateverIsReceived() throws Exception {
        List<Long> times = new CopyOnWriteArrayList<>();
        CountDownLatch some = new CountDownLatch(76);
        peer.sendVideo(
                640,
                480,
                image -> {
                    times.add(System.nanoTime());
                    some.countDown();
                });
        try (ClientPeer client = Peers.connect(peer)) {
            assertTrue(some.await(20, TimeUnit.SECONDS));

            assertEquals(NativePeer.VIDEO_FRAME_RATE, medianRate(times.subList(0, 76), 15), 1.5);
            client.receivedVideo().await(frame -> frame.width() == 640, Peers.PATIENCE);
        }
    }

    /**
     * In frames a second, of all times in which so many frames came. A machine that stands still
     * for a moment spoils some of them, a wrong rate all.
     */
    private static double medianRate(List<Long> times, int frames) {
        double[] rates =
                IntStream.range(frames, times.size())
                        .mapToDouble(i -> frames * 1e9 / (times.get(i) - times.get(i - frames)))
                        .sorted()
                        .toArray();
        return rates[rates.length / 2];
    }

    @Test
    void eachFrameIsHeardOf() throws Exception {
        List<Long> missed = new CopyOnWriteArrayList<>();
        List<Long> times = new CopyOnWriteArrayList<>();
        CountDownLatch some = new CountDownLatch(40);
        peer.receiveVideo()
                .onFrame(
                        frame -> {
                            missed.add(frame.missed());
                            times.add(frame.time());
                            some.countDown();
                        });
        try (ClientPeer client = connectCamera(640, 480, 20)) {
            client.awaitConnected(Peers.PATIENCE);
            assertTrue(some.await(20, TimeUnit.SECONDS));
            missed.forEach(count -> assertEquals(0, count));
            assertEquals(39 / 20.0, (times.get(39) - times.get(0)) / 1e9, 0.25);
        }
    }

    @Test
    void aFrameIsCopiedIntoACanvasWithBlackAroundIt() throws Exception {
        int width = 320;
        int height = 320;
        ByteBuffer canvas = ByteBuffer.allocateDirect(width * height * 3 / 2);
        CompletableFuture<Void> copied = new CompletableFuture<>();
        peer.receiveVideo()
                .onFrame(
                        frame -> {
                            if (!copied.isDone()) {
                                frame.copyTo(canvas, width, height);
                                copied.complete(null);
                            }
                        });
        try (ClientPeer client = connectCamera(640, 480, 20)) {
            client.awaitConnected(Peers.PATIENCE);
            copied.get(20, TimeUnit.SECONDS);
        }
        for (int row : new int[] {0, 39, 280, 319}) {
            for (int x = 0; x < width; x++) {
                assertEquals(16, canvas.get(row * width + x), "row " + row + ", column " + x);
            }
        }
        int sum = 0;
        for (int x = 0; x < width; x++) {
            sum += canvas.get(200 * width + x) & 0xFF;
        }
        assertEquals(125, sum / (double) width, 25);
        for (int i = width * height; i < canvas.capacity(); i++) {
            assertEquals(128, canvas.get(i) & 0xFF, 3, "it has no colour");
        }
    }

    @Test
    void aListenerThatIsTooSlowMissesFramesAndHoldsUpNobody() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch resumed = new CountDownLatch(30);
        AtomicInteger heard = new AtomicInteger();
        AtomicLong missed = new AtomicLong();
        ReceivedVideo camera = peer.receiveVideo();
        camera.onFrame(
                frame -> {
                    missed.addAndGet(frame.missed());
                    if (heard.getAndIncrement() == 0) {
                        awaitQuietly(go);
                    }
                    resumed.countDown();
                });
        try (ClientPeer client = connectCamera(1280, 720, 20)) {
            client.awaitConnected(Peers.PATIENCE);
            Await.until(Peers.PATIENCE, () -> camera.frames() >= 25, "25 frames have come");
            long came = camera.frames();
            go.countDown();
            assertTrue(resumed.await(20, TimeUnit.SECONDS));

            assertEquals(came - 11, missed.get(), 2, "of those after the first ten could wait");
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void nothingIsDrawnBeforeTheFirstFrameAndAfterTheClose() throws Exception {
        BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
        ReceivedVideo camera = peer.receiveVideo();
        assertFalse(camera.drawOn(image));
        assertEquals(0, camera.width());
        try (ClientPeer client = connectCamera(640, 480, 20)) {
            client.awaitConnected(Peers.PATIENCE);
            Await.until(Peers.PATIENCE, () -> camera.drawOn(image), "a frame is drawn");
            assertTrue(camera.drawOn(image), "the same one again");
            peer.close();
            Peers.awaitReleased(peer);
            assertFalse(camera.drawOn(image));
        }
    }

    @Test
    void onlyAnImageThatPixelsCanBeCopiedToIsDrawnOn() {
        ReceivedVideo camera = peer.receiveVideo();
        BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_3BYTE_BGR);

        assertThrows(IllegalArgumentException.class, () -> camera.drawOn(image));
    }

    @Test
    void nothingIsPaintedBeforeTheAnswerAndAfterTheClose() throws Exception {
        AtomicInteger painted = new AtomicInteger();
        CountDownLatch some = new CountDownLatch(10);
        peer.sendVideo(
                64,
                64,
                image -> {
                    painted.incrementAndGet();
                    some.countDown();
                });
        SessionDescription offer = peer.offer(Peers.PATIENCE);
        try (ClientPeer client = new ClientPeer()) {
            SessionDescription answer = Peers.answer(client, offer);
            assertEquals(0, painted.get());
            peer.applyAnswer(answer);
            assertTrue(some.await(10, TimeUnit.SECONDS));
            peer.close();
            Peers.awaitReleased(peer);
            int atClose = painted.get();

            peers.awaitNothingPaced();
            assertEquals(atClose, painted.get());
        }
    }

    @Test
    void aPainterThatThrowsClosesItsPeer() throws Exception {
        peer.sendVideo(
                64,
                64,
                image -> {
                    throw new AssertionError("no picture");
                });
        Peers.connect(peer).close();
        Peers.awaitReleased(peer);
    }

    @Test
    void aListenerThatThrowsClosesItsPeer() throws Exception {
        peer.receiveVideo()
                .onFrame(
                        frame -> {
                            throw new AssertionError("not seen");
                        });
        try (ClientPeer client = connectCamera(640, 480, 20)) {
            client.awaitConnected(Peers.PATIENCE);
            Peers.awaitReleased(peer);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, false",
        "4096, 4096, false",
        "16384, 1024, false",
        "16385, 2, true",
        "2, 16385, true",
        "4097, 4096, true",
        "65536, 65536, true"
    })
    void aPictureHasALimit(int width, int height, boolean tooLarge) {
        assertEquals(tooLarge, ReceivedVideo.isTooLarge(width, height));
    }

    @Test
    void aClientWhosePictureIsTooLargeIsLetGo() throws Exception {
        ReceivedVideo camera = peer.receiveVideo();
        try (ClientPeer client = connectCamera(4112, 4096, 2)) {
            client.awaitConnected(Peers.PATIENCE);
            peer.closed().toCompletableFuture().get(30, TimeUnit.SECONDS);

            assertEquals(0, camera.frames());
        }
    }

    @Test
    void aListenerAndAPainterMayCloseTheirPeer() throws Exception {
        ReceivedVideo camera = peer.receiveVideo();
        camera.onFrame(frame -> peer.close());
        peer.sendVideo(
                64,
                64,
                image -> {
                    if (camera.drawOn(image)) {
                        peer.close();
                    }
                });
        try (ClientPeer client = connectCamera(640, 480, 20)) {
            client.awaitConnected(Peers.PATIENCE);
            Peers.awaitReleased(peer);
        }
    }

    @Test
    void anAnswerMayRejectThePicture() throws Exception {
        CountDownLatch heard = new CountDownLatch(10);
        peer.receiveAudio(samples -> heard.countDown());
        ReceivedVideo camera = peer.receiveVideo();
        peer.sendVideo(64, 64, NOTHING);
        try (ClientPeer client = new ClientPeer()) {
            client.sendAudio(samples -> {});
            SessionDescription answer = Peers.answer(client, peer.offer(Peers.PATIENCE));
            peer.applyAnswer(
                    SessionDescription.answer(
                            answer.sdp()
                                    .replaceFirst("m=video 9", "m=video 0")
                                    .replace("BUNDLE 0 1", "BUNDLE 0")));

            assertTrue(heard.await(10, TimeUnit.SECONDS));
            assertEquals(0, camera.frames());
        }
    }

    @Test
    void onePeerHasOnePictureEachWay() {
        peer.sendVideo(64, 64, NOTHING);
        peer.receiveVideo();

        assertThrows(IllegalStateException.class, () -> peer.sendVideo(64, 64, NOTHING));
        assertThrows(IllegalStateException.class, () -> peer.receiveVideo());
    }

    @Test
    void aClosedPeerHasNoPicture() throws Exception {
        peer.sendVideo(64, 64, NOTHING);
        peer.close();
        Peers.awaitReleased(peer);
        assertThrows(PeerClosedException.class, () -> peer.receiveVideo());
    }

    @ParameterizedTest
    @CsvSource({"0, 64", "64, 0", "14, 64", "641, 480", "640, 481", "640, 4098", "-640, 480"})
    void aPictureHasAnEvenSizeThatCanBeEncoded(int width, int height) {
        assertThrows(IllegalArgumentException.class, () -> peer.sendVideo(width, height, NOTHING));
    }

    @ParameterizedTest
    @CsvSource({"true, false, recvonly", "false, true, sendonly", "true, true, sendrecv"})
    void theOfferHasOnePlaceForThePictureBothWays(boolean receive, boolean send, String direction)
            throws Exception {
        if (send) {
            peer.sendVideo(64, 64, NOTHING);
        }
        if (receive) {
            peer.receiveVideo();
        }
        String sdp = peer.offer(Peers.PATIENCE).sdp();

        assertEquals(2, sdp.split("\r\nm=").length, sdp);
        assertTrue(sdp.contains("a=" + direction), sdp);
        assertFalse(sdp.contains("video-orientation"), sdp);
        assertTrue(sdp.contains("transport-wide-cc"), sdp);
        assertTrue(sdp.contains(" VP8/90000"), sdp);
        assertTrue(sdp.contains(" H264/90000"), sdp);
        assertFalse(sdp.contains("AV1"), sdp);
    }

    @Test
    void onlySoManyPeersHaveAPictureAtATime() throws Exception {
        List<NativePeer> others = new ArrayList<>();
        for (int i = 0; i < Peers.MAX_VIDEOS; i++) {
            NativePeer other = peers.create();
            other.receiveVideo();
            other.sendVideo(64, 64, NOTHING);
            others.add(other);
        }
        assertThrows(PeerLimitException.class, () -> peer.receiveVideo());

        others.get(0).close();
        Peers.awaitReleased(others.get(0));
        peers.create().receiveVideo();
        assertThrows(PeerLimitException.class, () -> peers.create().receiveVideo());
    }
}
