package org.webrtcexamples.peer.libwebrtc;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCAnswerOptions;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCRtpTransceiver;
import dev.onvoid.webrtc.RTCRtpTransceiverDirection;
import dev.onvoid.webrtc.RTCRtpTransceiverInit;
import dev.onvoid.webrtc.media.audio.AudioTrack;
import dev.onvoid.webrtc.media.audio.AudioTrackSink;
import dev.onvoid.webrtc.media.audio.CustomAudioSource;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.webrtcexamples.peer.engine.Guard;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Sound through an engine whose last sender has left. */
@Timeout(60)
class KeepAliveTest {

    private static final int FRAMES_IN_10_MS = 480;

    /** One peer that sends noise to another, which listens. */
    private static final class Pair implements AutoCloseable {

        private final CustomAudioSource source = new CustomAudioSource();
        private final AudioTrack sent;
        private final AudioTrack received;
        private final RTCRtpTransceiver transceiver;
        private final RTCPeerConnection[] peers = new RTCPeerConnection[2];
        private volatile CountDownLatch heard = new CountDownLatch(0);
        private final AudioTrackSink sink = this::onData;
        private final ScheduledExecutorService pusher =
                Executors.newSingleThreadScheduledExecutor();

        Pair(Engine sender, Engine receiver) throws Exception {
            RTCConfiguration configuration = Peers.settings(1, 1).toNative();
            peers[0] = sender.createPeerConnection(configuration, observer(1));
            peers[1] = receiver.createPeerConnection(configuration, observer(0));
            sent = sender.factory().createAudioTrack("noise", source);
            RTCRtpTransceiverInit init = new RTCRtpTransceiverInit();
            init.direction = RTCRtpTransceiverDirection.SEND_ONLY;
            transceiver = peers[0].addTransceiver(sent, init);

            Descriptions.Created offer = new Descriptions.Created();
            peers[0].createOffer(new RTCOfferOptions(), offer);
            set(0, true, offer);
            set(1, false, offer);
            Descriptions.Created answer = new Descriptions.Created();
            peers[1].createAnswer(new RTCAnswerOptions(), answer);
            set(1, true, answer);
            set(0, false, answer);

            received = (AudioTrack) peers[1].getReceivers()[0].getTrack();
            received.addSink(sink);
            byte[] noise = new byte[FRAMES_IN_10_MS * 2];
            for (int i = 0; i < noise.length; i++) {
                noise[i] = (byte) (i * 37);
            }
            pusher.scheduleAtFixedRate(
                    () -> source.pushAudio(noise, 16, 48_000, 1, FRAMES_IN_10_MS),
                    0,
                    10,
                    TimeUnit.MILLISECONDS);
        }

        /** Candidates go straight to the other: those that come too early are not needed. */
        private PeerConnectionObserver observer(int other) {
            return candidate -> {
                RTCIceCandidate copy = candidate;
                pusher.execute(
                        () -> Guard.run("A candidate", () -> peers[other].addIceCandidate(copy)));
            };
        }

        private void set(int peer, boolean local, Descriptions.Created description)
                throws Exception {
            Descriptions.Set result = new Descriptions.Set();
            if (local) {
                peers[peer].setLocalDescription(description.get(5, TimeUnit.SECONDS), result);
            } else {
                peers[peer].setRemoteDescription(description.get(5, TimeUnit.SECONDS), result);
            }
            result.get(5, TimeUnit.SECONDS);
        }

        private void onData(byte[] data, int bits, int sampleRate, int channels, int frames) {
            Guard.run(
                    "Listening",
                    () -> {
                        int loud = 0;
                        for (byte each : data) {
                            loud += Math.abs(each) > 10 ? 1 : 0;
                        }
                        if (loud > frames / 4) {
                            heard.countDown();
                        }
                    });
        }

        /** Whether half a second of noise arrives from now on. */
        boolean isHeard() throws InterruptedException {
            heard = new CountDownLatch(50);
            return heard.await(10, TimeUnit.SECONDS);
        }

        @Override
        public void close() {
            pusher.shutdown();
            Guard.run(
                    "The end of pushing",
                    () -> assertTrue(pusher.awaitTermination(5, TimeUnit.SECONDS)));
            received.removeSink(sink);
            NativeMemory.release(transceiver);
            NativeMemory.closeAndRelease(peers[0]);
            NativeMemory.closeAndRelease(peers[1]);
            sent.dispose();
            source.dispose();
        }
    }

    @Test
    void soundIsHeardAfterTheLastSenderLeft() throws Exception {
        Engine engine = new Engine(new HostCandidates(System::nanoTime));
        Engine other = new Engine(new HostCandidates(System::nanoTime));
        try {
            engine.keepAudioAlive();
            assertTrue(engine.keepAlive().isConnected());
            other.keepAudioAlive();
            try (Pair listener = new Pair(other, engine)) {
                assertTrue(listener.isHeard());
                try (Pair sender = new Pair(engine, other)) {
                    assertTrue(sender.isHeard());
                }
                assertTrue(listener.isHeard(), "silence since the sender left");
            }
        } finally {
            engine.dispose();
            other.dispose();
        }
    }
}
