package org.webrtcexamples.peer.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

class TransportFeedbackTest {

    private static final long SENDER = 0xF000_0001L;
    private static final long MEDIA = 0xF000_0002L;
    private static final long TICK = TransportFeedback.TICK;
    private static final long MILLIS = 1_000_000;

    private final TransportFeedback feedback = new TransportFeedback();

    /** A feedback packet as a sender reads it. */
    private static final class Report {

        private final byte[] packet;
        private final int base;
        private final int count;
        private final int reference;
        private final int number;

        /** Of each sequence number its arrival in ticks, modulo 2^32, or null. */
        private final Map<Integer, Long> arrivals = new LinkedHashMap<>();

        private final List<Integer> symbols = new ArrayList<>();
        private int chunks;

        Report(byte[] packet) {
            this.packet = packet;
            assertEquals(0x8FCD, BigEndian.uint16(packet, 0));
            assertEquals(packet.length, 4 * (BigEndian.uint16(packet, 2) + 1));
            assertEquals(SENDER, BigEndian.uint32(packet, 4));
            assertEquals(MEDIA, BigEndian.uint32(packet, 8));
            base = BigEndian.uint16(packet, 12);
            count = BigEndian.uint16(packet, 14);
            reference = BigEndian.uint24(packet, 16);
            number = packet[19] & 0xFF;
            decode();
        }

        private void decode() {
            int at = 20;
            while (symbols.size() < count) {
                int chunk = BigEndian.uint16(packet, at);
                at += 2;
                chunks++;
                if (chunk >> 15 == 0) {
                    for (int i = 0; i < (chunk & 0x1FFF); i++) {
                        symbols.add(chunk >> 13 & 3);
                    }
                } else {
                    int bits = 1 + (chunk >> 14 & 1);
                    for (int shift = 14 - bits; shift >= 0; shift -= bits) {
                        symbols.add(chunk >> shift & (1 << bits) - 1);
                    }
                }
            }
            // Behind the last one a vector is filled up with zeros, and a run ends.
            symbols.subList(count, symbols.size()).forEach(symbol -> assertEquals(0, symbol));
            symbols.subList(count, symbols.size()).clear();

            long arrival = (long) reference << 8;
            for (int i = 0; i < count; i++) {
                int sequenceNumber = base + i & 0xFFFF;
                switch (symbols.get(i)) {
                    case 0 -> arrivals.put(sequenceNumber, null);
                    case 1 -> {
                        arrival += packet[at++] & 0xFF;
                        arrivals.put(sequenceNumber, arrival & 0xFFFF_FFFFL);
                    }
                    case 2 -> {
                        arrival += (short) BigEndian.uint16(packet, at);
                        at += 2;
                        arrivals.put(sequenceNumber, arrival & 0xFFFF_FFFFL);
                    }
                    default -> throw new AssertionError("A reserved symbol");
                }
            }
            assertTrue(packet.length - at < 4, "More than padding is left");
            while (at < packet.length) {
                assertEquals(0, packet[at++]);
            }
        }

        List<Integer> received() {
            return arrivals.keySet().stream().filter(i -> arrivals.get(i) != null).toList();
        }
    }

    private static long ticks(long nanoTime) {
        return Math.floorDiv(nanoTime, TICK) & 0xFFFF_FFFFL;
    }

    /** The next feedback packet, or null if there is none. */
    private Report report() {
        byte[] out = new byte[TransportFeedback.MAX_LENGTH + 8];
        Arrays.fill(out, (byte) 0x55);
        int length = feedback.write(out, 4, SENDER, MEDIA);
        assertTrue(length <= TransportFeedback.MAX_LENGTH);
        assertEquals(0x5555_5555L, BigEndian.uint32(out, 0));
        for (int i = 4 + length; i < out.length; i++) {
            assertEquals(0x55, out[i]);
        }
        return length == 0 ? null : new Report(Arrays.copyOfRange(out, 4, 4 + length));
    }

    private List<Integer> statuses() {
        return report().symbols;
    }

    @Test
    void hasNothingToReportAtFirst() {
        assertNull(report());
    }

    @Test
    void reportsEachPacketOnce() {
        feedback.arrived(7, 0);
        assertEquals(List.of(7), report().received());
        assertNull(report());
        feedback.arrived(8, 0);
        assertEquals(List.of(8), report().received());
        assertNull(report());
    }

