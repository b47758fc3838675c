package org.webrtcexamples.connections;

import org.webrtcexamples.peer.IceConnectionState;
import org.webrtcexamples.peer.NoAnswerAwaitedException;
import org.webrtcexamples.peer.Peer;
import org.webrtcexamples.peer.PeerClosedException;
import org.webrtcexamples.peer.SessionDescription;
import org.webrtcexamples.peer.SignalingState;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** A peer without an engine. What happens to it is what the test says, on the test's thread. */
final class ScriptedPeer implements Peer {

    static final SessionDescription OFFER = SessionDescription.offer("the offer");

    /** What happens while the offer is made. */
    interface Step {
        void run() throws InterruptedException;
    }

    private final String id;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Deque<Runnable> cleanups = new ArrayDeque<>();
    private final CompletableFuture<Void> released = new CompletableFuture<>();
    private boolean cleanedUp;
    private Step duringOffer = () -> {};
    private boolean holdsOn;

    private volatile Consumer<IceConnectionState> onIceConnectionStateChange = state -> {};
    private volatile Runnable onConnected = () -> {};
    private volatile boolean secured;
    private volatile IceConnectionState iceConnectionState = IceConnectionState.NEW;
    private volatile SignalingState signalingState = SignalingState.STABLE;
    private volatile SessionDescription localDescription;
    private volatile SessionDescription remoteDescription;
    private volatile Duration timeToHostCandidates;

    ScriptedPeer() {
        this(UUID.randomUUID().toString());
    }

    ScriptedPeer(String id) {
        this.id = id;
    }

    @Override
    public String id() {
        return id;
    }

    ScriptedPeer duringOffer(Step step) {
        duringOffer = step;
        return this;
    }

    /**
     * From now on a close does not release it, as if a callback still ran; {@link #release} does.
     */
    ScriptedPeer holdOn() {
        holdsOn = true;
        return this;
    }

    /** The engine reports a new state; with the first connection the DTLS handshake is done. */
    void becomes(IceConnectionState state) {
        isNow(state);
        reports(state);
    }

    /** The same, with its report still on its way. */
    void isNow(IceConnectionState state) {
        secured |= state.isConnected();
        iceConnectionState = state;
    }

    /** The engine reports a new state of ICE, and DTLS does nothing. */
    void iceBecomes(IceConnectionState state) {
        iceConnectionState = state;
        reports(state);
    }

    /** The engine reports that the DTLS handshake is done. */
    void securedByDtls() {
        isSecured();
        reportsConnected();
    }

    /** The same, with its report still on its way. */
    void isSecured() {
        secured = true;
    }

    /** The client has closed DTLS; nothing but the state of ICE reports it. */
    void isUnsecured() {
        secured = false;
    }

    /** A report arrives, perhaps a late one. */
    void reports(IceConnectionState state) {
        onIceConnectionStateChange.accept(state);
        if (isConnected()) {
            reportsConnected();
        }
    }

    void reportsConnected() {
        onConnected.run();
    }

    /** How long the offer was to wait, if it was made. */
    Optional<Duration> timeToHostCandidates() {
        return Optional.ofNullable(timeToHostCandidates);
    }

    boolean isClosed() {
        return closed.get();
    }

    @Override
    public SessionDescription offer(Duration newTimeToHostCandidates) throws InterruptedException {
        timeToHostCandidates = newTimeToHostCandidates;
        duringOffer.run();
        if (isClosed()) {
            throw new PeerClosedException("This peer is closed.");
        }
        localDescription = OFFER;
        signalingState = SignalingState.HAVE_LOCAL_OFFER;
        return OFFER;
    }

    @Override
    public SessionDescription applyAnswer(SessionDescription answer) {
        if (signalingState() != SignalingState.HAVE_LOCAL_OFFER) {
            throw new NoAnswerAwaitedException("No answer is awaited.");
        }
        remoteDescription = answer;
        signalingState = SignalingState.STABLE;
        return answer;
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
        onIceConnectionStateChange = callback;
    }

    @Override
    public void onConnected(Runnable callback) {
        onConnected = callback;
    }

    @Override
    public void onClose(Runnable cleanup) {
        synchronized (cleanups) {
            if (!cleanedUp) {
                cleanups.push(cleanup);
                return;
            }
        }
        cleanup.run();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true) && !holdsOn) {
            release();
        }
    }

    /** Cleans up and lets go, as the engine does some time after close. */
    void release() {
        Runnable cleanup;
        while ((cleanup = nextCleanup()) != null) {
            cleanup.run();
        }
        released.complete(null);
    }

    private Runnable nextCleanup() {
        synchronized (cleanups) {
            cleanedUp = cleanups.isEmpty();
            return cleanups.poll();
        }
    }

    @Override
    public CompletionStage<Void> closed() {
        return released.minimalCompletionStage();
    }
}
