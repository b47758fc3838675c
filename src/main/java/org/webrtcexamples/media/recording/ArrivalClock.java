package org.webrtcexamples.media.recording;

import java.util.concurrent.TimeUnit;

/**
 * Tells when pieces of sound came, without the jitter of the thread that hands them on. A piece may
 * be handed on late, but never early; so the pieces that were least late tell when the others came,
 * too. Their clock may be up to 1.5 % slower than this machine's, and as much faster as it likes.
 *
 * <p>Not thread-safe.
 */
final class ArrivalClock {

    /** How much later a piece may be than the one before, since their clock is slow. */
    private static final double DRIFT = 0.015;

    /** What is so much later than expected was not late: there was no sound for a while. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final long pieceNanos;

    /** When the next piece is expected, if their clock and this machine's go alike. */
    private long expected;

    private long last;
    private boolean started;

    /**
     * Begins with the first piece.
     *
     * @param pieceNanos how long each of them is
     */
    ArrivalClock(long pieceNanos) {
        this.pieceNanos = pieceNanos;
    }

    /**
     * Tells when a piece came. Times never go back.
     *
     * @param now when it was handed on, in nanoseconds of any clock
     * @return its time, in nanoseconds of that clock, up to {@code now} unless the last was later
     */
    long arrived(long now) {
        if (!started) {
            started = true;
            last = now;
            expected = now;
        }
        long late = now - expected;
        long time =
                late > PAUSE_NANOS ? now : Math.min(now, expected + (long) (DRIFT * pieceNanos));
        expected = time + pieceNanos;
        last = Math.max(last, time);
        return last;
    }
}
