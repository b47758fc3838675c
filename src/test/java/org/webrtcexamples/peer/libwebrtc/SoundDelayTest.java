package org.webrtcexamples.peer.libwebrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Map;

class SoundDelayTest {

    private final SoundDelay delay = new SoundDelay();

    private void read(String kind, double jitterBufferDelay, long emitted) {
        delay.read(
                Map.of(
                        "kind",
                        kind,
                        "jitterBufferDelay",
                        jitterBufferDelay,
                        "jitterBufferEmittedCount",
                        emitted));
    }

    @Test
    void isTypicalUntilBothAreKnown() {
        read("audio", 48_000 * 0.2, 48_000);

        assertEquals(Duration.ofMillis(40), delay.get());
    }

    @Test
    void isTheDifferenceOfWhatHasComeOutLately() {
        read("audio", 48_000 * 0.2, 48_000);
        read("video", 25 * 0.1, 25);
        assertEquals(Duration.ofMillis(116), delay.get());

        read("audio", 48_000 * (0.2 + 0.05), 96_000);
        read("video", 25 * (0.1 + 0.02), 50);
        assertEquals(Duration.ofMillis(46), delay.get());
    }

    @Test
    void staysAsItIsWhenNothingComesOut() {
        read("audio", 4800, 48_000);
        read("video", 2.5, 25);
        Duration before = delay.get();

        read("audio", 4800, 48_000);
        read("video", 2.5, 25);
        delay.read(Map.of("kind", "video"));

        assertEquals(before, delay.get());
    }

    @Test
    void leavesOutWhatCannotBe() {
        read("video", 0, 25);
        read("audio", 48_000 * 5, 48_000);

        assertEquals(Duration.ofMillis(40), delay.get());
    }
}
