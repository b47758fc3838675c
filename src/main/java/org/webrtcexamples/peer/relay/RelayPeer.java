package org.webrtcexamples.peer.relay;

import org.webrtcexamples.peer.IceConnectionState;
import org.webrtcexamples.peer.InvalidAnswerException;
import org.webrtcexamples.peer.NoAnswerAwaitedException;
import org.webrtcexamples.peer.Peer;
import org.webrtcexamples.peer.PeerClosedException;
import org.webrtcexamples.peer.SessionDescription;
import org.webrtcexamples.peer.SignalingState;
import org.webrtcexamples.peer.engine.Cleanups;
import org.webrtcexamples.peer.engine.Guard;
import org.webrtcexamples.peer.engine.Mailbox;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * A peer that forwards media without decoding it: what it receives, others send on as it is. It has
 * no data channels.
 *
 * <p>What it offers is one track of sound and one of pictures, each to be received, sent, or both,
 * in Opus and in VP8 or H.264, whichever the other end chooses. What a peer sends must be of a kind
 * that its other end takes: nothing here can make one from another.
 */
public final class RelayPeer implements Peer {

    private static final Logger LOGGER = System.getLogger(RelayPeer.class.getName());

    private static final long MAX_FIRST_INDEX = 1 << 15;

    private final String id = UUID.randomUUID().toString();
    private final RelayEngine engine;
    private final Consumer<RelayPeer> onReleased;
    private final Mailbox mailbox;
    private final Mailbox handshake;
    private final Transport transport;
    private final Runnable ticking = this::tick;
    private final Cleanups cleanups = new Cleanups();
    private final List<Consumer<IceConnectionState>> onIceConnectionStateChange =
            new CopyOnWriteArrayList<>();
    private final List<Runnable> onConnected = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> released = new CompletableFuture<>();
    private final List<OutgoingTrack> outgoing = new ArrayList<>();
    private ReceivedMedia received;
    private RelayOffer offer;
    private DtlsCertificate certificate;

    private volatile IceConnectionState iceConnectionState = IceConnectionState.NEW;
    private volatile SignalingState signalingState = SignalingState.STABLE;
    private volatile SessionDescription localDescription;
    private volatile SessionDescription remoteDescription;
    private volatile boolean closed;

    RelayPeer(RelayEngine engine, Consumer<RelayPeer> onReleased) {
        this.engine = engine;
        this.onReleased = onReleased;
        mailbox = engine.mailboxForCallbacks();
        handshake = engine.mailboxForHandshake();
        transport = new Transport(engine, this, new TransportListener());
        engine.add(this);
    }

    /**
     * Asks the other end for sound and pictures.
     *
     * @return what comes of them; the same at each call
     * @throws IllegalStateException if the offer is made already
     */
    public synchronized ReceivedMedia receiveMedia() {
        checkNotOffered();
        if (received == null) {
            ReceivedMedia media = new ReceivedMedia(this);
            received = media;
            cleanups.add(media::close);
        }
        return received;
    }

    /**
     * Sends sound and pictures to the other end, once it is connected: this peer's own, or another
     * one's. Called once.
     *
     * @throws IllegalStateException if the offer is made already, or something is sent already
     */
    public synchronized void sendMedia(MediaSource source) {
        Objects.requireNonNull(source, "source");
        checkNotOffered();
        if (!outgoing.isEmpty()) {
            throw new IllegalStateException("a peer sends one sound and one picture");
        }
        SecureRandom random = engine.random();
        for (MediaKind kind : MediaKind.values()) {
            outgoing.add(
                    new OutgoingTrack(
                            transport.rtp(),
                            kind,
                            source.feed(kind),
                            Integer.toUnsignedLong(random.nextInt()),
                            random.nextLong(MAX_FIRST_INDEX),
                            Integer.toUnsignedLong(random.nextInt())));
        }
    }

