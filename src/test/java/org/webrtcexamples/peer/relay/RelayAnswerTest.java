package org.webrtcexamples.peer.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.webrtcexamples.peer.InvalidAnswerException;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.IntStream;

class RelayAnswerTest {

    private static final String BYTES = "9D:0A:F4:5C:11:E7:72:3B:C6:8A:5E:01:9F:42:D0:B7";
    private static final String SHA_256 = BYTES + ':' + BYTES;
    private static final String SHA_384 = SHA_256 + ':' + BYTES;
    private static final String SHA_512 = SHA_256 + ':' + SHA_256;
    private static final String SHA_1 = BYTES + ":01:02:03:04";

    private static final List<Integer> ALL_VIDEO =
            List.of(
                    PayloadTypes.VP8,
                    PayloadTypes.VP8_RTX,
                    PayloadTypes.H264,
                    PayloadTypes.H264_RTX);
    private static final RtcpFeedback ALL_FEEDBACK = new RtcpFeedback(true, true, true, true);

    /** An answer, with LF behind its lines, and the offer it is for. */
    private record Exchange(RelayOffer offer, String answer) {

        static Exchange of(String name) {
            return new Exchange(Answers.offerFor(name), Answers.of(name));
        }

        /** Wherever it stands. */
        Exchange changed(String text, String replacement) {
            String changed = answer.replace(text, replacement);
            assertNotEquals(answer, changed, "nothing was changed");
            return new Exchange(offer, changed);
        }

        Exchange with(String line) {
            return changed("a=mid:1\n", "a=mid:1\n" + line + "\n");
        }

        RelayAnswer parse() {
            return RelayAnswer.parse(offer, answer);
        }

        AnsweredMedia audio() {
            return parse().media().get(0);
        }

        AnsweredMedia video() {
            return parse().media().get(1);
        }

        String refusal() {
            return assertThrows(InvalidAnswerException.class, this::parse).getMessage();
        }

        void assertRefused(String message) {
            for (String either : List.of(answer, answer.replace("\n", "\r\n"))) {
                InvalidAnswerException refused =
                        assertThrows(
                                InvalidAnswerException.class,
                                () -> RelayAnswer.parse(offer, either),
                                answer);
                assertEquals(message, refused.getMessage());
            }
        }
    }

    /** To an offer of both ways. */
    private static final Exchange CHROMIUM = Exchange.of("chromium-loopback");

    /** To an offer to send. */
    private static final Exchange VIEWER = Exchange.of("chromium-viewer");

    private static final Exchange BROADCASTER = Exchange.of("chromium-broadcaster");

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n"})
    void readsTheAnswerOfChromium(String newline) {
        RelayAnswer answer =
                new Exchange(CHROMIUM.offer(), CHROMIUM.answer().replace("\n", newline)).parse();

        assertEquals("Ad8J", answer.iceUfrag());
        assertEquals("FwaT+q0Xq/Mo7gjFItQmwvy7", answer.icePwd());
        assertTrue(answer.dtlsClient());
        assertEquals(1, answer.fingerprints().size());
        assertEquals(
                List.of(
                        new AnsweredMedia(
                                MediaKind.AUDIO,
                                false,
                                Direction.SENDRECV,
                                List.of(PayloadTypes.OPUS),
                                PayloadTypes.TRANSPORT_CC_EXTENSION,
                                new RtcpFeedback(false, false, true, false),
                                true,
                                OptionalLong.of(3347422663L)),
                        new AnsweredMedia(
                                MediaKind.VIDEO,
                                false,
                                Direction.SENDRECV,
                                ALL_VIDEO,
                                PayloadTypes.TRANSPORT_CC_EXTENSION,
                                ALL_FEEDBACK,
                                true,
                                OptionalLong.of(3324609026L))),
                answer.media());
    }

    /** Fingerprint before the first section, a direction there that the sections change. */
    @ParameterizedTest
    @CsvSource({
        "firefox-loopback, SENDRECV, 5, true",
        "firefox-broadcaster, RECVONLY, 5, true",
        "firefox-viewer, SENDONLY, 0, false",
    })
    void readsTheAnswersOfFirefox(
            String name, Direction direction, int extension, boolean tellsBandwidth) {
        RelayAnswer answer = Exchange.of(name).parse();

        assertEquals(8, answer.iceUfrag().length());
        assertEquals(32, answer.icePwd().length());
        assertTrue(answer.dtlsClient());
        assertEquals("SHA-256", answer.fingerprints().get(0).algorithm());
        AnsweredMedia audio = answer.media().get(0);
        assertEquals(direction, audio.direction());
        assertFalse(audio.reducedSizeRtcp());
        AnsweredMedia video = answer.media().get(1);
        assertEquals(direction, video.direction());
        assertEquals(List.of(PayloadTypes.VP8, PayloadTypes.VP8_RTX), video.payloadTypes());
        assertEquals(extension, video.transportCcExtension());
        assertEquals(
                new RtcpFeedback(true, true, tellsBandwidth, tellsBandwidth), video.feedback());
        assertTrue(video.reducedSizeRtcp());
        assertEquals(direction.receives(), video.ssrc().isPresent());
    }

