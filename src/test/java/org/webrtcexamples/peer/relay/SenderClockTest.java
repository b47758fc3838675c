package org.webrtcexamples.peer.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.Random;
import java.util.concurrent.TimeUnit;

class SenderClockTest {

    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** What the sender's clock shows when this machine's shows 0. */
    private static final long START = NtpClock.at(Instant.parse("2036-02-07T06:28:00Z"));

    private final SenderClock clock = new SenderClock();

    private long report(long sent, long delay) {
        return clock.toNanoTime(NtpClock.plus(START, sent), sent + delay);
    }

    @Test
    void takesTheFirstReportForUndelayed() {
        assertEquals(-5 * SECOND + 40 * MILLI, report(-5 * SECOND, 40 * MILLI));
    }

    @Test
    void believesTheReportThatWasTheLeastOnItsWay() {
        assertEquals(50 * MILLI, report(0, 50 * MILLI));
        assertEquals(SECOND + 20 * MILLI, report(SECOND, 20 * MILLI));
        assertEquals(2 * SECOND + 20 * MILLI, report(2 * SECOND, 300 * MILLI));
        assertEquals(3 * SECOND + 20 * MILLI, report(3 * SECOND, 21 * MILLI));
        assertEquals(4 * SECOND + 10 * MILLI, report(4 * SECOND, 10 * MILLI));
    }

    /** 2036 is when NTP timestamps begin again at 0. */
    @Test
    void keepsItsRateAndGoesOnInto2036() {
        for (long sent = 0; sent < 60 * SECOND; sent += SECOND) {
            assertEquals(sent + MILLI, report(sent, MILLI));
        }
    }

    @Test
    void followsAClockThatRunsSlow() {
        assertFollows(-100e-6, 4 * MILLI);
    }

    @Test
    void followsAClockThatRunsFast() {
        assertFollows(100e-6, MILLI / 1000);
    }

    /** A report each second of ten minutes. */
    private void assertFollows(double drift, long tolerance) {
        for (long now = 0; now < 600 * SECOND; now += SECOND) {
            long shown = now + Math.round(now * drift);
            long told = clock.toNanoTime(NtpClock.plus(START, shown), now);
            assertTrue(Math.abs(told - now) <= tolerance, (told - now) + " ns off at " + now);
        }
    }

    @Test
    void followsAClockThatIsSetAnewEitherWay() {
        report(0, 10 * MILLI);
        for (long jump : new long[] {3600 * SECOND, -7200 * SECOND, 3 * SECOND}) {
            long now = 5 * SECOND;
            long ntp = NtpClock.plus(START, now + jump);
            assertEquals(now, clock.toNanoTime(ntp, now), "by " + jump);
            assertEquals(
                    now + SECOND,
                    clock.toNanoTime(NtpClock.plus(ntp, SECOND), now + SECOND + 30 * MILLI));
        }
    }

    @Test
    void takesALongDelayForNoJump() {
        report(0, 10 * MILLI);
        assertEquals(SECOND + 10 * MILLI, report(SECOND, 1900 * MILLI));
    }

    /** Where they did not, sound and picture would be as far apart as their reports' delays. */
    @Test
    void tellsBothTracksTheSameTimeForTheSameTimestamp() {
        Random random = new Random(1);
        report(0, 5 * MILLI);
        for (int i = 1; i < 60; i++) {
            long sent = i * SECOND;
            long sound = report(sent, (i % 10 == 0 ? 5 : 5 + random.nextInt(50)) * MILLI);
            long picture = report(sent, (5 + random.nextInt(500)) * MILLI);
            assertEquals(sent + 5 * MILLI, sound);
            assertEquals(sound, picture);
        }
    }
}
