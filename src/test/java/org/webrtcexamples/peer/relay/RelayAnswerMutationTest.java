package org.webrtcexamples.peer.relay;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.webrtcexamples.peer.InvalidAnswerException;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** Answers that are nearly right, and some that are not at all: taken or refused, nothing else. */
class RelayAnswerMutationTest {

    private static final int MAX_LENGTH = 64 * 1024;

    private static final RelayOffer OFFER = Offers.audioAndVideo(Direction.SENDRECV);

    private static final List<String> GOOD =
            List.of(
                    Answers.of("chromium-loopback"),
                    Answers.of("firefox-loopback"),
                    Answers.of("chromium-rejected-audio"));

    private static final String[] JUNK = {
        "",
        " ",
        "x",
        "0",
        "-1",
        "+5",
        "/",
        ":",
        ";",
        "=",
        "99999999999999999999",
        "\0",
        "é🏓",
        "\ud800",
        "%s",
        "\r",
        "\n",
        "a".repeat(300)
    };

    /** Whether it was taken. A refusal has something to say, and not too much. */
    private static boolean parse(String answer) {
        try {
            RelayAnswer.parse(OFFER, answer);
            return true;
        } catch (InvalidAnswerException refused) {
            String message = refused.getMessage();
            assertTrue(message.length() > 10 && message.length() < 300, message);
            return false;
        } catch (RuntimeException | Error e) {
            throw new AssertionError(answer, e);
        }
    }

    @Test
    @Timeout(60)
    void tenThousandMutationsAreTakenOrRefused() {
        Random random = new Random(42);
        int taken = 0;
        for (int i = 0; i < 10_000; i++) {
            String mutation = GOOD.get(i % GOOD.size());
            for (int j = 0; j <= i % 3; j++) {
                mutation = mutate(mutation, random);
            }
            taken += parse(mutation) ? 1 : 0;
        }
        // Both happen, or this proves nothing.
        assertTrue(taken > 1000 && taken < 9000, taken + " taken");
    }

    private static String mutate(String sdp, Random random) {
        List<String> lines = new ArrayList<>(List.of(sdp.split("\n")));
        int at = random.nextInt(lines.size());
        String line = lines.get(at);
        int value = Math.min(Math.max(line.indexOf(':'), line.indexOf('=')) + 1, line.length());
        String junk = JUNK[random.nextInt(JUNK.length)];
        int position = random.nextInt(line.length() + 1);
        switch (random.nextInt(9)) {
            case 0 -> lines.set(at, line.substring(0, value) + junk);
            case 1 -> lines.set(at, line.substring(0, position) + junk + line.substring(position));
            case 2 -> lines.set(at, line.substring(0, position));
            case 3 -> lines.remove(at);
            case 4 -> lines.add(random.nextInt(lines.size()), line);
            case 5 -> lines.add(random.nextInt(lines.size()), lines.remove(at));
            case 6 -> lines.set(at, line.replaceFirst("[0-9]+", "" + random.nextInt(256)));
            case 7 -> lines.set(at, flipped(line, random));
            default -> lines.set(at, line + ' ' + lines.get(random.nextInt(lines.size())));
        }
        return lines.isEmpty() ? " " : String.join("\n", lines);
    }

    private static String flipped(String line, Random random) {
        StringBuilder flipped = new StringBuilder(line);
        if (!line.isEmpty()) {
            flipped.setCharAt(random.nextInt(line.length()), (char) random.nextInt(256));
        }
        return flipped.toString();
    }

    @Test
    void anAnswerThatIsCutAnywhereIsTakenOrRefused() {
        for (String sdp : GOOD) {
            for (int length = 0; length < sdp.length(); length++) {
                parse(sdp.substring(0, length));
            }
        }
    }

    @Test
    void anyCharactersAreTakenOrRefused() {
        Random random = new Random(43);
        for (int round = 0; round < 500; round++) {
            String garbage =
                    random.ints(random.nextInt(2000), 0, 0x10000)
                            .mapToObj(character -> Character.toString((char) character))
                            .collect(Collectors.joining());
            parse(garbage);
            parse("v=0\n" + garbage);
        }
    }

    /** What stands before the bar comes once, what stands behind it until 64 KiB are full. */
    @ParameterizedTest
    @Timeout(10)
    @ValueSource(
            strings = {
                "a=mid:1|m=\n",
                "a=mid:1|m=video 9 UDP/TLS/RTP/SAVPF 96\n",
                "m=video 9 UDP/TLS/RTP/SAVPF 96 97|m=video 9 UDP/TLS/RTP/SAVPF 96| 97",
                "m=video 9 UDP/TLS/RTP/SAVPF 96 97|m=video 9 UDP/TLS/RTP/SAVPF| ",
                "m=video 9 UDP/TLS/RTP/SAVPF 96 97|m=video |9",
                "a=group:BUNDLE 0 1|a=group:BUNDLE 0 1\n",
                "a=group:BUNDLE 0 1|a=group:BUNDLE |0 ",
                "a=group:BUNDLE 0 1|a=group:| ",
                "a=mid:1|a=mid:1\n",
                "a=mid:1|a=mid:|1",
                "a=mid:1|a=extmap:| ",
                "a=mid:1|a=extmap:|/",
                "a=mid:1|a=extmap:\n",
                "a=mid:1|a=ssrc:\n",
                "a=mid:1|a=ssrc:|1",
                "a=mid:1|a=ssrc-group:FID |1 ",
                "a=mid:1|a=ssrc-group:FID 1 2\n",
                "a=mid:1|a=rtcp-fb:|96 ",
                "a=mid:1|a=rtcp-fb:96 nack\n",
                "a=mid:1|a=fmtp:102 |;",
                "a=mid:1|a=fmtp:102 |packetization-mode=1;",
                "a=mid:1|a=fmtp:102 packetization-mode=1\n",
                "a=mid:1|a=rtpmap:96 VP8/90000\n",
                "a=mid:1|a=rtpmap:96 |V",
                "a=mid:1|a=fingerprint:sha-256 |AB:",
                "a=mid:1|a=fingerprint:|x",
                "a=mid:1|a=fingerprint:sha-1 00\n",
                "a=mid:1|a=ice-ufrag:|x",
                "a=mid:1|a=ice-pwd:|x",
                "a=mid:1|a=setup:|active",
                "a=mid:1|a=sendrecv\n",
                "a=mid:1|a=candidate:x\n",
            })
    void anAnswerOf64KiBIsTakenOrRefused(String replacedStartAndUnit) {
        String[] parts = replacedStartAndUnit.split("\\|");
        String start = parts.length == 3 ? parts[1] : "";
        String unit = parts[parts.length - 1];
        String sdp = GOOD.get(0);
        int room = MAX_LENGTH - sdp.length() - start.length();

        String longer =
                sdp.replaceFirst(
                        parts[0], start + unit.repeat(room / unit.length()) + "\n" + parts[0]);

        assertTrue(longer.length() > MAX_LENGTH - 200, longer.length() + " characters");
        parse(longer);
    }
}
