package org.webrtcexamples.peer.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.webrtcexamples.client.ClientPeer;
import org.webrtcexamples.client.Disturbance;
import org.webrtcexamples.client.Footage;
import org.webrtcexamples.client.NetworkCable;
import org.webrtcexamples.client.ReceivedFrame;
import org.webrtcexamples.client.SentVideo;

/** What is left of a picture when the networks of both a broadcaster and its viewer are poor. */
@Timeout(60)
class RelayLossTest {

    private static final int SOURCE = 3;
    private static final int FRAMES_PER_SECOND = 20;
    private static final int SECONDS = 8;
    private static final int FRAMES = SECONDS * FRAMES_PER_SECOND;

    /**
     * @param loss the share of all datagrams that each of the two cables drops, each way
     * @param seen the least share of the frames sent that is to be seen
     * @param freezes how many there may be
     * @param longest the longest pause there may be between two frames, in milliseconds
     */
    @ParameterizedTest
    @CsvSource({"0.03, 0.95, 2, 700", "0.10, 0.85, 8, 1200"})
    void almostAllFramesOfAPoorNetworkAreSeen(double loss, double seen, int freezes, int longest)
            throws Exception {
        Disturbance poor = new Disturbance(loss, 0.01, 0.02, false);
        try (Relay relay = new Relay();
                NetworkCable broadcastersCable = new NetworkCable();
                NetworkCable viewersCable = new NetworkCable();
                ClientPeer broadcaster = new ClientPeer();
                ClientPeer viewer = new ClientPeer()) {
            broadcastersCable.disturb(poor, 1);
            viewersCable.disturb(poor, 2);
            SentVideo sent = broadcaster.sendVideo(SOURCE, 480, 360, FRAMES_PER_SECOND);
            RelayPeer studio = relay.create();
            Relay.connect(viewer, relay.createViewer(studio.receiveMedia()), viewersCable);
            Relay.connect(broadcaster, studio, broadcastersCable);

            viewer.receivedVideo().await(frame -> true, Relay.PATIENCE);
            int first = sent.frames();
            long begin = System.nanoTime();
            viewer.receivedVideo()
                    .await(
                            frame -> frame.number() >= first + FRAMES,
                            Relay.PATIENCE.plusSeconds(SECONDS));
            Footage footage = viewer.receivedVideo().footage().since(begin);

            long frames =
                    footage.frames().stream()
                            .filter(frame -> frame.source() == SOURCE)
                            .mapToInt(ReceivedFrame::number)
                            .filter(number -> number >= first && number < first + FRAMES)
                            .distinct()
                            .count();
            double share = frames / (double) FRAMES;
            String result =
                    "%.1f %% of the frames, %d freezes, %d ms without a frame, %d + %d lost"
                            .formatted(
                                    100 * share,
                                    footage.freezes(),
                                    footage.longestGap().toMillis(),
                                    broadcastersCable.dropped(),
                                    viewersCable.dropped());
            assertEquals(0, footage.unreadable(), result);
            assertTrue(share >= seen, result);
            assertTrue(footage.freezes() <= freezes, result);
            assertTrue(footage.longestGap().toMillis() <= longest, result);
        }
    }
}
