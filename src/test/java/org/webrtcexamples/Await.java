package org.webrtcexamples;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for conditions that nothing reports: asks again and again, on the caller's thread. */
public final class Await {

    private static final long FIRST_PAUSE_NANOS = 1_000_000;
    private static final long LONGEST_PAUSE_NANOS = 20_000_000;

    private Await() {}

    /** A condition to wait for; what it throws ends the wait. */
    @FunctionalInterface
    public interface Condition<E extends Exception> {
        boolean holds() throws E;
    }

    /**
     * Returns as soon as the condition holds. It is asked at once, then after pauses that grow from
     * 1 ms to 20 ms.
     *
     * @param what what is waited for, in words, for the failure's message
     * @throws AssertionError if the condition does not hold within the patience, or the thread is
     *     interrupted meanwhile (it stays so)
     */
    public static <E extends Exception> void until(
            Duration patience, Condition<E> condition, String what) throws E {
        long start = System.nanoTime();
        long pause = FIRST_PAUSE_NANOS;
        while (!condition.holds()) {
            if (System.nanoTime() - start >= patience.toNanos()) {
                throw new AssertionError(
                        "Not within %d ms: %s".formatted(patience.toMillis(), what));
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new AssertionError("Interrupted while waiting: " + what);
            }
            LockSupport.parkNanos(pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
        }
    }
}
