package org.webrtcexamples.peer.libwebrtc;

import java.util.concurrent.TimeUnit;

/**
 * When each call of an endless row is due: one every 10 ms since the first, however late some of
 * them were. What is late is caught up with at twice the pace, never at once; what is later than
 * 100 ms is given up. All times are those of {@link System#nanoTime}.
 *
 * <p>Not thread-safe.
 */
final class Beat {

    static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(10);
    static final long MIN_INTERVAL = INTERVAL / 2;
    static final long MAX_LAG = TimeUnit.MILLISECONDS.toNanos(100);

    private long due;

    /**
     * @param now when the first call is made
     */
    Beat(long now) {
        due = now;
    }

    /**
     * @param now when a call is made
     * @return when the one after it is due, at least {@link #MIN_INTERVAL} later
     */
    long next(long now) {
        due += INTERVAL;
        if (now - due > MAX_LAG) {
            due = now;
        }
        return now + Math.max(due - now, MIN_INTERVAL);
    }
}
