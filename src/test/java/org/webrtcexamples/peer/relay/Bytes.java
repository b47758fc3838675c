package org.webrtcexamples.peer.relay;

import java.util.HexFormat;

/** Bytes as tests write them down. */
final class Bytes {

    private Bytes() {}

    /** Of hexadecimal digits, with spaces wherever they help to read. */
    static byte[] of(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}
