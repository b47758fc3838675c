package org.webrtcexamples.peer.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;

class MissingPacketsTest {

    private static final long MILLIS = 1_000_000;
    private static final int HISTORY = 1024;

    /** Across the end of the 64 bits that {@link System#nanoTime} may start anywhere in. */
    private static final long START = Long.MAX_VALUE - 5 * MILLIS;

    private static final long FIRST = 131_060;

    private final MissingPackets missing = new MissingPackets(HISTORY);
    private final long[] out = new long[600];

    private boolean receive(long sequence) {
        return missing.received(FIRST + sequence, START);
    }

    /** Which packets are due so many milliseconds after the start, counted from the first. */
    private long[] due(long millis) {
        int count = missing.due(START + millis * MILLIS, out);
        return Arrays.stream(out, 0, count).map(sequence -> sequence - FIRST).toArray();
    }

    private static long[] numbers(long... numbers) {
        return numbers;
    }

    @Test
    void asksForNothingIfAllCome() {
        for (int i = 0; i < 5000; i++) {
            assertTrue(receive(i));
        }
        assertArrayEquals(numbers(), due(10_000));
        assertFalse(missing.takeOverflow());
    }

    @Test
    void asksForWhatWasSkippedOnceItIsNotOnlyOvertaken() {
        receive(0);
        receive(3);
        receive(20);
        receive(22);
        assertArrayEquals(numbers(), due(9));
        long[] skipped = LongStream.range(1, 22).filter(i -> i != 3 && i != 20).toArray();
        assertArrayEquals(skipped, due(10));
    }

    @Test
    void asksForNothingThatWasOnlyOvertaken() {
        receive(0);
        receive(2);
        receive(3);
        assertTrue(receive(1));
        assertArrayEquals(numbers(), due(1000));
    }

    @Test
    void doesNotAskAgainForWhatHasCome() {
        receive(0);
        receive(4);
        assertArrayEquals(numbers(1, 2, 3), due(10));
        assertTrue(receive(2));
        assertArrayEquals(numbers(1, 3), due(60));
        assertTrue(receive(1));
        assertTrue(receive(3));
        assertArrayEquals(numbers(), due(160));
    }

    @Test
    void waitsTwiceAsLongEachTimeUpToABoundAndGivesUpAtLast() {
        receive(0);
        receive(2);
        List<Long> times = new ArrayList<>();
        for (long millis = 0; millis < 10_000; millis++) {
            if (due(millis).length > 0) {
                times.add(millis);
            }
        }
        assertEquals(List.of(10L, 60L, 160L, 360L, 760L, 1160L, 1560L, 1960L), times);
        assertEquals(MissingPackets.MAX_TRIES, times.size());
    }

    @Test
    void waitsFromTheTimeAtWhichItAsked() {
        receive(0);
        receive(2);
        assertArrayEquals(numbers(1), due(100));
        assertArrayEquals(numbers(), due(149));
        assertArrayEquals(numbers(1), due(150));
    }

    @Test
    void startsWaitingWhenAPacketIsFoundMissing() {
        receive(0);
        receive(2);
        missing.received(FIRST + 4, START + 5 * MILLIS);
        assertArrayEquals(numbers(1), due(10));
        assertArrayEquals(numbers(3), due(15));
    }

    @Test
    void waitsForEachPacketAccordingToItsOwnTries() {
        receive(0);
        receive(3);
        assertArrayEquals(numbers(1, 2), due(10));
        missing.received(FIRST + 5, START + 30 * MILLIS);
        receive(1);
        assertArrayEquals(numbers(4), due(40));
        assertArrayEquals(numbers(2), due(60));
        assertArrayEquals(numbers(4), due(90));
    }

    @Test
    void startsAnewWithTheNextPacketThatIsMissing() {
        receive(0);
        receive(2);
        assertArrayEquals(numbers(1), due(10));
        receive(1);
        missing.received(FIRST + 4, START + 50 * MILLIS);
        assertArrayEquals(numbers(3), due(60));
        assertArrayEquals(numbers(), due(109));
        assertArrayEquals(numbers(3), due(110));
    }

    @Test
    void takesOneThatWasGivenUpForNew() {
        receive(0);
        receive(2);
        for (long millis = 0; millis < 10_000; millis += 10) {
            due(millis);
        }
        assertTrue(receive(1));
        assertFalse(receive(1));
    }

