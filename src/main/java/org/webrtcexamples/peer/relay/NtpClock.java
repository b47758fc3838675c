package org.webrtcexamples.peer.relay;

import java.time.Instant;

/**
 * Reckons with 64-bit NTP timestamps, <a
 * href="https://www.rfc-editor.org/rfc/rfc5905#section-6">RFC 5905, section 6</a>: seconds since
 * 1900 in the upper half, which start again at 0 in 2036, and parts of 2^32 of a second in the
 * lower half.
 */
final class NtpClock {

    /** From 1900 to 1970. */
    private static final long SECONDS_BEFORE_EPOCH = 2_208_988_800L;

    private static final long NANOS = 1_000_000_000;

    private NtpClock() {}

    static long at(Instant time) {
        return time.getEpochSecond() + SECONDS_BEFORE_EPOCH << 32 | fraction(time.getNano());
    }

    /**
     * The time so much later.
     *
     * @param nanos nanoseconds, may be negative
     */
    static long plus(long ntp, long nanos) {
        long seconds = Math.floorDiv(nanos, NANOS);
        return ntp + (seconds << 32) + fraction(Math.floorMod(nanos, NANOS));
    }

    /**
     * The time from one timestamp to another less than 68 years away.
     *
     * @return nanoseconds, negative if {@code ntp} is the earlier one
     */
    static long minus(long ntp, long other) {
        long difference = ntp - other;
        long fraction = difference & 0xFFFF_FFFFL;
        return (difference >> 32) * NANOS + (fraction * NANOS + (1L << 31) >>> 32);
    }

    /** In nanoseconds since 1900, or since 2036 from then on. */
    static long nanos(long ntp) {
        return (ntp >>> 32) * NANOS + ((ntp & 0xFFFF_FFFFL) * NANOS >>> 32);
    }

    /** The middle 32 bits, in 1/65,536 s, as report blocks have them. */
    static long middle(long ntp) {
        return ntp >>> 16 & 0xFFFF_FFFFL;
    }

    /** In parts of 2^32 of a second, rounded. */
    private static long fraction(long nanos) {
        return ((nanos << 32) + NANOS / 2) / NANOS;
    }
}
