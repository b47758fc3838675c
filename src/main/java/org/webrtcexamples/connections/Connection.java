package org.webrtcexamples.connections;

import org.webrtcexamples.peer.IceConnectionState;
import org.webrtcexamples.peer.Peer;
import org.webrtcexamples.peer.SessionDescription;
import org.webrtcexamples.peer.SignalingState;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One negotiated peer with its id, and the timer that ends it: when it is not connected in time
 * after its offer, or lost its ICE connection and does not get it back in time.
 *
 * <p>Thread-safe.
 */
public final class Connection {

    private static final Logger LOGGER = System.getLogger(Connection.class.getName());

    private final String example;
    private final Peer peer;
    private final ConnectionSettings settings;
    private final ScheduledExecutorService scheduler;
    private final Consumer<Connection> onClose;
    private final CompletionStage<Void> closedStage;

    private Timer timer;
    private boolean closed;

    /** The one that runs, if {@code timer} is it; a cancelled one that fires anyway is none. */
    private final class Timer implements Runnable {

        private final String reason;
        private final ScheduledFuture<?> future;

        Timer(Duration delay, String reason) {
            this.reason = reason;
            future = scheduler.schedule(this, delay.toMillis(), TimeUnit.MILLISECONDS);
        }

        @Override
        public void run() {
            synchronized (Connection.this) {
                if (timer != this) {
                    return;
                }
                timer = null;
                if (isEstablished()) {
                    // It came back, and the report of that is still on its way.
                    return;
                }
                closed = true;
            }
            end(reason);
        }
    }

    /**
     * @param onClose called once when this closes, before its peer does
     * @param onReleased called once when its peer has released all it held, before {@link #closed}
     *     completes
     */
    Connection(
            String example,
            Peer peer,
            ConnectionSettings settings,
            ScheduledExecutorService scheduler,
            Consumer<Connection> onClose,
            Runnable onReleased) {
        this.example = example;
        this.peer = peer;
        this.settings = settings;
        this.scheduler = scheduler;
        this.onClose = onClose;
        closedStage = peer.closed().thenRun(onReleased);
        peer.onIceConnectionStateChange(this::iceConnectionStateChanged);
        peer.onConnected(this::stopTimerIfEstablished);
        peer.onClose(() -> close("its peer closed"));
    }

    /** That of its peer. */
    public String id() {
        return peer.id();
    }

    /** The name of the example it is for. */
    public String example() {
        return example;
    }

    /** Also false of one whose peer has closed, although its owner has not heard of it yet. */
    public synchronized boolean isOpen() {
        return !closed && peer.signalingState() != SignalingState.CLOSED;
    }

    public IceConnectionState iceConnectionState() {
        return peer.iceConnectionState();
    }

    public SignalingState signalingState() {
        return peer.signalingState();
    }

    public Optional<SessionDescription> localDescription() {
        return peer.localDescription();
    }

    public Optional<SessionDescription> remoteDescription() {
        return peer.remoteDescription();
    }

    /** Makes the offer. From its end on the other peer has its time to connect. */
    void offer() throws InterruptedException {
        peer.offer(settings.timeToHostCandidates());
        startTimer(settings.timeToConnected(), "not connected in time");
    }

    /**
     * Applies the client's answer.
     *
     * @return the remote description as applied
     * @see Peer#applyAnswer
     */
    public SessionDescription applyAnswer(SessionDescription answer) throws InterruptedException {
        return peer.applyAnswer(answer);
    }

    private synchronized void stopTimerIfEstablished() {
        if (isEstablished()) {
            stopTimer();
        }
    }

    /** With DTLS: ICE alone lets anyone hold a connection with a datagram now and then. */
    private boolean isEstablished() {
        return peer.isConnected();
    }

    private synchronized void iceConnectionStateChanged(IceConnectionState state) {
        if (state.isLost()) {
            startTimer(settings.timeToReconnected(), "ICE " + state + ", not back in time");
        }
    }

    /** Unless one runs: a connection that is lost before it was there has the time it had. */
    private synchronized void startTimer(Duration delay, String reason) {
        if (timer == null && !closed && !isEstablished()) {
            timer = new Timer(delay, reason);
        }
    }

    private synchronized void stopTimer() {
        if (timer != null) {
            timer.future.cancel(false);
            timer = null;
        }
    }

    /** Closes it and its peer; more calls do nothing. Returns without waiting. */
    public void close() {
        close("on request");
    }

    private void close(String reason) {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            stopTimer();
        }
        end(reason);
    }

    private void end(String reason) {
        LOGGER.log(Level.DEBUG, "{0} connection {1} closed: {2}", example, id(), reason);
        onClose.accept(this);
        peer.close();
    }

    /** Completes when the closed connection has released all it held. */
    public CompletionStage<Void> closed() {
        return closedStage;
    }
}
