package org.webrtcexamples.peer.libwebrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.webrtcexamples.peer.SentAnswers;
import org.webrtcexamples.peer.SessionDescription;
import org.webrtcexamples.peer.SignalingState;

import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What the native engine makes of the answers that clients sent to such offers. */
@Timeout(60)
class SentAnswersTest {

    /** What each example adds before its offer. */
    private static final Map<String, Consumer<NativePeer>> EXAMPLES =
            Map.of(
                    "ping-pong",
                    peer -> peer.createDataChannel("ping-pong"),
                    "datachannel-buffer-limits",
                    peer -> peer.createDataChannel("datachannel-buffer-limits"),
                    "pitch-detector",
                    peer -> {
                        peer.createDataChannel("frequency");
                        peer.receiveAudio(samples -> {});
                    },
                    "sine-wave",
                    peer -> {
                        peer.sendAudio(1, samples -> {});
                        peer.createDataChannel("frequency");
                    },
                    "sine-wave-stereo",
                    peer -> {
                        peer.sendAudio(2, samples -> {});
                        peer.createDataChannel("panning");
                    },
                    "video-compositing",
                    peer -> {
                        peer.receiveVideo();
                        peer.sendVideo(640, 480, image -> {});
                        peer.createDataChannel("overlay");
                    },
                    "record-audio-video-stream",
                    peer -> {
                        peer.receiveAudio(samples -> {});
                        peer.receiveVideo();
                    });

    private static Peers peers;

    @BeforeAll
    static void start() {
        peers = new Peers();
    }

    @AfterAll
    static void stop() {
        peers.close();
    }

    static Stream<String> answers() {
        return EXAMPLES.keySet().stream()
                .sorted()
                .flatMap(example -> SentAnswers.to(example).stream())
                .distinct();
    }

    @Test
    void thereIsAnAnswerOfEachClientToEachExample() {
        assertEquals(7 * EXAMPLES.size(), answers().count());
    }

    @ParameterizedTest
    @MethodSource("answers")
    void anAnswerOfAClientIsAccepted(String name) throws Exception {
        NativePeer peer = peers.create();
        EXAMPLES.get(name.substring(name.indexOf('-') + 1)).accept(peer);
        peer.offer(Peers.PATIENCE);

        SessionDescription answer = SessionDescription.answer(SentAnswers.text(name));
        assertFalse(peer.applyAnswer(answer).sdp().contains("a=candidate"));
        assertEquals(SignalingState.STABLE, peer.signalingState());

        peer.close();
        Peers.awaitReleased(peer);
    }
}
