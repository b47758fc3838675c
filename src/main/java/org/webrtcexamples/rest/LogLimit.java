package org.webrtcexamples.rest;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Limits the log of an event that clients can cause at any rate: it is logged at most once in ten
 * seconds, with the number of events since it was logged last.
 *
 * <p>Thread-safe.
 */
final class LogLimit {

    static final long INTERVAL_SECONDS = 10;

    private final LongSupplier nanoTime;
    private long next;
    private long count;

    /**
     * @param nanoTime as {@link System#nanoTime}
     */
    LogLimit(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        next = nanoTime.getAsLong();
    }

    /**
     * Counts one event.
     *
     * @return how many there were since the last one that was logged; nothing if this one is not to
     *     be logged
     */
    synchronized OptionalLong count() {
        count++;
        long now = nanoTime.getAsLong();
        if (now - next < 0) {
            return OptionalLong.empty();
        }
        next = now + TimeUnit.SECONDS.toNanos(INTERVAL_SECONDS);
        OptionalLong counted = OptionalLong.of(count);
        count = 0;
        return counted;
    }
}
