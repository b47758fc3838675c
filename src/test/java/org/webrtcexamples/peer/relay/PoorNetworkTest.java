package org.webrtcexamples.peer.relay;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.webrtcexamples.client.ClientPeer;
import org.webrtcexamples.client.Description;
import org.webrtcexamples.client.Disturbance;
import org.webrtcexamples.client.Footage;
import org.webrtcexamples.client.NetworkCable;
import org.webrtcexamples.client.SentVideo;
import org.webrtcexamples.media.Tone;
import org.webrtcexamples.peer.SessionDescription;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Pictures and sound from one real client to another by way of the relay, with packets lost,
 * repeated and delayed between each client and the relay, both ways.
 */
@Timeout(120)
class PoorNetworkTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration LONG_FREEZE = Duration.ofSeconds(2);
    private static final int SOURCE = 7;
    private static final int FRAMES_PER_SECOND = 20;
    private static final int WATCHED = 10 * FRAMES_PER_SECOND;

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
    private final RelayPeers relay =
            new RelayPeers(
                    new RelaySettings(0, List.of(), 4),
                    executor,
                    scheduler,
                    Executors.defaultThreadFactory());

    @AfterEach
    void stop() {
        relay.stop();
        scheduler.shutdown();
        executor.shutdown();
    }

    @Test
    void withoutLoss98PercentOfAllFramesArrive() throws Exception {
        assertArrives(Disturbance.NONE, 0.98);
    }

    @Test
    void withThreePercentLost95PercentOfAllFramesArrive() throws Exception {
        assertArrives(new Disturbance(0.03, 0, 0, true), 0.95);
    }

    @Test
    void withTenPercentLost85PercentOfAllFramesArrive() throws Exception {
        assertArrives(new Disturbance(0.1, 0, 0, true), 0.85);
    }

    @Test
    void packetsThatComeTwiceOrLateHarmNothing() throws Exception {
        assertArrives(new Disturbance(0, 0.05, 0.05, true), 0.95);
    }

    @Test
    void handshakesSurviveWhatIsDoneToEverything() throws Exception {
        assertArrives(new Disturbance(0.1, 0.03, 0.03, false), 0.95);
    }

    /**
     * Also that no freeze is a long one. Short ones come of waiting for what is sent again, and of
     * a machine that has other things to do.
     *
     * @param least which share of the frames that are sent has to be seen
     */
    private void assertArrives(Disturbance disturbance, double least) throws Exception {
        try (NetworkCable cameraCable = new NetworkCable();
                NetworkCable viewerCable = new NetworkCable();
                ClientPeer camera = new ClientPeer();
                ClientPeer viewer = new ClientPeer()) {
            cameraCable.disturb(disturbance, 1);
            viewerCable.disturb(disturbance, 2);
            camera.sendAudio(new Tone(440, 0.5)::fill);
            SentVideo sent = camera.sendVideo(SOURCE, 640, 480, FRAMES_PER_SECOND);
            RelayPeer receiving = relay.createPeer();
            ReceivedMedia media = receiving.receiveMedia();
            connect(receiving, camera, cameraCable);
            RelayPeer sending = relay.createPeer();
            sending.sendMedia(media);
            connect(sending, viewer, viewerCable);

            viewer.receivedVideo().await(frame -> frame.source() == SOURCE, PATIENCE);
            int first = sent.frames();
            int last = first + WATCHED;
            viewer.receivedVideo().await(frame -> frame.number() >= last, PATIENCE.multipliedBy(2));
            Footage footage =
                    new Footage(
                            viewer.receivedVideo().footage().frames().stream()
                                    .filter(frame -> frame.number() >= first)
                                    .filter(frame -> frame.number() < last)
                                    .toList());
            int seen = footage.framesOf(SOURCE);
            String outcome =
                    "%d of %d frames, %d freezes, the longest gap %s, %d packets dropped, %s"
                            .formatted(
                                    seen,
                                    WATCHED,
                                    footage.freezes(),
                                    footage.longestGap(),
                                    cameraCable.dropped() + viewerCable.dropped(),
                                    viewer.videoStats());
            assertTrue(seen >= least * WATCHED, outcome);
            assertTrue(footage.longestGap().compareTo(LONG_FREEZE) < 0, outcome);
            receiving.close();
            sending.close();
        }
    }

    private static void connect(RelayPeer peer, ClientPeer client, NetworkCable cable)
            throws Exception {
        SessionDescription offer = peer.offer(PATIENCE);
        Description answer = client.answer(cable.plugInto(new Description("offer", offer.sdp())));
        peer.applyAnswer(SessionDescription.answer(answer.sdp()));
    }
}
