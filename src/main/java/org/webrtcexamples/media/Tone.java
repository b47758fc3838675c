package org.webrtcexamples.media;

import java.util.Arrays;

/**
 * A sine wave in 16-bit samples for any number of channels, each with a gain of its own.
 *
 * <p>One thread at a time fills; any thread may change frequency and gains meanwhile. A change
 * begins with the next block and makes no click: the phase goes on where it was, and gains move
 * linearly to their new values during that block.
 */
public final class Tone {

    /** Frames a second: one sample for each channel is a frame. */
    public static final int SAMPLE_RATE = 48_000;

    /** Of a full-scale sine; -32768 has no positive counterpart. */
    private static final int PEAK = Short.MAX_VALUE;

    private volatile double frequency;

    /** One per channel; never changed, only replaced, so that all change at once. */
    private volatile double[] gains;

    // What follows belongs to the thread that fills.

    private final double[] peaks;

    /** Of the next frame, in cycles, from 0 up to 1: it stays as precise as in the beginning. */
    private double phase;

    /**
     * Begins at phase 0.
     *
     * @param frequency Hz, at least 0; above {@link #SAMPLE_RATE} / 2 is taken as that
     * @param gains one for each channel, at least one: 0 is silence, 1 is full scale; what is
     *     outside is taken as the nearer of them
     * @throws IllegalArgumentException when the frequency is not finite or below 0, a gain is NaN,
     *     or there is none
     */
    public Tone(double frequency, double... gains) {
        if (!isFrequency(frequency)) {
            throw new IllegalArgumentException("Not a frequency: " + frequency);
        }
        if (gains.length == 0 || !areGains(gains)) {
            throw new IllegalArgumentException("Not gains: " + Arrays.toString(gains));
        }
        this.frequency = clampFrequency(frequency);
        this.gains = clampGains(gains);
        peaks = Arrays.stream(this.gains).map(gain -> gain * PEAK).toArray();
    }

    /**
     * From the next block on. At 0 Hz the wave stands still where it is.
     *
     * @param hz what is not finite or below 0 is ignored; above {@link #SAMPLE_RATE} / 2 is taken
     *     as that
     */
    public void setFrequency(double hz) {
        if (isFrequency(hz)) {
            frequency = clampFrequency(hz);
        }
    }

    /**
     * From the end of the next block on, and on the way there during that block. All change
     * together.
     *
     * @param gains one for each channel, as many as there were at construction: 0 is silence, 1 is
     *     full scale; what is outside is taken as the nearer of them; when one is NaN, all are
     *     ignored
     * @throws IllegalArgumentException when there are fewer or more
     */
    public void setGains(double... gains) {
        if (gains.length != peaks.length) {
            throw new IllegalArgumentException(
                    "%d gains for %d channels".formatted(gains.length, peaks.length));
        }
        if (areGains(gains)) {
            this.gains = clampGains(gains);
        }
    }

    private static boolean isFrequency(double hz) {
        return Double.isFinite(hz) && hz >= 0;
    }

    private static double clampFrequency(double hz) {
        return Math.min(hz, SAMPLE_RATE / 2.0);
    }

    private static boolean areGains(double[] gains) {
        return Arrays.stream(gains).noneMatch(Double::isNaN);
    }

    private static double[] clampGains(double[] gains) {
        return Arrays.stream(gains).map(gain -> Math.max(0, Math.min(gain, 1))).toArray();
    }

    /**
     * The next samples, after those of the call before. By one thread at a time.
     *
     * @param samples is filled with as many frames as it has room for, the channels interleaved
     * @throws IllegalArgumentException when its length is not a multiple of the number of channels
     */
    public void fill(short[] samples) {
        int channels = peaks.length;
        if (samples.length % channels != 0) {
            throw new IllegalArgumentException(
                    "%d samples for %d channels".formatted(samples.length, channels));
        }
        int frames = samples.length / channels;
        if (frames == 0) {
            return;
        }
        double[] targets = gains;
        double cyclesPerFrame = frequency / SAMPLE_RATE;
        double sinOfTurn = Math.sin(2 * Math.PI * cyclesPerFrame);
        double cosOfTurn = Math.cos(2 * Math.PI * cyclesPerFrame);
        double firstSin = Math.sin(2 * Math.PI * phase);
        double firstCos = Math.cos(2 * Math.PI * phase);
        for (int channel = 0; channel < channels; channel++) {
            double peak = peaks[channel];
            double target = targets[channel] * PEAK;
            double step = (target - peak) / frames;
            double sin = firstSin;
            double cos = firstCos;
            for (int i = channel; i < samples.length; i += channels) {
                peak += step;
                samples[i] = (short) Math.rint(peak * sin);
                double turned = sin * cosOfTurn + cos * sinOfTurn;
                cos = cos * cosOfTurn - sin * sinOfTurn;
                sin = turned;
            }
            peaks[channel] = target;
        }
        phase += cyclesPerFrame * frames;
        phase -= Math.floor(phase);
    }
}
