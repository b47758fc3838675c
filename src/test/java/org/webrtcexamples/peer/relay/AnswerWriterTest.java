package org.webrtcexamples.peer.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerWriterTest {

    private static String rewritten(RelayOffer offer, String answer) {
        return AnswerWriter.write(offer, RelayAnswer.parse(offer, answer));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chromium-loopback",
                "chromium-broadcaster",
                "chromium-broadcaster-h264",
                "chromium-viewer",
                "chromium-inactive-audio",
                "chromium-rejected-audio",
                "chromium-rejected-video",
                "firefox-loopback",
                "firefox-broadcaster",
                "firefox-viewer",
                "firefox-inactive-audio",
                "firefox-rejected-audio",
                "firefox-rejected-video",
                "safari-viewer",
            })
    void whatItWritesSaysTheSameWhenItIsReadAgain(String name) {
        RelayOffer offer = Answers.offerFor(name);
        RelayAnswer read = RelayAnswer.parse(offer, Answers.of(name));

        String written = AnswerWriter.write(offer, read);

        assertTrue(written.matches("([a-z]=[^\r\n]+\r\n)+"), written);
        RelayAnswer again = RelayAnswer.parse(offer, written);
        assertEquals(read.media(), again.media());
        assertEquals(read.iceUfrag(), again.iceUfrag());
        assertEquals(read.icePwd(), again.icePwd());
        assertEquals(read.fingerprints(), again.fingerprints());
        assertEquals(read.dtlsClient(), again.dtlsClient());
        assertEquals(written, AnswerWriter.write(offer, again));
    }

    @Test
    void candidatesAndWhatIsNotUnderstoodAreLeftOut() {
        String name = "chromium-loopback";
        RelayOffer offer = Answers.offerFor(name);
        String answer = Answers.of(name);
        String padded = padded(answer);
        assertTrue(padded.length() > 60_000);

        String written = rewritten(offer, padded);

        assertEquals(rewritten(offer, answer), written);
        assertFalse(written.contains("a=candidate"), written);
        assertFalse(written.contains("a=x-pad"), written);
    }

    private static String padded(String answer) {
        StringBuilder padded = new StringBuilder(answer);
        padded.append("a=fmtp:96 x-long=").append("y".repeat(20_000)).append('\n');
        padded.append("a=msid:").append("z".repeat(10_000)).append('\n');
        while (padded.length() < 60_000) {
            padded.append("a=x-pad:").append("y".repeat(900)).append('\n');
            padded.append("a=candidate:1 1 udp 1 192.0.2.1 9 typ host\n");
        }
        return padded.toString();
    }

    /** The longest credentials, and as many fingerprints as are taken. */
    @Test
    void whateverTheAnswerIsWhatItMeansIsShort() {
        String name = "chromium-loopback";
        RelayOffer offer = Answers.offerFor(name);
        StringBuilder fingerprints = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            fingerprints
                    .append("a=fingerprint:sha-512 ")
                    .append("%02X:".formatted(i).repeat(63))
                    .append("00\n");
        }
        String answer =
                Answers.of(name)
                        .replaceAll("a=ice-ufrag:.*\n", "a=ice-ufrag:" + "u".repeat(256) + "\n")
                        .replaceAll("a=ice-pwd:.*\n", "a=ice-pwd:" + "p".repeat(256) + "\n")
                        .replaceAll("a=fingerprint:.*\n", fingerprints.toString());

        int length = rewritten(offer, padded(answer)).length();

        assertTrue(length < 8 * 1024, length + " characters");
    }
}
