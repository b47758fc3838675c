package org.webrtcexamples.peer.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;

class RtxTest {

    private final RtpPacket packet = new RtpPacket();

    private void parse(String hex) {
        byte[] bytes = Bytes.of(hex);
        System.arraycopy(bytes, 0, packet.data, 0, bytes.length);
        assertTrue(packet.parse(bytes.length));
    }

    private byte[] bytes() {
        return Arrays.copyOf(packet.data, packet.length());
    }

    @Test
    void makesTheOriginalOfARetransmission() {
        parse("80e1 0001 00000bb8 00000061 fffe 10203040");
        assertTrue(Rtx.unwrap(packet, 96, 0xF000_0060L));
        assertArrayEquals(Bytes.of("80e0 fffe 00000bb8 f0000060 10203040"), bytes());
        assertEquals(96, packet.payloadType());
        assertEquals(0xFFFE, packet.sequenceNumber());
        assertEquals(4, packet.payloadLength());
    }

    @Test
    void keepsSourcesAndExtensionAndDropsThePadding() {
        String sourceAndExtension = "00000009 bede0001 51123400";
        parse("b161 0001 00000bb8 00000061" + sourceAndExtension + "0007 1020 0000 03");
        assertTrue(Rtx.unwrap(packet, 96, 0x60));
        assertArrayEquals(
                Bytes.of("9160 0007 00000bb8 00000060" + sourceAndExtension + "1020"), bytes());
        assertEquals(21, packet.extensionOffset(5));
        assertEquals(2, packet.payloadLength());
    }

    @Test
    void takesAnOriginalWithoutAPayload() {
        parse("8061 0001 00000bb8 00000061 0007");
        assertTrue(Rtx.unwrap(packet, 96, 0x60));
        assertArrayEquals(Bytes.of("8060 0007 00000bb8 00000060"), bytes());
    }

    @ParameterizedTest
    @CsvSource({
        "only padding, a061 0001 00000bb8 00000061 000003",
        "nothing, 8061 0001 00000bb8 00000061",
        "half a sequence number, 8061 0001 00000bb8 00000061 00"
    })
    void leavesAPacketAsItIsThatHas(String what, String hex) {
        parse(hex);
        assertFalse(Rtx.unwrap(packet, 96, 0x60), what);
        assertArrayEquals(Bytes.of(hex), bytes());
    }
}
