package org.webrtcexamples.peer.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

class RtcpReaderTest {

    private static final String PLI = "81ce0002 f0000001 f0000002";

    /** Writes down what it is told. */
    private static final class Transcript implements RtcpListener {

        private final List<String> lines = new ArrayList<>();

        @Override
        public void senderReport(
                long ssrc, long ntp, long rtpTimestamp, long packets, long octets) {
            lines.add("sr %x %x %x %d %d".formatted(ssrc, ntp, rtpTimestamp, packets, octets));
        }

        @Override
        public void receiverReport(
                long reporteeSsrc,
                int fractionLost,
                long cumulativeLost,
                long highestSequence,
                long jitter,
                long lsr,
                long dlsr) {
            lines.add(
                    "rr %x %d %d %x %d %x %d"
                            .formatted(
                                    reporteeSsrc,
                                    fractionLost,
                                    cumulativeLost,
                                    highestSequence,
                                    jitter,
                                    lsr,
                                    dlsr));
        }

        @Override
        public void nack(long mediaSsrc, int sequenceNumber) {
            lines.add("nack %x %d".formatted(mediaSsrc, sequenceNumber));
        }

        @Override
        public void keyFrameRequest(long mediaSsrc) {
            lines.add("key frame %x".formatted(mediaSsrc));
        }
    }

    private final Transcript transcript = new Transcript();

    private List<String> read(String hex) {
        byte[] bytes = Bytes.of(hex);
        // What is behind is none of its business.
        byte[] data = Arrays.copyOf(bytes, bytes.length + 100);
        assertTrue(RtcpReader.read(data, bytes.length, transcript));
        return transcript.lines;
    }

    @Test
    void readsASenderReportWithItsBlocks() {
        assertEquals(
                List.of(
                        "sr f0000001 8123456789abcdef fedcba98 4294967295 5000",
                        "rr f0000002 255 -1 1fffe 7 f456789a 65536",
                        "rr f0000003 0 8388607 10 4294967295 0 4294967295"),
                read(
                        "82c80012 f0000001 8123456789abcdef fedcba98 ffffffff 00001388"
                                + "f0000002 ff ffffff 0001fffe 00000007 f456789a 00010000"
                                + "f0000003 00 7fffff 00000010 ffffffff 00000000 ffffffff"));
    }

    @Test
    void readsAReceiverReportWithAnExtensionOfItsProfile() {
        assertEquals(
                List.of("rr f0000002 1 -8388608 10 2 3 4"),
                read(
                        "81c90008 f0000001"
                                + "f0000002 01 800000 00000010 00000002 00000003 00000004"
                                + "11223344"));
    }

    @Test
    void readsTheBitMasksOfANack() {
        assertEquals(
                List.of(
                        "nack f0000002 65535",
                        "nack f0000002 0",
                        "nack f0000002 15",
                        "nack f0000002 100"),
                read("81cd0004 f0000001 f0000002 ffff8001 00640000"));
    }

    @Test
    void readsRequestsForKeyFramesOfBothKinds() {
        assertEquals(
                List.of("key frame f0000002", "key frame f0000003", "key frame f0000004"),
                read(PLI + "84ce0006 f0000001 00000000" + "f0000003 01000000 f0000004 02000000"));
    }

    @Test
    void readsACompoundPacketInItsOrderAndSkipsWhatItDoesNotKnow() {
        assertEquals(
                List.of("nack f0000002 7", "key frame f0000002", "nack f0000003 7"),
                read(
                        "81cd0003 f0000001 f0000002 00070000"
                                + "81cb0001 f0000001"
                                + "81ca0002 f0000001 0101 61 00"
                                + "82ce0003 f0000001 f0000002 00000000"
                                + "8fcd0005 f0000001 f0000002 ffff 0001 000001 00 2001 0000"
                                + "8fce0005 f0000001 00000000 52454d42 01000000 f0000002"
                                + "80cf0001 f0000001"
                                + "80cc0000"
                                + PLI
                                + "81cd0003 f0000001 f0000003 00070000"));
    }

    @Test
    void takesPaddingAtTheEndForNothing() {
        assertEquals(
                List.of("nack f0000002 7"),
                read("a1cd0005 f0000001 f0000002 00070000 00000000 00000008"));
    }

