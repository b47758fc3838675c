package org.webrtcexamples.recorded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Finds what was drawn into frames. */
class RecordedPictureTest {

    private static final int WIDTH = RecordedPicture.WIDTH;
    private static final int HEIGHT = RecordedPicture.HEIGHT;
    private static final double FRAME = 0.05;

    private final List<Double> times = new ArrayList<>();
    private final List<byte[]> frames = new ArrayList<>();

    private void add(byte[] frame) {
        times.add(frames.size() * FRAME);
        frames.add(frame);
    }

    private void add(int luma) {
        byte[] frame = new byte[WIDTH * HEIGHT];
        Arrays.fill(frame, (byte) luma);
        add(frame);
    }

    private void addFlash(int kind) {
        byte[] frame = new byte[WIDTH * HEIGHT];
        Arrays.fill(frame, (byte) 235);
        for (int row = 7; row < 10; row++) {
            Arrays.fill(frame, row * WIDTH + 2 * kind, row * WIDTH + 2 * kind + 2, (byte) 16);
        }
        add(frame);
    }

    private RecordedPicture picture() {
        return new RecordedPicture(times, frames);
    }

    @Test
    void flashesAreFoundAndToldApart() {
        for (int i = 0; i < 40; i++) {
            if (i % 10 == 5 || i % 10 == 6) {
                addFlash(i / 10 * 2 + 1);
            } else {
                add(60 + i);
            }
        }
        assertEquals(List.of(1, 3, 5, 7), picture().flashes().stream().map(Mark::kind).toList());
        assertEquals(35 * FRAME, picture().flashes().get(3).time(), 1e-9);
    }

    @Test
    void theLongestFreezeIsFoundAndTheLastLastsToTheEnd() {
        for (int luma : new int[] {60, 70, 71, 70, 72, 71, 80, 90}) {
            add(luma);
        }
        assertEquals(5 * FRAME, picture().longestFreeze(8 * FRAME), 1e-9);
        assertEquals(1, picture().longestFreeze(7 * FRAME + 1), 1e-9);
    }

    @Test
    void whatIsBlackIsNotSeen() {
        add(16);
        add(16);
        add(60);
        assertEquals(2 * FRAME, picture().firstSeen(), 1e-9);
    }

    @Test
    void barsAreSeen() {
        add(60);
        assertFalse(picture().hasBars(1));
        byte[] barred = frames.get(0).clone();
        Arrays.fill(barred, 0, WIDTH, (byte) 16);
        Arrays.fill(barred, (HEIGHT - 1) * WIDTH, HEIGHT * WIDTH, (byte) 16);
        add(barred);
        assertTrue(picture().hasBars(1));
    }
}
