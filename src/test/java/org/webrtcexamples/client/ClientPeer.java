package org.webrtcexamples.client;

import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCAnswerOptions;
import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCDataChannelInit;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCIceConnectionState;
import dev.onvoid.webrtc.RTCIceGatheringState;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCRtpReceiver;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.RTCStatsReport;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import dev.onvoid.webrtc.media.MediaStreamTrack;
import dev.onvoid.webrtc.media.audio.AudioTrack;
import dev.onvoid.webrtc.media.video.VideoTrack;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The client's end of a connection: a real peer connection that answers the server's offer and
 * takes the data channels, the sound and the picture that the server sends. It sends sound and a
 * picture where it was told to before its answer.
 */
public final class ClientPeer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Guards every use of native objects but those in callbacks, which never take it. */
    private final Object lock = new Object();

    private final Queue<ClientChannel> channels = new ConcurrentLinkedQueue<>();
    private final Map<String, CompletableFuture<ClientChannel>> byLabel = new ConcurrentHashMap<>();
    private final Queue<SentAudio> sentAudio = new ConcurrentLinkedQueue<>();
    private final Queue<SentVideo> sentVideo = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Void> gathered = new CompletableFuture<>();
    private final CompletableFuture<Void> connected = new CompletableFuture<>();
    private final RTCPeerConnection peerConnection;
    private volatile boolean closed;
    private volatile Hold hold;
    private UnaryOperator<String> offerChange = UnaryOperator.identity();
    private UnaryOperator<String> answerChange = UnaryOperator.identity();
    private ReceivedAudio receivedAudio;
    private ReceivedVideo receivedVideo;

    public ClientPeer() {
        peerConnection = Engine.createPeerConnection(new Observer());
    }

    /** A peer that has opened a connection of the example and given its answer. */
    public static ClientPeer answering(ConnectionsClient client, String example)
            throws InterruptedException, TimeoutException {
        return answering(client, example, UnaryOperator.identity());
    }

    /** The same, with all its traffic over a cable that can be cut. */
    public static ClientPeer answering(ConnectionsClient client, String example, NetworkCable cable)
            throws InterruptedException, TimeoutException {
        return answering(client, example, cable::plugInto);
    }

    private static ClientPeer answering(
            ConnectionsClient client, String example, UnaryOperator<Description> route)
            throws InterruptedException, TimeoutException {
        ClientPeer peer = new ClientPeer();
        try {
            peer.connect(client, example, route);
            return peer;
        } catch (Throwable e) {
            peer.close();
            throw e;
        }
    }

    /** Opens a connection of the example and gives this peer's answer. Called once. */
    public void connect(ConnectionsClient client, String example)
            throws InterruptedException, TimeoutException {
        connect(client, example, UnaryOperator.identity());
    }

    /** The same, with all its traffic over a cable that can be cut. */
    public void connect(ConnectionsClient client, String example, NetworkCable cable)
            throws InterruptedException, TimeoutException {
        connect(client, example, cable::plugInto);
    }

    private void connect(ConnectionsClient client, String example, UnaryOperator<Description> route)
            throws InterruptedException, TimeoutException {
        Connection connection = client.create(example);
        hold = new Hold(client, example, connection.id());
        client.answer(example, connection.id(), answer(route.apply(connection.offer())));
    }

    /** The server's id of the connection that this peer has opened. */
    public String connectionId() {
        return hold.connectionId();
    }

    /**
     * Sends sound, where the offer has room for it, from the answer on. Called before the answer.
     *
     * @param generator called every 10 ms, on one thread for all peers, with an array to fill: 480
     *     samples of 16 bits at 48 kHz, mono
     */
    public SentAudio sendAudio(Consumer<short[]> generator)
            throws InterruptedException, TimeoutException {
        KeepAlive.ensure();
        return addAudio(generator);
    }

    /** The same, without a care for how long the engine's audio goes on. */
    SentAudio addAudio(Consumer<short[]> generator) {
        synchronized (lock) {
            checkOpen();
            SentAudio audio = new SentAudio(peerConnection, generator);
            sentAudio.add(audio);
            return audio;
        }
    }

    /**
     * Sends a moving picture, where the offer has room for it, from the answer on. Called before
     * the answer.
     *
     * @param source 0 to 255, which the receiver finds in each frame
     * @param width in pixels, even and at least 128
     * @param height in pixels, even and at least half the width
     */
    public SentVideo sendVideo(int source, int width, int height, int framesPerSecond) {
        return sendVideo(new TestPicture(width, height, source), framesPerSecond);
    }

    /** Sends another moving picture, in the same way. */
    public SentVideo sendVideo(Drawing picture, int framesPerSecond) {
        synchronized (lock) {
            checkOpen();
            SentVideo video = new SentVideo(peerConnection, picture, framesPerSecond);
            sentVideo.add(video);
            return video;
        }
    }

    /**
     * Knows no other codec for pictures than this. Called before the answer.
     *
     * @param name such as <code>H264</code>
     */
    public void useVideoCodec(String name) {
        offerChange = sdp -> VideoCodecs.keepOnly(name, sdp);
    }

    /**
     * Leaves it to the server to begin the DTLS handshake, which a client does of itself otherwise.
     * Called before the answer, instead of {@link #changeAnswer}.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc8842#section-5.1">RFC 8842</a>
     */
    public void beDtlsServer() {
        answerChange = sdp -> sdp.replace("a=setup:active\r\n", "a=setup:passive\r\n");
    }

    /**
     * Has the answer's SDP changed before it is applied and sent, as a page does that asks for
     * stereo. Called before the answer.
     */
    public void changeAnswer(UnaryOperator<String> change) {
        answerChange = change;
    }

    /**
     * Takes the offer and returns the answer to it, which is the local description from here on. It
     * holds no candidates: the server learns them from the checks that it receives, as <a
     * href="https://www.rfc-editor.org/rfc/rfc8445#section-7.3.1.3">RFC 8445</a> has it.
     */
    public Description answer(Description offer) throws InterruptedException, TimeoutException {
        String known = offerChange.apply(offer.sdp());
        set(new RTCSessionDescription(RTCSdpType.OFFER, known), false);
        watchVideo();
        Creation creation = new Creation();
        synchronized (lock) {
            checkOpen();
            peerConnection.createAnswer(new RTCAnswerOptions(), creation);
        }
        String sdp = answerChange.apply(Futures.get(creation.description, PATIENCE).sdp);
        set(new RTCSessionDescription(RTCSdpType.ANSWER, sdp), true);
        startSending();
        return Description.answer(sdp);
    }

    /** Makes an offer to another client, with all its candidates. */
    Description offer() throws InterruptedException, TimeoutException {
        Creation creation = new Creation();
        synchronized (lock) {
            checkOpen();
            peerConnection.createOffer(new RTCOfferOptions(), creation);
        }
        set(Futures.get(creation.description, PATIENCE), true);
        Futures.get(gathered, PATIENCE);
        synchronized (lock) {
            checkOpen();
            return new Description("offer", peerConnection.getLocalDescription().sdp);
        }
    }

    /** Takes the answer to this peer's offer; sends nothing yet. */
    void accept(Description answer) throws InterruptedException, TimeoutException {
        set(new RTCSessionDescription(RTCSdpType.ANSWER, answer.sdp()), false);
    }

    void startSending() {
        sentAudio.forEach(SentAudio::start);
        sentVideo.forEach(SentVideo::start);
    }

    /** From before the first frame on, so that none is missed. */
    private void watchVideo() {
        synchronized (lock) {
            checkOpen();
            receivedTracks(VideoTrack.class)
                    .findFirst()
                    .ifPresent(track -> receivedVideo = new ReceivedVideo(track));
        }
    }

    private <T extends MediaStreamTrack> Stream<T> receivedTracks(Class<T> type) {
        return Arrays.stream(peerConnection.getReceivers())
                .map(RTCRtpReceiver::getTrack)
                .filter(type::isInstance)
                .map(type::cast);
    }

    /** The data channel of that label, as soon as it is open. */
    public ClientChannel channel(String label) throws InterruptedException, TimeoutException {
        ClientChannel channel = Futures.get(labelled(label), PATIENCE);
        channel.awaitOpen(PATIENCE);
        return channel;
    }

    /** Opens a data channel of the client's own. */
    public ClientChannel open(String label) {
        synchronized (lock) {
            checkOpen();
            ClientChannel channel =
                    new ClientChannel(
                            peerConnection.createDataChannel(label, new RTCDataChannelInit()),
                            lock);
            channels.add(channel);
            return channel;
        }
    }

    /** The sound that the server sends. Called after the answer. */
    public ReceivedAudio receivedAudio() {
        synchronized (lock) {
            checkOpen();
            if (receivedAudio == null) {
                receivedAudio =
                        new ReceivedAudio(
                                receivedTracks(AudioTrack.class).findFirst().orElseThrow());
            }
            return receivedAudio;
        }
    }

    /** The picture that the server sends, from its first frame on. Called after the answer. */
    public ReceivedVideo receivedVideo() {
        synchronized (lock) {
            checkOpen();
            if (receivedVideo == null) {
                throw new IllegalStateException("the offer has no picture");
            }
            return receivedVideo;
        }
    }

    /** What has arrived so far of the sound that the server sends, whether it is heard or not. */
    public AudioStats audioStats() throws InterruptedException, TimeoutException {
        return AudioStats.of(stats());
    }

    /** What has arrived so far of the picture that the server sends. */
    public VideoStats videoStats() throws InterruptedException, TimeoutException {
        return VideoStats.of(stats());
    }

    RTCStatsReport stats() throws InterruptedException, TimeoutException {
        CompletableFuture<RTCStatsReport> report = new CompletableFuture<>();
        synchronized (lock) {
            checkOpen();
            peerConnection.getStats(report::complete);
        }
        return Futures.get(report, PATIENCE);
    }

    /** Waits until ICE has connected this peer with the server. */
    public void awaitConnected(Duration timeout) throws InterruptedException, TimeoutException {
        Futures.get(connected, timeout);
    }

    /** Ends the peer, and the connection that it opened if the server still has it. */
    @Override
    public void close() {
        boolean first = end();
        if (first && hold != null) {
            hold.release();
        }
    }

    /**
     * Ends the peer and leaves its connection to the server's timers, as a page that is closed
     * does. For a client that falls silent without a word see {@link NetworkCable#cut}.
     */
    public void abandon() {
        end();
    }

    private boolean end() {
        synchronized (lock) {
            if (closed) {
                return false;
            }
            closed = true;
            sentAudio.forEach(SentAudio::stop);
            sentVideo.forEach(SentVideo::stop);
            if (receivedAudio != null) {
                receivedAudio.stop();
            }
            if (receivedVideo != null) {
                receivedVideo.stop();
            }
            passSignallingThread();
            channels.forEach(ClientChannel::detach);
            passSignallingThread();
            channels.forEach(ClientChannel::dispose);
            sentAudio.forEach(SentAudio::release);
            sentVideo.forEach(SentVideo::release);
            Engine.close(peerConnection);
            sentAudio.forEach(SentAudio::dispose);
            sentVideo.forEach(SentVideo::dispose);
            return true;
        }
    }

    /** Returns when each callback that had begun has ended: they run on that thread, in turn. */
    private void passSignallingThread() {
        peerConnection.getSignalingState();
    }

    private void set(RTCSessionDescription description, boolean local)
            throws InterruptedException, TimeoutException {
        CompletableFuture<Void> applied = new CompletableFuture<>();
        SetSessionDescriptionObserver observer =
                new SetSessionDescriptionObserver() {
                    @Override
                    public void onSuccess() {
                        applied.complete(null);
                    }

                    @Override
                    public void onFailure(String error) {
                        applied.completeExceptionally(new IllegalStateException(error));
                    }
                };
        synchronized (lock) {
            checkOpen();
            try {
                if (local) {
                    peerConnection.setLocalDescription(description, observer);
                } else {
                    peerConnection.setRemoteDescription(description, observer);
                }
            } catch (Error e) {
                throw new IllegalArgumentException("the description does not parse", e);
            }
        }
        Futures.get(applied, PATIENCE);
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the peer is closed");
        }
    }

    private CompletableFuture<ClientChannel> labelled(String label) {
        return byLabel.computeIfAbsent(label, key -> new CompletableFuture<>());
    }

    /** The connection that this peer has opened on the server. */
    private record Hold(ConnectionsClient client, String example, String connectionId) {

        void release() {
            try {
                client.delete(example, connectionId);
            } catch (UnexpectedResponseException e) {
                if (e.status() != 404) {
                    throw e;
                }
            }
        }
    }

    /** Awaits an offer or an answer that is being made. */
    private static final class Creation implements CreateSessionDescriptionObserver {

        private final CompletableFuture<RTCSessionDescription> description =
                new CompletableFuture<>();

        @Override
        public void onSuccess(RTCSessionDescription created) {
            description.complete(created);
        }

        @Override
        public void onFailure(String error) {
            description.completeExceptionally(new IllegalStateException(error));
        }
    }

    private final class Observer implements PeerConnectionObserver {

        @Override
        public void onIceCandidate(RTCIceCandidate candidate) {}

        @Override
        public void onIceGatheringChange(RTCIceGatheringState state) {
            if (state == RTCIceGatheringState.COMPLETE) {
                gathered.complete(null);
            }
        }

        @Override
        public void onIceConnectionChange(RTCIceConnectionState state) {
            if (state == RTCIceConnectionState.CONNECTED
                    || state == RTCIceConnectionState.COMPLETED) {
                connected.complete(null);
            }
        }

        @Override
        public void onDataChannel(RTCDataChannel dataChannel) {
            Callbacks.run(
                    () -> {
                        if (!closed) {
                            String label = dataChannel.getLabel();
                            ClientChannel channel = new ClientChannel(dataChannel, lock);
                            channels.add(channel);
                            labelled(label).complete(channel);
                        }
                    });
        }
    }
}
