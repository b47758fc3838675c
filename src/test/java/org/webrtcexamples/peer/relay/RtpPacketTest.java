package org.webrtcexamples.peer.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.Random;

class RtpPacketTest {

    private static final String SEQUENCE_TIMESTAMP_SSRC = "fffe 80000001 f0000002";

    private static final String PLAIN = "80e0" + SEQUENCE_TIMESTAMP_SSRC + "010203";

    /** With two contributing sources, an element 5 with the value 1234 and 3 bytes of padding. */
    private static final String FULL =
            "b260"
                    + SEQUENCE_TIMESTAMP_SSRC
                    + "00000007 00000008"
                    + "bede 0001 51123400"
                    + "0102"
                    + "000003";

    private final RtpPacket packet = new RtpPacket();

    private boolean parse(String hex) {
        byte[] bytes = Bytes.of(hex);
        System.arraycopy(bytes, 0, packet.data, 0, bytes.length);
        return packet.parse(bytes.length);
    }

    private boolean parseExtension(String profileAndElements) {
        byte[] block = Bytes.of(profileAndElements);
        String words = "%04x".formatted(block.length / 4);
        String spaceless = profileAndElements.replace(" ", "");
        String header = spaceless.substring(0, 4) + words + spaceless.substring(4);
        return parse("9060" + SEQUENCE_TIMESTAMP_SSRC + header + "aabb");
    }

    @Test
    void readsTheFixedHeader() {
        assertTrue(parse(PLAIN));
        assertTrue(packet.marker());
        assertEquals(96, packet.payloadType());
        assertEquals(0xFFFE, packet.sequenceNumber());
        assertEquals(0x8000_0001L, packet.timestamp());
        assertEquals(0xF000_0002L, packet.ssrc());
        assertEquals(12, packet.headerLength());
        assertEquals(12, packet.payloadOffset());
        assertEquals(3, packet.payloadLength());
        assertEquals(15, packet.length());
        assertEquals(-1, packet.extensionOffset(5));
        assertEquals(-1, packet.extensionLength(5));
    }

    @Test
    void findsThePayloadBetweenContributingSourcesExtensionAndPadding() {
        assertTrue(parse(FULL));
        assertFalse(packet.marker());
        assertEquals(28, packet.headerLength());
        assertEquals(28, packet.payloadOffset());
        assertEquals(2, packet.payloadLength());
        assertEquals(33, packet.length());
        assertEquals(25, packet.extensionOffset(5));
        assertEquals(2, packet.extensionLength(5));
    }

    @Test
    void findsThePayloadBehindAsManySourcesAsThereMayBe() {
        assertTrue(parse("8f60" + SEQUENCE_TIMESTAMP_SSRC + "00".repeat(60) + "0102"));
        assertEquals(72, packet.payloadOffset());
        assertEquals(2, packet.payloadLength());
    }

    @Test
    void hasNoPayloadIfThereIsOnlyPadding() {
        assertTrue(parse("a060" + SEQUENCE_TIMESTAMP_SSRC + "00000004"));
        assertEquals(0, packet.payloadLength());
        assertEquals(16, packet.length());
    }

    @Test
    void takesAPacketWithoutAnyPayload() {
        assertTrue(parse("8060" + SEQUENCE_TIMESTAMP_SSRC));
        assertEquals(0, packet.payloadLength());
    }

    @ParameterizedTest
    @CsvSource({
        "the header is cut off, 8060 fffe 80000001 f00000",
        "the version is 1, 4060 fffe 80000001 f0000002 00",
        "the version is 3, c060 fffe 80000001 f0000002 00",
        "the contributing sources are cut off, 8260 fffe 80000001 f0000002 00000007 000000",
        "the extension's header is cut off, 9060 fffe 80000001 f0000002 bede00",
        "the extension is cut off, 9060 fffe 80000001 f0000002 bede0001 511234",
        "there are 0 bytes of padding, a060 fffe 80000001 f0000002 0100",
        "the padding is longer than what is there, a060 fffe 80000001 f0000002 000004",
        "the last byte of the header is the padding's, a060 fffe 80000001 f0000001",
        "there is nothing, ''"
    })
    void refusesAPacketOfWhich(String what, String hex) {
        assertFalse(parse(hex), what);
    }

