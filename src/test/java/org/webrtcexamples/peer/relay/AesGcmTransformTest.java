package org.webrtcexamples.peer.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.HexFormat;

/** The vectors of RFC 7714, sections 16.1 and 17.1. */
class AesGcmTransformTest {

    private static final String RTP_HEADER = "8040f17b8041f8d35501a0b2";
    private static final String RTP_PAYLOAD =
            "47616c6c696120657374206f6d6e69732064697669736120696e207061727465732074726573";
    private static final String SRTP =
            RTP_HEADER
                    + "f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b"
                    + "36de3adf8833899d7f27beb16a9152cf765ee4390cce";
    private static final int SEQUENCE_NUMBER = 0xf17b;

    private static final String RTCP_HEADER = "81c8000d4d617273";
    private static final String RTCP_REST =
            "4e5450314e545032525450200000042a0000e9304c756e61deadbeefdeadbeefdeadbeefdeadbeef"
                    + "deadbeef";
    private static final String SRTCP =
            RTCP_HEADER
                    + "63e94885dcdab67ca727d7662f6b7e997ff5c0f76c06f32dc676a5f1730d6fda"
                    + "4ce09b4686303ded0bb9275bc84aa45896cf4d2fc5abf87245d9eade800005d4";
    private static final int SRTCP_INDEX = 0x5d4;

    private final SrtpTransform transform =
            new AesGcmTransform(
                    bytes("000102030405060708090a0b0c0d0e0f"), bytes("517569642070726f2071756f"));

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static String hex(byte[] bytes, int from, int to) {
        return HexFormat.of().formatHex(bytes, from, to);
    }

    @Test
    void protectsRtpAsSpecified() {
        byte[] packet = Arrays.copyOf(bytes(RTP_HEADER), 100);
        byte[] payload = bytes(RTP_PAYLOAD);
        int length = transform.protectRtp(packet, 12, payload, 0, payload.length, SEQUENCE_NUMBER);
        assertEquals(SRTP, hex(packet, 0, length));
    }

    @Test
    void unprotectsRtpAsSpecified() {
        byte[] packet = bytes(SRTP);
        byte[] out = new byte[100];
        assertTrue(transform.unprotectRtp(packet, packet.length, 12, out, SEQUENCE_NUMBER));
        assertEquals(RTP_PAYLOAD, hex(out, 12, packet.length - 16));
    }

    @Test
    void protectsRtcpAsSpecified() {
        byte[] packet = Arrays.copyOf(bytes(RTCP_HEADER), 100);
        byte[] rest = bytes(RTCP_REST);
        int length = transform.protectRtcp(packet, rest, rest.length, SRTCP_INDEX);
        assertEquals(SRTCP, hex(packet, 0, length));
    }

    @Test
    void unprotectsRtcpAsSpecified() {
        byte[] packet = bytes(SRTCP);
        byte[] out = new byte[100];
        assertEquals(
                SrtpTransform.E_FLAG | SRTCP_INDEX, transform.srtcpIndex(packet, packet.length));
        assertTrue(transform.unprotectRtcp(packet, packet.length, out));
        assertEquals(RTCP_REST, hex(out, 8, packet.length - 20));
    }

    @Test
    void refusesEveryFlippedBit() {
        byte[] out = new byte[100];
        for (int bit = 0; bit < bytes(SRTP).length * 8; bit++) {
            byte[] packet = bytes(SRTP);
            packet[bit / 8] ^= (byte) (1 << bit % 8);
            assertFalse(transform.unprotectRtp(packet, packet.length, 12, out, SEQUENCE_NUMBER));
        }
        for (int bit = 0; bit < bytes(SRTCP).length * 8; bit++) {
            byte[] packet = bytes(SRTCP);
            packet[bit / 8] ^= (byte) (1 << bit % 8);
            assertFalse(transform.unprotectRtcp(packet, packet.length, out), "bit " + bit);
        }
    }
}
