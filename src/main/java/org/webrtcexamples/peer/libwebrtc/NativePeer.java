package org.webrtcexamples.peer.libwebrtc;

import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCIceConnectionState;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCPeerConnectionState;
import dev.onvoid.webrtc.RTCRtpTransceiverDirection;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.RTCSignalingState;
import dev.onvoid.webrtc.media.audio.CustomAudioSource;
import dev.onvoid.webrtc.media.video.CustomVideoSource;
import dev.onvoid.webrtc.media.video.VideoTrack;

import org.webrtcexamples.peer.IceConnectionState;
import org.webrtcexamples.peer.InvalidAnswerException;
import org.webrtcexamples.peer.NoAnswerAwaitedException;
import org.webrtcexamples.peer.Peer;
import org.webrtcexamples.peer.PeerClosedException;
import org.webrtcexamples.peer.PeerException;
import org.webrtcexamples.peer.PeerLimitException;
import org.webrtcexamples.peer.PeerUnavailableException;
import org.webrtcexamples.peer.SdpLines;
import org.webrtcexamples.peer.SessionDescription;
import org.webrtcexamples.peer.SignalingState;
import org.webrtcexamples.peer.engine.Cleanups;
import org.webrtcexamples.peer.engine.Guard;
import org.webrtcexamples.peer.engine.Mailbox;

import java.awt.image.BufferedImage;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A peer of the native engine: data channels, and media with codecs.
 *
 * <p>Every call of native code goes through {@link NativeCalls}; what native threads report goes
 * through the mailbox, and so does the close: no callback runs while it cleans up.
 */
public final class NativePeer implements Peer {

    private static final Logger LOGGER = System.getLogger(NativePeer.class.getName());

    /** What sound is made of here: 16-bit samples at this rate, in Hz. */
    public static final int AUDIO_SAMPLE_RATE = 48_000;

    /** How many samples of each channel make up the 10 ms that are handed over at a time. */
    public static final int AUDIO_FRAMES = AUDIO_SAMPLE_RATE / 100;

    /** How many pictures a second are sent. */
    public static final int VIDEO_FRAME_RATE = 30;

    /** The greatest width and height of a picture that is sent, in pixels. */
    public static final int MAX_VIDEO_LENGTH = 4096;

    private static final int MIN_VIDEO_LENGTH = 16;

    /** The most channels that the engine takes a sound for. */
    private static final int MAX_AUDIO_CHANNELS = 2;

    /** The largest message that the engine sends without closing the channel, in bytes. */
    private static final long MAX_MESSAGE_SIZE = 262_144;

    /** How much may wait for the application, in bytes, before the sender is told to go. */
    private static final long MAX_RECEIVE_BACKLOG = 32 * 1024 * 1024;

    /** What a waiting message takes besides its bytes. */
    private static final int MESSAGE_OVERHEAD = 128;

    /** A client may try its luck with data channels of its own, but not for ever. */
    private static final int MAX_REMOTE_CHANNELS = 16;

    /** A data channel that the other end has opened, and nobody here listens to. */
    private record RemoteChannel(RTCDataChannel channel, UnheardEvents events) {

        void dispose() {
            events.letGo();
            channel.dispose();
        }
    }

    private final String id = UUID.randomUUID().toString();
    private final NativePeers peers;
    private final Engine engine;
    private final Mailbox mailbox;
    private final RTCPeerConnection peerConnection;

    private final NativeCalls nativeCode = new NativeCalls();
    private final Cleanups cleanups = new Cleanups();
    private final List<DataChannel> channels = new ArrayList<>();
    private final List<SentAudio> sentAudio = new ArrayList<>();
    private final List<ReceivedAudio> receivedAudio = new ArrayList<>();
    private LocalTrack video;
    private CustomVideoSource videoSource;
    private SentVideo sentVideo;
    private ReceivedVideo receivedVideo;

    /** Touched by the tasks of the mailbox only. */
    private final List<RemoteChannel> remoteChannels = new ArrayList<>();

    /** Touched by the tasks of the mailbox only. */
    private boolean nativelyClosed;

    private final CompletableFuture<Void> released = new CompletableFuture<>();

