package org.webrtcexamples.client;

import java.util.concurrent.TimeUnit;

/**
 * A tone of 440 Hz with a beep at each full second, and the times at which a {@link MarkedPicture}
 * flashes: with the beep. Beep and flash tell which second it is, as far as the remainder of its
 * division by 8.
 *
 * <p>Thread-safe.
 */
public final class Marks {

    /** How many marks can be told apart. */
    public static final int KINDS = 8;

    /** Of the tone, in Hz. */
    public static final double FREQUENCY = 440;

    /** Of the tone, and of each beep besides; 1 is full scale. */
    public static final double AMPLITUDE = 0.2;

    private static final int SAMPLE_RATE = 48_000;
    private static final int BEEP_SAMPLES = SAMPLE_RATE / 20;

    /** Two frames at 20 a second. */
    private static final long FLASH = TimeUnit.MILLISECONDS.toNanos(90);

    private final boolean pictured;
    private boolean begun;
    private long begin;
    private int mark;
    private long flashBegin;
    private long sample;
    private int beepSamplesLeft;

    /**
     * @param pictured whether flashes say when there are beeps; if not, the sound's own time does
     */
    public Marks(boolean pictured) {
        this.pictured = pictured;
    }

    /** Of the beep of a second, in Hz. */
    public static double beepFrequency(int second) {
        return 1000 + 250 * (second % KINDS);
    }

    /** When they began, by {@link System#nanoTime}. */
    public synchronized long begin() {
        if (!begun) {
            begun = true;
            begin = System.nanoTime();
        }
        return begin;
    }

    /** Which second's flash is to be seen now, or −1. */
    synchronized int flash() {
        long now = System.nanoTime();
        if (markIfDue(now)) {
            flashBegin = now;
        }
        return mark > 0 && now - flashBegin < FLASH ? mark : -1;
    }

    private boolean markIfDue(long now) {
        int second = (int) TimeUnit.NANOSECONDS.toSeconds(now - begin());
        if (second == mark) {
            return false;
        }
        mark = second;
        beepSamplesLeft = BEEP_SAMPLES;
        return true;
    }

    /** Makes the next sound. */
    public synchronized void fill(short[] samples) {
        if (!pictured) {
            begin();
            markIfDue(begin + sample * TimeUnit.SECONDS.toNanos(1) / SAMPLE_RATE);
        }
        for (int i = 0; i < samples.length; i++) {
            double value = wave(FREQUENCY);
            if (beepSamplesLeft > 0) {
                beepSamplesLeft--;
                value += wave(beepFrequency(mark));
            }
            sample++;
            samples[i] = (short) Math.round(AMPLITUDE * Short.MAX_VALUE * value);
        }
    }

    private double wave(double frequency) {
        return Math.sin(2 * Math.PI * (frequency * sample % SAMPLE_RATE) / SAMPLE_RATE);
    }
}
