package org.webrtcexamples.peer.engine;

import java.util.ArrayDeque;
import java.util.Deque;

/** What is to be stopped when a peer ends, the last started first. Thread-safe. */
public final class Cleanups {

    private final Deque<Runnable> cleanups = new ArrayDeque<>();
    private boolean done;

    /** Runs it at once if all the others have been run. */
    public void add(Runnable cleanup) {
        synchronized (this) {
            if (!done) {
                cleanups.push(cleanup);
                return;
            }
        }
        Guard.run("A clean-up", cleanup::run);
    }

    public void run() {
        Runnable cleanup;
        while ((cleanup = next()) != null) {
            Guard.run("A clean-up", cleanup::run);
        }
    }

    private synchronized Runnable next() {
        done = cleanups.isEmpty();
        return cleanups.poll();
    }
}
