package org.webrtcexamples.rest;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Keeps what clients can bring about at will from filling the log: of such events one is logged in
 * ten seconds, with how many there were.
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
     * Counts one.
     *
     * @return how many there were since one was logged last, if this one is to be logged
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
