package org.webrtcexamples.peer.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.Random;

class ReceptionStatisticsTest {

    private static final long SSRC = 0xF123_4567L;
    private static final int CLOCK_RATE = 90_000;
    private static final long MILLIS = 1_000_000;
    private static final long SECONDS = 1_000_000_000;
    private static final long FIRST = 65_536 + 100;

    private final ReceptionStatistics statistics = new ReceptionStatistics(SSRC, CLOCK_RATE);

    /** A report block as it is read. */
    private record Block(
            long ssrc, int fraction, int lost, long highest, long jitter, long lsr, long dlsr) {}

    private Block report(long nanoTime) {
        byte[] out = new byte[24];
        assertEquals(24, statistics.writeReportBlock(out, 0, nanoTime));
        return new Block(
                BigEndian.uint32(out, 0),
                out[4] & 0xFF,
                BigEndian.uint24(out, 5) << 8 >> 8,
                BigEndian.uint32(out, 8),
                BigEndian.uint32(out, 12),
                BigEndian.uint32(out, 16),
                BigEndian.uint32(out, 20));
    }

    private void receive(long... sequences) {
        for (long sequence : sequences) {
            statistics.received(sequence, 0, 0);
        }
    }

    @Test
    void reportsNothingLost() {
        receive(FIRST, FIRST + 1, FIRST + 2);
        assertEquals(new Block(SSRC, 0, 0, 102, 0, 0, 0), report(0));
    }

    @Test
    void writesOnlyItsOwnBytes() {
        receive(FIRST);
        byte[] out = new byte[40];
        Arrays.fill(out, (byte) 0x55);
        assertEquals(24, statistics.writeReportBlock(out, 8, 0));
        byte[] expected = Bytes.of("f1234567 00 000000 00000064 00000000 00000000 00000000");
        assertArrayEquals(expected, Arrays.copyOfRange(out, 8, 32));
        assertEquals(0x5555_5555L, BigEndian.uint32(out, 4));
        assertEquals(0x5555_5555L, BigEndian.uint32(out, 32));
    }

    @Test
    void reportsTheFractionSinceTheLastReportAndTheSumSinceTheStart() {
        // 4 of 8 lost.
        receive(FIRST, FIRST + 1, FIRST + 3, FIRST + 7);
        Block first = report(0);
        assertEquals(128, first.fraction());
        assertEquals(4, first.lost());
        // 1 of 4 lost.
        receive(FIRST + 8, FIRST + 9, FIRST + 11);
        Block second = report(0);
        assertEquals(64, second.fraction());
        assertEquals(5, second.lost());
        assertEquals(111, second.highest());
        // None.
        receive(FIRST + 12);
        Block third = report(0);
        assertEquals(0, third.fraction());
        assertEquals(5, third.lost());
    }

    @Test
    void takesBackALossWhenThePacketComesLate() {
        receive(FIRST, FIRST + 2);
        assertEquals(1, report(0).lost());
        receive(FIRST + 1);
        Block block = report(0);
        assertEquals(0, block.fraction());
        assertEquals(0, block.lost());
        assertEquals(102, block.highest());
    }

    @Test
    void countsDuplicatesSoThatTheLossMayBeNegative() {
        receive(FIRST, FIRST, FIRST, FIRST + 1);
        Block block = report(0);
        assertEquals(0, block.fraction());
        assertEquals(-2, block.lost());
    }

    @Test
    void keepsTheLossWithin24Bits() {
        receive(FIRST, FIRST + 20_000_000);
        Block block = report(0);
        assertEquals(0x7F_FFFF, block.lost());
        assertEquals(255, block.fraction());
    }

    @Test
    void countsCyclesFromTheFirstOn() {
        receive(131_071, 131_072);
        assertEquals(0x1_0000, report(0).highest());
        receive(131_072 + 65_536 + 7);
        assertEquals(0x2_0007, report(0).highest());
    }

