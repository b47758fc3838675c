package org.webrtcexamples.peer.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.stream.LongStream;

class RtcpWriterTest {

    private static final long SENDER = 0xF000_0001L;
    private static final long MEDIA = 0xF000_0002L;

    private final RtcpWriter writer = new RtcpWriter();

    private void assertWritten(String hex) {
        assertArrayEquals(Bytes.of(hex), Arrays.copyOf(writer.array(), writer.length()));
    }

    @Test
    void writesASenderReport() {
        assertTrue(
                writer.senderReport(
                        SENDER, 0x8123_4567_89AB_CDEFL, 0xFEDC_BA98L, 0x1_0000_0003L, 5000));
        assertWritten("80c80006 f0000001 8123456789abcdef fedcba98 00000003 00001388");
    }

    @Test
    void writesAReceiverReport() {
        byte[] blocks = new byte[100];
        Arrays.fill(blocks, 0, 48, (byte) 0x11);
        assertTrue(writer.receiverReport(SENDER, blocks, 48));
        assertWritten("82c9000d f0000001" + "11".repeat(48));
    }

    @Test
    void writesAnEmptyReceiverReport() {
        assertTrue(writer.receiverReport(SENDER, new byte[0], 0));
        assertWritten("80c90001 f0000001");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 23, 25, 32 * 24})
    void refusesWhatAreNoReportBlocks(int length) {
        byte[] blocks = new byte[32 * 24];
        assertThrows(
                IllegalArgumentException.class,
                () -> writer.receiverReport(SENDER, blocks, length));
        assertEquals(0, writer.length());
    }

    @ParameterizedTest
    @CsvSource({
        "'', 81ca0002 f0000001 0100 0000",
        "a, 81ca0002 f0000001 0101 61 00",
        "ab, 81ca0003 f0000001 0102 6162 00000000",
        "abc, 81ca0003 f0000001 0103 616263 000000",
        "ä, 81ca0003 f0000001 0102 c3a4 00000000"
    })
    void writesACanonicalNameThatEndsWithAZero(String cname, String hex) {
        // What was there before must not show through.
        writer.senderReport(-1, -1, -1, -1, -1);
        writer.reset();
        assertTrue(writer.sdes(SENDER, cname));
        assertWritten(hex);
    }

    @Test
    void refusesACanonicalNameThatIsTooLong() {
        assertTrue(writer.sdes(SENDER, "a".repeat(255)));
        assertThrows(IllegalArgumentException.class, () -> writer.sdes(SENDER, "ä".repeat(128)));
    }

    @ParameterizedTest
    @CsvSource({
        "7, 81cd0003 f0000001 f0000002 0007 0000",
        "7 8, 81cd0003 f0000001 f0000002 0007 0001",
        "7 23, 81cd0003 f0000001 f0000002 0007 8000",
        "7 24, 81cd0004 f0000001 f0000002 0007 0000 0018 0000",
        "7 9 23 24 40 41, 81cd0005 f0000001 f0000002 0007 8002 0018 8000 0029 0000",
        "131071 131072 131073, 81cd0003 f0000001 f0000002 ffff 0003"
    })
    void asksForPacketsWithBitMasks(String sequences, String hex) {
        long[] numbers = Arrays.stream(sequences.split(" ")).mapToLong(Long::parseLong).toArray();
        assertTrue(writer.nack(SENDER, MEDIA, numbers, numbers.length));
        assertWritten(hex);
    }

    @Test
    void asksOnlyForAsManyAsItIsTold() {
        assertTrue(writer.nack(SENDER, MEDIA, new long[] {7, 9, 10}, 2));
        assertWritten("81cd0003 f0000001 f0000002 0007 0002");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, RtcpWriter.MAX_NACKS + 1})
    void refusesToAskForNoneOrTooMany(int count) {
        long[] numbers = LongStream.range(0, 300).toArray();
        assertThrows(
                IllegalArgumentException.class, () -> writer.nack(SENDER, MEDIA, numbers, count));
    }

    @Test
    void canAskForTheMostInTheWorstCase() {
        long[] apart = LongStream.range(0, RtcpWriter.MAX_NACKS).map(i -> i * 17).toArray();
        assertTrue(writer.nack(SENDER, MEDIA, apart, apart.length));
        assertEquals(12 + 4 * RtcpWriter.MAX_NACKS, writer.length());
    }

    @Test
    void writesAPictureLossIndication() {
        assertTrue(writer.pli(SENDER, MEDIA));
        assertWritten("81ce0002 f0000001 f0000002");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 000000",
        "262143, 03ffff",
        "262144, 060000",
        "262145, 060000",
        "1000000, 0bd090",
        "4294967295, 3bffff",
        "9223372036854775807, b7ffff"
    })
    void writesTheBitrateAsMantissaAndExponent(long bitsPerSecond, String number) {
        assertTrue(writer.remb(SENDER, bitsPerSecond, MEDIA));
        assertWritten("8fce0005 f0000001 00000000 52454d42 01" + number + "f0000002");
    }

    @Test
    void writesTheSourcesOfTheBitrate() {
        assertTrue(writer.remb(SENDER, 0, 1, 2, MEDIA));
        assertWritten("8fce0007 f0000001 00000000 52454d42 03000000 00000001 00000002 f0000002");
        assertThrows(IllegalArgumentException.class, () -> writer.remb(SENDER, -1));
        assertThrows(IllegalArgumentException.class, () -> writer.remb(SENDER, 1, new long[256]));
    }

    @Test
    void appendsOnePacketBehindTheOtherUntilItIsReset() {
        byte[] array = writer.array();
        writer.receiverReport(SENDER, new byte[0], 0);
        writer.sdes(SENDER, "a");
        writer.pli(SENDER, MEDIA);
        assertWritten(
                "80c90001 f0000001"
                        + "81ca0002 f0000001 0101 61 00"
                        + "81ce0002 f0000001 f0000002");
        writer.reset();
        assertEquals(0, writer.length());
        writer.pli(SENDER, MEDIA);
        assertWritten("81ce0002 f0000001 f0000002");
        assertSame(array, writer.array());
    }

    @Test
    void appendsNothingOfWhatDoesNotFit() {
        TransportFeedback feedback = new TransportFeedback();
        feedback.arrived(1, 0);
        while (writer.length() < RtcpWriter.MAX_LENGTH) {
            int before = writer.length();
            boolean fits = writer.pli(SENDER, MEDIA);
            assertEquals(before + 12 <= RtcpWriter.MAX_LENGTH, fits);
        }
        assertEquals(1200, writer.length());
        byte[] full = writer.array().clone();
        assertFalse(writer.pli(SENDER, MEDIA));
        assertFalse(writer.sdes(SENDER, "a"));
        assertFalse(writer.remb(SENDER, 1, MEDIA));
        assertFalse(writer.nack(SENDER, MEDIA, new long[] {1}, 1));
        assertFalse(writer.senderReport(SENDER, 1, 2, 3, 4));
        assertFalse(writer.receiverReport(SENDER, new byte[24], 24));
        assertFalse(writer.transportFeedback(feedback, SENDER, MEDIA));
        assertEquals(1200, writer.length());
        assertArrayEquals(full, writer.array());
    }

    @Test
    void appendsFeedbackWhenThereIsSomethingToReportAndRoomForIt() {
        TransportFeedback feedback = new TransportFeedback();
        assertFalse(writer.transportFeedback(feedback, SENDER, MEDIA));
        feedback.arrived(0xFFFF, 64_000_000);
        writer.receiverReport(SENDER, new byte[0], 0);
        assertTrue(writer.transportFeedback(feedback, SENDER, MEDIA));
        assertWritten(
                "80c90001 f0000001" + "8fcd0005 f0000001 f0000002 ffff 0001 000001 00 2001 00 00");
        assertFalse(writer.transportFeedback(feedback, SENDER, MEDIA));
    }
}
