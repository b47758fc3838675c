package org.webrtcexamples.peer.relay;

import java.util.concurrent.TimeUnit;

/**
 * What one sender's clock shows, by this machine's: its sender reports tell its time, and the one
 * that was the least on its way tells the difference best. All tracks of a sender share one, so
 * that their sound and picture stay together.
 *
 * <p>Thread-safe.
 */
final class SenderClock {

    /** A clock that was set anew differs by more than any network delays. */
    private static final long JUMP = TimeUnit.SECONDS.toNanos(2);

    private boolean known;
    private long first;
    private long offset;

    /**
     * @param ntp a 64-bit NTP timestamp of a sender report that has just come
     * @return when that was, by {@link System#nanoTime}
     */
    synchronized long toNanoTime(long ntp, long now) {
        if (!known) {
            first = ntp;
        }
        long elapsed = NtpClock.minus(ntp, first);
        long sample = now - elapsed;
        if (!known || sample < offset || sample - offset > JUMP || offset - sample > JUMP) {
            offset = sample;
            known = true;
        }
        return elapsed + offset;
    }
}
