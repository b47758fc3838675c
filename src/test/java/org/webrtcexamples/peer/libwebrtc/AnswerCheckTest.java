package org.webrtcexamples.peer.libwebrtc;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.webrtcexamples.peer.InvalidAnswerException;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

class AnswerCheckTest {

    private static final int MAX_LENGTH = 64 * 1024;

    private static final String BYTES = "9D:0A:F4:5C:11:E7:72:3B:C6:8A:5E:01:9F:42:D0:B7";
    private static final String SHA_256 = BYTES + ':' + BYTES;
    private static final String SHA_384 = SHA_256 + ':' + BYTES;
    private static final String SHA_512 = SHA_256 + ':' + SHA_256;

    /**
     * An answer and the offer it is for.
     *
     * @param mids of the sections that were offered, which is all that the check knows of the offer
     */
    private record Exchange(List<String> mids, String answer) {

        String offer() {
            return mids.stream()
                    .map(mid -> "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:" + mid + "\r\n")
                    .collect(Collectors.joining("", "v=0\r\n", ""));
        }

        Exchange changed(String line, String replacement) {
            String changed = answer.replace(line, replacement);
            assertNotEquals(answer, changed, "nothing was changed");
            return new Exchange(mids, changed);
        }

        Exchange withCrlf() {
            return changed("\n", "\r\n");
        }

        void check() {
            AnswerCheck.check(offer(), answer);
        }
    }

    /** As Chromium answers an offer of a data channel. */
    private static final Exchange CHROMIUM_DATA =
            new Exchange(
                    List.of("0"),
                    """
                    v=0
                    o=- 6211294367432034432 2 IN IP4 127.0.0.1
                    s=-
                    t=0 0
                    a=group:BUNDLE 0
                    a=msid-semantic: WMS
                    m=application 53291 UDP/DTLS/SCTP webrtc-datachannel
                    c=IN IP4 192.0.2.10
                    a=candidate:1467250027 1 udp 2122260223 192.0.2.10 53291 typ host generation 0 network-id 1
                    a=candidate:435653019 1 tcp 1518280447 192.0.2.10 9 typ host tcptype active generation 0
                    a=ice-ufrag:Vb7H
                    a=ice-pwd:6mWSPaYKyYpcXlRgW3OwEAo9
                    a=ice-options:trickle
                    a=fingerprint:sha-256 %s
                    a=setup:active
                    a=mid:0
                    a=sctp-port:5000
                    a=max-message-size:262144
                    """
                            .formatted(SHA_256));

    /** As Chromium answers an offer of audio, video and a data channel, of which it takes two. */
    private static final Exchange CHROMIUM_MEDIA =
            new Exchange(
                    List.of("0", "1", "2"),
                    """
                    v=0
                    o=- 3098413289741 2 IN IP4 127.0.0.1
                    s=-
                    t=0 0
                    a=group:BUNDLE 0 2
                    a=extmap-allow-mixed
                    a=msid-semantic: WMS 5c1f
                    m=audio 9 UDP/TLS/RTP/SAVPF 111
                    c=IN IP4 0.0.0.0
                    a=rtcp:9 IN IP4 0.0.0.0
                    a=ice-ufrag:kQ+/
                    a=ice-pwd:0u7WqYy8d2tXvH1mS5bR3kLp
                    a=ice-options:trickle
                    a=fingerprint:sha-256 %1$s
                    a=setup:active
                    a=mid:0
                    a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
                    a=sendrecv
                    a=msid:5c1f 8a90
                    a=rtcp-mux
                    a=rtpmap:111 opus/48000/2
                    a=fmtp:111 minptime=10;useinbandfec=1
                    a=ssrc:1001 cname:xyz
                    m=video 0 UDP/TLS/RTP/SAVPF 0
                    c=IN IP4 0.0.0.0
                    a=inactive
                    a=mid:1
                    m=application 9 UDP/DTLS/SCTP webrtc-datachannel
                    c=IN IP4 0.0.0.0
                    a=ice-ufrag:kQ+/
                    a=ice-pwd:0u7WqYy8d2tXvH1mS5bR3kLp
                    a=ice-options:trickle
                    a=fingerprint:sha-256 %1$s
                    a=setup:active
                    a=mid:2
                    a=sctp-port:5000
                    a=max-message-size:262144
                    """
                            .formatted(SHA_256));

