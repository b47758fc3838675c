package org.webrtcexamples.peer.libwebrtc;

import org.webrtcexamples.peer.PeerClosedException;
import org.webrtcexamples.peer.PeerException;
import org.webrtcexamples.peer.PeerUnavailableException;
import org.webrtcexamples.peer.engine.Guard;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One peer's way to native code: one call at a time, and none after close, when a call would end
 * the JVM or read freed memory. A native thread never comes here, so that none of them waits for a
 * call that waits for it; what little a callback calls natively, it calls by itself, and a close
 * waits for its end.
 */
final class NativeCalls {

    /** The engine takes milliseconds; this is for one that hangs. */
    private static final Duration TIME_TO_RESULT = Duration.ofSeconds(10);

    /** A call that brings something. */
    interface Call<T> {
        T run() throws Exception;
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Set<CompletableFuture<?>> awaited = ConcurrentHashMap.newKeySet();

    boolean isClosed() {
        return closed.get();
    }

    /**
     * Lets no more calls begin, and ends the waits for their results. Takes no lock.
     *
     * @return whether this was the first to do so
     */
    boolean close() {
        if (!closed.compareAndSet(false, true)) {
            return false;
        }
        awaited.forEach(
                result ->
                        result.completeExceptionally(
                                new PeerClosedException("This peer was closed.")));
        return true;
    }

    /**
     * @throws PeerClosedException if this is closed
     * @throws PeerException if the engine refuses
     */
    <T> T call(Call<T> call) {
        lock.lock();
        try {
            if (isClosed()) {
                throw new PeerClosedException("This peer is closed.");
            }
            return call.run();
        } catch (PeerException e) {
            throw e;
        } catch (Exception e) {
            throw new PeerException(e.getMessage(), e);
        } catch (Error e) {
            // What the library throws when SDP does not parse, among other things.
            if (e.getClass() == Error.class) {
                throw new PeerException(e.getMessage(), e);
            }
            throw e;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing if this is closed. */
    <T> Optional<T> unlessClosed(Call<T> call) {
        try {
            return isClosed() ? Optional.empty() : Optional.ofNullable(call(call));
        } catch (PeerClosedException e) {
            return Optional.empty();
        }
    }

    /**
     * Starts an asynchronous operation of the engine and waits for its result.
     *
     * @throws PeerClosedException if this is closed, or was while it waited
     * @throws PeerUnavailableException if the engine does not answer
     * @throws PeerException if it refuses
     */
    <T> T await(CompletableFuture<T> result, Guard.Action start) throws InterruptedException {
        awaited.add(result);
        try {
            call(
                    () -> {
                        start.run();
                        return null;
                    });
            return result.get(TIME_TO_RESULT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof PeerClosedException closedMeanwhile) {
                throw closedMeanwhile;
            }
            throw new PeerException(e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new PeerUnavailableException("The engine does not answer.", e);
        } finally {
            awaited.remove(result);
        }
    }

    /** The last call: after close, when those that had begun are through. */
    void afterClose(Runnable release) {
        lock.lock();
        try {
            release.run();
        } finally {
            lock.unlock();
        }
    }
}
