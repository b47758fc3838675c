package org.webrtcexamples.client;

/** Looks at samples of 16 bits at 48 kHz. */
public final class Samples {

    private Samples() {}

    /** The root of the mean square; 1 is full scale, of which a sine has 0.707. */
    public static double rms(short[] samples) {
        double sum = 0;
        for (short sample : samples) {
            sum += (double) sample * sample;
        }
        return Math.sqrt(sum / samples.length) / -Short.MIN_VALUE;
    }

    /**
     * The frequency of a pure tone, in Hz: how often it rises through zero between the first time
     * and the last.
     */
    public static double frequency(short[] samples) {
        double first = Double.NaN;
        double last = Double.NaN;
        int cycles = -1;
        for (int i = 1; i < samples.length; i++) {
            if (samples[i - 1] < 0 && samples[i] >= 0) {
                last = i - samples[i] / (double) (samples[i] - samples[i - 1]);
                first = Double.isNaN(first) ? last : first;
                cycles++;
            }
        }
        return cycles * ReceivedAudio.SAMPLE_RATE / (last - first);
    }
}
