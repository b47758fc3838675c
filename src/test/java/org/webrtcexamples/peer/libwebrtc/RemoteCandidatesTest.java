package org.webrtcexamples.peer.libwebrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.webrtcexamples.peer.InvalidAnswerException;

class RemoteCandidatesTest {

    private static final String BEFORE = "v=0\r\nm=application 9 UDP/DTLS/SCTP x\r\n";
    private static final String AFTER = "a=mid:0\r\n";

    @Test
    void noCandidateIsLeft() {
        String any =
                candidate("192.0.2.1")
                        + candidate("::00001")
                        + "a=candidate:\r\na=candidate\r\n"
                        + "a=remote-candidates:1 192.0.2.3 45664\r\n";

        assertEquals(
                "v=0\r\n" + BEFORE + AFTER,
                RemoteCandidates.remove("v=0\r\n" + any + BEFORE + any + AFTER + any));
    }

    @Test
    void withoutCandidatesAClientThatSendsNoChecksIsRefused() {
        InvalidAnswerException e =
                assertThrows(
                        InvalidAnswerException.class,
                        () -> RemoteCandidates.remove("v=0\r\na=ice-lite\r\n" + BEFORE));
        assertEquals(
                "a=ice-lite: this server waits for connectivity checks, so its peer must be a full"
                        + " ICE agent.",
                e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "10.0.0.1, 10.0.0.1",
        "2001:DB8:0:0::A, 2001:db8::a",
        "fd00::2, fd00::2",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1:2:3:4:5:6",
    })
    void addressesAreWrittenAnew(String address, String canonical) {
        assertEquals(
                BEFORE
                        + "a=candidate:1 1 udp 2122260223 %s 53291 typ host\r\n"
                                .formatted(canonical)
                        + AFTER,
                RemoteCandidates.rewrite(BEFORE + candidate(address) + AFTER));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0f8d1a6b.local",
                "localhost",
                "example.org",
                "1.2.3",
                "256.1.1.1",
                "01.2.3.4",
                "::00001",
                "::1.2.3.04",
                "fe80::1%lo",
                ":::",
                "1:2",
                "face",
                "",
                "$1"
            })
    void namesAreTakenOut(String name) {
        assertTakenOut(candidate(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1", "127.1.2.3", "0.0.0.0", "0.1.2.3", "169.254.169.254", "224.0.0.251",
                "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "ff02::fb",
                "::ffff:127.0.0.1", "::ffff:169.254.169.254"
            })
    void addressesOfThisHostOrLinkOrOfNoHostAreTakenOut(String address) {
        assertTakenOut(candidate(address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=candidate:",
                "a=candidate",
                "a=candidate:1 1 udp",
                "a=candidate:1 2 udp 1 192.0.2.1 9 typ host",
                "a=candidate:1 1 tcp 1 192.0.2.1 9 typ host tcptype passive",
                "a=candidate:1 1 ssltcp 1 192.0.2.1 9 typ host",
                "a=candidate:1 1 udp 1 192.0.2.1 0 typ host",
                "a=candidate:1 1 udp 1 192.0.2.1 65536 typ host",
                "a=candidate:1 1 udp 1 192.0.2.1 99999 typ host",
                "a=candidate:1 1 udp -1 192.0.2.1 9 typ host",
                "a=candidate:1 1 udp 4294967296 192.0.2.1 9 typ host",
                "a=candidate:1 1 udp 1 192.0.2.1 9 typ other",
                "a=candidate:1 1 udp 1 192.0.2.1 9 host",
                "a=candidate:é 1 udp 1 192.0.2.1 9 typ host",
                "a=candidates:1 1 udp 1 192.0.2.1 9 typ host",
                "a=remote-candidates:1 192.0.2.3 45664"
            })
    void whatIsNoCandidateOfThisTransportIsTakenOut(String line) {
        assertTakenOut(line + "\r\n");
    }

    private static void assertTakenOut(String line) {
        String good = "a=candidate:1 1 udp 2122260223 192.0.2.1 53291 typ host\r\n";
        assertEquals(
                BEFORE + good + AFTER,
                RemoteCandidates.rewrite(BEFORE + line + good + line + AFTER));
    }

    @Test
    void nothingElseOfTheClientsLineIsLeft() {
        assertEquals(
                "a=candidate:1 1 udp 5 192.0.2.1 9 typ relay\r\n",
                RemoteCandidates.rewrite(
                        "a=candidate:1 1 UDP 0005 192.0.2.1 09 typ relay raddr name.example rport 1"
                                + " generation 0 ufrag other pwd other network-cost 999\r\n"));
    }

    @Test
    void eachDestinationIsPassedOnce() {
        String section = BEFORE + candidate("192.0.2.1") + candidate("192.0.2.2") + AFTER;
        assertEquals(
                RemoteCandidates.rewrite(section) + BEFORE + AFTER,
                RemoteCandidates.rewrite(section + section));
    }

    @Test
    void soManyArePassedAndNoMore() {
        StringBuilder sdp = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            sdp.append(candidate("192.0.2." + i));
        }
        assertEquals(
                RemoteCandidates.MAX_CANDIDATES,
                RemoteCandidates.rewrite(sdp.toString()).lines().count());
    }

    private static String candidate(String address) {
        return "a=candidate:1 1 udp 2122260223 " + address + " 53291 typ host generation 0\r\n";
    }
}
