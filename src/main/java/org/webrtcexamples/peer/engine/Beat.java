package org.webrtcexamples.peer.engine;

/**
 * When each call of an endless row is due: one every interval since the first, however late some of
 * them were. What is late is caught up with at twice the pace, never at once; what is later than
 * ten intervals is given up. All times are those of {@link System#nanoTime}.
 *
 * <p>Not thread-safe.
 */
final class Beat {

    private final long interval;
    private long due;

    /**
     * @param interval in nanoseconds
     * @param now when the first call is made
     */
    Beat(long interval, long now) {
        this.interval = interval;
        due = now;
    }

    /**
     * @param now when a call is made
     * @return when the one after it is due, at least half an interval later
     */
    long next(long now) {
        due += interval;
        if (now - due > 10 * interval) {
            due = now;
        }
        return now + Math.max(due - now, interval / 2);
    }
}
