package org.webrtcexamples.media;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * Tells the pitch of what it heard last: of a tone, a whistle, a voice or an instrument that plays
 * one note at a time. Hears from 50 Hz to a sixth of the sample rate, which is 8 kHz at 48,000
 * samples a second; a little below and above it, it tells what is right or nothing.
 *
 * <p>It looks for the shift in time after which the sound looks most like itself, as in Philip
 * McLeod and Geoff Wyvill, <a href="https://quod.lib.umich.edu/i/icmc/bbp2372.2005.107">A smarter
 * way to find pitch</a> (2005). So it finds the pitch of a sound whose fundamental is weak or
 * missing as well.
 *
 * <p>Not thread-safe: add and ask on one thread at a time.
 */
public final class PitchMeter {

    private static final int LOWEST_SAMPLE_RATE = 8_000;
    private static final int HIGHEST_SAMPLE_RATE = 192_000;

    /** How much is looked at: four periods of the lowest pitch, as fresh as that allows. */
    private static final double WINDOW_SECONDS = 0.085;

    /** What has a longer period than this is not looked for: 50 Hz, and room to find its peak. */
    private static final double LOWEST_PITCH = 45;

    /**
     * Below this root mean square there is silence: -50 dBFS, where 0 dBFS is a full-scale sine's.
     */
    private static final double SILENCE =
            Short.MAX_VALUE * Math.sqrt(0.5) * Math.pow(10, -50 / 20.0);

    /**
     * Above the highest pitch the sound fades out from here on, in parts of the sample rate, since
     * peaks so narrow are lost between the samples.
     */
    private static final double FADE_START = 1.0 / 6;

    /** And is not heard at all from here on. */
    private static final double FADE_END = 3.0 / 16;

    /**
     * Which share of the sound has to repeat for it to have a pitch, the paper's clarity: of white
     * noise it is near 0.1, of rumble below 0.5.
     */
    private static final double CLEAR = 0.5;

    /**
     * From which part of another peak's height on a peak counts as as high, the paper's k: with
     * less, a strong harmonic is taken for the fundamental; with more, two periods for one.
     */
    private static final double AS_HIGH = 0.93;

    /**
     * Periods of more seconds may be spliced: a jitter buffer that gains or loses time takes out or
     * repeats what looks alike, which is whole periods up to its <a
     * href="https://webrtc.googlesource.com/src/+/refs/heads/main/modules/audio_coding/neteq/time_stretch.h">
     * kMaxLag</a> of 15 ms; and with a splice they seem up to 1 ms shorter than they are.
     */
    private static final double SPLICED_FROM = 0.014;

    /**
     * How much of what is not noise has to repeat after such a period: there are few of them in the
     * window, so that a splice moves the peak; but it makes it lower, too.
     */
    private static final double UNSPLICED = 0.98;

    /**
     * After this time noise is not like itself any more, and a tone with such a period still is.
     */
    private static final double NOISE_SECONDS = 0.0002;

    /**
     * Above this pitch, in Hz, a plain tone is told from its line in the spectrum: below 8 kHz it
     * comes out of <a href="https://www.rfc-editor.org/rfc/rfc6716#section-2">Opus' wideband
     * mode</a> with a mirror image above 8 kHz, and the two repeat with a pitch between them.
     */
    private static final double LINES_FROM = 7_000;

    /** A maximum of the NSDF, between its samples. */
    private record Peak(double lag, double height) {}

    private final int sampleRate;

    /** The newest samples, the oldest first. */
    private final short[] window;

    private int heard;

    private final Fft fft;
    private final double[] re;
    private final double[] im;

    private final int longestPeriod;

    /**
     * Up to which lag repetitions of a period make it more precise: after longer ones a splice or a
     * voice's own changes count for more than that.
     */
    private final int longestRefinement;

    /**
     * The paper's n'(τ), the normalised square difference function: how much the window is like
     * itself after each lag, in samples, from 1 when it is the same to -1 when it is its opposite.
     */
    private final double[] nsdf;

