package org.webrtcexamples.peer.libwebrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteCandidatesTest {

    private static final String BEFORE = "v=0\r\nm=application 9 UDP/DTLS/SCTP x\r\n";
    private static final String AFTER = "a=mid:0\r\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "192.0.2.1",
                "127.0.0.1",
                "255.255.255.255",
                "0.0.0.0",
                "::1",
                "2001:db8::a",
                "::ffff:192.0.2.1",
                "2001:db8:1:2:3:4:5:6"
            })
    void leavesAddressesInPlace(String address) {
        String sdp = BEFORE + candidate(address) + AFTER;
        assertEquals(sdp, RemoteCandidates.filter(sdp));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0f8d1a6b.local", "localhost", "example.org", "1.2.3", "256.1.1.1", "01.2.3.4",
                "fe80::1%lo", ":::", "1:2", "face", "", "$1"
            })
    void takesNamesOut(String name) {
        assertEquals(
                BEFORE + candidate("192.0.2.1") + AFTER,
                RemoteCandidates.filter(
                        BEFORE
                                + candidate(name)
                                + candidate("192.0.2.1")
                                + candidate(name)
                                + AFTER));
    }

    @Test
    void takesOutWhatDoesNotParse() {
        assertEquals(
                BEFORE + AFTER,
                RemoteCandidates.filter(BEFORE + "a=candidate:\r\na=candidate:1 1 udp\n" + AFTER));
    }

    @Test
    void leavesSoManyAndNoMore() {
        String line = candidate("192.0.2.1");
        assertEquals(
                BEFORE + line.repeat(RemoteCandidates.MAX_CANDIDATES) + AFTER,
                RemoteCandidates.filter(BEFORE + line.repeat(1000) + AFTER));
    }

    private static String candidate(String address) {
        return "a=candidate:1 1 udp 2122260223 " + address + " 53291 typ host generation 0\r\n";
    }
}