    private volatile Gathering gathering = Gathering.untilComplete();
    private volatile IceConnectionState iceConnectionState = IceConnectionState.NEW;
    private volatile boolean connected;
    private volatile boolean secured;
    private volatile SignalingState signalingState = SignalingState.STABLE;
    private volatile String gatheredSdp;
    private volatile SessionDescription localDescription;
    private volatile SessionDescription remoteDescription;
    private final List<Consumer<IceConnectionState>> onIceConnectionStateChange =
            new CopyOnWriteArrayList<>();
    private final List<Runnable> onConnected = new CopyOnWriteArrayList<>();
    private volatile long maxMessageSize = MAX_MESSAGE_SIZE;
    private final AtomicBoolean sendingVideo = new AtomicBoolean();
    private final AtomicBoolean receivingVideo = new AtomicBoolean();
    private final AtomicBoolean offering = new AtomicBoolean();
    private final AtomicBoolean answering = new AtomicBoolean();
    private final AtomicLong receiveBacklog = new AtomicLong();
    private final AtomicLong messages = new AtomicLong();

    /**
     * @throws PeerException if the engine refuses
     */
    NativePeer(NativePeers peers, Engine engine, Mailbox mailbox) {
        this.peers = peers;
        this.engine = engine;
        this.mailbox = mailbox;
        try {
            peerConnection =
                    engine.createPeerConnection(peers.settings().toNative(), new PeerEvents(this));
        } catch (RuntimeException | Error e) {
            throw new PeerUnavailableException("The engine makes no peer: " + e.getMessage(), e);
        }
    }

    /** A reliable, ordered data channel. */
    public DataChannel createDataChannel(String label) {
        return createDataChannel(label, DataChannelOptions.reliable());
    }

    /**
     * A data channel, which the other end is told of when it connects.
     *
     * @param label up to 65,535 bytes in UTF-8
     * @throws IllegalArgumentException if the label is longer
     * @throws PeerClosedException if this peer is closed
     */
    public DataChannel createDataChannel(String label, DataChannelOptions options) {
        DataChannelOptions.checkLength("label", label);
        Objects.requireNonNull(options, "options");
        return nativeCode.call(
                () -> {
                    DataChannel channel =
                            new DataChannel(
                                    this,
                                    label,
                                    peerConnection.createDataChannel(label, options.toNative()));
                    channels.add(channel);
                    return channel;
                });
    }

    /**
     * Sends sound: adds an audio track, which is sent once the other end has answered.
     *
     * @param channels 1 for mono, 2 for stereo; the other end hears two only if it asks for them
     *     ({@code stereo=1} in the format parameters of Opus, <a
     *     href="https://www.rfc-editor.org/rfc/rfc7587#section-6.1">RFC 7587</a>)
     * @param generator called every 10 ms with an array to fill, always the same one, with the next
     *     {@link #AUDIO_FRAMES} samples of each channel at {@link #AUDIO_SAMPLE_RATE}, those of the
     *     two in turns. It is called on one thread for all peers, so it must neither block nor take
     *     long. If it throws, the peer is closed.
     * @throws IllegalArgumentException if there are other than 1 or 2 channels
     * @throws IllegalStateException if the offer is made already
     * @throws PeerClosedException if this peer is closed
     * @throws PeerUnavailableException if the engine's audio does not run
     */
    public void sendAudio(int channels, Consumer<short[]> generator) {
        if (channels < 1 || channels > MAX_AUDIO_CHANNELS) {
            throw new IllegalArgumentException("1 or 2 channels, not " + channels);
        }
        Objects.requireNonNull(generator, "generator");
        prepareAudio();
        nativeCode.call(
                () -> {
                    CustomAudioSource source = new CustomAudioSource();
                    return sentAudio.add(
                            new SentAudio(
                                    this,
                                    peers.pacer(),
                                    audio(source, RTCRtpTransceiverDirection.SEND_ONLY),
                                    source,
                                    channels,
                                    generator));
                });
    }