    /**
     * Has heard nothing yet.
     *
     * @param sampleRate samples a second, 8,000 to 192,000
     * @throws IllegalArgumentException when it is another
     */
    public PitchMeter(int sampleRate) {
        if (sampleRate < LOWEST_SAMPLE_RATE || sampleRate > HIGHEST_SAMPLE_RATE) {
            throw new IllegalArgumentException("Not a sample rate: " + sampleRate);
        }
        this.sampleRate = sampleRate;
        window = new short[(int) (sampleRate * WINDOW_SECONDS)];
        longestPeriod = (int) (sampleRate / LOWEST_PITCH);
        longestRefinement = window.length / 6;
        // Room for the second repetition of the longest period.
        nsdf = new double[longestPeriod * 5 / 2];
        // The transform takes the window for a circle: its ends must not meet at any of the lags.
        int size = Integer.highestOneBit(window.length + nsdf.length - 1) * 2;
        fft = new Fft(size);
        re = new double[size];
        im = new double[size];
    }

    /**
     * Hears what comes next. The last 85 ms count.
     *
     * @param samples of one channel, any number of them; copied
     */
    public void add(short[] samples) {
        int added = Math.min(samples.length, window.length);
        int kept = window.length - added;
        System.arraycopy(window, added, window, 0, kept);
        System.arraycopy(samples, samples.length - added, window, kept, added);
        heard = Math.min(heard + added, window.length);
    }

    /**
     * The pitch of the last 85 ms.
     *
     * @return Hz, for a steady tone right to 1 Hz or 0.3 %, whichever is more, with white noise 20
     *     dB below it too; empty before 85 ms were heard, when they are quieter than -50 dBFS, and
     *     when they have no pitch. While they hold the end of one tone and the beginning of another
     *     it is empty or the pitch of one of them, now and then of neither
     */
    public OptionalDouble pitch() {
        if (heard < window.length) {
            return OptionalDouble.empty();
        }
        double mean = mean();
        double energy = energy(mean);
        if (energy < SILENCE * SILENCE * window.length) {
            return OptionalDouble.empty();
        }
        toPowerSpectrum(mean);
        double line = strongestLine();
        fft.transform(re, im);
        normalise(mean, energy);
        double clarity = highestKeyMaximum();
        if (clarity < CLEAR) {
            return OptionalDouble.empty();
        }
        Peak first = firstAsHighAs(AS_HIGH * clarity);
        if (!isSteady(first)) {
            return OptionalDouble.empty();
        }
        double pitch = sampleRate / refine(first);
        return OptionalDouble.of(pitch > LINES_FROM ? line : pitch);
    }

    /** A constant offset, as some sound cards add, is no sound. */
    private double mean() {
        long sum = 0;
        for (short sample : window) {
            sum += sample;
        }
        return (double) sum / window.length;
    }

    private double energy(double mean) {
        double energy = 0;
        for (short sample : window) {
            energy += (sample - mean) * (sample - mean);
        }
        return energy;
    }

    /** Into {@code re}, of the part that is heard; its transform is the paper's r'(τ). */
    private void toPowerSpectrum(double mean) {
        int size = re.length;
        for (int i = 0; i < window.length; i++) {
            re[i] = window[i] - mean;
        }
        Arrays.fill(re, window.length, size, 0);
        Arrays.fill(im, 0);
        fft.transform(re, im);
        for (int bin = 0; bin < size; bin++) {
            double frequency = (double) Math.min(bin, size - bin) / size;
            double passed = (FADE_END - frequency) / (FADE_END - FADE_START);
            double power = (re[bin] * re[bin] + im[bin] * im[bin]) / size;
            re[bin] = power * Math.max(0, Math.min(passed, 1));
            im[bin] = 0;
        }
    }