    @ParameterizedTest
    @CsvSource({
        "chromium-broadcaster, RECVONLY, 96",
        "chromium-broadcaster-h264, RECVONLY, 102",
        "chromium-viewer, SENDONLY, 96",
        "safari-viewer, SENDONLY, 102",
    })
    void readsTheAnswersOfOtherLibwebrtcs(String name, Direction direction, int preferred) {
        for (AnsweredMedia media : Exchange.of(name).parse().media()) {
            assertEquals(direction, media.direction());
            assertEquals(
                    media.kind() == MediaKind.AUDIO ? PayloadTypes.OPUS : preferred,
                    media.payloadTypes().get(0));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"chromium", "firefox"})
    void readsAnswersThatRejectASection(String browser) {
        Exchange withoutAudio = Exchange.of(browser + "-rejected-audio");
        Exchange withoutVideo = Exchange.of(browser + "-rejected-video");

        assertEquals(AnsweredMedia.rejected(MediaKind.AUDIO), withoutAudio.audio());
        assertEquals(Direction.SENDRECV, withoutAudio.video().direction());
        assertEquals(Direction.SENDRECV, withoutVideo.audio().direction());
        assertEquals(AnsweredMedia.rejected(MediaKind.VIDEO), withoutVideo.video());
    }

    /** This one does not repeat those of the accepted section. */
    @Test
    void theCredentialsOfARejectedSectionDoNotCount() {
        assertEquals("b1C+", Exchange.of("chromium-rejected-audio").parse().iceUfrag());
    }

    @ParameterizedTest
    @ValueSource(strings = {"chromium", "firefox"})
    void readsAnswersInWhichASectionIsInactive(String browser) {
        Exchange exchange = Exchange.of(browser + "-inactive-audio");

        assertFalse(exchange.audio().rejected());
        assertEquals(Direction.INACTIVE, exchange.audio().direction());
        assertEquals(OptionalLong.empty(), exchange.audio().ssrc());
    }

    @Test
    void aRejectedSectionMayHaveNoAttributes() {
        String answer = Answers.of("chromium-rejected-video");
        int video = answer.indexOf("m=video");
        Exchange bare =
                new Exchange(
                        CHROMIUM.offer(), answer.substring(0, video) + "m=video 0 RTP/AVP 0\n");

        assertTrue(bare.video().rejected());
        assertFalse(bare.audio().rejected());
    }