    @Test
    void writesARunOfSmallDeltas() {
        // 1 s is 15 times 64 ms and 160 ticks.
        for (int i = 0; i < 5; i++) {
            feedback.arrived(0x1234 + i, 1000 * MILLIS + i * TICK);
        }
        assertArrayEquals(
                Bytes.of(
                        "8fcd0006 f0000001 f0000002 1234 0005 00000f 00"
                                + "2005 a0 01 01 01 01 00"),
                report().packet);
    }

    @Test
    void writesAVectorOfOneBitSymbols() {
        feedback.arrived(10, 0);
        feedback.arrived(12, TICK);
        feedback.arrived(13, 2 * TICK);
        feedback.arrived(23, 3 * TICK);
        assertArrayEquals(
                Bytes.of("8fcd0006 f0000001 f0000002 000a 000e 000000 00 ac01 00 01 01 01 0000"),
                report().packet);
    }

    @Test
    void writesAVectorOfTwoBitSymbols() {
        feedback.arrived(10, 0);
        feedback.arrived(12, 256 * TICK);
        feedback.arrived(13, 255 * TICK);
        feedback.arrived(16, 510 * TICK);
        assertArrayEquals(
                Bytes.of("8fcd0006 f0000001 f0000002 000a 0007 000000 00" + "d281 00 0100 ffff ff"),
                report().packet);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "255, 1", "256, 2", "32767, 2", "-1, 2", "-256, 2", "-32768, 2"})
    void choosesTheDeltaThatHoldsTheDifference(int ticks, int symbol) {
        long start = 40_000 * TICK;
        feedback.arrived(1, start);
        feedback.arrived(2, start + ticks * TICK);
        Report report = report();
        assertEquals(List.of(1, symbol), report.symbols);
        assertEquals(ticks(start + ticks * TICK), report.arrivals.get(2));
    }

    @ParameterizedTest
    @ValueSource(ints = {32_768, -32_769, 1_000_000, -1_000_000})
    void startsANewPacketIfNoDeltaHoldsTheDifference(int ticks) {
        long start = 5_000_000 * TICK;
        feedback.arrived(1, start);
        feedback.arrived(3, start + ticks * TICK);
        Report first = report();
        assertEquals(List.of(1), first.received());
        Report second = report();
        assertEquals(List.of(3), second.received());
        assertEquals(first.base + first.count, second.base);
        assertEquals(ticks(start + ticks * TICK), second.arrivals.get(3));
        assertNull(report());
    }

    @Test
    void addsUpNoErrorsOfRounding() {
        long time = 0;
        for (int i = 0; i < 200; i++) {
            feedback.arrived(i, time);
            time += TICK * 3 / 4;
        }
        assertEquals(ticks(199 * TICK * 3 / 4), report().arrivals.get(199));
    }

    @Test
    void reportsLossesWithinAndBetweenPackets() {
        feedback.arrived(1, 0);
        feedback.arrived(3, 0);
        assertEquals(List.of(1, 0, 1), statuses());
        feedback.arrived(6, 0);
        Report report = report();
        assertEquals(4, report.base);
        assertEquals(List.of(0, 0, 1), report.symbols);
        assertEquals(ticks(0), report.arrivals.get(6));
    }

    @Test
    void reportsALongLossInOneRun() {
        feedback.arrived(1, 0);
        report();
        feedback.arrived(1002, 0);
        Report report = report();
        assertEquals(2, report.base);
        assertEquals(1001, report.count);
        assertEquals(2, report.chunks);
        assertEquals(List.of(1002), report.received());
    }

    @Test
    void goesOnBehindTheLast16BitNumber() {
        for (int i = 0xFFF0; i <= 0x1_0010; i++) {
            feedback.arrived(i & 0xFFFF, i * TICK);
        }
        Report report = report();
        assertEquals(0xFFF0, report.base);
        assertEquals(33, report.count);
        assertEquals(33, report.received().size());
        feedback.arrived(0x12, 0x1_0012 * TICK);
        Report next = report();
        assertEquals(0x11, next.base);
        assertEquals(List.of(0x12), next.received());
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 24, 1L << 23, 0, -(1L << 23), 12345})
    void goesOnBehindTheLast24BitReferenceTime(long reference) {
        long start = (reference * 256 - 10) * TICK;
        feedback.arrived(1, start);
        feedback.arrived(2, start + 20 * TICK);
        Report before = report();
        assertEquals(reference - 1 & 0xFF_FFFF, before.reference);
        assertEquals(ticks(start), before.arrivals.get(1));
        assertEquals(ticks(start + 20 * TICK), before.arrivals.get(2));
        feedback.arrived(3, start + 30 * TICK);
        Report after = report();
        assertEquals(reference & 0xFF_FFFF, after.reference);
        assertEquals(ticks(start + 30 * TICK), after.arrivals.get(3));
    }

    @Test
    void numbersItsPacketsModulo256() {
        for (int i = 0; i < 300; i++) {
            feedback.arrived(i, 0);
            assertEquals(i & 0xFF, report().number);
        }
    }

    @Test
    void keepsTheFirstArrivalOfADuplicate() {
        feedback.arrived(1, 0);
        feedback.arrived(2, TICK);
        feedback.arrived(1, 50 * TICK);
        Report report = report();
        assertEquals(ticks(0), report.arrivals.get(1));
        assertEquals(ticks(TICK), report.arrivals.get(2));
        feedback.arrived(2, 60 * TICK);
        assertNull(report());
    }

    @Test
    void reportsReorderedPacketsInTheOrderOfTheirNumbers() {
        feedback.arrived(2, 0);
        feedback.arrived(1, 3 * TICK);
        feedback.arrived(3, 5 * TICK);
        Report report = report();
        assertEquals(List.of(1, 2, 1), report.symbols);
        assertEquals(List.of(1, 2, 3), report.received());
        assertEquals(ticks(3 * TICK), report.arrivals.get(1));
        assertEquals(ticks(0), report.arrivals.get(2));
        assertEquals(ticks(5 * TICK), report.arrivals.get(3));
    }

    @Test
    void reportsAgainFromAPacketThatComesLateOn() {
        feedback.arrived(1, 0);
        feedback.arrived(3, 2 * TICK);
        assertEquals(List.of(1, 3), report().received());
        feedback.arrived(2, 9 * TICK);
        feedback.arrived(4, 10 * TICK);
        Report report = report();
        assertEquals(2, report.base);
        assertEquals(List.of(2, 3, 4), report.received());
        assertEquals(ticks(9 * TICK), report.arrivals.get(2));
        assertEquals(ticks(2 * TICK), report.arrivals.get(3));
        assertNull(report());
    }

    @Test
    void reportsAgainOnlyWhatIsNotFarBehind() {
        feedback.arrived(0, 0);
        feedback.arrived(200, 0);
        report();
        feedback.arrived(201 - TransportFeedback.LATE - 1, 0);
        assertNull(report());
        feedback.arrived(201 - TransportFeedback.LATE, 0);
        Report report = report();
        assertEquals(201 - TransportFeedback.LATE, report.base);
        assertEquals(TransportFeedback.LATE, report.count);
    }

    @Test
    void leavesForTheNextPacketWhatDoesNotFit() {
        for (int i = 0; i < 2000; i++) {
            feedback.arrived(i, i * 300L * TICK);
        }
        int next = 0;
        int packets = 0;
        for (Report report = report(); report != null; report = report()) {
            packets++;
            assertEquals(next, report.base);
            assertEquals(report.count, report.received().size());
            next += report.count;
            assertEquals(ticks((next - 1) * 300L * TICK), report.arrivals.get(next - 1));
        }
        assertEquals(2000, next);
        assertEquals(5, packets);
    }

    @Test
    void leavesRoomForTheChunksOfWhatCannotBeToldShortly() {
        for (int i = 0; i < 2000; i += 2) {
            feedback.arrived(i, i * 300L * TICK);
        }
        int next = 0;
        for (Report report = report(); report != null; report = report()) {
            assertEquals(next, report.base);
            next += report.count;
        }
        assertEquals(1999, next);
    }

    @Test
    void takesNoneThatIsOlderThanItsHistoryForOneThatIsMissing() {
        int missing = 2090;
        for (int i = 0; i < 2100; i++) {
            if (i != missing) {
                feedback.arrived(i, 0);
            }
        }
        feedback.arrived(missing - TransportFeedback.HISTORY, 0);
        List<Integer> received = new ArrayList<>();
        for (Report report = report(); report != null; report = report()) {
            received.addAll(report.received());
        }
        assertEquals(TransportFeedback.HISTORY - 1, received.size());
        assertFalse(received.contains(missing));
    }

    @ParameterizedTest
    @ValueSource(ints = {TransportFeedback.HISTORY, 20_000, 32_767})
    void startsAnewBehindAJump(int jump) {
        feedback.arrived(1, 0);
        feedback.arrived(1 + jump, TICK);
        Report report = report();
        assertEquals(1 + jump, report.base);
        assertEquals(1, report.count);
        assertNull(report());
    }

    @Test
    void reportsTheWholeGapBeforeTheLongestThatIsNoJump() {
        feedback.arrived(1, 0);
        report();
        feedback.arrived(TransportFeedback.HISTORY, 0);
        Report report = report();
        assertEquals(2, report.base);
        assertEquals(TransportFeedback.HISTORY - 1, report.count);
        assertEquals(List.of(TransportFeedback.HISTORY), report.received());
    }

    @Test
    void takesAJumpBackForLate() {
        feedback.arrived(40_000, 0);
        report();
        feedback.arrived(20_000, 0);
        feedback.arrived(7232, 0);
        assertNull(report());
        feedback.arrived(40_001, 0);
        assertEquals(List.of(40_001), report().received());
    }

    @Test
    void reportsOnlyTheLastOnesIfItIsNotAskedForLong() {
        int count = TransportFeedback.HISTORY + 500;
        for (int i = 0; i < count; i++) {
            feedback.arrived(i, i * TICK);
        }
        Report first = report();
        assertEquals(500, first.base);
        int next = first.base;
        for (Report report = first; report != null; report = report()) {
            assertEquals(next, report.base);
            next += report.received().size();
        }
        assertEquals(count, next);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10, 50, 90})
    void tellsASenderExactlyWhatArrivedWhen(int lossPercent) {
        Random random = new Random(lossPercent);
        Map<Integer, Long> expected = new HashMap<>();
        Map<Integer, Long> told = new HashMap<>();
        long time = random.nextLong() >> 2;
        // Beyond the 16 bits; each number is told before it is used again.
        int start = 0xFFFF - 3000;
        List<Integer> order =
                new ArrayList<>(IntStream.range(start, start + 6000).boxed().toList());
        for (int i = 1; i + 8 < order.size(); i++) {
            if (random.nextInt(20) == 0) {
                order.add(i + random.nextInt(8), order.remove(i));
            }
        }
        for (int sent = 0; sent < order.size(); sent++) {
            int sequenceNumber = order.get(sent) & 0xFFFF;
            time += random.nextInt(random.nextInt(50) == 0 ? 300_000_000 : 5_000_000);
            if (sent == 0 || random.nextInt(100) >= lossPercent || sent == order.size() - 1) {
                feedback.arrived(sequenceNumber, time);
                expected.put(sequenceNumber, ticks(time));
            }
            if (random.nextInt(40) == 0 || sent == order.size() - 1) {
                for (Report report = report(); report != null; report = report()) {
                    assertNotEquals(0, report.received().size());
                    report.arrivals.forEach(
                            (number, at) -> told.merge(number, orLost(at), Math::max));
                }
            }
        }
        Map<Integer, Long> received = new HashMap<>(told);
        received.values().removeIf(at -> at < 0);
        assertEquals(expected, received);
        assertEquals(6000, told.size());
    }

    private static long orLost(Long arrival) {
        return arrival == null ? -1 : arrival;
    }

    @Test
    void neverThrowsAndNeverWritesWhatCannotBeRead() {
        Random random = new Random(8);
        for (int i = 0; i < 100_000; i++) {
            boolean jumps = random.nextInt(100) == 0;
            int number = jumps ? random.nextInt(65_536) : i + random.nextInt(30) & 0xFFFF;
            feedback.arrived(number, random.nextInt(3) == 0 ? random.nextLong() : i * 1_000_000L);
            if (random.nextInt(30) == 0) {
                Report report = report();
                assertTrue(report == null || !report.received().isEmpty());
            }
        }
    }
}