    /** As Firefox answers: fingerprint and ICE options stand before the first m= section. */
    private static final Exchange FIREFOX_DATA =
            new Exchange(
                    List.of("0"),
                    """
                    v=0
                    o=mozilla...THIS_IS_SDPARTA-99.0 5143893273 0 IN IP4 0.0.0.0
                    s=-
                    t=0 0
                    a=sendrecv
                    a=fingerprint:sha-256 %s
                    a=group:BUNDLE 0
                    a=ice-options:trickle
                    a=msid-semantic:WMS *
                    m=application 9 UDP/DTLS/SCTP webrtc-datachannel
                    c=IN IP4 0.0.0.0
                    a=candidate:0 1 UDP 2122252543 3a5f1c7e-0a61-4d0c-9a5e-4a8f.local 51413 typ host
                    a=sendrecv
                    a=end-of-candidates
                    a=ice-pwd:c0ffee00c0ffee00c0ffee00c0ffee00
                    a=ice-ufrag:c0ffee00
                    a=mid:0
                    a=setup:active
                    a=sctp-port:5000
                    a=max-message-size:1073741823
                    """
                            .formatted(SHA_256));

    /** As Safari answers: like Chromium, with candidates that only mDNS knows. */
    private static final Exchange SAFARI_MEDIA =
            new Exchange(
                    List.of("audio", "video"),
                    """
                    v=0
                    o=- 7234509127345098 2 IN IP4 127.0.0.1
                    s=-
                    t=0 0
                    a=group:BUNDLE audio video
                    a=msid-semantic: WMS
                    m=audio 9 UDP/TLS/RTP/SAVPF 111
                    c=IN IP4 0.0.0.0
                    a=candidate:1 1 udp 2113937151 0f8d1a6b-9a8e-4f0e-8a39-1f2e.local 60001 typ host
                    a=ice-ufrag:SaF1
                    a=ice-pwd:aBcDeFgHiJkLmNoPqRsTuV
                    a=fingerprint:sha-256 %1$s
                    a=setup:active
                    a=mid:audio
                    a=recvonly
                    a=rtcp-mux
                    a=rtpmap:111 opus/48000/2
                    m=video 9 UDP/TLS/RTP/SAVPF 96
                    c=IN IP4 0.0.0.0
                    a=ice-ufrag:SaF1
                    a=ice-pwd:aBcDeFgHiJkLmNoPqRsTuV
                    a=fingerprint:sha-256 %1$s
                    a=setup:active
                    a=mid:video
                    a=recvonly
                    a=rtcp-mux
                    a=rtpmap:96 VP8/90000
                    """
                            .formatted(SHA_256.toLowerCase(Locale.ROOT)));

    static Stream<Exchange> answersOfBrowsers() {
        return Stream.of(CHROMIUM_DATA, CHROMIUM_MEDIA, FIREFOX_DATA, SAFARI_MEDIA);
    }

    private static void assertTaken(Exchange exchange) {
        assertDoesNotThrow(exchange::check, exchange.answer());
        assertDoesNotThrow(exchange.withCrlf()::check, exchange.answer());
    }

    private static void assertRefused(Exchange exchange, String detail) {
        for (Exchange either : List.of(exchange, exchange.withCrlf())) {
            InvalidAnswerException refused =
                    assertThrows(InvalidAnswerException.class, either::check, either.answer());
            assertTrue(refused.getMessage().contains(detail), refused.getMessage());
        }
    }

