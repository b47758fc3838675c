package org.webrtcexamples.peer.engine;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What has happened to one peer and its application has not been told yet. Tasks run in the order
 * in which they were posted, one at a time, on a thread of the {@link Dispatcher}.
 */
public final class Mailbox {

    /** How many tasks run before another mailbox has its turn. */
    private static final int TURN = 64;

    /** After so long no more of them begin. */
    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Dispatcher dispatcher;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    public Mailbox(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    /** Never blocks and takes no lock, so that a native thread may call it. */
    public void post(Runnable task) {
        tasks.add(task);
        schedule();
    }

    private void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            dispatcher.ready(this);
        }
    }

    /** Runs some of the tasks; {@code scheduled} keeps all other threads out meanwhile. */
    void takeTurn() {
        long begin = System.nanoTime();
        for (int i = 0; i < TURN && System.nanoTime() - begin < TURN_NANOS; i++) {
            Runnable task = tasks.poll();
            if (task == null) {
                break;
            }
            Guard.run("A callback", task::run);
            // One callback's interrupt is not the next one's.
            Thread.interrupted();
        }
        scheduled.set(false);
        if (!tasks.isEmpty()) {
            schedule();
        }
    }
}
