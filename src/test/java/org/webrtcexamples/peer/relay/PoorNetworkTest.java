package org.webrtcexamples.peer.relay;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
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
    private static final int FRAMES_PER_SECOND = 25;
    private static final int WATCHED = 4 * FRAMES_PER_SECOND;
    private static final int WATCHED_LONG = 30 * FRAMES_PER_SECOND;

    /**
     * What is done to packets, and which share of the frames that are sent is seen at the least.
     */
    private enum Network {
        WITHOUT_LOSS(Disturbance.NONE, 0.98),
        WITH_THREE_PERCENT_LOST(new Disturbance(0.03, 0, 0, true), 0.95),
        WITH_TEN_PERCENT_LOST(new Disturbance(0.1, 0, 0, true), 0.85),
        WITH_PACKETS_TWICE_OR_LATE(new Disturbance(0, 0.05, 0.05, true), 0.95),
        WITH_HANDSHAKES_DISTURBED_TOO(new Disturbance(0.1, 0.03, 0.03, false), 0.95);

        private final Disturbance disturbance;
        private final double least;

        Network(Disturbance disturbance, double least) {
            this.disturbance = disturbance;
            this.least = least;
        }
    }

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

    @ParameterizedTest
    @EnumSource
    void framesArrive(Network network) throws Exception {
        assertArrives(network, WATCHED);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("soak")
    void framesArriveForLong(Network network) throws Exception {
        assertArrives(network, WATCHED_LONG);
    }

    /**
     * Also that no freeze is a long one. Short ones come of waiting for what is sent again, and of
     * a machine that has other things to do.
     *
     * @param watched how many frames are sent meanwhile
     */
    private void assertArrives(Network network, int watched) throws Exception {
        try (NetworkCable cameraCable = new NetworkCable();
                NetworkCable viewerCable = new NetworkCable();
                ClientPeer camera = new ClientPeer();
                ClientPeer viewer = new ClientPeer()) {
            cameraCable.disturb(network.disturbance, 1);
            viewerCable.disturb(network.disturbance, 2);
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
            int last = first + watched;
            Duration all = Duration.ofSeconds(watched / FRAMES_PER_SECOND);
            viewer.receivedVideo().await(frame -> frame.number() >= last, PATIENCE.plus(all));
            Footage footage = viewer.receivedVideo().footage().between(first, last);
            int seen = footage.framesOf(SOURCE);
            String outcome =
                    "%d of %d frames, %d freezes, the longest gap %s, %d packets dropped, %s"
                            .formatted(
                                    seen,
                                    watched,
                                    footage.freezes(),
                                    footage.longestGap(),
                                    cameraCable.dropped() + viewerCable.dropped(),
                                    viewer.videoStats());
            assertTrue(seen >= network.least * watched, outcome);
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
