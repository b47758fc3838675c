package org.webrtcexamples.peer.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.Random;

class NtpClockTest {

    private static final long NANOS = 1_000_000_000;

    @Test
    void starts1900() {
        assertEquals(0, NtpClock.at(Instant.parse("1900-01-01T00:00:00Z")));
        assertEquals(1L << 32, NtpClock.at(Instant.parse("1900-01-01T00:00:01Z")));
    }

    @Test
    void knowsTheEpochOf1970AndPartsOfASecond() {
        assertEquals(2_208_988_800L << 32, NtpClock.at(Instant.EPOCH));
        assertEquals(2_208_988_800L << 32 | 0xC000_0000L, NtpClock.at(Instant.ofEpochMilli(750)));
    }

    @Test
    void startsAgainIn2036() {
        assertEquals(0, NtpClock.at(Instant.parse("2036-02-07T06:28:16Z")));
    }

    @Test
    void addsAndSubtracts() {
        long ntp = NtpClock.at(Instant.EPOCH);
        assertEquals(NtpClock.at(Instant.ofEpochMilli(2500)), NtpClock.plus(ntp, 2_500_000_000L));
        assertEquals(NtpClock.at(Instant.ofEpochMilli(-2500)), NtpClock.plus(ntp, -2_500_000_000L));
        assertEquals(2_500_000_000L, NtpClock.minus(NtpClock.plus(ntp, 2_500_000_000L), ntp));
        assertEquals(-2_500_000_000L, NtpClock.minus(ntp, NtpClock.plus(ntp, 2_500_000_000L)));
    }

    @Test
    void reckonsAcross2036() {
        Instant before = Instant.parse("2036-02-07T06:28:15.5Z");
        long after = NtpClock.plus(NtpClock.at(before), NANOS);
        assertEquals(0x8000_0000L, after);
        assertEquals(NANOS, NtpClock.minus(after, NtpClock.at(before)));
    }

    @Test
    void tellsTheSameNanosecondsAgain() {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            Instant time = Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
            long ntp = NtpClock.at(time);
            long nanos = random.nextLong() >> 3 + random.nextInt(60);
            assertEquals(nanos, NtpClock.minus(NtpClock.plus(ntp, nanos), ntp));
        }
    }

    @Test
    void takesTheMiddle32Bits() {
        assertEquals(0xF456_789AL, NtpClock.middle(0x0123_F456_789A_BCDEL));
    }
}
