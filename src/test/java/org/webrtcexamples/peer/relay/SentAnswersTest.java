package org.webrtcexamples.peer.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.webrtcexamples.peer.SentAnswers;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the relay makes of the answers that clients sent to such offers. */
class SentAnswersTest {

    private static final Map<String, Direction> EXAMPLES =
            Map.of(
                    "audio-video-loopback", Direction.SENDRECV,
                    "broadcaster", Direction.RECVONLY,
                    "viewer", Direction.SENDONLY);

    static Stream<String> answers() {
        return EXAMPLES.keySet().stream()
                .sorted()
                .flatMap(example -> SentAnswers.to(example).stream());
    }

    private static RelayAnswer parse(String name) {
        Direction direction =
                EXAMPLES.entrySet().stream()
                        .filter(example -> name.contains(example.getKey()))
                        .findFirst()
                        .orElseThrow()
                        .getValue();
        return RelayAnswer.parse(Offers.audioAndVideo(direction), SentAnswers.text(name));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void anAnswerOfAClientIsAccepted(String name) {
        RelayAnswer answer = parse(name);

        assertFalse(answer.iceUfrag().isEmpty());
        assertEquals(2, answer.media().size());
        assertTrue(answer.media().stream().noneMatch(AnsweredMedia::rejected));
        assertTrue(answer.media().get(0).payloadTypes().contains(PayloadTypes.OPUS));
        assertFalse(answer.media().get(1).payloadTypes().isEmpty());
    }

    /** Its profile-level-id is 42c01e. */
    @Test
    void theH264OfGStreamerIsThatOfTheOffer() {
        assertEquals(
                List.of(PayloadTypes.H264),
                parse("gst-audio-video-loopback-h264").media().get(1).payloadTypes());
    }
}
