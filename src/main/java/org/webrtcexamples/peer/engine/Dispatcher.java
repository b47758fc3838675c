package org.webrtcexamples.peer.engine;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Empties the mailboxes of all peers with a bounded number of threads of the container: however
 * many peers hear something at once, it does not take a thread for each.
 */
public final class Dispatcher {

    private static final Logger LOGGER = System.getLogger(Dispatcher.class.getName());

    /** A thread of the JDK, which does no more than ask the container again. */
    private static final Executor RETRY =
            CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS, Runnable::run);

    private final Executor executor;
    private final int maxWorkers;
    private final AtomicInteger workers = new AtomicInteger();
    private final Queue<Mailbox> ready = new ConcurrentLinkedQueue<>();
    private volatile boolean stopped;

    /**
     * @param executor the container's; it may be handed tasks by threads that the container does
     *     not know
     * @param maxWorkers how many tasks it is given at a time, at least 1
     */
    public Dispatcher(Executor executor, int maxWorkers) {
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
        } catch (Throwable refused) {
            // The container is saturated, or has no thread left; or it takes no more tasks of this
            // application, and the thread that stops it does what is left.
            workers.decrementAndGet();
            LOGGER.log(Level.DEBUG, "No thread to be had", refused);
            if (!stopped) {
                retryLater();
            }
        }
    }

    private void work() {
        try {
            emptyMailboxes();
        } finally {
            workers.decrementAndGet();
        }
        // One that became ready after the last look and before the decrement found no free worker.
        startWorkerIfNeeded();
    }

    /** The JDK's thread lives for ever and must not keep this application's class loader. */
    private void retryLater() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(null);
        try {
            RETRY.execute(this::startWorkerIfNeeded);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private void startWorkerIfNeeded() {
        if (!ready.isEmpty()) {
            startWorker();
        }
    }

    /** From here on, what no thread is to be had for waits for {@link #emptyMailboxes}. */
    public void stop() {
        stopped = true;
    }

    /** Does on the calling thread what the workers would do. */
    public void emptyMailboxes() {
        Mailbox mailbox;
        while ((mailbox = ready.poll()) != null) {
            mailbox.takeTurn();
        }
    }
}
