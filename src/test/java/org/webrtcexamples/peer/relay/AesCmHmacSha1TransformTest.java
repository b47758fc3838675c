package org.webrtcexamples.peer.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.HexFormat;

class AesCmHmacSha1TransformTest {

    /** RFC 3711, appendix B.2: what zeros become is the key stream. */
    @Test
    void encryptsWithTheSpecifiedKeyStream() {
        SrtpTransform transform =
                new AesCmHmacSha1Transform(
                        HexFormat.of().parseHex("2b7e151628aed2a6abf7158809cf4f3c"),
                        new byte[AesCmHmacSha1Transform.AUTHENTICATION_KEY_LENGTH],
                        HexFormat.of().parseHex("f0f1f2f3f4f5f6f7f8f9fafbfcfd"));
        byte[] zeros = new byte[0xff02 * 16];
        byte[] packet = new byte[12 + zeros.length + 10];

        assertEquals(packet.length, transform.protectRtp(packet, 12, zeros, 0, zeros.length, 0));

        assertEquals(
                "e03ead0935c95e80e166b16dd92b4eb4d23513162b02d0f72a43a2fe4a5f97ab"
                        + "41e95b3bb0a2e8dd477901e4fca894c0",
                HexFormat.of().formatHex(packet, 12, 12 + 48));
        assertEquals(
                "ec8cdf7398607cb0f2d21675ea9ea1e4362b7c3c6773516318a077d7fc5073ae"
                        + "6a2cc3787889374fbeb4c81b17ba6c44",
                HexFormat.of().formatHex(packet, 12 + zeros.length - 48, 12 + zeros.length));
    }
}
