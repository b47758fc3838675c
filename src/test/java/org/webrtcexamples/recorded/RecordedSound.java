package org.webrtcexamples.recorded;

import org.webrtcexamples.client.Marks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What is heard of {@link Marks} in 16-bit samples at 48 kHz.
 *
 * <p>It is looked at in steps of 2 ms, each through a Hann window of 20 ms.
 */
final class RecordedSound {

    private static final int SAMPLE_RATE = 48_000;
    private static final int WINDOW = SAMPLE_RATE / 50;
    private static final int HOP = SAMPLE_RATE / 500;
    private static final double STEP = (double) HOP / SAMPLE_RATE;

    /** Hops between two phases that are compared: 20 ms, in which 25 Hz are half a turn. */
    private static final int APART = 10;

    private static final int SECOND = SAMPLE_RATE / HOP;

    private final double seconds;
    private final double[] amplitudes;
    private final double[] phases;
    private final double[][] beeps;

    RecordedSound(short[] samples) {
        seconds = samples.length / (double) SAMPLE_RATE;
        // As if silence went before and came after, so that step i is what is heard at its time.
        short[] padded = new short[samples.length + 2 * WINDOW];
        System.arraycopy(samples, 0, padded, WINDOW / 2, samples.length);
        int steps = samples.length / HOP;
        amplitudes = new double[steps];
        phases = new double[steps];
        demodulate(padded, Marks.FREQUENCY, amplitudes, phases);
        beeps = new double[Marks.KINDS][steps];
        for (int kind = 0; kind < Marks.KINDS; kind++) {
            demodulate(padded, Marks.beepFrequency(kind), beeps[kind], new double[steps]);
        }
    }

    private static void demodulate(
            short[] samples, double frequency, double[] amplitudes, double[] phases) {
        double[] cosine = new double[WINDOW];
        double[] sine = new double[WINDOW];
        double sum = 0;
        for (int i = 0; i < WINDOW; i++) {
            double hann = 0.5 - 0.5 * Math.cos(2 * Math.PI * (i + 0.5) / WINDOW);
            double angle = 2 * Math.PI * frequency * i / SAMPLE_RATE;
            cosine[i] = hann * Math.cos(angle);
            sine[i] = hann * Math.sin(angle);
            sum += hann;
        }
        for (int step = 0; step < amplitudes.length; step++) {
            double real = 0;
            double imaginary = 0;
            for (int i = 0; i < WINDOW; i++) {
                real += samples[step * HOP + i] * cosine[i];
                imaginary -= samples[step * HOP + i] * sine[i];
            }
            amplitudes[step] = 2 * Math.hypot(real, imaginary) / sum / Short.MAX_VALUE;
            phases[step] = Math.atan2(imaginary, real);
        }
    }

    private boolean isSilent(int step) {
        return amplitudes[step] < Marks.AMPLITUDE / 4;
    }

    /**
     * The longest time without the tone, in seconds.
     *
     * @param from where to begin, in seconds
     * @param until the sound's end, or beyond it, where the file goes on without sound
     */
    double longestSilence(double from, double until) {
        double longest = Math.max(0, until - seconds);
        double begin = Math.min(from, seconds);
        for (int step = (int) (from / STEP); step < amplitudes.length; step++) {
            if (!isSilent(step)) {
                begin = step * STEP;
            }
            // At the very end the silence goes on to the end of the file.
            double end = step == amplitudes.length - 1 ? Math.max(until, seconds) : step * STEP;
            longest = Math.max(longest, end - begin);
        }
        return longest;
    }

    /** Tells how much of it is silent, in seconds. */
    double silence() {
        return IntStream.range(0, amplitudes.length).filter(this::isSilent).count() * STEP;
    }

    /** When the beeps begin, the earliest first. */
    List<Mark> beeps() {
        List<Mark> found = new ArrayList<>();
        for (int kind = 0; kind < Marks.KINDS; kind++) {
            int begin = -1;
            for (int step = 0; step < beeps[kind].length; step++) {
                boolean loud = beeps[kind][step] > Marks.AMPLITUDE / 2;
                if (loud && begin < 0) {
                    begin = step;
                } else if (!loud && begin >= 0) {
                    if (step - begin > APART) {
                        found.add(new Mark(begin * STEP, kind));
                    }
                    begin = -1;
                }
            }
        }
        found.sort(null);
        return found;
    }

    /**
     * The tone's frequency in the second where it is the most wrong, in Hz, or NaN if there is no
     * second with a tone throughout.
     */
    double worstFrequency() {
        double worst = Double.NaN;
        for (int begin = SECOND / 2; begin + SECOND <= amplitudes.length; begin += SECOND / 2) {
            if (IntStream.range(begin, begin + SECOND).noneMatch(this::isSilent)) {
                double frequency = frequency(begin);
                if (!(Math.abs(frequency - Marks.FREQUENCY) <= Math.abs(worst - Marks.FREQUENCY))) {
                    worst = frequency;
                }
            }
        }
        return worst;
    }

    /** In the second from a step on: the mean without the tenth at either end. */
    private double frequency(int begin) {
        double expected = 2 * Math.PI * Marks.FREQUENCY * STEP * APART;
        double[] differences =
                IntStream.range(begin, begin + SECOND - APART)
                        .mapToDouble(step -> phases[step + APART] - phases[step] - expected)
                        .map(angle -> Math.IEEEremainder(angle, 2 * Math.PI))
                        .sorted()
                        .toArray();
        int tenth = differences.length / 10;
        double mean =
                Arrays.stream(differences, tenth, differences.length - tenth)
                        .average()
                        .orElseThrow();
        return Marks.FREQUENCY + mean / (2 * Math.PI * STEP * APART);
    }
}
