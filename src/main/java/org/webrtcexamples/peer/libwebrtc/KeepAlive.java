package org.webrtcexamples.peer.libwebrtc;

import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.PortAllocatorConfig;
import dev.onvoid.webrtc.RTCAnswerOptions;
import dev.onvoid.webrtc.RTCBundlePolicy;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCIceConnectionState;
import dev.onvoid.webrtc.RTCIceGatheringState;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCRtpTransceiverDirection;
import dev.onvoid.webrtc.media.audio.CustomAudioSource;

import org.webrtcexamples.peer.engine.Guard;

import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Two peers of one engine, connected to each other, of which one sends a sound that never comes.
 * The engine stops its audio module when its last stream is gone, whereupon every sink falls silent
 * and the next sound may abort the JVM; thus there is always one stream. It costs next to nothing:
 * where nothing is pushed, nothing is encoded.
 *
 * <p>They gather as peers for clients do that offer nothing but host candidates, from any port, so
 * that the engine's addresses are known before a client asks.
 */
final class KeepAlive implements AutoCloseable {

    private static final int TIMEOUT_SECONDS = 5;

    private final Side sender;
    private final Side receiver;
    private final Supplier<Gathering> gatherings;
    private volatile Gathering gathering = Gathering.untilComplete();
    private final LocalTrack silence;
    private boolean tried;
    private boolean connected;
    private boolean closed;

    /** One of the two; its candidates wait for the other to have the offer. */
    private final class Side implements PeerConnectionObserver {

        /** An empty one says that this side is connected. */
        private final BlockingQueue<Optional<RTCIceCandidate>> candidates =
                new LinkedBlockingQueue<>();

        private final RTCPeerConnection peerConnection;

        Side(PeerConnectionFactory factory) {
            RTCConfiguration configuration = new RTCConfiguration();
            configuration.bundlePolicy = RTCBundlePolicy.MAX_BUNDLE;
            configuration.portAllocatorConfig =
                    new PortAllocatorConfig(0, 0, 0).setDisableTcp(true);
            peerConnection = factory.createPeerConnection(configuration, this);
        }

        Optional<RTCIceCandidate> nextCandidate() throws Exception {
            Optional<RTCIceCandidate> next = candidates.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            if (next == null) {
                throw new TimeoutException("no ICE candidate leads from one to the other");
            }
            return next;
        }

        @Override
        public void onIceCandidate(RTCIceCandidate candidate) {
            try {
                candidates.add(Optional.of(candidate));
                if (this == sender) {
                    gathering.onCandidate(candidate.sdp);
                }
            } catch (Throwable failure) {
                Guard.failed("An ICE candidate", failure);
            }
        }

        @Override
        public void onIceGatheringChange(RTCIceGatheringState state) {
            if (this == sender && state == RTCIceGatheringState.COMPLETE) {
                try {
                    gathering.onComplete();
                } catch (Throwable failure) {
                    Guard.failed("The end of ICE gathering", failure);
                }
            }
        }

        @Override
        public void onIceConnectionChange(RTCIceConnectionState state) {
            if (state == RTCIceConnectionState.CONNECTED) {
                try {
                    candidates.add(Optional.empty());
                } catch (Throwable failure) {
                    Guard.failed("Connecting", failure);
                }
            }
        }
    }

    /**
     * @param gatherings begins one, which is told what the sender gathers
     */
    KeepAlive(PeerConnectionFactory factory, Supplier<Gathering> gatherings) {
        this.gatherings = gatherings;
        sender = new Side(factory);
        receiver = new Side(factory);
        silence =
                LocalTrack.of(
                        new CustomAudioSource(),
                        factory,
                        sender.peerConnection,
                        RTCRtpTransceiverDirection.SEND_ONLY);
    }

    /** Connects the two, once, unless this is closed. Not on a native thread. */
    synchronized void connect() {
        if (closed || tried) {
            return;
        }
        tried = true;
        Guard.run(
                "Connecting the peers that keep the audio alive",
                () -> {
                    Descriptions.Created offer = new Descriptions.Created();
                    sender.peerConnection.createOffer(new RTCOfferOptions(), offer);
                    gathering = gatherings.get();
                    set(sender, true, offer);
                    set(receiver, false, offer);
                    Descriptions.Created answer = new Descriptions.Created();
                    receiver.peerConnection.createAnswer(new RTCAnswerOptions(), answer);
                    set(receiver, true, answer);
                    set(sender, false, answer);
                    // Those of one side are enough: the other learns where its checks come from.
                    Optional<RTCIceCandidate> candidate;
                    while ((candidate = sender.nextCandidate()).isPresent()) {
                        receiver.peerConnection.addIceCandidate(candidate.get());
                    }
                    connected = true;
                });
    }

    private static void set(Side side, boolean local, Descriptions.Created description)
            throws Exception {
        Descriptions.Set result = new Descriptions.Set();
        if (local) {
            side.peerConnection.setLocalDescription(
                    description.get(TIMEOUT_SECONDS, TimeUnit.SECONDS), result);
        } else {
            side.peerConnection.setRemoteDescription(
                    description.get(TIMEOUT_SECONDS, TimeUnit.SECONDS), result);
        }
        result.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    /** That of the sender; before {@link #connect}, one that does not end. */
    Gathering gathering() {
        return gathering;
    }

    synchronized boolean isConnected() {
        return connected;
    }

    @Override
    public synchronized void close() {
        closed = true;
        silence.release();
        boolean released =
                NativeMemory.closeAndRelease(sender.peerConnection)
                        & NativeMemory.closeAndRelease(receiver.peerConnection);
        silence.dispose();
        if (!released) {
            throw new IllegalStateException("Something still refers to a closed native peer");
        }
    }
}
