package org.webrtcexamples.peer.relay;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * What one sender's clock shows, by this machine's: its sender reports tell its time, and the one
 * that was the least on its way, of the last few, tells the difference best. All tracks of a sender
 * share one, so that their sound and picture stay together.
 *
 * <p>Thread-safe.
 */
final class SenderClock {

    /** Of two tracks, a quarter of a minute: short enough for clocks that run apart. */
    private static final int REPORTS = 32;

    /** A clock that was set anew differs by more than any network delays. */
    private static final long JUMP = TimeUnit.SECONDS.toNanos(2);

    private final long[] offsets = new long[REPORTS];
    private long count;
    private long first;

    /**
     * @param ntp a 64-bit NTP timestamp of a sender report that has just come
     * @return when that was, by {@link System#nanoTime}
     */
    synchronized long toNanoTime(long ntp, long now) {
        if (count == 0) {
            first = ntp;
        }
        long elapsed = NtpClock.minus(ntp, first);
        long offset = now - elapsed;
        if (count > 0 && Math.abs(offset - offset()) > JUMP) {
            count = 0;
        }
        offsets[(int) (count++ % REPORTS)] = offset;
        return elapsed + offset();
    }

    private long offset() {
        return Arrays.stream(offsets, 0, (int) Math.min(count, REPORTS)).min().orElseThrow();
    }
}
