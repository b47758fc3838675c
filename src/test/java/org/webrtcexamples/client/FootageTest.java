package org.webrtcexamples.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What is counted of frames that came at given times. */
class FootageTest {

    private static final int SOURCE = 3;

    @Test
    void framesAreCountedOnceAndBySource() {
        Footage footage =
                new Footage(
                        List.of(
                                frame(0, SOURCE, 10),
                                frame(50, SOURCE, 11),
                                frame(60, SOURCE, 11),
                                frame(100, SOURCE + 1, 12),
                                frame(150, ReceivedFrame.UNREADABLE, ReceivedFrame.UNREADABLE)));
        assertEquals(2, footage.framesOf(SOURCE));
        assertEquals(1, footage.framesOf(SOURCE + 1));
        assertEquals(1, footage.unreadable());
        assertEquals(3, footage.since(frame(60, 0, 0).nanoTime()).frames().size());
    }

    @Test
    void aGapIsAFreezeFrom150MillisecondsOverTheMeanOn() {
        assertEquals(0, withGap(199).freezes());
        assertEquals(1, withGap(200).freezes());
        assertEquals(Duration.ofMillis(200), withGap(200).longestGap());
    }

    @Test
    void nothingFreezesBeforeThereIsAMean() {
        assertEquals(
                0, new Footage(List.of(frame(0, SOURCE, 0), frame(9000, SOURCE, 1))).freezes());
    }

    /** Forty frames at 20 a second, a gap, and forty more. */
    private static Footage withGap(int millis) {
        List<ReceivedFrame> frames = new ArrayList<>();
        IntStream.range(0, 40).forEach(i -> frames.add(frame(50 * i, SOURCE, i)));
        int later = 50 * 39 + millis;
        IntStream.range(0, 40).forEach(i -> frames.add(frame(later + 50 * i, SOURCE, 40 + i)));
        return new Footage(frames);
    }

    private static ReceivedFrame frame(int millis, int source, int number) {
        return new ReceivedFrame(Duration.ofMillis(millis).toNanos(), 640, 480, source, number);
    }
}