    /** Port 0 rejects a section only without it: RFC 9143, section 6. */
    @Test
    void aSectionThatIsOnlyBundledIsNotRejected() {
        assertFalse(
                CHROMIUM.changed("m=video 9 ", "m=video 0 ")
                        .with("a=bundle-only")
                        .video()
                        .rejected());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "m=audio 9 |m=audio 54321 ",
                "UDP/TLS/RTP/SAVPF|RTP/SAVPF",
                "a=mid:1\\n|a=mid:1\\na=mid:1\\n",
                "a=mid:1\\n|",
                "a=mid:1\\n|a=mid:1\\nb=AS:500\\nb=TIAS:500000\\n",
                "a=mid:1\\n|a=mid:1\\na=unknown:value\\na=unknown\\nk=clear:x\\n",
                "a=mid:1\\n|a=mid:1\\na=candidate:rubbish\\na=remote-candidates:\\n",
                "a=group:BUNDLE 0 1|a=group:BUNDLE 1 0",
                "a=group:BUNDLE 0 1|a=group:LS 0 1\\na=group:BUNDLE 0 1",
                "a=rtpmap:96 VP8/90000|a=rtpmap:96 vp8/90000",
                "profile-level-id=42e01f|profile-level-id=42E034",
                "profile-level-id=42e01f|profile-level-id=42e01f; sprop-parameter-sets=Z0IAH5Y=",
                "minptime=10;useinbandfec=1|stereo=1;sprop-stereo=1;maxaveragebitrate=128000",
                "a=rtcp-mux\\na=rtcp-rsize\\na=rtpmap:96|a=rtpmap:96",
                "v=0\\n|v=0\\n\\n",
                "v=0\\n|\uFEFFv=0 \\n",
                "a=mid:1\\n|a=mid:1 \\n \\n",
                "a=mid:1\\n|a=mid:1\\na=x\u2028a=mid:0\\n",
            })
    void takesWhatChangesNothing(String text, String replacement) {
        Exchange exchange =
                CHROMIUM.changed(
                        text.replace("\\n", "\n"),
                        replacement == null ? "" : replacement.replace("\\n", "\n"));

        assertEquals(CHROMIUM.parse().iceUfrag(), exchange.parse().iceUfrag());
        assertEquals(CHROMIUM.audio(), exchange.audio());
        assertEquals(ALL_VIDEO, exchange.video().payloadTypes());
    }

    @Test
    void oneAcceptedSectionNeedsNoBundle() {
        assertTrue(
                Exchange.of("firefox-rejected-video")
                        .changed("a=group:BUNDLE 0\n", "")
                        .video()
                        .rejected());
    }

    /** RFC 9143, section 7.1.3: as an answer that says it once. */
    @Test
    void theTransportMayStandInOneSectionOnly() {
        String answer = CHROMIUM.answer();
        int video = answer.indexOf("m=video");
        String once =
                answer.substring(0, video)
                        + answer.substring(video)
                                .replaceAll("a=(ice-.*|fingerprint:.*|setup:.*|rtcp-mux)\n", "");

        RelayAnswer read = RelayAnswer.parse(CHROMIUM.offer(), once);

        assertEquals("Ad8J", read.iceUfrag());
        assertEquals(CHROMIUM.parse().fingerprints(), read.fingerprints());
    }

    @Test
    void theTransportMayStandBeforeAllSections() {
        String transport =
                "a=ice-ufrag:session\na=ice-pwd:passwordOfTheSession22\na=setup:passive\n"
                        + "a=fingerprint:sha-256 "
                        + SHA_256
                        + "\n";
        String answer =
                CHROMIUM.answer()
                        .replaceAll("a=(ice-.*|fingerprint:.*|setup:.*)\n", "")
                        .replace("a=group", transport + "a=group");

        RelayAnswer read = RelayAnswer.parse(CHROMIUM.offer(), answer);

        assertEquals("session", read.iceUfrag());
        assertEquals("passwordOfTheSession22", read.icePwd());
        assertFalse(read.dtlsClient());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=setup:passive\n", ""})
    void anAnswererThatIsNotActiveIsPassive(String role) {
        assertFalse(CHROMIUM.changed("a=setup:active\n", role).parse().dtlsClient());
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 256})
    void takesAUfragOf4To256Characters(int length) {
        String ufrag = "/".repeat(length);

        assertEquals(ufrag, CHROMIUM.changed(":Ad8J", ':' + ufrag).parse().iceUfrag());
    }

    @ParameterizedTest
    @ValueSource(ints = {22, 256})
    void takesAPasswordOf22To256Characters(int length) {
        String pwd = "+".repeat(length);

        assertEquals(
                pwd, CHROMIUM.changed(":FwaT+q0Xq/Mo7gjFItQmwvy7", ':' + pwd).parse().icePwd());
    }

    @ParameterizedTest
    @CsvSource({
        "sha-256 " + SHA_256 + ", SHA-256, " + SHA_256,
        "SHA-256 " + SHA_256 + ", SHA-256, " + SHA_256,
        "sha-384 " + SHA_384 + ", SHA-384, " + SHA_384,
        "sha-512 " + SHA_512 + ", SHA-512, " + SHA_512,
    })
    void readsAFingerprintOfASecureHash(String fingerprint, String algorithm, String bytes) {
        for (String either : List.of(fingerprint, fingerprint.toLowerCase(Locale.ROOT))) {
            List<Fingerprint> read = withFingerprints(either).parse().fingerprints();

            assertEquals(1, read.size());
            assertEquals(algorithm, read.get(0).algorithm());
            assertArrayEquals(HexFormat.ofDelimiter(":").parseHex(bytes), read.get(0).value());
            assertEquals(algorithm + ' ' + bytes, read.get(0).toString());
        }
    }

    @Test
    void readsSeveralFingerprintsWithoutTheWeakOnes() {
        List<Fingerprint> read =
                withFingerprints(
                                "sha-1 " + SHA_1,
                                "sha-512 " + SHA_512,
                                "md5 " + BYTES,
                                "sha-256 " + SHA_256,
                                "sha3-256 " + SHA_256)
                        .parse()
                        .fingerprints();

        assertEquals(
                List.of("SHA-512", "SHA-256"), read.stream().map(Fingerprint::algorithm).toList());
    }

    @Test
    void refusesMoreFingerprintsThanAnAnswererHasUseFor() {
        String[] values =
                IntStream.range(0, 9)
                        .mapToObj(i -> "sha-256 %02x:".formatted(i) + SHA_256.substring(3))
                        .toArray(String[]::new);

        withFingerprints(values)
                .assertRefused("a=fingerprint: there are 9, and no more than 8 are taken.");
        assertEquals(8, withFingerprints(Arrays.copyOf(values, 8)).parse().fingerprints().size());
    }

    private static Exchange withFingerprints(String... values) {
        String lines = "a=fingerprint:" + String.join("\na=fingerprint:", values) + '\n';
        return new Exchange(
                CHROMIUM.offer(), CHROMIUM.answer().replaceAll("a=fingerprint:.*\n", lines));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sha-1 " + SHA_1 + "|one by SHA-256, SHA-384 or SHA-512 is needed.",
                "rubbish|one by SHA-256, SHA-384 or SHA-512 is needed.",
                "''|one by SHA-256, SHA-384 or SHA-512 is needed.",
            })
    void refusesToDoWithoutASecureHash(String fingerprint, String message) {
        withFingerprints(fingerprint).assertRefused("a=fingerprint: " + message);
    }

    @ParameterizedTest
    @CsvSource({
        "sha-256, 32",
        "sha-256 , 32",
        "sha-256 " + BYTES + ", 32",
        "sha-256 " + SHA_384 + ", 32",
        "sha-384 " + SHA_256 + ", 48",
        "sha-512 " + SHA_384 + ", 64",
        "sha-256 " + SHA_256 + ":, 32",
        "sha-256  " + SHA_256 + ", 32",
        "sha-256 X" + SHA_256 + ", 32",
        "sha-256 G" + SHA_256 + ", 32",
    })
    void refusesAFingerprintThatCannotBeOne(String fingerprint, int bytes) {
        withFingerprints(fingerprint)
                .assertRefused(
                        "a=fingerprint:%s must have %d bytes in hexadecimal, joined by colons."
                                .formatted(fingerprint.substring(0, 7), bytes));
    }

    /** The texts stand for themselves wherever they are found, \n for the end of a line. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            textBlock =
                    """
                    v=0\\n|v=1\\n|The sdp must be a session description: its first line is "v=0".
                    s=-\\n|rubbish\\n|"rubbish" is no line of a session description: each is a letter, "=" and a value.
                    a=setup:active\\n|x\\n|"x" is no line of a session description: each is a letter, "=" and a value.
                    m=video |m=audio |m= section 2: "m=audio" answers what was offered as "m=video".
                    m=audio |m=application |m= section 1: "m=application" answers what was offered as "m=audio".
                    a=mid:1|a=mid:0|m= section 2: a=mid:0 was offered as a=mid:1.
                    a=mid:0|a=mid:audio|m= section 1: a=mid:audio was offered as a=mid:0.
                    m=audio 9 |m=audio 65536 |m= section 1: "m=audio 65536 UDP/TLS/RTP/SAVPF 111" must have a kind, a port, a protocol and payload types.
                    m=audio 9 |m=audio x |m= section 1: "m=audio x UDP/TLS/RTP/SAVPF 111" must have a kind, a port, a protocol and payload types.
                    m=audio 9 |m=audio 9/2 |m= section 1: "m=audio 9/2 UDP/TLS/RTP/SAVPF 111" must have a kind, a port, a protocol and payload types.
                    SAVPF 111\\n|SAVPF\\n|m= section 1: "m=audio 9 UDP/TLS/RTP/SAVPF" must have a kind, a port, a protocol and payload types.
                    m=audio 9 UDP/TLS/RTP/SAVPF|m=audio 9 RTP/AVP|m= section 1: The protocol is "RTP/AVP", and must be UDP/TLS/RTP/SAVPF.
                    m=audio 9 UDP/TLS/RTP/SAVPF|m=audio 9 UDP/TLS/RTP/SAVP|m= section 1: The protocol is "UDP/TLS/RTP/SAVP", and must be UDP/TLS/RTP/SAVPF.
                    """)
    void refusesWhatDoesNotFitTheOffer(String text, String replacement, String message) {
        changed(text, replacement).assertRefused(message);
    }

    private static Exchange changed(String text, String replacement) {
        return CHROMIUM.changed(
                text.replace("\\n", "\n"),
                replacement == null ? "" : replacement.replace("\\n", "\n"));
    }

    @Test
    void refusesAnythingElseThanADescription() {
        String message = "The sdp must be a session description: its first line is \"v=0\".";
        for (String text : List.of("", "\n", "rubbish", "{\"type\":\"answer\"}", "m=audio")) {
            new Exchange(CHROMIUM.offer(), text).assertRefused(message);
        }
    }

    @Test
    void refusesAnotherNumberOfSections() {
        String answer = CHROMIUM.answer();
        String session = answer.substring(0, answer.indexOf("m=audio"));
        String audio = answer.substring(0, answer.indexOf("m=video"));
        String message =
                "The offer has 2 m= sections, the answer has %d; one that is not wanted has port 0.";

        new Exchange(CHROMIUM.offer(), session).assertRefused(message.formatted(0));
        new Exchange(CHROMIUM.offer(), audio).assertRefused(message.formatted(1));
        new Exchange(CHROMIUM.offer(), answer + "m=audio 0 RTP/AVP 0\n")
                .assertRefused(message.formatted(3));
    }

    @Test
    void refusesToRejectEverything() {
        CHROMIUM.changed("m=audio 9", "m=audio 0")
                .changed("m=video 9", "m=video 0")
                .assertRefused("Each m= section is rejected, so there is nothing to connect for.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|One a=group:BUNDLE with all accepted sections is needed, not 0.",
                "a=group:LS 0 1|One a=group:BUNDLE with all accepted sections is needed, not 0.",
                "a=group:bundle 0 1|One a=group:BUNDLE with all accepted sections is needed, not 0.",
                "a=group:BUNDLE|a=group:BUNDLE lacks \"0\", which the offer bundles.",
                "a=group:BUNDLE 0|a=group:BUNDLE lacks \"1\", which the offer bundles.",
                "a=group:BUNDLE 1|a=group:BUNDLE lacks \"0\", which the offer bundles.",
                "a=group:BUNDLE 01|a=group:BUNDLE lacks \"0\", which the offer bundles.",
            })
    void refusesABundleThatLacksAnAcceptedSection(String group, String message) {
        CHROMIUM.changed("a=group:BUNDLE 0 1\n", group.isEmpty() ? "" : group + '\n')
                .assertRefused("The session: " + message);
    }

    @Test
    void refusesTwoBundles() {
        CHROMIUM.changed("a=group:BUNDLE 0 1", "a=group:BUNDLE 0\na=group:BUNDLE 1")
                .assertRefused(
                        "The session: One a=group:BUNDLE with all accepted sections is needed, not"
                                + " 2.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            textBlock =
                    """
                    a=rtcp-mux\\n||a=rtcp-mux is missing: RTCP has no port of its own here.
                    a=ice-ufrag:Ad8J\\n||a=ice-ufrag is missing.
                    a=ice-ufrag:Ad8J|a=ice-ufrag:Ad8|a=ice-ufrag must have 4 to 256 letters, digits, "+" or "/".
                    a=ice-ufrag:Ad8J|a=ice-ufrag:|a=ice-ufrag must have 4 to 256 letters, digits, "+" or "/".
                    a=ice-ufrag:Ad8J|a=ice-ufrag:Ad:J|a=ice-ufrag must have 4 to 256 letters, digits, "+" or "/".
                    a=ice-ufrag:Ad8J|a=ice-ufrag:äöüß|a=ice-ufrag must have 4 to 256 letters, digits, "+" or "/".
                    a=ice-ufrag:Ad8J\\n|a=ice-ufrag:Ad8J x\\n|a=ice-ufrag must have 4 to 256 letters, digits, "+" or "/".
                    a=mid:1\\n|a=mid:1\\na=ice-ufrag:other\\n|a=ice-ufrag must be the same everywhere: all media share one transport.
                    a=ice-pwd:FwaT+q0Xq/Mo7gjFItQmwvy7\\n||a=ice-pwd is missing.
                    FwaT+q0Xq/Mo7gjFItQmwvy7|FwaT+q0Xq/Mo7gjFItQmw|a=ice-pwd must have 22 to 256 letters, digits, "+" or "/".
                    a=mid:1\\n|a=mid:1\\na=ice-pwd:passwordOfAnotherPeer22\\n|a=ice-pwd must be the same everywhere: all media share one transport.
                    a=setup:active|a=setup:actpass|m= section 1: a=setup:actpass: an answer is active or passive; this looks like the offer itself.
                    a=setup:active|a=setup:holdconn|m= section 1: a=setup:holdconn: an answer is active or passive.
                    a=setup:active|a=setup:|m= section 1: a=setup:: an answer is active or passive.
                    a=mid:1\\n|a=mid:1\\na=setup:passive\\n|a=setup must be the same everywhere: all media share one transport.
                    a=group|a=ice-lite\\na=group|a=ice-lite: this server is lite, so its peer must be a full ICE agent.
                    """)
    void refusesATransportThatCannotBe(String text, String replacement, String message) {
        changed(text, replacement).assertRefused(message);
    }

    @Test
    void refusesToConnectWithoutAFingerprint() {
        new Exchange(CHROMIUM.offer(), CHROMIUM.answer().replaceAll("a=fingerprint:.*\n", ""))
                .assertRefused("a=fingerprint is missing.");
    }

    @Test
    void refusesAFingerprintThatOneSectionHasAlone() {
        CHROMIUM.with("a=fingerprint:sha-512 " + SHA_512)
                .assertRefused(
                        "a=fingerprint must be the same everywhere: all media share one transport.");
    }

    @ParameterizedTest
    @ValueSource(ints = {257, 60_000})
    void refusesAUfragThatIsTooLong(int length) {
        CHROMIUM.changed(":Ad8J", ':' + "u".repeat(length))
                .assertRefused("a=ice-ufrag must have 4 to 256 letters, digits, \"+\" or \"/\".");
    }

    @ParameterizedTest
    @ValueSource(ints = {257, 60_000})
    void refusesAPasswordThatIsTooLong(int length) {
        CHROMIUM.changed(":FwaT+q0Xq/Mo7gjFItQmwvy7", ':' + "p".repeat(length))
                .assertRefused("a=ice-pwd must have 22 to 256 letters, digits, \"+\" or \"/\".");
    }

    @Test
    void refusesTheOfferItself() {
        new Exchange(CHROMIUM.offer(), CHROMIUM.offer().sdp().replace("\r\n", "\n"))
                .assertRefused(
                        "m= section 1: a=setup:actpass: an answer is active or passive; this looks"
                                + " like the offer itself.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            textBlock =
                    """
                    SAVPF 111|SAVPF 0 111|m= section 1: Payload type "0" was not offered; those of audio are 111.
                    SAVPF 96 97|SAVPF 98 96 97|m= section 2: Payload type "98" was not offered; those of video are 96, 97, 102, 103.
                    SAVPF 96 97|SAVPF 111 96 97|m= section 2: Payload type "111" was not offered; those of video are 96, 97, 102, 103.
                    SAVPF 96 97|SAVPF 096 97|m= section 2: Payload type "096" was not offered; those of video are 96, 97, 102, 103.
                    SAVPF 96 97|SAVPF 96 097|m= section 2: Payload type "097" was not offered; those of video are 96, 97, 102, 103.
                    SAVPF 96 97|SAVPF  96 97|m= section 2: Payload type "" was not offered; those of video are 96, 97, 102, 103.
                    SAVPF 96 97|SAVPF 96 96|m= section 2: The m= line has payload type 96 twice.
                    SAVPF 96 97 102 103|SAVPF 97 103|m= section 2: RTX alone carries nothing: it needs the codec it was offered for.
                    SAVPF 96 97 102 103|SAVPF 96 103|m= section 2: Payload type 103 repeats 102, which the m= line lacks.
                    SAVPF 96 97 102 103|SAVPF 98|m= section 2: Payload type "98" was not offered; those of video are 96, 97, 102, 103.
                    a=rtpmap:96 VP8/90000|a=rtpmap:96 VP9/90000|m= section 2: a=rtpmap:96 must be "VP8/90000", as it was offered.
                    a=rtpmap:96 VP8/90000|a=rtpmap:96 VP8/8000|m= section 2: a=rtpmap:96 must be "VP8/90000", as it was offered.
                    a=rtpmap:96 VP8/90000|a=rtpmap:96 VP8/90000\\na=rtpmap:96 H264/90000|m= section 2: a=rtpmap:96 must be "VP8/90000", as it was offered.
                    a=rtpmap:96 VP8/90000\\n||m= section 2: a=rtpmap:96 must be "VP8/90000", as it was offered.
                    opus/48000/2|opus/48000|m= section 1: a=rtpmap:111 must be "opus/48000/2", as it was offered.
                    """)
    void refusesPayloadTypesThatAreNotWhatWasOffered(
            String text, String replacement, String message) {
        changed(text, replacement).assertRefused(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"3 urn:ietf:params:rtp-hdrext:sdes:mid", "6 %s", "5", "x %s", "x", "/"})
    void refusesAHeaderExtensionThatWasNotOffered(String extension) {
        String value = extension.formatted(PayloadTypes.TRANSPORT_CC_URI);

        CHROMIUM.with("a=extmap:" + value)
                .assertRefused(
                        "m= section 2: a=extmap:"
                                + value
                                + ": a header extension must have been offered with the same id.");
    }

    @Test
    void refusesTheExtensionWhereItWasNotOffered() {
        VIEWER.with("a=extmap:5 " + PayloadTypes.TRANSPORT_CC_URI)
                .assertRefused(
                        "m= section 2: a=extmap:5 "
                                + PayloadTypes.TRANSPORT_CC_URI
                                + ": a header extension must have been offered with the same id.");
    }

    @ParameterizedTest
    @CsvSource({"/sendrecv, 5", "/sendonly, 5", "/recvonly, 0", "/inactive, 0"})
    void theExtensionCountsIfTheAnswererSendsIt(String direction, int id) {
        assertEquals(
                id,
                CHROMIUM.changed("a=extmap:5", "a=extmap:5" + direction)
                        .video()
                        .transportCcExtension());
    }

    @Test
    void thereIsNoExtensionIfTheAnswerDoesNotTakeIt() {
        Exchange without =
                CHROMIUM.changed("a=extmap:5 " + PayloadTypes.TRANSPORT_CC_URI + '\n', "");

        assertEquals(0, without.audio().transportCcExtension());
        assertEquals(0, without.video().transportCcExtension());
    }

    @ParameterizedTest
    @CsvSource({
        "sendonly, RECVONLY",
        "recvonly, SENDONLY",
        "inactive, INACTIVE",
    })
    void anOfferOfBothWaysTakesFewer(String answered, Direction direction) {
        assertEquals(
                direction, CHROMIUM.changed("a=sendrecv", "a=" + answered).video().direction());
    }

    @Test
    void aSectionWithoutADirectionHasThatOfTheSessionOrBoth() {
        Exchange without = CHROMIUM.changed("a=sendrecv\n", "");

        assertEquals(Direction.SENDRECV, without.video().direction());
        assertEquals(
                Direction.SENDONLY,
                without.changed("a=group", "a=recvonly\na=group").video().direction());
    }

    @Test
    void refusesADirectionThatTheOfferDoesNotAllow() {
        for (String direction : List.of("sendrecv", "sendonly")) {
            VIEWER.changed("a=recvonly", "a=" + direction)
                    .assertRefused(
                            "m= section 1: a=%s does not answer a=sendonly; a=recvonly does."
                                    .formatted(direction));
        }
        for (String direction : List.of("sendrecv", "recvonly")) {
            BROADCASTER
                    .changed("a=sendonly", "a=" + direction)
                    .assertRefused(
                            "m= section 1: a=%s does not answer a=recvonly; a=sendonly does."
                                    .formatted(direction));
        }
        VIEWER.changed("a=recvonly\n", "")
                .assertRefused(
                        "m= section 1: a=sendrecv does not answer a=sendonly; a=recvonly does.");
        CHROMIUM.with("a=inactive")
                .assertRefused(
                        "m= section 2: a=sendrecv and a=inactive: one section has one direction.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=mid:1", "a=group:BUNDLE 0 1"})
    void refusesKeysInTheDescription(String line) {
        String section = line.equals("a=mid:1") ? "2" : "1";

        CHROMIUM.changed(
                        line + '\n',
                        line + "\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:c2VjcmV0\n")
                .assertRefused(
                        "m= section %s: a=crypto: keys come by DTLS only; leave it out."
                                .formatted(section));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a=simulcast:send h;l", "a=rid:h send", "a=ssrc-group:SIM 1 2", "a=rid:"})
    void refusesSimulcast(String line) {
        CHROMIUM.with(line)
                .assertRefused(
                        "m= section 2: Simulcast was not offered: leave out a=simulcast, a=rid and"
                                + " a=ssrc-group:SIM.");
    }

    @Test
    void refusesTwoSourcesOfOneSection() {
        CHROMIUM.changed("a=ssrc-group:FID 3324609026 22630543\n", "")
                .assertRefused(
                        "m= section 2: a=ssrc:3324609026 and a=ssrc:22630543: one section has one"
                                + " source, and one that repeats it in an a=ssrc-group:FID.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"4294967296", "-1", "x", ""})
    void refusesASourceThatIsNoNumber(String ssrc) {
        CHROMIUM.changed("a=ssrc:3347422663", "a=ssrc:" + ssrc)
                .assertRefused("m= section 1: a=ssrc:" + ssrc + " must be a number of 32 bits.");
    }

    /** Firefox names the one under which its reports come. */
    @Test
    void theSourceOfOneWhoDoesNotSendIsNoneOfMedia() {
        assertTrue(Answers.of("firefox-viewer").contains("a=ssrc:"));
        assertEquals(OptionalLong.empty(), Exchange.of("firefox-viewer").video().ssrc());
    }

    @Test
    void feedbackIsWhatEachCodecUnderstands() {
        assertEquals(
                new RtcpFeedback(true, false, true, true),
                CHROMIUM.changed("a=rtcp-fb:102 nack pli\n", "").video().feedback());
        assertEquals(
                new RtcpFeedback(false, true, true, true),
                CHROMIUM.changed("a=rtcp-fb:96 nack\n", "").video().feedback());
        assertEquals(
                new RtcpFeedback(true, true, false, false),
                CHROMIUM.changed("96 transport-cc", "96 x")
                        .changed("102 goog-remb", "102 x")
                        .video()
                        .feedback());
    }

    @Test
    void feedbackForAllCodecsCountsForEach() {
        assertEquals(
                ALL_FEEDBACK,
                CHROMIUM.changed("a=rtcp-fb:102 nack\n", "")
                        .changed("a=rtcp-fb:96 nack\n", "a=rtcp-fb:* nack\n")
                        .video()
                        .feedback());
    }

    @Test
    void feedbackThatWasNotOfferedDoesNotCount() {
        Exchange eager =
                VIEWER.with("a=rtcp-fb:* goog-remb\na=rtcp-fb:* transport-cc")
                        .changed("a=mid:0\n", "a=mid:0\na=rtcp-fb:111 nack\n");

        assertEquals(RtcpFeedback.NONE, eager.audio().feedback());
        assertEquals(new RtcpFeedback(true, true, false, false), eager.video().feedback());
    }

    /** The remote peer prefers VP8, and nothing is sent to it in a codec that it has otherwise. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            textBlock =
                    """
                    packetization-mode=1|packetization-mode=0|96 97
                    packetization-mode=1;||96 97
                    packetization-mode=1|packetization-mode=1;packetization-mode=0|96 97
                    profile-level-id=42e01f|profile-level-id=42001f|96 97
                    profile-level-id=42e01f|profile-level-id=640c1f|96 97
                    profile-level-id=42e01f|profile-level-id=42e0|96 97
                    a=rtpmap:102 H264/90000|a=rtpmap:102 VP9/90000|96 97
                    a=rtpmap:97 rtx|a=rtpmap:97 red|96 102 103
                    a=fmtp:97 apt=96|a=fmtp:97 apt=102|96 102 103
                    a=fmtp:97 apt=96\\n||96 102 103
                    96 97 102 103|96 97 102 103 98|96 97 102 103
                    96 97 102 103|96 98 97 102 103|96 97 102 103
                    """)
    void aPayloadTypeThatIsNotWhatWasOfferedIsLeftOut(
            String text, String replacement, String payloadTypes) {
        assertEquals(
                Arrays.stream(payloadTypes.split(" ")).map(Integer::valueOf).toList(),
                changed(text, replacement).video().payloadTypes());
    }

    /** It has VP8, which it does not fit, first, but sends nothing. */
    @Test
    void soIsTheFirstOfARemotePeerThatOnlyReceives() {
        assertEquals(
                List.of(PayloadTypes.H264, PayloadTypes.H264_RTX),
                VIEWER.changed("a=rtpmap:96 VP8/90000", "a=rtpmap:96 VP9/90000")
                        .video()
                        .payloadTypes());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "packetization-mode=0;profile-level-id=42e01f",
                "packetization-mode=1;profile-level-id=640c1f"
            })
    void withoutAnotherCodecTheAnswerIsRefused(String parameters) {
        String message =
                changed("SAVPF 96 97 102 103", "SAVPF 102")
                        .changed("packetization-mode=1;profile-level-id=42e01f", parameters)
                        .refusal();
        assertEquals(
                parameters.contains("mode=0")
                        ? "m= section 2: a=fmtp:102 must say packetization-mode=1, as it was offered."
                        : "m= section 2: a=fmtp:102 must have a profile-level-id of Constrained"
                                + " Baseline, as it was offered: 42e01f or the like.",
                message);
    }

    /** 42c0 is how GStreamer writes it; without the parameter libwebrtc assumes it. */
    @ParameterizedTest
    @ValueSource(strings = {"profile-level-id=42c01e", "profile-level-id=4de01f", "x=y"})
    void constrainedBaselineMayBeWrittenInSeveralWays(String parameter) {
        assertEquals(
                List.of(PayloadTypes.H264),
                changed("SAVPF 96 97 102 103", "SAVPF 102")
                        .changed("profile-level-id=42e01f", parameter)
                        .video()
                        .payloadTypes());
    }

    @Test
    void payloadTypesAreInTheOrderOfTheAnswer() {
        assertEquals(
                List.of(PayloadTypes.H264, PayloadTypes.VP8),
                CHROMIUM.changed("SAVPF 96 97 102 103", "SAVPF 102 96").video().payloadTypes());
    }

    @Test
    void doesNotShowThePasswordInALog() {
        assertFalse(CHROMIUM.parse().toString().contains("FwaT"));
    }

    @ParameterizedTest
    @CsvSource({
        "a=setup:active, a=setup:%s",
        "a=mid:1, a=mid:%s",
        "SAVPF 96, SAVPF %s",
        "m=audio 9, m=%s 9",
        "a=extmap:5, a=extmap:%s",
        "s=-, %s",
    })
    void aRefusalDoesNotRepeatAVeryLongValue(String text, String replacement) {
        Exchange exchange = CHROMIUM.changed(text, replacement.formatted("x".repeat(50_000)));

        InvalidAnswerException refused =
                assertThrows(InvalidAnswerException.class, exchange::parse);

        assertTrue(refused.getMessage().length() < 300, refused.getMessage());
    }
}