    /**
     * Receives sound: asks the other end for an audio track, and hears it in mono.
     *
     * @param listener called back every 10 ms, from when the two are first connected, with the next
     *     {@link #AUDIO_FRAMES} samples at {@link #AUDIO_SAMPLE_RATE}; the array is its own. When
     *     it falls a second behind, it misses some. If it throws, the peer is closed.
     * @throws PeerClosedException if this peer is closed
     * @throws PeerUnavailableException if the engine's audio does not run
     */
    public void receiveAudio(Consumer<short[]> listener) {
        Objects.requireNonNull(listener, "listener");
        prepareAudio();
        nativeCode.call(
                () ->
                        receivedAudio.add(
                                new ReceivedAudio(
                                        this,
                                        audio(
                                                new CustomAudioSource(),
                                                RTCRtpTransceiverDirection.RECV_ONLY),
                                        listener)));
    }

    private LocalTrack audio(CustomAudioSource source, RTCRtpTransceiverDirection direction) {
        return LocalTrack.of(source, engine.factory(), peerConnection, direction);
    }

    private void prepareAudio() {
        checkNotOffered();
        engine.awaitAudio();
    }

    /**
     * Sends a moving picture: adds a video track, which is sent once the other end has answered, or
     * sends on the one that {@link #receiveVideo} has added.
     *
     * @param width in pixels, even, 16 to {@link #MAX_VIDEO_LENGTH}
     * @param height in pixels, even, 16 to {@link #MAX_VIDEO_LENGTH}
     * @param painter called {@link #VIDEO_FRAME_RATE} times a second with an image to paint on, of
     *     {@link BufferedImage#TYPE_INT_RGB}; always the same one, black at first, with what was
     *     painted last still on it. In order with all other callbacks of this peer: what is due
     *     while one of them runs is painted once, after it. If it throws, the peer is closed.
     * @throws IllegalArgumentException if it cannot have that size
     * @throws IllegalStateException if the offer is made already, or sends a picture already
     * @throws PeerClosedException if this peer is closed
     * @throws PeerLimitException if as many peers have a picture as may
     */
    public void sendVideo(int width, int height, Consumer<BufferedImage> painter) {
        checkVideoLength(width);
        checkVideoLength(height);
        Objects.requireNonNull(painter, "painter");
        checkNotOffered();
        requireFirst(sendingVideo);
        nativeCode.call(
                () -> {
                    LocalTrack track = video(RTCRtpTransceiverDirection.SEND_ONLY);
                    sentVideo =
                            new SentVideo(
                                    this, peers.videoPacer(), videoSource, width, height, painter);
                    return track;
                });
    }

    /**
     * Receives a moving picture: asks the other end for a video track, in return for the one that
     * {@link #sendVideo} has added, if it has. One with more pixels than 4096 × 4096, or more than
     * 16,384 in a row or column, closes the peer.
     *
     * @throws IllegalStateException if the offer is made already, or asks for a picture already
     * @throws PeerClosedException if this peer is closed
     * @throws PeerLimitException if as many peers have a picture as may
     */
    public ReceivedVideo receiveVideo() {
        checkNotOffered();
        requireFirst(receivingVideo);
        return nativeCode.call(
                () -> {
                    LocalTrack track = video(RTCRtpTransceiverDirection.RECV_ONLY);
                    receivedVideo = new ReceivedVideo(this, (VideoTrack) track.remoteTrack());
                    return receivedVideo;
                });
    }

    /** One for both ways: a client's track then finds its place in the offer, whatever it is. */
    private LocalTrack video(RTCRtpTransceiverDirection direction) {
        if (video != null) {
            video.setDirection(RTCRtpTransceiverDirection.SEND_RECV);
            return video;
        }
        peers.acquireVideo();
        try {
            videoSource = new CustomVideoSource();
            video = LocalTrack.of(videoSource, engine.factory(), peerConnection, direction);
            return video;
        } finally {
            if (video == null) {
                peers.releaseVideo();
            }
        }
    }

    private static void requireFirst(AtomicBoolean done) {
        if (!done.compareAndSet(false, true)) {
            throw new IllegalStateException("one picture each way is all that a peer can have");
        }
    }

