package org.webrtcexamples.peer.libwebrtc;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Empties the mailboxes of all peers with a bounded number of threads of the container: however
 * many peers hear something at once, it does not take a thread for each.
 */
final class Dispatcher {

    private static final Logger LOGGER = System.getLogger(Dispatcher.class.getName());

    private final Executor executor;
    private final int maxWorkers;
    private final AtomicInteger workers = new AtomicInteger();
    private final Queue<Mailbox> ready = new ConcurrentLinkedQueue<>();

    /**
     * @param executor the container's; it may be handed tasks by threads that the container does
     *     not know
     * @param maxWorkers how many tasks it is given at a time, at least 1
     */
    Dispatcher(Executor executor, int maxWorkers) {
        if (maxWorkers < 1) {
            throw new IllegalArgumentException("at least one worker, not " + maxWorkers);
        }
        this.executor = executor;
        this.maxWorkers = maxWorkers;
    }

    void ready(Mailbox mailbox) {
        ready.add(mailbox);
        startWorker();
    }

    private void startWorker() {
        int running;
        do {
            running = workers.get();
            if (running >= maxWorkers) {
                return;
            }
        } while (!workers.compareAndSet(running, running + 1));
        try {
            executor.execute(this::work);
        } catch (RejectedExecutionException | IllegalStateException stopped) {
            // The container takes no tasks of an application that it stops. What is left here is
            // done by the thread that stops the application.
            workers.decrementAndGet();
            LOGGER.log(Level.DEBUG, "No thread to be had", stopped);
        }
    }

    private void work() {
        try {
            emptyMailboxes();
        } finally {
            workers.decrementAndGet();
        }
        // One that became ready after the last look and before the decrement found no free worker.
        if (!ready.isEmpty()) {
            startWorker();
        }
    }

    /** Does on the calling thread what the workers would do. */
    void emptyMailboxes() {
        Mailbox mailbox;
        while ((mailbox = ready.poll()) != null) {
            mailbox.takeTurn();
        }
    }
}
