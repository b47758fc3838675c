package org.webrtcexamples.recorded;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;

/** Finds what was put into a sound. */
class RecordedSoundTest {

    private static final int SECONDS = 6;
    private static final double PRECISION = 0.005;

    /** A tone of 440 Hz and a beep of 50 ms at each second, played so many times as fast. */
    private static short[] marked(double speed) {
        short[] samples = new short[SECONDS * 48_000];
        for (int i = 0; i < samples.length; i++) {
            double time = i * speed / 48_000;
            int second = (int) time;
            boolean beeps = second > 0 && time - second < 0.05;
            double beep = beeps ? Math.sin(2 * Math.PI * (1000 + 250 * second) * time) : 0;
            double value = 0.2 * (Math.sin(2 * Math.PI * 440 * time) + beep);
            samples[i] = (short) (value * Short.MAX_VALUE);
        }
        return samples;
    }

    @Test
    void theToneHasItsPitch() {
        assertEquals(440, new RecordedSound(marked(1)).worstFrequency(), 0.01);
        assertEquals(440.44, new RecordedSound(marked(1.001)).worstFrequency(), 0.01);
        assertEquals(433, new RecordedSound(marked(433 / 440.0)).worstFrequency(), 0.05);
    }

    @Test
    void theWorstSecondCounts() {
        short[] samples = marked(1);
        short[] fast = marked(1.01);
        System.arraycopy(fast, 0, samples, 3 * 48_000, 2 * 48_000);
        assertEquals(444.4, new RecordedSound(samples).worstFrequency(), 0.05);
    }

    @Test
    void beepsAreFoundAndToldApart() {
        List<Mark> beeps = new RecordedSound(marked(1)).beeps();
        assertEquals(SECONDS - 1, beeps.size());
        for (int second = 1; second < SECONDS; second++) {
            assertEquals(second, beeps.get(second - 1).kind());
            assertEquals(second, beeps.get(second - 1).time(), PRECISION);
        }
    }

    @Test
    void silenceIsMeasured() {
        short[] samples = marked(1);
        assertEquals(0, new RecordedSound(samples).longestSilence(0, SECONDS), 0.02);
        Arrays.fill(samples, 2 * 48_000, 2 * 48_000 + 24_000, (short) 0);
        assertEquals(0.5, new RecordedSound(samples).longestSilence(0, SECONDS), 0.02);
    }

    @Test
    void silenceAtTheEndCounts() {
        short[] samples = marked(1);
        assertEquals(1, new RecordedSound(samples).longestSilence(0, SECONDS + 1), 0.02);
        Arrays.fill(samples, 4 * 48_000, samples.length, (short) 0);
        assertEquals(3, new RecordedSound(samples).longestSilence(0, SECONDS + 1), 0.02);
        assertEquals(2, new RecordedSound(samples).longestSilence(0, SECONDS), 0.02);
    }
}