    @Test
    void reportsNothingIfNothingHasComeSinceTheLastReport() {
        byte[] out = new byte[24];
        assertEquals(0, statistics.writeReportBlock(out, 0, 0));
        receive(FIRST);
        assertEquals(24, statistics.writeReportBlock(out, 0, 0));
        Arrays.fill(out, (byte) 0);
        assertEquals(0, statistics.writeReportBlock(out, 0, 0));
        assertArrayEquals(new byte[24], out);
    }

    @Test
    void hasNoJitterIfPacketsComeAsTheyWereSent() {
        for (int i = 0; i < 100; i++) {
            statistics.received(FIRST + i, i * 3000L, i * 3000L * SECONDS / CLOCK_RATE);
        }
        assertEquals(0, report(0).jitter());
    }

    @Test
    void getsTheJitterThatTheFormulaGives() {
        // Deviations of 160 units to and fro: J += (160 - J) / 16, in sixteenths as in A.8.
        long early = 0;
        long late = 160 * SECONDS / 8000;
        ReceptionStatistics audio = new ReceptionStatistics(SSRC, 8000);
        long scaled = 0;
        for (int i = 0; i < 50; i++) {
            long sent = i * 160 * SECONDS / 8000;
            audio.received(FIRST + i, i * 160L, sent + (i % 2 == 0 ? early : late));
            scaled += i == 0 ? 0 : 160 - (scaled + 8 >> 4);
        }
        byte[] out = new byte[24];
        audio.writeReportBlock(out, 0, 0);
        assertEquals(scaled >> 4, BigEndian.uint32(out, 12));
        assertEquals(152, BigEndian.uint32(out, 12), 2);
    }

    @Test
    void putsASixteenthOfOneDeviationIntoTheJitter() {
        statistics.received(FIRST, 0, 0);
        statistics.received(FIRST + 1, 0, 16 * MILLIS);
        assertEquals(16 * 90 / 16, report(0).jitter());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, Long.MAX_VALUE - SECONDS, Long.MIN_VALUE, -SECONDS})
    void hasNoJitterFromAWrapOfEitherClock(long start) {
        for (int i = 0; i < 100; i++) {
            long timestamp = 0xFFFF_FFFFL - 150_000 + i * 3000L & 0xFFFF_FFFFL;
            statistics.received(FIRST + i, timestamp, start + i * 3000L * SECONDS / CLOCK_RATE);
        }
        assertEquals(0, report(0).jitter());
    }

    @Test
    void hasNoJitterAfterAWeek() {
        long week = 7 * 24 * 3600L;
        statistics.received(FIRST, 0, 0);
        statistics.received(FIRST + 1, week * CLOCK_RATE & 0xFFFF_FFFFL, week * SECONDS);
        assertEquals(0, report(0).jitter());
    }

    @Test
    void staysWithin32BitsOfJitterWhateverComes() {
        Random random = new Random(5);
        for (int i = 0; i < 10_000; i++) {
            statistics.received(FIRST + i, random.nextInt() & 0xFFFF_FFFFL, random.nextLong());
            long jitter = report(0).jitter();
            assertEquals(jitter, Math.max(0, Math.min(jitter, 1L << 31)));
        }
    }

    @Test
    void tellsTheLastSenderReportAndTheTimeSinceThen() {
        receive(FIRST);
        statistics.senderReport(0x0123_F456_789A_BCDEL, 3 * SECONDS);
        Block block = report(3 * SECONDS + 250 * MILLIS);
        assertEquals(0xF456_789AL, block.lsr());
        assertEquals(65_536 / 4, block.dlsr());
        receive(FIRST + 1);
        statistics.senderReport(0x0123_F457_0000_0000L, 5 * SECONDS);
        block = report(6 * SECONDS);
        assertEquals(0xF457_0000L, block.lsr());
        assertEquals(65_536, block.dlsr());
    }

    @Test
    void tellsNoTimeBefore0OrBeyond32Bits() {
        receive(FIRST);
        statistics.senderReport(1L << 32, 0);
        assertEquals(0, report(-SECONDS).dlsr());
        receive(FIRST + 1);
        assertEquals(0xFFFF_FFFFL, report(100_000 * SECONDS).dlsr());
    }
}
