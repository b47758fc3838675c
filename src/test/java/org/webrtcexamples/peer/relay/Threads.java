package org.webrtcexamples.peer.relay;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;

/** The container's threads, for a test that counts them. Thread-safe. */
final class Threads implements ThreadFactory {

    private final List<Thread> all = new CopyOnWriteArrayList<>();

    @Override
    public Thread newThread(Runnable work) {
        Thread thread = new Thread(work, "relay");
        all.add(thread);
        return thread;
    }

    /** All that have been asked for. */
    List<Thread> all() {
        return all;
    }

    long running() {
        return all.stream().filter(Thread::isAlive).count();
    }
}
