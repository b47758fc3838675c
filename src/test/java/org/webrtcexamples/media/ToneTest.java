package org.webrtcexamples.media;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

@Timeout(60)
class ToneTest {

    /** What is sent every 10 ms. */
    private static final int FRAMES = 480;

    private static final int PEAK = 32767;

    private static short[] next(Tone tone, int samples) {
        short[] next = new short[samples];
        tone.fill(next);
        return next;
    }

    private static short[] join(short[]... blocks) {
        short[] joined = new short[Arrays.stream(blocks).mapToInt(block -> block.length).sum()];
        int at = 0;
        for (short[] block : blocks) {
            System.arraycopy(block, 0, joined, at, block.length);
            at += block.length;
        }
        return joined;
    }

    private static short[] channel(int channel, int channels, short[] interleaved) {
        short[] samples = new short[interleaved.length / channels];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = interleaved[i * channels + channel];
        }
        return samples;
    }

    /** Of a sine that began at phase 0, its frequency in tenths of Hz; exact however late. */
    private static double idealSine(long frame, long tenthsOfHz) {
        long cycle = 10L * Tone.SAMPLE_RATE;
        return Math.sin(2 * Math.PI * (frame * tenthsOfHz % cycle) / cycle);
    }

    private static double rms(short[] samples) {
        double sum = 0;
        for (short sample : samples) {
            sum += (double) sample * sample;
        }
        return Math.sqrt(sum / samples.length);
    }

    private static int greatestStep(short[] samples) {
        int greatest = 0;
        for (int i = 1; i < samples.length; i++) {
            greatest = Math.max(greatest, Math.abs(samples[i] - samples[i - 1]));
        }
        return greatest;
    }

    /** Between two samples of a sine, both of which are rounded. */
    private static double greatestStepOf(double frequency, double gain) {
        return 2 * PEAK * gain * Math.sin(Math.PI * frequency / Tone.SAMPLE_RATE) + 1;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 500, 4400, 8800, 12345, 79999, 239999})
    void afterAnHourItIsWhereTheIdealSineIs(long tenthsOfHz) {
        Tone tone = new Tone(tenthsOfHz / 10.0, 1);
        int blocks = 3600 * Tone.SAMPLE_RATE / FRAMES;
        short[] samples = new short[FRAMES];
        for (int i = 0; i < blocks; i++) {
            tone.fill(samples);
        }

        for (int i = 0; i < FRAMES; i++) {
            long frame = (long) (blocks - 1) * FRAMES + i;
            assertEquals(PEAK * idealSine(frame, tenthsOfHz), samples[i], 0.51, "frame " + frame);
        }
    }

    @Test
    void hasItsFrequencyInEveryMinute() {
        Tone tone = new Tone(1234.5, 1);
        for (int minute = 0; minute < 3; minute++) {
            short[] samples = next(tone, 60 * Tone.SAMPLE_RATE);
            int crossings = 0;
            for (int i = 1; i < samples.length; i++) {
                if (samples[i - 1] < 0 && samples[i] >= 0) {
                    crossings++;
                }
            }
            assertEquals(60 * 1234.5, crossings, 1);
        }
    }

    @Test
    void reachesFullScaleAndNeverPassesIt() {
        for (double frequency : new double[] {0.1, 50, 440, 997, 12_000}) {
            short[] samples = next(new Tone(frequency, 1), 10 * Tone.SAMPLE_RATE);
            int highest = 0;
            int lowest = 0;
            for (int i = 0; i < samples.length; i++) {
                highest = Math.max(highest, samples[i]);
                lowest = Math.min(lowest, samples[i]);
                double ideal = PEAK * idealSine(i, Math.round(frequency * 10));
                int frame = i;
                assertEquals(
                        ideal,
                        samples[i],
                        0.51,
                        () -> "%s Hz, frame %d".formatted(frequency, frame));
            }
            assertEquals(PEAK, highest);
            assertEquals(-PEAK, lowest);
        }
    }

    @Test
    void isTheSameInBlocksOfAnySize() {
        short[] inOne = next(new Tone(1234.5, 0.7, 0.3), 2 * 4800);
        Tone tone = new Tone(1234.5, 0.7, 0.3);
        List<short[]> blocks = new ArrayList<>();
        int left = 4800;
        for (int frames = 1; left > 0; frames = frames * 3 % 701) {
            int taken = Math.min(frames, left);
            blocks.add(next(tone, 2 * taken));
            blocks.add(next(tone, 0));
            left -= taken;
        }

        short[] inMany = join(blocks.toArray(short[][]::new));

        assertEquals(inOne.length, inMany.length);
        for (int i = 0; i < inOne.length; i++) {
            assertEquals(inOne[i], inMany[i], 1, "sample " + i);
        }
    }

    @Test
    void aChangeOfFrequencyIsNoClick() {
        double[] frequencies = {440, 880, 50, 8000, 3, 1234.5, 0, 440, 23_000, 20};
        Tone tone = new Tone(frequencies[0], 1);
        // Not whole periods, so that a phase that began anew would be heard.
        short[] before = next(tone, 331);
        for (int i = 1; i < frequencies.length; i++) {
            tone.setFrequency(frequencies[i]);
            short[] after = next(tone, 331);
            double higher = Math.max(frequencies[i - 1], frequencies[i]);
            assertTrue(
                    greatestStep(join(before, after)) <= greatestStepOf(higher, 1),
                    "%s to %s Hz".formatted(frequencies[i - 1], frequencies[i]));
            before = after;
        }
    }

    @Test
    void afterAChangeItHasTheNewFrequencyAndThePhaseGoesOn() {
        Tone tone = new Tone(440, 1);
        tone.fill(new short[331]);
        tone.setFrequency(1000);
        short[] samples = next(tone, FRAMES);

        double phase = 331 * 440.0 / Tone.SAMPLE_RATE;
        for (int i = 0; i < FRAMES; i++) {
            double cycles = phase + i * 1000.0 / Tone.SAMPLE_RATE;
            assertEquals(PEAK * Math.sin(2 * Math.PI * cycles), samples[i], 0.51);
        }
    }

    @ParameterizedTest
    @ValueSource(
            doubles = {
                Double.NaN,
                Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY,
                -440,
                -Double.MIN_VALUE
            })
    void whatIsNoFrequencyIsIgnored(double noFrequency) {
        short[] expected = next(new Tone(440, 1), FRAMES);
        Tone tone = new Tone(440, 1);

        tone.setFrequency(noFrequency);

        assertArrayEquals(expected, next(tone, FRAMES));
        assertThrows(IllegalArgumentException.class, () -> new Tone(noFrequency, 1));
    }

    @ParameterizedTest
    @ValueSource(doubles = {24_000.001, 25_000, 1e9, Double.MAX_VALUE})
    void aFrequencyAboveNyquistIsTakenAsNyquist(double frequency) {
        Tone tone = new Tone(12_000, 1);
        tone.fill(new short[1]);
        tone.setFrequency(frequency);
        tone.fill(new short[1]);

        // A quarter of a period was at 12,000 Hz: every sample is a peak of the 24,000 Hz.
        assertArrayEquals(new short[] {-PEAK, PEAK, -PEAK, PEAK}, next(tone, 4));
        assertArrayEquals(next(new Tone(24_000, 1), FRAMES), next(new Tone(frequency, 1), FRAMES));
    }

    @Test
    void atZeroHertzTheWaveStandsStillAndGoesOnFromThere() {
        Tone tone = new Tone(12_000, 1);
        tone.fill(new short[1]);
        tone.setFrequency(0);
        assertArrayEquals(new short[] {PEAK, PEAK, PEAK}, next(tone, 3));

        tone.setFrequency(12_000);
        assertArrayEquals(new short[] {PEAK, 0, -PEAK, 0}, next(tone, 4));
    }

    @Test
    void eachChannelHasItsGain() {
        double[] gains = {0, 0.25, 1, 0.5};
        short[] samples = next(new Tone(1000, gains), 4 * Tone.SAMPLE_RATE);

        for (int channel = 0; channel < 4; channel++) {
            assertEquals(
                    gains[channel] * PEAK / Math.sqrt(2), rms(channel(channel, 4, samples)), 0.5);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1, 0.5, 0.9, 1})
    void changedGainsHoldFromTheBlockAfterTheNext(double panning) {
        Tone tone = new Tone(1000, 0.5, 0.5);
        tone.fill(new short[2 * FRAMES]);
        tone.setGains(1 - panning, panning);
        tone.fill(new short[2 * FRAMES]);
        short[] samples = next(tone, 2 * FRAMES);

        double full = PEAK / Math.sqrt(2);
        assertEquals((1 - panning) * full, rms(channel(0, 2, samples)), 0.5);
        assertEquals(panning * full, rms(channel(1, 2, samples)), 0.5);
    }

    @Test
    void gainsMoveLinearlyDuringTheNextBlock() {
        // A quarter of a period at 12,000 Hz, then at rest: every sample shows the gain itself.
        Tone tone = new Tone(12_000, 1, 0.5);
        tone.fill(new short[2]);
        tone.setFrequency(0);
        tone.fill(new short[2]);

        tone.setGains(0, 0.75);
        short[] during = next(tone, 2 * FRAMES);
        short[] after = next(tone, 2 * FRAMES);

        for (int i = 0; i < FRAMES; i++) {
            double done = (i + 1.0) / FRAMES;
            assertEquals(PEAK * (1 - done), during[2 * i], 0.51);
            assertEquals(PEAK * (0.5 + 0.25 * done), during[2 * i + 1], 0.51);
            assertEquals(0, after[2 * i]);
            assertEquals(PEAK * 0.75, after[2 * i + 1], 0.51);
        }
    }

    @Test
    void aChangeOfGainIsNoClick() {
        Tone tone = new Tone(440, 1);
        short[] heard = next(tone, 331);
        for (double gain : new double[] {0, 1, 0.5, 1, 0}) {
            tone.setGains(gain);
            tone.fill(new short[0]);
            heard = join(heard, next(tone, FRAMES), next(tone, 331));
        }

        double stepOfRamp = (double) PEAK / FRAMES;
        assertTrue(greatestStep(heard) <= greatestStepOf(440, 1) + stepOfRamp);
    }

    @Test
    void gainsOutsideOfTheirRangeAreTakenAsItsEnds() {
        Tone tone = new Tone(440, 0.5, 0.5, 0.5, 0.5);
        tone.setGains(-0.5, 1.5, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
        tone.fill(new short[4]);

        short[] expected = next(new Tone(440, 0, 1, 0, 1), 4 * FRAMES);
        short[] withoutRamp = Arrays.copyOfRange(expected, 4, expected.length);
        assertArrayEquals(withoutRamp, next(tone, 4 * (FRAMES - 1)));
        assertArrayEquals(expected, next(new Tone(440, -1, 2, -0.1, 1.1), 4 * FRAMES));
    }

    @Test
    void whenOneGainIsNoNumberAllAreIgnored() {
        Tone tone = new Tone(440, 0.3, 0.6);

        tone.setGains(1, Double.NaN);
        tone.setGains(Double.NaN, 1);

        assertArrayEquals(next(new Tone(440, 0.3, 0.6), 2 * FRAMES), next(tone, 2 * FRAMES));
        assertThrows(IllegalArgumentException.class, () -> new Tone(440, 1, Double.NaN));
    }

    @Test
    void thereIsOneGainForEachChannel() {
        assertThrows(IllegalArgumentException.class, () -> new Tone(440));
        Tone tone = new Tone(440, 0.5, 0.5);
        assertThrows(IllegalArgumentException.class, () -> tone.setGains());
        assertThrows(IllegalArgumentException.class, () -> tone.setGains(1));
        assertThrows(IllegalArgumentException.class, () -> tone.setGains(1, 1, Double.NaN));
    }

    @Test
    void aBlockHasWholeFrames() {
        Tone tone = new Tone(440, 0.5, 0.5);

        assertThrows(IllegalArgumentException.class, () -> tone.fill(new short[3]));

        assertArrayEquals(next(new Tone(440, 0.5, 0.5), 2 * FRAMES), next(tone, 2 * FRAMES));
    }

    @Test
    void theCallersGainsAreItsOwn() {
        double[] first = {1, 0};
        Tone tone = new Tone(440, first);
        first[0] = 0;
        assertArrayEquals(next(new Tone(440, 1, 0), 2 * FRAMES), next(tone, 2 * FRAMES));

        double[] second = {1, 0};
        tone.setGains(second);
        second[1] = 1;
        assertEquals(0, rms(channel(1, 2, next(tone, 2 * FRAMES))));
    }

    @Test
    void changesFromOtherThreadsTakeEffectAtTheBordersOfBlocksAndTogether() throws Exception {
        Tone tone = new Tone(100, 1, 0);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        AtomicBoolean done = new AtomicBoolean();
        CountDownLatch changing = new CountDownLatch(2);
        List<short[]> blocks = new ArrayList<>();
        try {
            Future<?> frequencies =
                    threads.submit(
                            () -> {
                                for (int i = 0; !done.get(); i++) {
                                    tone.setFrequency(i % 2 == 0 ? 200 : 100);
                                    changing.countDown();
                                }
                            });
            Future<?> gains =
                    threads.submit(
                            () -> {
                                for (int i = 0; !done.get(); i++) {
                                    double panning = i % 11 / 10.0;
                                    tone.setGains(1 - panning, panning);
                                    changing.countDown();
                                }
                            });
            changing.await();
            for (int i = 0; i < 2000; i++) {
                blocks.add(next(tone, 2 * FRAMES));
            }
            done.set(true);
            frequencies.get();
            gains.get();
        } finally {
            done.set(true);
            threads.shutdownNow();
        }

        short[] heard = join(blocks.toArray(short[][]::new));
        short[] left = channel(0, 2, heard);
        short[] right = channel(1, 2, heard);
        short[] sum = new short[left.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = (short) (left[i] + right[i]);
        }
        // The gains of a call add up to 1, those of two calls would not: then this were no sine.
        for (int start = 0; start < sum.length; start += FRAMES) {
            assertEquals(
                    PEAK / Math.sqrt(2), rms(Arrays.copyOfRange(sum, start, start + FRAMES)), 2);
        }
        assertTrue(greatestStep(sum) <= greatestStepOf(200, 1) + 1);
        int greatest = Math.max(greatestStep(left), greatestStep(right));
        assertTrue(greatest <= greatestStepOf(200, 1) + (double) PEAK / FRAMES);
        assertTrue(
                blocks.stream().mapToDouble(block -> rms(channel(0, 2, block))).distinct().count()
                        > 2,
                "nothing changed");
    }
}
