package org.webrtcexamples.media.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Random;

class ArrivalClockTest {

    private static final long PIECE = 10_000_000;
    private static final long MILLI = 1_000_000;

    private final ArrivalClock clock = new ArrivalClock(PIECE);
    private final Random random = new Random(7);

    /** When the thread that hands pieces on is there again. */
    private double freeAt;

    /** A piece that is there at a time is handed on a little later, sometimes much. */
    private double handedOn(double there) {
        if (there > freeAt && random.nextInt(100) == 0) {
            freeAt = there + random.nextInt(200) * MILLI;
        }
        freeAt = Math.max(freeAt, there) + random.nextInt(50_000);
        return freeAt;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.99, 0.995, 1, 1.005, 1.01})
    void tellsWhenPiecesCameWhateverTheThreadDoes(double pace) {
        long last = 0;
        for (int i = 0; i < 60_000; i++) {
            double there = i * PIECE * pace;
            long time = clock.arrived(Math.round(handedOn(there)));
            assertTrue(time >= last);
            last = time;
            if (i > 100) {
                assertEquals(there, time, 10 * MILLI, "piece " + i);
            }
        }
    }

    @Test
    void tellsAPauseFromDelay() {
        long time = 0;
        for (int i = 0; i < 100; i++) {
            time = clock.arrived(i * PIECE);
        }
        assertEquals(99 * PIECE, time);
        for (int i = 400; i < 500; i++) {
            time = clock.arrived(i * PIECE);
            assertEquals(i * PIECE, time);
        }
    }

    @Test
    void correctsAFirstPieceThatWasLate() {
        clock.arrived(150 * MILLI);
        long time = 0;
        for (int i = 1; i < 100; i++) {
            time = clock.arrived(Math.max(150 * MILLI, i * PIECE));
        }
        assertEquals(99 * PIECE, time);
    }
}
