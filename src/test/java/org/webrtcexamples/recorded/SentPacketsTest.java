package org.webrtcexamples.recorded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;

/** Counts what is sent, and what of it arrives. */
class SentPacketsTest {

    private static final String ANSWER =
            """
            m=audio 9 UDP/TLS/RTP/SAVPF 111 110
            a=rtpmap:111 opus/48000/2
            a=rtpmap:110 telephone-event/48000
            m=video 9 UDP/TLS/RTP/SAVPF 96 97
            a=rtpmap:96 VP8/90000
            a=rtpmap:97 rtx/90000
            """;

    private static final int SOUND = 111;
    private static final int PICTURE = 96;
    private static final int RTX = 97;

    private final SentPackets packets = new SentPackets();

    @BeforeEach
    void negotiate() {
        packets.read(ANSWER);
    }

    private static byte[] packet(int type, boolean marker, int number, int timestamp) {
        return ByteBuffer.allocate(12)
                .put((byte) 0x80)
                .put((byte) (type | (marker ? 0x80 : 0)))
                .putShort((short) number)
                .putInt(timestamp)
                .array();
    }

    private void sound(int number, boolean arrives) {
        byte[] packet = packet(SOUND, false, number, number * 960);
        packets.sent(packet);
        if (arrives) {
            packets.delivered(packet);
        }
    }

    @Test
    void theLongestLossIsFoundAcrossNumbersThatStartAgain() {
        for (int i = 65_530; i < 65_550; i++) {
            sound(i & 0xFFFF, i < 65_534 || i > 65_537 && i != 65_540);
        }
        assertEquals(5 * 0.02, packets.lostSound(), 1e-9);
        assertEquals(4 * 0.02, packets.longestLostSound(), 1e-9);
    }

    @Test
    void whatComesInAnotherOrderIsNotLost() {
        for (int number : new int[] {1, 2, 3, 4}) {
            packets.sent(packet(SOUND, false, number, number * 960));
        }
        for (int number : new int[] {2, 1, 4, 3}) {
            packets.delivered(packet(SOUND, false, number, number * 960));
        }
        assertEquals(0, packets.lostSound());
    }

    @Test
    void aFrameIsCountedOnceAndRetransmissionsAreNot() {
        packets.sent(packet(RTX, false, 1, 0));
        assertEquals(0, packets.seconds());
        packets.sent(packet(PICTURE, false, 1, 3000));
        packets.sent(packet(PICTURE, true, 2, 3000));
        packets.sent(packet(PICTURE, true, 3, 6000));
        assertEquals(2, packets.frames());
    }

    @Test
    void nothingCountsAfterTheEnd() throws Exception {
        assertFalse(packets.awaitFirst(0));
        sound(1, true);
        packets.stop();
        sound(2, false);
        assertTrue(packets.awaitFirst(0));
        assertEquals(0, packets.lostSound());
    }
}
