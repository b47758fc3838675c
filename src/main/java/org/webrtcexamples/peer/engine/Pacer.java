package org.webrtcexamples.peer.engine;

import org.webrtcexamples.peer.PeerUnavailableException;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;

/**
 * Does what has to be done every few milliseconds, for all peers on one thread, which is there only
 * while there is something to do. A scheduled executor would, after a pause, make up for it in one
 * burst.
 *
 * <p>Thread-safe.
 *
 * @see Beat
 */
public final class Pacer {

    private final long interval;
    private final ThreadFactory threads;
    private final Set<Runnable> tasks = ConcurrentHashMap.newKeySet();
    private Thread thread;

    /**
     * @param interval from one call to the next
     * @param threads may refuse by throwing, or by returning null
     */
    public Pacer(Duration interval, ThreadFactory threads) {
        this.interval = interval.toNanos();
        this.threads = threads;
    }

    /**
     * @param task called once in each interval from now on; it must neither block nor take long,
     *     for all others wait for it
     * @throws PeerUnavailableException if there is no thread to be had
     */
    public synchronized void add(Runnable task) {
        if (thread == null) {
            Thread fresh = threads.newThread(this::run);
            if (fresh == null) {
                throw new PeerUnavailableException("The container gives no thread.");
            }
            fresh.start();
            thread = fresh;
        }
        tasks.add(task);
    }

    /** The task may be running when this returns, but is not called again. */
    public void remove(Runnable task) {
        tasks.remove(task);
    }

    /** Calls no task any more; whoever adds one then starts it again. */
    public void close() {
        tasks.clear();
    }

    private void run() {
        Beat beat = new Beat(interval, System.nanoTime());
        while (hasTasks()) {
            long next = beat.next(System.nanoTime());
            try {
                tasks.forEach(this::runTask);
            } catch (Throwable failure) {
                Guard.failed("What is done at intervals", failure);
            }
            sleepUntil(next);
        }
    }

    private void runTask(Runnable task) {
        try {
            // The set's iterator is one ahead: it still brings one that was removed.
            if (tasks.contains(task)) {
                task.run();
            }
        } catch (Throwable failure) {
            Guard.failed("One thing that is done at intervals", failure);
        }
    }

    private synchronized boolean hasTasks() {
        if (tasks.isEmpty()) {
            thread = null;
            return false;
        }
        return true;
    }

    /**
     * A container that stops interrupts this thread; its tasks are removed when their peers close.
     */
    private static void sleepUntil(long time) {
        long left;
        while ((left = time - System.nanoTime()) > 0) {
            LockSupport.parkNanos(left);
            Thread.interrupted();
        }
    }
}
