package org.webrtcexamples.examples;

import java.time.Duration;

/** Keeps something from happening too often. Not thread-safe. */
final class RateLimit {

    private final long interval;
    private long last;

    /**
     * @param interval what lies between two permits at least
     */
    RateLimit(Duration interval) {
        this.interval = interval.toNanos();
        last = System.nanoTime() - this.interval;
    }

    /** Whether it may happen now; if so, not again before the interval is over. */
    boolean permits() {
        long now = System.nanoTime();
        if (now - last < interval) {
            return false;
        }
        last = now;
        return true;
    }
}
