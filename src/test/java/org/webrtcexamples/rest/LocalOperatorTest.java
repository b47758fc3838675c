package org.webrtcexamples.rest;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class LocalOperatorTest {

    private static final String HTTP = "HTTP/1.1";

    private static final String LOOPBACK = "127.0.0.1";
    private static final List<String> LOCALHOST = List.of("localhost:8080");
    private static final List<String> HEADERS = List.of("Host", "User-Agent", "Accept");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.255.255.254",
                "::1",
                "0:0:0:0:0:0:0:1",
                "[::1]",
                "::1%lo",
                "0:0:0:0:0:0:0:1%1",
                "::ffff:127.0.0.1",
                "::FFFF:7f00:1",
                "[::ffff:127.0.0.1]",
            })
    void admitsACallerFromALoopbackAddress(String remoteAddress) {
        assertTrue(LocalOperator.isLocal(HTTP, remoteAddress, LOCALHOST, HEADERS));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "192.0.2.1",
                "10.0.0.1",
                "0.0.0.0",
                "128.0.0.1",
                "1.27.0.0",
                "2001:db8::1",
                "fe80::1%lo",
                "::ffff:192.0.2.1",
                "::127.0.0.1",
                "::",
                "::2",
                "127.1",
                "0127.0.0.1",
                "127.0.0.1.example.org",
                "localhost",
                "",
                "%lo",
                "[]",
                "unknown",
            })
    void refusesACallerFromAnyOtherAddress(String remoteAddress) {
        assertFalse(LocalOperator.isLocal(HTTP, remoteAddress, LOCALHOST, HEADERS));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Forwarded",
                "X-Forwarded-For",
                "x-forwarded-for",
                "X-Forwarded-Host",
                "X-Forwarded-Proto",
                "X-Real-IP",
                "X-REAL-IP",
                "Via",
            })
    void refusesWhatAProxyHasForwarded(String header) {
        assertFalse(LocalOperator.isLocal(HTTP, LOOPBACK, LOCALHOST, List.of("Host", header)));
    }

    @Test
    void refusesWhatAProxySendsThatDoesNotSaySo() {
        assertFalse(LocalOperator.isLocal("HTTP/1.0", LOOPBACK, LOCALHOST, HEADERS));
        assertTrue(LocalOperator.isLocal("HTTP/2.0", LOOPBACK, LOCALHOST, HEADERS));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost:8080",
                "LocalHost",
                "localhost.",
                "webrtc.localhost:80",
                "a.b-c.localhost",
                "127.0.0.1",
                "127.1.2.3:8080",
                "[::1]",
                "[::1]:8080",
                "[0:0:0:0:0:0:0:1]",
                "[::ffff:127.0.0.1]:8080",
                "[::1%25lo]:8080",
            })
    void admitsAHostThatIsThisMachine(String host) {
        assertTrue(LocalOperator.isLocal(HTTP, LOOPBACK, List.of(host), HEADERS));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.org",
                "example.org:8080",
                "localhost.example.org",
                "notlocalhost",
                "localhost:8080:80",
                "localhost@example.org",
                ".localhost",
                "..localhost",
                "example.org/.localhost",
                "127.0.0.1.example.org",
                "192.0.2.1:8080",
                "0.0.0.0",
                "[2001:db8::1]:8080",
                "::1",
                "[::1",
                "[localhost]x",
                "[.:]",
                "2130706433",
                "",
                ":8080",
            })
    void refusesAnyOtherHost(String host) {
        assertFalse(LocalOperator.isLocal(HTTP, LOOPBACK, List.of(host), HEADERS));
    }

    @Test
    void refusesARequestWithoutOneHost() {
        assertFalse(LocalOperator.isLocal(HTTP, LOOPBACK, List.of(), HEADERS));
        assertFalse(
                LocalOperator.isLocal(
                        HTTP, LOOPBACK, List.of("localhost", "example.org"), HEADERS));
    }
}
