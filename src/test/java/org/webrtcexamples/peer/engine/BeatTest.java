package org.webrtcexamples.peer.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.IntToLongFunction;

/** In simulated time, so that an hour is over at once. */
class BeatTest {

    private static final int CALLS_A_SECOND = 100;
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
    private static final IntToLongFunction PUNCTUAL = call -> 0;

    /**
     * When calls are made, of which each comes as much later than it is due as it is told.
     *
     * @param lateness in nanoseconds, of each call by its number
     */
    private static List<Long> calls(long start, long duration, IntToLongFunction lateness) {
        Beat beat = new Beat(millis(10), start);
        List<Long> calls = new ArrayList<>();
        long now = start;
        while (now - start < duration) {
            calls.add(now);
            now = beat.next(now) + lateness.applyAsLong(calls.size());
        }
        return calls;
    }

    /** Most calls come within a millisecond; one in a hundred is late, by up to 40 ms. */
    private static IntToLongFunction jitter(long seed) {
        Random random = new Random(seed);
        return call -> random.nextLong(millis(random.nextInt(100) == 0 ? 40 : 1));
    }

    private static IntToLongFunction pauseBefore(int pausedCall, long pause) {
        return call -> call == pausedCall ? pause : 0;
    }

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private static long shortestInterval(List<Long> calls) {
        long shortest = Long.MAX_VALUE;
        for (int i = 1; i < calls.size(); i++) {
            shortest = Math.min(shortest, calls.get(i) - calls.get(i - 1));
        }
        return shortest;
    }

    @Test
    void isEvenWhereNothingIsLate() {
        List<Long> calls = calls(0, MINUTE, PUNCTUAL);
        for (int i = 0; i < calls.size(); i++) {
            assertEquals(millis(10L * i), calls.get(i));
        }
        assertEquals(60 * CALLS_A_SECOND, calls.size());
    }

    @Test
    void keepsItsPaceHoweverLateCallsAre() {
        int minutes = 60;
        for (long seed = 1; seed <= 5; seed++) {
            List<Long> calls = calls(0, minutes * MINUTE, jitter(seed));
            long[] ofMinute = new long[minutes];
            calls.forEach(call -> ofMinute[(int) (call / MINUTE)]++);
            for (long count : ofMinute) {
                assertEquals(60 * CALLS_A_SECOND, count, 60 * CALLS_A_SECOND / 1000.0);
            }
            assertEquals(minutes * 60 * CALLS_A_SECOND, calls.size(), 10);
        }
    }

    @Test
    void neverMakesTwoCallsWithinFiveMilliseconds() {
        for (long seed = 1; seed <= 5; seed++) {
            assertTrue(shortestInterval(calls(0, 10 * MINUTE, jitter(seed))) >= millis(5));
        }
    }

    @Test
    void catchesUpWithAPauseAtTwiceThePace() {
        for (int pause = 1; pause <= 100; pause++) {
            List<Long> calls = calls(0, millis(1000), pauseBefore(10, millis(pause)));
            assertEquals(CALLS_A_SECOND, calls.size(), "after a pause of " + pause + " ms");
            assertTrue(shortestInterval(calls) >= millis(5));
            int caughtUp = 10 + (pause + 4) / 5;
            for (int i = 10; i < CALLS_A_SECOND; i++) {
                long late = calls.get(i) - millis(10L * i);
                assertEquals(i >= caughtUp, late == 0, late + " ns late in call " + i);
            }
        }
    }

    @Test
    void givesUpWhatIsLaterThanAHundredMilliseconds() {
        for (long pause : new long[] {millis(111), millis(1000), TimeUnit.HOURS.toNanos(1)}) {
            List<Long> calls = calls(0, pause + millis(1100), pauseBefore(10, pause));
            long resumed = calls.get(10);
            assertEquals(millis(100) + pause, resumed);
            long withinASecond =
                    calls.stream()
                            .filter(call -> call >= resumed && call < resumed + millis(1000))
                            .count();
            assertEquals(CALLS_A_SECOND, withinASecond, 1);
            assertTrue(shortestInterval(calls) >= millis(5));
        }
    }

    /** As {@link System#nanoTime} may. */
    @Test
    void goesOnWhenTheClockOverflows() {
        long start = Long.MAX_VALUE - millis(500);
        List<Long> calls = calls(start, millis(1000), pauseBefore(50, millis(30)));
        assertEquals(CALLS_A_SECOND, calls.size());
        assertEquals(start + millis(990), calls.get(CALLS_A_SECOND - 1));
    }
}