    /** In Hz. */
    private double strongestLine() {
        int strongest = 1;
        for (int bin = 2; bin < re.length / 2; bin++) {
            if (re[bin] > re[strongest]) {
                strongest = bin;
            }
        }
        return (strongest + vertex(re, strongest)) * sampleRate / re.length;
    }

    /** Divides r'(τ) by half of m'(τ), the energy of what overlaps after each lag. */
    private void normalise(double mean, double energy) {
        double overlapping = 2 * energy;
        for (int lag = 0; lag < nsdf.length; lag++) {
            nsdf[lag] = 2 * re[lag] / overlapping;
            double first = window[lag] - mean;
            double last = window[window.length - 1 - lag] - mean;
            overlapping -= first * first + last * last;
        }
    }

    private double highestKeyMaximum() {
        double highest = 0;
        for (int lag = nextKeyMaximum(0); lag <= longestPeriod; lag = nextKeyMaximum(lag)) {
            highest = Math.max(highest, peakAt(lag).height());
        }
        return highest;
    }

    private Peak firstAsHighAs(double height) {
        int lag = nextKeyMaximum(0);
        while (peakAt(lag).height() < height) {
            lag = nextKeyMaximum(lag);
        }
        return peakAt(lag);
    }

    /**
     * The paper's key maximum is the highest point between one zero crossing upwards and the next
     * one downwards.
     *
     * @param lag 0 or a key maximum
     * @return the lag of the next one; beyond the longest period when there is none
     */
    private int nextKeyMaximum(int lag) {
        int next = lag;
        while (next <= longestPeriod && nsdf[next] > 0) {
            next++;
        }
        while (next <= longestPeriod && nsdf[next] <= 0) {
            next++;
        }
        int highest = next;
        while (next < nsdf.length && nsdf[next] > 0) {
            if (nsdf[next] > nsdf[highest]) {
                highest = next;
            }
            next++;
        }
        return highest;
    }

    private Peak peakAt(int lag) {
        double offset = vertex(nsdf, lag);
        double slope = (nsdf[lag + 1] - nsdf[lag - 1]) / 2;
        return new Peak(lag + offset, nsdf[lag] + slope * offset / 2);
    }

    /** How far from a maximum the parabola through it and its neighbours is highest. */
    private static double vertex(double[] values, int maximum) {
        double before = values[maximum - 1];
        double after = values[maximum + 1];
        return (before - after) / (2 * (before - 2 * values[maximum] + after));
    }

    /**
     * Whether the sound is the same in all of the window. A peak may be a coincidence, as between
     * two tones of which one has just followed the other: then there is none at twice its lag.
     */
    private boolean isSteady(Peak first) {
        double notNoise = nsdf[(int) (NOISE_SECONDS * sampleRate)];
        boolean maySplice = first.lag() > SPLICED_FROM * sampleRate;
        return repetition(2, first.lag()).height() >= AS_HIGH * first.height()
                && (!maySplice || first.height() >= UNSPLICED * notNoise);
    }

    /**
     * After several periods an error of one sample is a smaller part of the lag: goes on from one
     * repetition to the next as long as they are as high.
     *
     * @return the period, in samples
     */
    private double refine(Peak first) {
        double period = first.lag();
        for (int periods = 2; periods * period < longestRefinement; periods++) {
            Peak repetition = repetition(periods, period);
            if (repetition.height() < AS_HIGH * first.height()) {
                break;
            }
            period = repetition.lag() / periods;
        }
        return period;
    }

    /** The peak after so many periods, of height 0 when there is only the slope of another one. */
    private Peak repetition(int periods, double period) {
        double expected = periods * period;
        double reach = period / 4;
        int highest = (int) Math.round(expected - reach);
        for (int lag = highest + 1; lag <= expected + reach; lag++) {
            if (nsdf[lag] > nsdf[highest]) {
                highest = lag;
            }
        }
        boolean isPeak = nsdf[highest] > nsdf[highest - 1] && nsdf[highest] >= nsdf[highest + 1];
        return isPeak ? peakAt(highest) : new Peak(highest, 0);
    }
}