    private static void checkVideoLength(int length) {
        if (length < MIN_VIDEO_LENGTH || length > MAX_VIDEO_LENGTH || length % 2 != 0) {
            throw new IllegalArgumentException(
                    "an even number from %d to %d, not %d"
                            .formatted(MIN_VIDEO_LENGTH, MAX_VIDEO_LENGTH, length));
        }
    }

    private void checkNotOffered() {
        if (offering.get()) {
            throw new IllegalStateException("the offer is made already, without this");
        }
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public SessionDescription offer(Duration timeToHostCandidates) throws InterruptedException {
        if (!offering.compareAndSet(false, true)) {
            throw new IllegalStateException("a peer offers once");
        }
        if (peers.settings().onlyHostCandidates()) {
            gathering = engine.beginGathering();
        }
        Descriptions.Created created = new Descriptions.Created();
        Descriptions.Set set = new Descriptions.Set();
        RTCSessionDescription offer =
                nativeCode.await(
                        created, () -> peerConnection.createOffer(new RTCOfferOptions(), created));
        nativeCode.await(set, () -> peerConnection.setLocalDescription(offer, set));
        gathering.await(timeToHostCandidates);
        String sdp = nativeCode.call(() -> gatheredSdp);
        if (sdp == null) {
            throw new PeerUnavailableException(
                    "No ICE candidate could be gathered: this server has no network that a peer"
                            + " can use, or no free port in its range.");
        }
        localDescription = SessionDescription.offer(OfferFilter.filter(sdp));
        return localDescription;
    }

    @Override
    public SessionDescription applyAnswer(SessionDescription answer) throws InterruptedException {
        if (answer.type() != SessionDescription.Type.ANSWER) {
            throw new InvalidAnswerException("An answer is awaited, not an " + answer.type() + ".");
        }
        if (!answering.compareAndSet(false, true)) {
            throw new NoAnswerAwaitedException("Another answer is just being applied.");
        }
        try {
            if (isClosed()) {
                throw new PeerClosedException("This peer is closed.");
            }
            if (localDescription == null || signalingState != SignalingState.HAVE_LOCAL_OFFER) {
                throw new NoAnswerAwaitedException(
                        "No answer is awaited; the signaling state is " + signalingState + ".");
            }
            String sdp = SdpLines.join(SdpLines.ofDescription(answer.sdp()));
            AnswerCheck.check(localDescription.sdp(), sdp);
            setRemoteDescription(sdp);
            maxMessageSize =
                    Math.min(
                            MAX_MESSAGE_SIZE,
                            AnswerCheck.maxMessageSize(sdp).orElse(MAX_MESSAGE_SIZE));
            signalingState = SignalingState.STABLE;
            remoteDescription =
                    SessionDescription.answer(
                            nativeCode.call(() -> peerConnection.getRemoteDescription().sdp));
            nativeCode.unlessClosed(this::startSending);
            return remoteDescription;
        } finally {
            answering.set(false);
        }
    }

    private boolean startSending() {
        try {
            sentAudio.forEach(SentAudio::start);
            if (sentVideo != null) {
                sentVideo.start();
            }
            return true;
        } catch (RuntimeException | Error e) {
            fail("it has something to send and no thread to pace it");
            throw e;
        }
    }

    private void setRemoteDescription(String answer) throws InterruptedException {
        String bundled = AnswerCheck.withBundle(localDescription.sdp(), answer);
        String withoutBandwidth = AudioBandwidth.filter(bundled);
        String sdp =
                AnswerBounds.apply(
                        peers.settings().needsRemoteCandidates()
                                ? RemoteCandidates.rewrite(withoutBandwidth)
                                : RemoteCandidates.remove(withoutBandwidth));
        Descriptions.Set set = new Descriptions.Set();
        try {
            nativeCode.await(
                    set,
                    () ->
                            peerConnection.setRemoteDescription(
                                    new RTCSessionDescription(RTCSdpType.ANSWER, sdp), set));
        } catch (PeerClosedException e) {
            throw e;
        } catch (InterruptedException | PeerUnavailableException e) {
            fail("it is not known whether the engine has applied an answer");
            throw e;
        } catch (PeerException refused) {
            closeIfBroken();
            throw new InvalidAnswerException(
                    "The answer was refused: " + refused.getMessage(), refused);
        }
    }

    /** What {@link AnswerCheck} did not foresee: a peer that refuses everything from here on. */
    private void closeIfBroken() throws InterruptedException {
        Descriptions.Created probe = new Descriptions.Created();
        try {
            nativeCode.await(probe, () -> peerConnection.createOffer(new RTCOfferOptions(), probe));
        } catch (PeerClosedException closedMeanwhile) {
            throw closedMeanwhile;
        } catch (PeerException broken) {
            fail("the engine cannot go on after an answer that it half applied");
        }
    }

    @Override
    public IceConnectionState iceConnectionState() {
        return isClosed() ? IceConnectionState.CLOSED : iceConnectionState;
    }

    @Override
    public boolean isConnected() {
        return iceConnectionState().isConnected() && secured;
    }

    @Override
    public SignalingState signalingState() {
        return isClosed() ? SignalingState.CLOSED : signalingState;
    }

    @Override
    public Optional<SessionDescription> localDescription() {
        return isClosed() ? Optional.empty() : Optional.ofNullable(localDescription);
    }

    @Override
    public Optional<SessionDescription> remoteDescription() {
        return isClosed() ? Optional.empty() : Optional.ofNullable(remoteDescription);
    }

    @Override
    public void onIceConnectionStateChange(Consumer<IceConnectionState> callback) {
        onIceConnectionStateChange.add(callback);
    }

    @Override
    public void onConnected(Runnable callback) {
        onConnected.add(callback);
    }

    private void reportIfConnected() {
        if (isConnected()) {
            onConnected.forEach(this::post);
        }
    }

    @Override
    public void onClose(Runnable cleanup) {
        cleanups.add(cleanup);
    }

    @Override
    public void close() {
        if (nativeCode.close()) {
            gathering.abandon();
            mailbox.post(this::release);
        }
    }

    @Override
    public CompletionStage<Void> closed() {
        return released.minimalCompletionStage();
    }

    boolean isClosed() {
        return nativeCode.isClosed();
    }

    /**
     * Closes this peer because its other end, or the engine, leaves no choice.
     *
     * @param reason for the log
     */
    public void fail(String reason) {
        if (!isClosed()) {
            mailbox.post(() -> LOGGER.log(Level.WARNING, "A peer is closed: {0}", reason));
            close();
        }
    }

    /** Runs once. No native thread reports anything of this peer afterwards. */
    private void release() {
        cleanups.run();
        nativeCode.afterClose(this::releaseNativeObjects);
        nativelyClosed = true;
        // Behind all that native threads have posted until now, and there is no more to come: a
        // channel of the other end must be gone before its engine is.
        mailbox.post(
                () -> {
                    peers.addReceiveBacklog(-receiveBacklog.get());
                    Guard.run("Releasing an engine", () -> peers.released(this, engine));
                    released.complete(null);
                });
    }

    private void releaseNativeObjects() {
        sentAudio.forEach(audio -> Guard.run("Stopping to send sound", audio::stop));
        receivedAudio.forEach(audio -> Guard.run("Stopping to hear sound", audio::stop));
        stopVideo();
        channels.forEach(channel -> Guard.run("Disposing of a data channel", channel::dispose));
        remoteChannels.forEach(
                channel -> Guard.run("Disposing of a data channel", channel::dispose));
        if (!Guard.run("Closing a native peer", this::closeNatively)) {
            engine.leaveAlone();
        }
        sentAudio.forEach(audio -> dispose(audio::dispose));
        receivedAudio.forEach(audio -> dispose(audio::dispose));
        if (video != null) {
            dispose(video::dispose);
            peers.releaseVideo();
        }
    }

    private void stopVideo() {
        if (sentVideo != null) {
            sentVideo.stop();
        }
        if (receivedVideo != null) {
            Guard.run("Stopping to receive a picture", receivedVideo::stop);
        }
        if (video != null) {
            Guard.run("Releasing a transceiver", video::release);
        }
    }

    private void dispose(Guard.Action dispose) {
        if (!Guard.run("Disposing of a track", dispose)) {
            engine.leaveAlone();
        }
    }

    private void closeNatively() {
        if (!NativeMemory.closeAndRelease(peerConnection)) {
            throw new IllegalStateException("Something still refers to a closed native peer");
        }
    }

    Outflow outflow(DataChannel channel, Iterator<String> messages) {
        return new Outflow(this, channel, peers.pacer(), peers.settings().timeToRead(), messages);
    }

    NativeCalls nativeCode() {
        return nativeCode;
    }

    /** Lets the application know of something, on a thread of the container, in order. */
    void post(Runnable task) {
        mailbox.post(
                () -> {
                    if (!isClosed()) {
                        task.run();
                    }
                });
    }

    /** On a native thread: a message, of so many bytes, that waits for the application. */
    void postReceived(int bytes, Runnable task) {
        countMessage();
        long size = bytes + MESSAGE_OVERHEAD;
        boolean tooMuch = peers.addReceiveBacklog(size);
        if (receiveBacklog.addAndGet(size) > MAX_RECEIVE_BACKLOG || tooMuch) {
            fail("it sends faster than the application takes");
            return;
        }
        post(
                () -> {
                    receiveBacklog.addAndGet(-size);
                    peers.addReceiveBacklog(-size);
                    task.run();
                });
    }

    /** On a native thread. */
    private void countMessage() {
        engine.messageReceived();
        peers.messageReceived();
        if (messages.incrementAndGet() > peers.maxMessagesOfOnePeer()) {
            fail("it has sent a quarter of what webrtc.max-messages allows to all");
        }
    }

    Gathering gathering() {
        return gathering;
    }

    Engine engine() {
        return engine;
    }

    long maxMessageSize() {
        return maxMessageSize;
    }

    /** Whether it is connected, or was once. */
    boolean hasConnected() {
        return connected;
    }

    /** On a native thread. */
    void signalingChanged(RTCSignalingState state) {
        switch (state) {
            case STABLE -> signalingState = SignalingState.STABLE;
            case HAVE_LOCAL_OFFER -> signalingState = SignalingState.HAVE_LOCAL_OFFER;
            default -> {
                // A peer that offers once is in no other, but for closed, which this one knows.
            }
        }
    }

    /** On a native thread. */
    void iceConnectionChanged(RTCIceConnectionState state) {
        if (state == RTCIceConnectionState.CLOSED) {
            return;
        }
        IceConnectionState now = IceConnectionState.valueOf(state.name());
        iceConnectionState = now;
        connected |= now.isConnected();
        onIceConnectionStateChange.forEach(callback -> post(() -> callback.accept(now)));
        reportIfConnected();
    }

    /**
     * On a native thread. Only {@code connected} matters, which requires DTLS, and it is kept: the
     * ICE state reports loss and recovery.
     */
    void connectionChanged(RTCPeerConnectionState state) {
        if (state == RTCPeerConnectionState.CONNECTED) {
            secured = true;
            reportIfConnected();
        }
    }

    /** On a native thread. */
    void candidateGathered(String candidate) {
        if (localDescription == null) {
            // A native call in a callback, which is safe: it ends before the peer can be closed. On
            // no other thread could the description be written out, for this one adds to it.
            gatheredSdp = peerConnection.getLocalDescription().sdp;
        }
        gathering.onCandidate(candidate);
    }

    /** On a native thread. */
    void gatheringCompleted() {
        gathering.onComplete();
    }

    /** On a native thread. Only the server makes channels here. */
    void remoteChannelOpened(RTCDataChannel channel) {
        // A native call in a callback, as with a candidate. Later, messages would have piled up.
        UnheardEvents events = new UnheardEvents(this::countMessage);
        channel.registerObserver(events);
        RemoteChannel remote = new RemoteChannel(channel, events);
        mailbox.post(
                () -> {
                    if (nativelyClosed) {
                        remote.dispose();
                        return;
                    }
                    remoteChannels.add(remote);
                    nativeCode.unlessClosed(
                            () -> {
                                channel.close();
                                return true;
                            });
                    if (remoteChannels.size() > MAX_REMOTE_CHANNELS) {
                        fail("it opens one data channel after another");
                    }
                });
    }
}