    @Test
    void knowsDuplicates() {
        assertTrue(receive(0));
        assertFalse(receive(0));
        receive(2);
        assertFalse(receive(0));
        assertTrue(receive(1));
        assertFalse(receive(1));
        assertFalse(receive(2));
    }

    @Test
    void takesOneBeforeTheFirstForNewWithoutAskingForAnyBetween() {
        receive(0);
        assertTrue(receive(-5));
        assertFalse(receive(-5));
        assertArrayEquals(numbers(), due(1000));
    }

    @Test
    void forgetsWhatIsOlderThanItsHistory() {
        receive(0);
        for (int i = 2; i <= HISTORY; i++) {
            receive(i);
        }
        assertArrayEquals(numbers(1), due(10));
        receive(HISTORY + 1);
        assertArrayEquals(numbers(), due(1000));
        assertFalse(receive(1));
        assertFalse(receive(0));
        assertFalse(missing.takeOverflow());
    }

    @Test
    void asksForNoneThatIsOlderThanItsHistory() {
        MissingPackets few = new MissingPackets(16);
        few.received(FIRST, 0);
        few.received(FIRST + 20, 0);
        int count = few.due(MissingPackets.REORDERING, out);
        assertArrayEquals(
                LongStream.range(FIRST + 5, FIRST + 20).toArray(), Arrays.copyOf(out, count));
        assertFalse(few.takeOverflow());
    }

    @Test
    void asksForAsManyAsMayBeMissing() {
        receive(0);
        receive(MissingPackets.CAPACITY + 1);
        assertEquals(MissingPackets.CAPACITY, due(10).length);
        assertFalse(missing.takeOverflow());
    }

    @ParameterizedTest
    @ValueSource(longs = {MissingPackets.CAPACITY + 2, 32_767, 1L << 40})
    void givesAllUpAndSaysSoIfMoreAreMissing(long jump) {
        receive(0);
        receive(2);
        receive(jump + 2);
        assertArrayEquals(numbers(), due(1000));
        assertTrue(missing.takeOverflow());
        assertFalse(missing.takeOverflow());

        receive(jump + 4);
        assertArrayEquals(numbers(jump + 3), due(10));
        assertTrue(receive(jump + 1));
    }

    @Test
    void givesAllUpIfFewAreMissingAgainAndAgain() {
        int skipped = 0;
        for (long sequence = 0; !missing.takeOverflow(); sequence += 2) {
            receive(sequence);
            skipped++;
            assertTrue(skipped < 600);
        }
        assertEquals(MissingPackets.CAPACITY + 2, skipped);
        assertArrayEquals(numbers(), due(1000));
    }

    @Test
    void keepsForTheNextCallWhatDoesNotFit() {
        receive(0);
        receive(6);
        long[] three = new long[3];
        assertEquals(3, missing.due(START + 10 * MILLIS, three));
        assertArrayEquals(numbers(FIRST + 1, FIRST + 2, FIRST + 3), three);
        assertArrayEquals(numbers(4, 5), due(10));
        assertArrayEquals(numbers(), due(10));
    }

    @Test
    void knowsWhatIsMissingWhateverComes() {
        Random random = new Random(6);
        Set<Long> has = new HashSet<>();
        TreeSet<Long> lost = new TreeSet<>();
        long highest = 0;
        receive(0);
        has.add(0L);
        for (int i = 0; i < 20_000; i++) {
            long sequence = Math.max(0, highest + random.nextInt(8) - 4);
            boolean isKnown = sequence > highest - HISTORY;
            assertEquals(isKnown && has.add(sequence), receive(sequence));
            lost.remove(sequence);
            for (long skipped = highest + 1; skipped < sequence; skipped++) {
                lost.add(skipped);
            }
            highest = Math.max(highest, sequence);
            lost.headSet(highest - HISTORY + 1).clear();
            if (missing.takeOverflow()) {
                lost.clear();
            }
        }
        assertArrayEquals(lost.stream().mapToLong(Long::longValue).toArray(), due(10));
        assertFalse(lost.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 3, 100, Integer.MIN_VALUE})
    void refusesAHistoryThatIsNoPowerOfTwo(int history) {
        assertThrows(IllegalArgumentException.class, () -> new MissingPackets(history));
    }
}