    @Test
    void refusesLengthsThatNoPacketHas() {
        parse(PLAIN);
        assertFalse(packet.parse(-1));
        assertFalse(packet.parse(RtpPacket.CAPACITY + 1));
        assertTrue(packet.parse(RtpPacket.CAPACITY));
    }

    @Test
    void findsOneByteElementsBehindPaddingAndOthers() {
        assertTrue(parseExtension("bede 00 10ff 00 321122 33 51 1234 00"));
        assertEquals(18, packet.extensionOffset(1));
        assertEquals(1, packet.extensionLength(1));
        assertEquals(21, packet.extensionOffset(3));
        assertEquals(3, packet.extensionLength(3));
        assertEquals(25, packet.extensionOffset(5));
        assertEquals(2, packet.extensionLength(5));
        assertEquals(-1, packet.extensionOffset(2));
        assertEquals(-1, packet.extensionOffset(0));
    }

    @Test
    void findsTwoByteElementsOfAnyLengthEvenNone() {
        assertTrue(parseExtension("1003 00 0502 1234 1000 ff01 77 00 00"));
        assertEquals(19, packet.extensionOffset(5));
        assertEquals(2, packet.extensionLength(5));
        assertEquals(23, packet.extensionOffset(16));
        assertEquals(0, packet.extensionLength(16));
        assertEquals(25, packet.extensionOffset(255));
        assertEquals(1, packet.extensionLength(255));
        assertEquals(-1, packet.extensionOffset(0));
        assertEquals(-1, packet.extensionOffset(4));
    }

    @ParameterizedTest
    @CsvSource({
        "it is behind the one-byte id that stops, bede f000 511234 000000",
        "it is behind padding with a length, bede 03 00000000 511234",
        "its value is longer than the extension, bede 00 52 1234",
        "a value before it is longer than the extension, bede 1f 51 1234",
        "its two-byte value is longer than the extension, 1000 0503 1234",
        "the length of its value is cut off, 1000 000000 05",
        "the profile is another one, 1100 51123400",
        "the extension is empty, bede"
    })
    void findsNoElement5If(String what, String profileAndElements) {
        assertTrue(parseExtension(profileAndElements));
        assertEquals(-1, packet.extensionOffset(5), what);
        assertEquals(-1, packet.extensionLength(5), what);
        assertEquals(2, packet.payloadLength());
    }

    @Test
    void stillTellsAboutThePacketBeforeOneThatIsRefused() {
        assertTrue(parse(FULL));
        assertFalse(packet.parse(27));
        assertEquals(2, packet.payloadLength());
        assertEquals(33, packet.length());
        assertEquals(25, packet.extensionOffset(5));
    }

    @Test
    void copiesAllOfAPacket() {
        assertTrue(parse(FULL));
        RtpPacket copy = new RtpPacket();
        copy.copyFrom(packet);
        assertTrue(parse(PLAIN));
        byte[] full = Bytes.of(FULL);
        assertArrayEquals(full, Arrays.copyOf(copy.data, full.length));
        assertEquals(33, copy.length());
        assertEquals(28, copy.headerLength());
        assertEquals(2, copy.payloadLength());
        assertEquals(25, copy.extensionOffset(5));
    }

    @Test
    void staysWithinTheLengthOfWhateverItParses() {
        Random random = new Random(3);
        int parsed = 0;
        for (int round = 0; round < 200_000; round++) {
            int length = random.nextInt(64);
            random.nextBytes(packet.data);
            // Most of what is random has another version or far too long an extension.
            packet.data[0] = (byte) (0x80 | random.nextInt(64));
            int csrcs = packet.data[0] & 0x0F;
            BigEndian.put16(packet.data, 12 + 4 * csrcs, random.nextBoolean() ? 0xBEDE : 0x1000);
            BigEndian.put16(packet.data, 14 + 4 * csrcs, random.nextInt(10));
            if (!packet.parse(length)) {
                continue;
            }
            parsed++;
            assertTrue(packet.headerLength() >= 12 && packet.payloadLength() >= 0);
            assertTrue(packet.headerLength() + packet.payloadLength() <= length);
            for (int id = -1; id <= 256; id++) {
                int offset = packet.extensionOffset(id);
                int valueLength = packet.extensionLength(id);
                assertEquals(offset < 0, valueLength < 0);
                assertTrue(offset + valueLength <= packet.headerLength());
            }
        }
        assertTrue(parsed > 10_000, "Only " + parsed);
    }
}