    @ParameterizedTest
    @MethodSource("answersOfBrowsers")
    void takesTheAnswersOfBrowsers(Exchange exchange) {
        assertTaken(exchange);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5, 255, 256})
    void takesAUfragOf4To256Characters(int length) {
        assertTaken(CHROMIUM_DATA.changed("ufrag:Vb7H", "ufrag:" + "u".repeat(length)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 257, 10_000})
    void refusesAUfragOfAnotherLength(int length) {
        assertRefused(
                CHROMIUM_DATA.changed("ufrag:Vb7H", "ufrag:" + "u".repeat(length)),
                "a=ice-ufrag must have 4 to 256 ");
    }

    @ParameterizedTest
    @ValueSource(ints = {22, 24, 256})
    void takesAPasswordOf22To256Characters(int length) {
        assertTaken(
                CHROMIUM_DATA.changed("pwd:6mWSPaYKyYpcXlRgW3OwEAo9", "pwd:" + "p".repeat(length)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 21, 257})
    void refusesAPasswordOfAnotherLength(int length) {
        assertRefused(
                CHROMIUM_DATA.changed("pwd:6mWSPaYKyYpcXlRgW3OwEAo9", "pwd:" + "p".repeat(length)),
                "a=ice-pwd must have 22 to 256 ");
    }

    /** RFC 8839 has letters, digits, + and /; the engine takes four more. */
    @ParameterizedTest
    @ValueSource(strings = {"azAZ", "0+9/", "a-b_", "a=b#"})
    void takesTheCharactersThatTheEngineTakes(String ufrag) {
        assertTaken(CHROMIUM_DATA.changed("ufrag:Vb7H", "ufrag:" + ufrag));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ab d", "ab!d", " abcd", "äöüß", "abc\u2003", "abcd\u2028"})
    void refusesIceCredentialsOfOtherCharacters(String ufrag) {
        assertRefused(CHROMIUM_DATA.changed("ufrag:Vb7H", "ufrag:" + ufrag), "a=ice-ufrag");
    }

    @Test
    void refusesIceCredentialsOfAnyAcceptedSection() {
        assertRefused(CHROMIUM_MEDIA.changed("ufrag:kQ+/", "ufrag:kQ+"), "a=ice-ufrag");
        assertRefused(
                SAFARI_MEDIA.changed("m=video 9 UDP", "a=ice-ufrag:x\nm=video 9 UDP"),
                "a=ice-ufrag");
        assertRefused(SAFARI_MEDIA.changed("a=mid:video", "a=ice-ufrag:x"), "a=ice-ufrag");
    }

    @Test
    void refusesIceCredentialsOfTheWholeSession() {
        assertRefused(FIREFOX_DATA.changed("a=sendrecv\na=f", "a=ice-ufrag:abc\na=f"), "ice-ufrag");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "256", "-1", "x", "99999999999", ""})
    void refusesAHeaderExtensionOfSoundOutOfRange(String id) {
        assertRefused(CHROMIUM_MEDIA.changed("a=extmap:1 ", "a=extmap:" + id + " "), "a=extmap");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "255", "2/sendonly"})
    void takesAHeaderExtensionOfSound(String id) {
        assertTaken(CHROMIUM_MEDIA.changed("a=extmap:1 ", "a=extmap:" + id + " "));
    }

    @Test
    void refusesTwoSourcesOfOneSound() {
        assertRefused(
                CHROMIUM_MEDIA.changed(
                        "a=ssrc:1001 cname:xyz", "a=ssrc:1001 cname:x\na=ssrc:1002 cname:x"),
                "a=ssrc");
        assertTaken(
                CHROMIUM_MEDIA.changed(
                        "a=ssrc:1001 cname:xyz", "a=ssrc:1001 cname:x\na=ssrc:1001 msid:a b"));
    }

    @Test
    void refusesToDoWithoutTheFirstSectionAlone() {
        assertRefused(
                CHROMIUM_MEDIA
                        .changed("m=audio 9", "m=audio 0")
                        .changed("a=group:BUNDLE 0 2", "a=group:BUNDLE 2"),
                "first m= section");
    }

    @Test
    void takesThePassiveRole() {
        assertTaken(CHROMIUM_DATA.changed("setup:active", "setup:passive"));
    }

    @ParameterizedTest
    @CsvSource({
        "actpass, looks like the offer",
        "holdconn, active or passive",
        "both, active or passive",
        "'', active or passive",
    })
    void refusesARoleThatNoAnswerMayTake(String role, String detail) {
        assertRefused(CHROMIUM_DATA.changed("setup:active", "setup:" + role), detail);
    }

    @ParameterizedTest
    @CsvSource({
        "SHA-256 " + SHA_256,
        "sha-384 " + SHA_384,
        "sha-512 " + SHA_512,
    })
    void takesAFingerprintOfASecureHash(String fingerprint) {
        assertTaken(CHROMIUM_DATA.changed("sha-256 " + SHA_256, fingerprint));
    }

    @ParameterizedTest
    @CsvSource({
        "sha-1 9D:0A:F4:5C:11:E7:72:3B:C6:8A:5E:01:9F:42:D0:B7:00:00:00:00, SHA-256",
        "md5 " + BYTES + ", SHA-256",
        "sha-224 " + SHA_256 + ", SHA-256",
        "nonsense, SHA-256",
        "'', SHA-256",
        "sha-256, 32 bytes",
        "sha-256 " + BYTES + ", 32 bytes",
        "sha-256 " + SHA_384 + ", 32 bytes",
        "sha-384 " + SHA_256 + ", 48 bytes",
        "sha-512 " + SHA_384 + ", 64 bytes",
        "sha-256 " + SHA_256 + ":, 32 bytes",
        "sha-256 :" + SHA_256 + ", 32 bytes",
        "sha-256 " + SHA_256 + " x, 32 bytes",
        "sha-256  " + SHA_256 + ", 32 bytes",
        "sha-256 X" + SHA_256 + ", 32 bytes",
    })
    void refusesAFingerprintThatCannotBeOne(String fingerprint, String detail) {
        assertRefused(CHROMIUM_DATA.changed("sha-256 " + SHA_256, fingerprint), detail);
        assertRefused(FIREFOX_DATA.changed("sha-256 " + SHA_256, fingerprint), detail);
    }

    @Test
    void refusesAFingerprintOfOtherThanHexadecimalDigits() {
        assertRefused(CHROMIUM_DATA.changed("9D:0A", "9G:0A"), "hexadecimal");
        assertRefused(CHROMIUM_DATA.changed("9D:0A", "9D-0A"), "hexadecimal");
        assertRefused(CHROMIUM_DATA.changed("9D:0A", "9D:A"), "hexadecimal");
    }

    @ParameterizedTest
    @CsvSource({
        "'a=group:BUNDLE 0 2\n', ''",
        "BUNDLE 0 2, BUNDLE",
        "BUNDLE 0 2, BUNDLE 0",
        "BUNDLE 0 2, BUNDLE 2",
        "BUNDLE 0 2, BUNDLE 02",
        "BUNDLE 0 2, LS 0 2",
        "BUNDLE 0 2, bundle 0 2",
        "BUNDLE 0 2, ''",
    })
    void refusesABundleThatLacksAnAcceptedSection(String group, String replacement) {
        assertRefused(CHROMIUM_MEDIA.changed(group, replacement), "a=group:BUNDLE lacks");
    }

    private static String withBundle(Exchange exchange) {
        return AnswerCheck.withBundle(exchange.offer(), exchange.answer());
    }

    @Test
    void theOnlyAcceptedSectionNeedsNoBundle() {
        Exchange alone = CHROMIUM_DATA.changed("a=group:BUNDLE 0\n", "");

        assertTaken(alone);
        assertTaken(alone.changed("a=mid:0\n", ""));
        assertTaken(
                CHROMIUM_MEDIA
                        .changed("a=group:BUNDLE 0 2\n", "")
                        .changed("m=application 9", "m=application 0"));
    }

    @Test
    void theEngineIsGivenABundleForTheOnlyAcceptedSection() {
        Exchange alone = CHROMIUM_DATA.changed("a=group:BUNDLE 0\n", "");
        String expected = alone.withCrlf().changed("\r\nm=", "\r\na=group:BUNDLE 0\r\nm=").answer();

        assertEquals(expected, withBundle(alone));
        assertEquals(
                expected.replace("a=mid:0\r\n", ""), withBundle(alone.changed("a=mid:0\n", "")));
    }

    @Test
    void theEngineIsGivenAnyOtherAnswerAsItIs() {
        for (Exchange exchange :
                List.of(
                        CHROMIUM_DATA,
                        CHROMIUM_MEDIA,
                        CHROMIUM_MEDIA.changed("a=group:BUNDLE 0 2\n", ""),
                        CHROMIUM_DATA.changed("a=group:BUNDLE 0", "a=group:BUNDLE"))) {
            assertEquals(exchange.withCrlf().answer(), withBundle(exchange));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"BUNDLE 0 2 2", "BUNDLE 0 0 2", "BUNDLE 0 2\na=group:BUNDLE 0"})
    void refusesABundleThatNamesASectionTwice(String group) {
        assertRefused(CHROMIUM_MEDIA.changed("BUNDLE 0 2", group), "more than once");
    }

    @Test
    void takesOtherGroupsBesideTheBundle() {
        assertTaken(CHROMIUM_MEDIA.changed("a=group:BUNDLE", "a=group:LS 0 1\na=group:BUNDLE"));
    }

    @Test
    void aSectionThatDoesNotNameItselfHasTheNameItWasOfferedWith() {
        assertTaken(CHROMIUM_MEDIA.changed("a=mid:2\n", ""));
        assertRefused(
                CHROMIUM_MEDIA.changed("a=mid:2\n", "").changed("BUNDLE 0 2", "BUNDLE 0"),
                "a=group:BUNDLE lacks \"2\"");
    }

    /** Port 0 rejects a section only without it: RFC 9143, section 6. */
    @Test
    void looksAtASectionThatIsOnlyBundled() {
        Exchange onlyBundled = CHROMIUM_DATA.changed("m=application 53291", "m=application 0");

        assertRefused(
                onlyBundled.changed("a=setup:active", "a=bundle-only\na=setup:actpass"),
                "a=setup:actpass");
        assertRefused(
                onlyBundled.changed("a=ice-ufrag:Vb7H", "a=bundle-only\na=ice-ufrag:abc"),
                "a=ice-ufrag");
    }

    @Test
    void looksAtNothingInARejectedSection() {
        assertTaken(
                CHROMIUM_MEDIA.changed(
                        "a=inactive",
                        "a=ice-ufrag:x\na=setup:actpass\na=fingerprint:sha-1 00\na=inactive"));
    }

    @ParameterizedTest
    @CsvSource({
        "100000, 100000",
        "1, 1",
        "9223372036854775807, 9223372036854775807",
        "9223372036854775808, 65536",
        "'', 65536",
        "many, 65536",
        " 1000 , 1000",
    })
    void theLargestMessageIsWhatTheAnswerSays(String size, long bytes) {
        Exchange exchange = CHROMIUM_DATA.changed("size:262144", "size:" + size);

        assertEquals(OptionalLong.of(bytes), maxMessageSize(exchange));
        assertEquals(OptionalLong.of(bytes), maxMessageSize(exchange.withCrlf()));
    }

    @Test
    void theLargestMessageIs64KiBIfTheAnswerDoesNotSay() {
        Exchange exchange = CHROMIUM_DATA.changed("a=max-message-size:262144\n", "");

        assertEquals(OptionalLong.of(65_536), maxMessageSize(exchange));
    }

    @Test
    void theLargestMessageIsWithoutLimitIfTheAnswerSays0() {
        Exchange exchange = CHROMIUM_DATA.changed("size:262144", "size:0");

        assertEquals(OptionalLong.empty(), maxMessageSize(exchange));
    }

    @Test
    void theLargestMessageIsThatOfTheDataChannels() {
        assertEquals(OptionalLong.of(262_144), maxMessageSize(CHROMIUM_MEDIA));
        assertEquals(OptionalLong.of(1_073_741_823), maxMessageSize(FIREFOX_DATA));
        assertEquals(OptionalLong.empty(), maxMessageSize(SAFARI_MEDIA));
    }

    private static OptionalLong maxMessageSize(Exchange exchange) {
        return AnswerCheck.maxMessageSize(exchange.answer());
    }

    /** Whatever it is: taken or refused, and quickly. */
    private static void assertHarmless(String garbage) {
        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> {
                    try {
                        AnswerCheck.check(CHROMIUM_MEDIA.offer(), garbage);
                        AnswerCheck.maxMessageSize(garbage);
                        AnswerCheck.withBundle(CHROMIUM_MEDIA.offer(), garbage);
                    } catch (InvalidAnswerException refused) {
                        assertTrue(refused.getMessage().length() > 10);
                    }
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "m=",
                "m=\n",
                "m= \r\n",
                "m=application 0\n",
                "m=application \na=max-message-size:\n",
                "\n",
                "\r",
                "\r\n",
                " ",
                ":",
                "a=",
                "a=\n",
                "a=group:\n",
                "a=group:BUNDLE\n",
                "a=group:BUNDLE x",
                "a=mid:\nm=\n",
                "a=mid\n",
                "a=fingerprint:\n",
                "a=fingerprint:sha-256\n",
                "a=setup\n",
                "a=ice-ufrag:\n",
                "\0",
                "\uD800",
                "%s",
            })
    void survivesAnythingRepeatedFor64KiB(String unit) {
        assertHarmless(unit.repeat(MAX_LENGTH / unit.length()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=fingerprint:sha-256 |AB:",
                "a=fingerprint:sha-256 |AA",
                "a=fingerprint:sha-256| ",
                "a=fingerprint:| x",
                "a=group:BUNDLE| ",
                "a=group:BUNDLE| 1",
                "a=group:| ",
                "a=setup:|active",
                "m=application | ",
                "m=application 1\na=max-message-size:|9",
                "m=application 1\na=max-message-size:-|9",
            })
    void survivesLinesOf64KiB(String startAndUnit) {
        String[] parts = startAndUnit.split("\\|");

        assertHarmless(parts[0] + parts[1].repeat(MAX_LENGTH / parts[1].length()) + 'x');
    }

    @Test
    void survivesAnEmptyAnswer() {
        assertHarmless("");
    }

    @Test
    void survivesAnyMixOfPiecesOfAnswers() {
        List<String> pieces =
                Stream.concat(
                                answersOfBrowsers()
                                        .flatMap(
                                                exchange ->
                                                        Stream.of(
                                                                exchange.answer()
                                                                        .split("(?<=[ :=\n])"))),
                                Stream.of("\r", "\n", " ", ":", "=", "0", "\0", "ä", "\uDC00", ""))
                        .toList();
        Random random = new Random(42);
        for (int round = 0; round < 2000; round++) {
            assertHarmless(
                    random.ints(random.nextInt(200), 0, pieces.size())
                            .mapToObj(pieces::get)
                            .collect(Collectors.joining()));
        }
    }

    @Test
    void survivesAnyCharacters() {
        Random random = new Random(43);
        for (int round = 0; round < 500; round++) {
            StringBuilder garbage = new StringBuilder();
            random.ints(random.nextInt(2000), 0, 0x10000)
                    .forEach(character -> garbage.append((char) character));
            assertHarmless(garbage.toString());
        }
    }

    @Test
    void survivesAnAnswerThatIsCutAnywhere() {
        String sdp = CHROMIUM_MEDIA.withCrlf().answer();
        for (int length = 0; length < sdp.length(); length++) {
            assertHarmless(sdp.substring(0, length));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "a=setup:active, a=setup:%s",
        "a=fingerprint:sha-256, a=fingerprint:%s",
        "a=mid:2, a=mid:%s",
        "a=group:BUNDLE 0 2, a=group:BUNDLE 0 2 %1$s %1$s",
    })
    void aRefusalDoesNotRepeatAVeryLongValue(String line, String replacement) {
        Exchange exchange = CHROMIUM_MEDIA.changed(line, replacement.formatted("x".repeat(50_000)));

        InvalidAnswerException refused =
                assertThrows(InvalidAnswerException.class, exchange::check);

        assertTrue(
                refused.getMessage().length() < 500, refused.getMessage().length() + " characters");
    }
}