    @Test
    void readsWhatTheWriterWrites() {
        ReceptionStatistics statistics = new ReceptionStatistics(0xF000_0002L, 90_000);
        statistics.received(65_536, 0, 0);
        statistics.received(65_539, 0, 0);
        statistics.senderReport(0x0123_F456_789A_BCDEL, 0);
        byte[] blocks = new byte[24];
        int length = statistics.writeReportBlock(blocks, 0, 500_000_000);

        RtcpWriter writer = new RtcpWriter();
        writer.senderReport(1, 2, 3, 4, 5);
        writer.receiverReport(1, blocks, length);
        writer.sdes(1, "somebody");
        writer.nack(1, 0xF000_0002L, new long[] {65_537, 65_538, 65_600}, 3);
        writer.remb(1, 1_000_000, 2);
        writer.pli(1, 2);
        assertTrue(RtcpReader.read(writer.array(), writer.length(), transcript));
        assertEquals(
                List.of(
                        "sr 1 2 3 4 5",
                        "rr f0000002 128 2 3 0 f456789a 32768",
                        "nack f0000002 1",
                        "nack f0000002 2",
                        "nack f0000002 64",
                        "key frame 2"),
                transcript.lines);
    }

    @ParameterizedTest
    @CsvSource({
        "is followed by half a header, 80c9",
        "is followed by one of version 1, 41cb0001 f0000001",
        "is followed by one that is cut off, 81cb0002 f0000001",
        "is followed by the longest one, 80ccffff",
        "is followed by a sender report that is too short, 80c80005 f0000001 00 00 00 00 00 00 00"
                + " 00 00000000 00000000",
        "is followed by a report without its block, 81c90001 f0000001",
        "is followed by a report with a part of its block, 81c90006 f0000001"
                + " 00000000 00000000 00000000 00000000 00000000",
        "is followed by a goodbye without its source, 81cb0000",
        "is followed by feedback without a media source, 81cd0001 f0000001",
        "is followed by a PLI without a media source, 81ce0001 f0000001",
        "is followed by half an intra request, 84ce0003 f0000001 00000000 f0000003",
        "is followed by one with 0 bytes of padding, a1cb0002 f0000001 00000000",
        "is followed by one with 2 bytes of padding, a1cb0002 f0000001 00000002",
        "is followed by one that is all padding, a1cb0001 00000008",
        "is followed by one with more padding than it has, a1cb0001 00000080",
        "is followed by padding that leaves no room, a1cb0001 f0000004",
        "is followed by padding in the middle, a0c90002 f0000001 00000004 80c90001 f0000001"
    })
    void tellsNothingIfARequestForAKeyFrame(String what, String hex) {
        byte[] bytes = Bytes.of(PLI + hex);
        byte[] data = Arrays.copyOf(bytes, bytes.length + 100);
        assertFalse(RtcpReader.read(data, bytes.length, transcript), what);
        assertEquals(List.of(), transcript.lines);
    }

    @Test
    void refusesLengthsThatNothingHas() {
        byte[] data = Bytes.of(PLI);
        assertFalse(RtcpReader.read(data, 0, transcript));
        assertFalse(RtcpReader.read(data, -4, transcript));
        assertFalse(RtcpReader.read(data, 3, transcript));
        assertFalse(RtcpReader.read(data, 16, transcript));
        assertTrue(RtcpReader.read(data, 12, transcript));
    }

    @Test
    void neverThrowsWhateverItReads() {
        Random random = new Random(7);
        int readable = 0;
        for (int round = 0; round < 200_000; round++) {
            byte[] data = new byte[random.nextInt(16) * 4 + (random.nextInt(8) == 0 ? 1 : 0)];
            random.nextBytes(data);
            // Headers of which some are right, or nearly nothing would be looked into.
            for (int at = 0; at + 4 <= data.length; ) {
                int words = random.nextInt(1 + (data.length - at) / 4);
                data[at] = (byte) (0x80 | random.nextInt(random.nextInt(4) == 0 ? 64 : 4));
                data[at + 1] = (byte) (200 + random.nextInt(8));
                BigEndian.put16(data, at + 2, words);
                at += 4 * (words + 1);
            }
            transcript.lines.clear();
            boolean isRead = RtcpReader.read(data, data.length, transcript);
            assertTrue(isRead || transcript.lines.isEmpty());
            readable += isRead ? 1 : 0;
        }
        assertTrue(readable > 5_000, "Only " + readable);
    }
}
