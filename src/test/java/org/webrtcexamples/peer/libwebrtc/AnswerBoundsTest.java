package org.webrtcexamples.peer.libwebrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.webrtcexamples.client.ClientPeer;
import org.webrtcexamples.peer.InvalidAnswerException;
import org.webrtcexamples.peer.SessionDescription;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

class AnswerBoundsTest {

    private static final String SESSION = "v=0\r\no=- 1 2 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n";
    private static final String VIDEO = "m=video 9 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 0.0.0.0\r\n";

    private static String lines(int count, IntFunction<String> line) {
        return IntStream.range(0, count)
                .mapToObj(line)
                .map(text -> text + "\r\n")
                .collect(Collectors.joining());
    }

    private static void assertPassed(String lines) {
        assertEquals(SESSION + VIDEO + lines, AnswerBounds.apply(SESSION + VIDEO + lines));
    }

    private static void assertLeftOut(String lines) {
        assertEquals(SESSION + VIDEO, AnswerBounds.apply(SESSION + lines + VIDEO + lines));
    }

    private static void assertRefused(String sdp, String detail) {
        String refusal =
                assertThrows(InvalidAnswerException.class, () -> AnswerBounds.apply(sdp))
                        .getMessage();
        assertTrue(refusal.contains(detail) && refusal.length() < 200, refusal);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=mid:0",
                "a=sendrecv",
                "a=rtpmap:96 VP8/90000",
                "a=fmtp:97 apt=96",
                "a=rtcp-fb:96 nack pli",
                "a=rtcp-fb:* transport-cc",
                "a=ssrc:1 cname:c",
                "a=ssrc-group:FID 1 2",
                "a=msid:stream track",
                "a=extmap:3/sendonly urn:x",
                "a=max-message-size:262144",
                "a=fingerprint:sha-256 00",
            })
    void passesOnWhatTheEngineHasAUseFor(String line) {
        for (String end : List.of("\r\n", "\n", "")) {
            assertPassed(line + end);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=x-pad:y",
                "a=x-pad y",
                "a=x-pad",
                "a=",
                "a=midi:0",
                "a=MID:0",
                "a=ice-options:trickle",
                "a=simulcast:recv 1;2",
                "a=rid:1 recv",
                "a=crypto:1 x",
                "a=rtcp-fb:96 nack x",
                "a=rtcp-fb:* unheard-of",
                "a=rtcp-fb:96",
                "a=ssrc:1 label:x",
            })
    void leavesOutWhatItHasNone(String line) {
        for (String end : List.of("\r\n", "\n")) {
            assertLeftOut(line + end);
            assertLeftOut(line + "y\ry" + end);
        }
    }

    @Test
    void leavesOutWhatItHasNoUseForHoweverLongThatIs() {
        assertLeftOut(lines(60, i -> "a=x-pad:" + "y".repeat(900)));
        assertLeftOut("a=x-pad:" + "y".repeat(60_000) + "\r\n");
    }

    @Test
    void takesOneStreamOfATrack() {
        assertEquals(
                SESSION + VIDEO + "a=msid:a t\r\n" + VIDEO + "a=msid:b u\r\n",
                AnswerBounds.apply(
                        SESSION
                                + VIDEO
                                + lines(100, i -> "a=msid:" + (i == 0 ? "a" : "x" + i) + " t")
                                + VIDEO
                                + "a=msid:b u\r\n"));
    }

    @Test
    void refusesALineThatIsTooLong() {
        String longest = "a=fmtp:96 x=" + "y".repeat(AnswerBounds.MAX_LINE_LENGTH - 14) + "\r\n";

        assertPassed(longest);
        assertRefused(
                SESSION + VIDEO + longest.replace("x=", "xx="),
                "is longer than the 512 characters that a line may have");
    }

    @Test
    void refusesMoreSourcesThanASectionCanHave() {
        String most = lines(AnswerBounds.MAX_SOURCES, i -> "a=ssrc:" + i + " cname:c");

        assertPassed(most + VIDEO + most);
        assertRefused(SESSION + VIDEO + most + "a=ssrc:x y:z\r\n", "8 sources at most");
    }

    /** What stands before the sections may be kept for each of them. */
    @Test
    void refusesMoreThanIsAnswered() {
        IntFunction<String> line = i -> "a=extmap:" + (i % 200 + 1) + " urn:" + "y".repeat(450);

        AnswerBounds.apply(SESSION + VIDEO + lines(33, line));
        assertRefused(SESSION + VIDEO + lines(36, line), "too long");
        AnswerBounds.apply(SESSION + lines(10, line) + VIDEO.repeat(3));
        assertRefused(SESSION + lines(13, line) + VIDEO.repeat(3), "too long");
        assertRefused("m=".repeat(30_000), "longer than");
        assertRefused("m=\n".repeat(20_000), "too long");
    }

    @Test
    void leavesAnythingElseAsItIs() {
        for (String text : new String[] {"", "m=", "\r\n\r\n", "rubbish", "v=0\r", "x\n\ny"}) {
            assertEquals(text, AnswerBounds.apply(text));
        }
    }

    /** Padded with whatever an answer may have, and the engine may keep or multiply. */
    @Test
    @Timeout(60)
    void theEngineKeepsNoMoreThanTheBoundWhateverAnAnswerIsPaddedWith() throws Exception {
        List<String> tooLong = new ArrayList<>();
        int applied = 0;
        try (Peers peers = new Peers();
                ClientPeer client = new ClientPeer()) {
            NativePeer peer = offering(peers);
            client.sendAudio(samples -> {});
            String offer = peer.localDescription().orElseThrow().sdp();
            String answer = Peers.answer(client, SessionDescription.offer(offer)).sdp();
            for (String place : List.of("t=0 0\r\n", "a=mid:0\r\n", "a=mid:1\r\n", "a=mid:2\r\n")) {
                for (Map.Entry<String, String> pad : pads().entrySet()) {
                    String padded = answer.replace(place, place + pad.getValue());
                    try {
                        String kept = peer.applyAnswer(SessionDescription.answer(padded)).sdp();
                        applied++;
                        if (kept.length() > AnswerBounds.MAX_LENGTH) {
                            tooLong.add(
                                    pad.getKey()
                                            + " behind "
                                            + place.strip()
                                            + ": "
                                            + padded.length()
                                            + " kept as "
                                            + kept.length());
                        }
                        peer.close();
                        peer = offering(peers);
                    } catch (InvalidAnswerException refused) {
                        assertTrue(refused.getMessage().length() < 300, refused.getMessage());
                    }
                }
            }
        }
        assertEquals(List.of(), tooLong);
        // Or this proves nothing.
        assertTrue(applied > 20, applied + " applied");
    }

    private static NativePeer offering(Peers peers) throws InterruptedException {
        NativePeer peer = peers.create();
        peer.receiveAudio(samples -> {});
        peer.receiveVideo();
        peer.createDataChannel("test");
        peer.offer(Peers.PATIENCE);
        return peer;
    }

    private static Map<String, String> pads() {
        String y = "y".repeat(900);
        String half = "y".repeat(450);
        Map<String, String> pads = new LinkedHashMap<>();
        pads.put("unknown attributes", lines(50, i -> "a=x-pad:" + y));
        pads.put("parameters", lines(50, i -> "a=fmtp:111 p" + i + "=" + y));
        pads.put("parameters of video", lines(22, i -> "a=fmtp:96 p" + i + "=" + half));
        pads.put("a long cname", "a=ssrc:77 cname:" + "c".repeat(45_000) + "\r\n");
        pads.put("an msid", "a=msid:" + y.repeat(20) + " " + y.repeat(20) + "\r\n");
        pads.put("feedback", lines(50, i -> "a=rtcp-fb:111 z" + i + " " + y));
        pads.put("feedback for all", lines(300, i -> "a=rtcp-fb:* z" + i));
        pads.put("extensions", lines(50, i -> "a=extmap:" + (20 + i) + " urn:" + y));
        pads.put("some extensions", lines(20, i -> "a=extmap:" + (20 + i) + " urn:" + half));
        pads.put("sources", lines(400, i -> "a=ssrc:" + (1000 + i) + " cname:c"));
        pads.put("eight sources", lines(8, i -> "a=ssrc:" + (1000 + i) + " cname:" + half));
        pads.put("ICE options", "a=ice-options:" + "o ".repeat(20_000) + "\r\n");
        pads.put("simulcast", "a=rid:1 recv\r\na=simulcast:recv " + "1;".repeat(5000) + "1\r\n");
        pads.put("groups", lines(500, i -> "a=group:LS 0 1"));
        pads.put("candidates", lines(60, i -> candidate(y.substring(0, 600) + i, i)));
        return pads;
    }

    private static String candidate(String foundation, int i) {
        return "a=candidate:%s 1 udp 1 10.9.9.%d 9 typ host".formatted(foundation, i + 1);
    }
}
