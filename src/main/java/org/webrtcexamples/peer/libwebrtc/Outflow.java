package org.webrtcexamples.peer.libwebrtc;

import org.webrtcexamples.peer.PeerClosedException;
import org.webrtcexamples.peer.PeerException;
import org.webrtcexamples.peer.engine.Pacer;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Messages that go out over a data channel as the other end takes them. Only a window of them waits
 * in the engine, which is looked at every 10 ms: it tells nobody when it has sent something.
 *
 * <p>Runs on the threads of the peer's callbacks, and only for a short while each time, so that it
 * holds up no other callback of that peer.
 */
final class Outflow {

    /** How much waits in the engine, in bytes: at one refill every 10 ms enough for a gigabit. */
    static final long WINDOW = 2 * 1024 * 1024;

    /** After so many messages other callbacks have their turn. */
    private static final int TURN = 32;

    private final NativePeer peer;
    private final DataChannel channel;
    private final Pacer pacer;
    private final Duration timeToRead;
    private final Iterator<String> messages;
    private final CompletableFuture<Void> result = new CompletableFuture<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final Runnable schedule = this::schedule;

    private byte[] next;
    private boolean waiting;

    /** What waits in the engine, in bytes, unless the other end has taken some meanwhile. */
    private long expected;

    private long lastTaken = System.nanoTime();

    /** Whatever a caller has done to the result. */
    private volatile boolean ended;

    Outflow(
            NativePeer peer,
            DataChannel channel,
            Pacer pacer,
            Duration timeToRead,
            Iterator<String> messages) {
        this.peer = peer;
        this.channel = channel;
        this.pacer = pacer;
        this.timeToRead = timeToRead;
        this.messages = messages;
    }

    CompletionStage<Void> start() {
        schedule();
        return result;
    }

    boolean hasEnded() {
        return ended;
    }

    /** The channel or its peer has closed. On a thread of the peer's callbacks. */
    void channelClosed() {
        end(new PeerClosedException("The data channel was closed."));
    }

    /** On any thread; does nothing if the next turn is already on its way. */
    private void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            peer.post(this::takeTurn);
        }
    }

    private void takeTurn() {
        scheduled.set(false);
        if (ended) {
            return;
        }
        try {
            sendSome();
        } catch (RuntimeException | Error e) {
            end(e);
        }
    }

    private void sendSome() {
        long now = System.nanoTime();
        long buffered = channel.bufferedAmount();
        if (buffered < expected) {
            lastTaken = now;
        }
        expected = buffered;
        for (int i = 0; i < TURN && hasNext(); i++) {
            if (next == null) {
                next = messages.next().getBytes(StandardCharsets.UTF_8);
            }
            if (expected + next.length > WINDOW || !channel.send(next, false)) {
                waitForRoom(now);
                return;
            }
            expected += next.length;
            next = null;
        }
        if (hasNext()) {
            schedule();
        } else {
            // In the same turn as the last message: what answers it is heard after this.
            end(null);
        }
    }

    private boolean hasNext() {
        return next != null || messages.hasNext();
    }

    private void waitForRoom(long now) {
        if (!channel.isOpen()) {
            throw new PeerException("The data channel is not open.");
        }
        if (Duration.ofNanos(now - lastTaken).compareTo(timeToRead) > 0) {
            throw new PeerException(
                    "The other end has taken nothing for " + timeToRead.toSeconds() + " s.");
        }
        if (!waiting) {
            waiting = true;
            pacer.add(schedule);
        }
    }

    private void end(Throwable failure) {
        ended = true;
        pacer.remove(schedule);
        if (failure == null) {
            result.complete(null);
        } else {
            result.completeExceptionally(failure);
        }
    }
}
