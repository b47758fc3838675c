package org.webrtcexamples.peer.libwebrtc;

import org.webrtcexamples.peer.PeerUnavailableException;
import org.webrtcexamples.peer.engine.Guard;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;

/**
 * Does what has to be done every 10 ms, for all peers on one thread, which is there only while
 * there is something to do. The engine paces no sound that it is given: a scheduled executor would,
 * after a pause, make up for it in one burst.
 *
 * <p>Thread-safe.
 *
 * @see Beat
 */
final class Pacer {

    private final ThreadFactory threads;
    private final Set<Runnable> tasks = ConcurrentHashMap.newKeySet();
    private Thread thread;

    /**
     * @param threads may refuse by throwing, or by returning null
     */
    Pacer(ThreadFactory threads) {
        this.threads = threads;
    }

    /**
     * @param task called every 10 ms from now on, each time before the next; it must neither block
     *     nor take long, for all others wait for it
     * @throws PeerUnavailableException if there is no thread to be had
     */
    synchronized void add(Runnable task) {
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
    void remove(Runnable task) {
        tasks.remove(task);
    }

    private void run() {
        Beat beat = new Beat(System.nanoTime());
        while (hasTasks()) {
            long next = beat.next(System.nanoTime());
            try {
                tasks.forEach(this::runTask);
            } catch (Throwable failure) {
                Guard.failed("What is done every 10 ms", failure);
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
            Guard.failed("One thing that is done every 10 ms", failure);
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
