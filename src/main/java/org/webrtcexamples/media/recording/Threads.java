package org.webrtcexamples.media.recording;

import java.util.concurrent.ThreadFactory;

/** What all threads of a recording have in common. */
final class Threads {

    private Threads() {}

    interface Waiting<T> {
        T run() throws InterruptedException;
    }

    /**
     * Starts a thread.
     *
     * @throws IllegalStateException if the factory gives none
     */
    static Thread start(ThreadFactory threads, Runnable task) {
        Thread thread = threads.newThread(task);
        if (thread == null) {
            throw new IllegalStateException("The container gives no thread.");
        }
        thread.start();
        return thread;
    }

    /** Waits for what comes to an end by itself, and keeps an interruption for later. */
    static <T> T uninterruptibly(Waiting<T> waiting) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return waiting.run();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