    private void checkNotOffered() {
        if (offer != null) {
            throw new IllegalStateException("the offer is made already");
        }
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public synchronized SessionDescription offer(Duration timeToHostCandidates) {
        if (offer != null) {
            throw new IllegalStateException("a peer offers once");
        }
        checkOpen();
        certificate = engine.certificate();
        RelayOffer made =
                new RelayOffer(
                        engine.random().nextLong() >>> 1,
                        transport.ufrag(),
                        transport.pwd(),
                        certificate.fingerprint(),
                        engine.cname(),
                        offeredMedia(),
                        engine.candidates());
        offer = made;
        signalingState = SignalingState.HAVE_LOCAL_OFFER;
        localDescription = SessionDescription.offer(made.sdp());
        return localDescription;
    }

    private List<OfferedMedia> offeredMedia() {
        List<OfferedMedia> media = new ArrayList<>();
        for (MediaKind kind : MediaKind.values()) {
            Optional<OutgoingTrack> sent =
                    outgoing.stream().filter(track -> track.kind() == kind).findFirst();
            if (received == null && sent.isEmpty()) {
                throw new IllegalStateException("there is nothing to offer");
            }
            media.add(
                    new OfferedMedia(
                            kind,
                            sent.isEmpty()
                                    ? Direction.RECVONLY
                                    : received == null ? Direction.SENDONLY : Direction.SENDRECV,
                            sent.map(OutgoingTrack::ssrc).orElse(0L)));
        }
        return media;
    }

    private void checkOpen() {
        if (closed) {
            throw new PeerClosedException("This peer is closed.");
        }
    }

    @Override
    public synchronized SessionDescription applyAnswer(SessionDescription answer) {
        if (answer.type() != SessionDescription.Type.ANSWER) {
            throw new InvalidAnswerException("An answer is awaited, not an " + answer.type() + ".");
        }
        checkOpen();
        if (signalingState != SignalingState.HAVE_LOCAL_OFFER) {
            throw new NoAnswerAwaitedException(
                    "No answer is awaited; the signaling state is " + signalingState + ".");
        }
        RelayAnswer parsed = RelayAnswer.parse(offer, answer.sdp());
        transport.rtp().negotiated(parsed, received, outgoing);
        if (received != null) {
            received.negotiated(parsed.media());
        }
        SessionDescription applied = SessionDescription.answer(AnswerWriter.write(offer, parsed));
        remoteDescription = applied;
        signalingState = SignalingState.STABLE;
        if (!transport.answered(parsed, certificate)) {
            throw new PeerClosedException("This peer is closed.");
        }
        return applied;
    }

    @Override
    public IceConnectionState iceConnectionState() {
        return closed ? IceConnectionState.CLOSED : iceConnectionState;
    }

    @Override
    public boolean isConnected() {
        return iceConnectionState().isConnected() && transport.isSecured();
    }

    @Override
    public SignalingState signalingState() {
        return closed ? SignalingState.CLOSED : signalingState;
    }

    @Override
    public Optional<SessionDescription> localDescription() {
        return closed ? Optional.empty() : Optional.ofNullable(localDescription);
    }

    @Override
    public Optional<SessionDescription> remoteDescription() {
        return closed ? Optional.empty() : Optional.ofNullable(remoteDescription);
    }

    @Override
    public void onIceConnectionStateChange(Consumer<IceConnectionState> callback) {
        onIceConnectionStateChange.add(Objects.requireNonNull(callback, "callback"));
    }

    @Override
    public void onConnected(Runnable callback) {
        onConnected.add(Objects.requireNonNull(callback, "callback"));
    }

    private void reportIfConnected() {
        if (isConnected()) {
            onConnected.forEach(this::post);
        }
    }

    @Override
    public void onClose(Runnable cleanup) {
        cleanups.add(Objects.requireNonNull(cleanup, "cleanup"));
    }

    @Override
    public void close() {
        synchronized (mailbox) {
            if (closed) {
                return;
            }
            closed = true;
        }
        mailbox.post(this::release);
    }

    private void release() {
        cleanups.run();
        Guard.run("Closing a relay's peer", transport::close);
        engine.remove(this);
        onReleased.accept(this);
        released.complete(null);
    }

    @Override
    public CompletionStage<Void> closed() {
        return released.minimalCompletionStage();
    }

    /** Closes this peer because it cannot go on. */
    private void fail(String reason) {
        if (!closed) {
            mailbox.post(() -> LOGGER.log(Level.DEBUG, "A peer is closed: {0}", reason));
            close();
        }
    }

    /** Lets the application know of something, on a thread of the container, in order. */
    void post(Runnable task) {
        mailbox.post(
                () -> {
                    if (!closed) {
                        task.run();
                    }
                });
    }

    String ufrag() {
        return transport.ufrag();
    }

    Transport transport() {
        return transport;
    }

    /** What {@link RelayEngine} calls every 50 ms. */
    Runnable ticking() {
        return ticking;
    }

    private void tick() {
        transport.tick(engine.scratchOfPacer(), System.nanoTime());
    }

    /** Whether its other end is at its addresses, which no other peer may have then. */
    boolean isThere() {
        return !closed && !iceConnectionState.isLost();
    }

    private final class TransportListener implements Transport.Listener {

        @Override
        public void iceConnectionStateChanged(IceConnectionState state) {
            iceConnectionState = state;
            if (state.isLost() && received != null) {
                received.lost();
            }
            onIceConnectionStateChange.forEach(callback -> post(() -> callback.accept(state)));
            reportIfConnected();
        }

        @Override
        public void secured() {
            reportIfConnected();
        }

        @Override
        public void hasHandshake(Runnable work) {
            handshake.post(work);
        }

        @Override
        public void hasLateDtls(Runnable work) {
            post(work);
        }

        @Override
        public void failed(String reason) {
            fail(reason);
        }
    }
}
