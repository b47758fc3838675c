package org.webrtcexamples.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

class PitchMeterTest {

    private static final int SAMPLE_RATE = 48_000;

    /** More than is looked at. */
    private static final int ENOUGH = SAMPLE_RATE / 10;

    /** What arrives at a time. */
    private static final int FRAMES = SAMPLE_RATE / 100;

    private static final double FULL_SCALE = 32767;

    private static double fromDecibels(double decibels) {
        return Math.pow(10, decibels / 20);
    }

    /** 100 ms of what has this value at each time in seconds. */
    private static double[] sound(DoubleUnaryOperator value) {
        return IntStream.range(0, ENOUGH)
                .mapToDouble(i -> value.applyAsDouble((double) i / SAMPLE_RATE))
                .toArray();
    }

    private static double[] sine(double frequency, double phase) {
        return sound(time -> Math.sin(2 * Math.PI * (frequency * time + phase)));
    }

    /** The harmonics have these amplitudes, from the fundamental on, and random phases. */
    private static double[] harmonics(double frequency, double... amplitudes) {
        double[] sum = new double[ENOUGH];
        Random random = new Random(1);
        for (int i = 0; i < amplitudes.length; i++) {
            sum = mix(sum, scale(amplitudes[i], sine((i + 1) * frequency, random.nextDouble())));
        }
        return scale(1 / Arrays.stream(sum).map(Math::abs).max().orElseThrow(), sum);
    }

    /** All there are below 20 kHz, which Opus cuts off. */
    private static double[] sawtooth(double frequency) {
        int harmonics = (int) (20_000 / frequency);
        return harmonics(
                frequency, IntStream.rangeClosed(1, harmonics).mapToDouble(n -> 1.0 / n).toArray());
    }

    /** White, with a root mean square of 1. */
    private static double[] noise(long seed) {
        Random random = new Random(seed);
        return sound(time -> random.nextGaussian());
    }

    private static double[] scale(double factor, double[] sound) {
        return Arrays.stream(sound).map(value -> factor * value).toArray();
    }

    private static double[] mix(double[] one, double[] other) {
        return IntStream.range(0, one.length).mapToDouble(i -> one[i] + other[i]).toArray();
    }

    private static double rms(double[] sound) {
        return Math.sqrt(Arrays.stream(sound).map(value -> value * value).average().orElseThrow());
    }

    private static double[] withNoise(double decibels, long seed, double[] sound) {
        return mix(sound, scale(rms(sound) * fromDecibels(decibels), noise(seed)));
    }

    /** Of values from -1 to 1. */
    private static short[] samples(double[] sound) {
        short[] samples = new short[sound.length];
        for (int i = 0; i < sound.length; i++) {
            double clipped = Math.max(-1, Math.min(sound[i], 1));
            samples[i] = (short) Math.rint(FULL_SCALE * clipped);
        }
        return samples;
    }

    private static OptionalDouble pitch(double[] sound) {
        PitchMeter meter = new PitchMeter(SAMPLE_RATE);
        meter.add(samples(sound));
        return meter.pitch();
    }

    private static void assertPitch(double expected, OptionalDouble heard, String of) {
        assertTrue(heard.isPresent(), of + ": nothing");
        assertEquals(expected, heard.getAsDouble(), Math.max(1, 0.003 * expected), of);
    }

    private static void assertNothingOr(double expected, OptionalDouble heard, String of) {
        if (heard.isPresent()) {
            assertPitch(expected, heard, of);
        }
    }

    private static void assertNothing(OptionalDouble heard, String of) {
        assertEquals(OptionalDouble.empty(), heard, of);
    }

    private static DoubleStream sweep(double from, double to, double factor) {
        return DoubleStream.iterate(from, frequency -> frequency <= to, last -> last * factor);
    }

    @Test
    void hearsEveryToneOfItsRange() {
        DoubleStream notable =
                DoubleStream.of(50, 55, 60, 100, 440, 1000, 1234.5, 3999, 5000, 7000, 7900, 8000);
        Random random = new Random(1);
        DoubleStream.concat(notable, sweep(50, 8000, 1.005))
                .forEach(
                        frequency ->
                                assertPitch(
                                        frequency,
                                        pitch(sine(frequency, random.nextDouble())),
                                        frequency + " Hz"));
    }

    /** A period of 6 to 7 samples, none of them a whole one. */
    @Test
    void hearsWhatFallsBetweenTheSamples() {
        for (double period = 6; period < 7; period += 0.01) {
            double frequency = SAMPLE_RATE / period;
            for (double phase = 0; phase < 1; phase += 0.25) {
                OptionalDouble heard = pitch(sine(frequency, phase));
                assertPitch(frequency, heard, "period " + period + ", phase " + phase);
                assertEquals(frequency, heard.orElseThrow(), 1);
            }
        }
    }

    static DoubleStream notableTones() {
        return DoubleStream.of(50, 55, 60, 100, 440, 1000, 3999, 5000, 7000, 7900, 8000);
    }

    @ParameterizedTest
    @MethodSource("notableTones")
    void hearsAToneInNoise20DecibelsBelow(double frequency) {
        for (int seed = 0; seed < 10; seed++) {
            double[] tone = scale(0.7, sine(frequency, seed / 10.0));
            assertPitch(frequency, pitch(withNoise(-20, seed, tone)), "seed " + seed);
        }
    }

    @Test
    void hearsEveryToneOfItsRangeInNoise() {
        for (int seed = 0; seed < 5; seed++) {
            Random random = new Random(seed);
            sweep(50, 8000, 1.02)
                    .forEach(
                            frequency -> {
                                double[] tone = scale(0.7, sine(frequency, random.nextDouble()));
                                assertPitch(
                                        frequency,
                                        pitch(withNoise(-20, random.nextLong(), tone)),
                                        frequency + " Hz");
                            });
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, -6, -20, -40, -49})
    void hearsLoudAndQuiet(double decibels) {
        notableTones()
                .forEach(
                        frequency -> {
                            double[] tone = scale(fromDecibels(decibels), sine(frequency, 0));
                            assertPitch(frequency, pitch(tone), frequency + " Hz");
                            assertPitch(frequency, pitch(withNoise(-20, 1, tone)), "in noise");
                        });
    }

    @ParameterizedTest
    @ValueSource(doubles = {50, 440, 8000})
    void whatIsQuieterThanMinus50DecibelsIsSilence(double frequency) {
        assertPitch(frequency, pitch(scale(fromDecibels(-49), sine(frequency, 0))), "-49 dBFS");
        assertNothing(pitch(scale(fromDecibels(-51), sine(frequency, 0))), "-51 dBFS");
        assertNothing(pitch(new double[ENOUGH]), "zeros");
    }

    @Test
    void aConstantOffsetIsNoSound() {
        assertNothing(pitch(sound(time -> 0.5)), "nothing but an offset");
        notableTones()
                .forEach(
                        frequency -> {
                            double[] tone = scale(0.01, sine(frequency, 0));
                            assertPitch(
                                    frequency,
                                    pitch(mix(tone, sound(time -> 0.02))),
                                    frequency + " Hz");
                        });
    }

    @Test
    void whiteNoiseHasNoPitch() {
        for (int seed = 0; seed < 200; seed++) {
            assertNothing(pitch(scale(0.2, noise(seed))), "seed " + seed);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {50, 200, 1000})
    void rumbleHasNoPitch(double cutoff) {
        for (int seed = 0; seed < 100; seed++) {
            double[] rumble = noise(seed);
            double kept = Math.exp(-2 * Math.PI * cutoff / SAMPLE_RATE);
            for (int i = 1; i < rumble.length; i++) {
                rumble[i] = kept * rumble[i - 1] + (1 - kept) * rumble[i];
            }
            assertNothing(pitch(scale(0.2 / rms(rumble), rumble)), "seed " + seed);
        }
    }

    @Test
    void aToneHasToBeHalfOfTheSound() {
        for (double frequency : new double[] {440, 1000, 5000}) {
            double[] tone = scale(0.2, sine(frequency, 0));
            for (int seed = 0; seed < 20; seed++) {
                OptionalDouble louder = pitch(withNoise(-3, seed, tone));
                assertEquals(frequency, louder.orElseThrow(), 0.01 * frequency);
                assertNothing(pitch(withNoise(3, seed, tone)), "noise louder, seed " + seed);
            }
        }
    }

    @Test
    void aClickHasNoPitch() {
        for (double decibels : new double[] {-60, -80, -200}) {
            for (int at = 0; at < ENOUGH; at += 37) {
                double[] click = scale(fromDecibels(decibels), noise(at));
                click[at] = 1;
                assertNothing(pitch(click), "at " + at);
                Arrays.fill(click, at, Math.min(at + 200, ENOUGH), 0.5);
                assertNothing(pitch(click), "4 ms at " + at);
            }
        }
    }

    static Stream<Arguments> voices() {
        return Stream.of(
                Arguments.of("fundamental and octave", new double[] {1, 1}),
                Arguments.of("strong octave", new double[] {0.35, 1}),
                Arguments.of("strong twelfth", new double[] {0.3, 0.1, 1}),
                Arguments.of("odd harmonics", new double[] {1, 0, 0.33, 0, 0.2, 0, 0.14}),
                Arguments.of("vowel", new double[] {0.3, 1, 0.5, 0.1, 0.1, 0.3, 0.1}),
                Arguments.of("missing fundamental", new double[] {0, 1, 1, 1, 1, 1}),
                Arguments.of("missing octave too", new double[] {0, 0, 1, 1, 1, 1}));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("voices")
    void hearsTheFundamentalWhateverTheTimbre(String timbre, double[] amplitudes) {
        sweep(50, 8000.0 / amplitudes.length, 1.03)
                .forEach(
                        frequency -> {
                            double[] sound = scale(0.7, harmonics(frequency, amplitudes));
                            assertPitch(frequency, pitch(sound), frequency + " Hz");
                            assertPitch(
                                    frequency,
                                    pitch(withNoise(-20, 1, sound)),
                                    frequency + " Hz in noise");
                        });
    }

    @Test
    void hearsTheFundamentalOfASawtooth() {
        sweep(50, 8000, 1.05)
                .forEach(
                        frequency ->
                                assertPitch(
                                        frequency,
                                        pitch(scale(0.7, sawtooth(frequency))),
                                        frequency + " Hz"));
    }

    /** Three percent up and down, five and a half times a second: the pitch is the mean one. */
    @Test
    void hearsAVoiceWithVibrato() {
        double rate = 2 * Math.PI * 5.5;
        for (double frequency = 100; frequency <= 1000; frequency *= 1.02) {
            double center = frequency;
            DoubleUnaryOperator cycles =
                    time -> center * (time + 0.03 / rate * Math.sin(rate * time));
            double[] voice =
                    sound(
                            time -> {
                                double angle = 2 * Math.PI * cycles.applyAsDouble(time);
                                return 0.6 * Math.sin(angle)
                                        + 0.3 * Math.sin(2 * angle)
                                        + 0.1 * Math.sin(3 * angle);
                            });
            double mean = (cycles.applyAsDouble(0.1) - cycles.applyAsDouble(0.015)) / 0.085;
            assertPitch(mean, pitch(voice), center + " Hz");
        }
    }

    /** Opus' high-pass filter for voices lets less of such a tone through than of the noise. */
    @Test
    void hearsALowToneInNoise12DecibelsBelow() {
        for (double frequency : new double[] {50, 52, 55, 60, 66, 70}) {
            for (int seed = 0; seed < 20; seed++) {
                double[] tone = scale(0.5, sine(frequency, seed / 20.0));
                assertPitch(frequency, pitch(withNoise(-12, seed, tone)), "seed " + seed);
            }
        }
    }

    /** At one time some cycles are left out, or with less than 0 repeated. */
    private static double[] spliced(double frequency, double at, double cycles) {
        return sound(time -> Math.sin(2 * Math.PI * (frequency * time + (time < at ? 0 : cycles))));
    }

    /** A jitter buffer that gains or loses time does it by whole periods, nearly. */
    @Test
    void hearsAToneWithASplice() {
        Random random = new Random(1);
        sweep(67, 8000, 1.005)
                .forEach(
                        frequency -> {
                            double off = Math.min(2 * frequency / SAMPLE_RATE, 0.07);
                            double at = 0.1 * random.nextDouble();
                            assertPitch(
                                    frequency,
                                    pitch(spliced(frequency, at, off)),
                                    frequency + " Hz, left out at " + at);
                            assertPitch(
                                    frequency,
                                    pitch(spliced(frequency, at, -off)),
                                    frequency + " Hz, repeated at " + at);
                        });
    }

    /** It does so by 2.5 ms or more, but by no more than 15 ms. */
    @Test
    void isNotMisledByASpliceInALongPeriod() {
        for (double frequency = 50; frequency <= 66; frequency += 0.5) {
            double off = 0.0025 * frequency;
            for (double at = 0.035; at <= 0.08; at += 0.001) {
                String of = frequency + " Hz, at " + at;
                assertNothingOr(frequency, pitch(spliced(frequency, at, off)), of);
                assertNothingOr(frequency, pitch(spliced(frequency, at, -off)), of);
            }
        }
    }

    static Stream<Arguments> mirroredTones() {
        return Stream.of(
                Arguments.of(7700, 0.33),
                Arguments.of(7800, 0.5),
                Arguments.of(7900, 0.75),
                Arguments.of(7950, 0.9),
                Arguments.of(8000, 1));
    }

    /** As they come out of Opus' wideband mode: the image is on the other side of 8 kHz. */
    @ParameterizedTest
    @MethodSource("mirroredTones")
    void isNotMisledByAMirrorImage(double frequency, double amplitude) {
        double[] image = scale(amplitude, sine(16_000 - frequency, 0.3));
        double[] sound = scale(0.4, mix(sine(frequency, 0), image));

        assertPitch(frequency, pitch(sound), "with an image");
        for (int seed = 0; seed < 5; seed++) {
            assertPitch(frequency, pitch(withNoise(-20, seed, sound)), "with noise too");
        }
    }

    @Test
    void aboveItsRangeItIsRightOrSaysNothing() {
        Random random = new Random(1);
        sweep(8000, 24_000, 1.001)
                .forEach(
                        frequency -> {
                            double[] tone = sine(frequency, random.nextDouble());
                            assertNothingOr(frequency, pitch(tone), frequency + " Hz");
                            assertNothingOr(
                                    frequency,
                                    pitch(withNoise(-20, random.nextLong(), scale(0.7, tone))),
                                    frequency + " Hz in noise");
                        });
    }

    @Test
    void belowItsRangeItIsRightOrSaysNothing() {
        Random random = new Random(1);
        sweep(1, 50, 1.005)
                .forEach(
                        frequency -> {
                            double[] tone = sine(frequency, random.nextDouble());
                            assertNothingOr(frequency, pitch(tone), frequency + " Hz");
                            assertNothingOr(
                                    frequency,
                                    pitch(withNoise(-20, random.nextLong(), scale(0.7, tone))),
                                    frequency + " Hz in noise");
                        });
    }

    @Test
    void saysNothingBeforeItHeardEnough() {
        PitchMeter meter = new PitchMeter(SAMPLE_RATE);
        assertNothing(meter.pitch(), "at first");
        Tone tone = new Tone(440, 1);
        short[] samples = new short[FRAMES];
        for (int milliseconds = 10; milliseconds <= 80; milliseconds += 10) {
            tone.fill(samples);
            meter.add(samples);
            assertNothing(meter.pitch(), "after " + milliseconds + " ms");
        }
        tone.fill(samples);
        meter.add(samples);
        assertPitch(440, meter.pitch(), "after 90 ms");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 128, 480, 4079, 4080, 4081, 48_000})
    void hearsTheSameInPiecesOfAnyLength(int length) {
        short[] samples = new short[SAMPLE_RATE];
        new Tone(1234.5, 0.5).fill(samples);
        PitchMeter inOne = new PitchMeter(SAMPLE_RATE);
        inOne.add(samples);
        PitchMeter inPieces = new PitchMeter(SAMPLE_RATE);
        inPieces.add(new short[0]);

        for (int at = 0; at < samples.length; at += length) {
            inPieces.add(Arrays.copyOfRange(samples, at, Math.min(at + length, samples.length)));
        }

        assertPitch(1234.5, inPieces.pitch(), "in pieces");
        assertEquals(inOne.pitch(), inPieces.pitch());
    }

    @Test
    void isRightAgain90MillisecondsAfterAChange() {
        double[] frequencies = {440, 8000, 50, 1000, 880, 440, 51, 7900, 60, 55};
        Tone tone = new Tone(3999, 1);
        PitchMeter meter = new PitchMeter(SAMPLE_RATE);
        short[] samples = new short[FRAMES];
        for (double frequency : frequencies) {
            tone.setFrequency(frequency);
            for (int milliseconds = 0; milliseconds < 90; milliseconds += 10) {
                tone.fill(samples);
                meter.add(samples);
            }
            assertPitch(frequency, meter.pitch(), frequency + " Hz");
            assertEquals(meter.pitch(), meter.pitch(), "asked twice");
        }
    }

    /** Of others, such as 440 and 660 Hz, the common fundamental may be told: they are a chord. */
    static Stream<Arguments> unrelatedTones() {
        return Stream.of(
                Arguments.of(700, 900),
                Arguments.of(900, 700),
                Arguments.of(261, 311),
                Arguments.of(440, 50),
                Arguments.of(50, 440),
                Arguments.of(100, 730),
                Arguments.of(1000, 8000));
    }

    @ParameterizedTest
    @MethodSource("unrelatedTones")
    void duringAChangeItTellsOneOfTheTonesOrNothing(double before, double after) {
        for (int at = 0; at < ENOUGH; at += 50) {
            double[] sound = sine(before, 0);
            System.arraycopy(sine(after, 0), at, sound, at, ENOUGH - at);
            pitch(sound)
                    .ifPresent(
                            heard ->
                                    assertTrue(
                                            Math.abs(heard - before) < 0.03 * before
                                                    || Math.abs(heard - after) < 0.03 * after,
                                            heard + " Hz"));
        }
    }

    @Test
    void whateverItHearsItTellsAPitchThatItCanHear() {
        Random random = new Random(1);
        for (int round = 0; round < 500; round++) {
            double[] sound = new double[ENOUGH];
            int at = 0;
            while (at < ENOUGH) {
                int end = Math.min(at + 1 + random.nextInt(2000), ENOUGH);
                double noise = random.nextBoolean() ? 0 : random.nextDouble();
                double from = random.nextDouble() * Math.PI;
                double glide = random.nextGaussian() * 1e-5;
                double offset = random.nextGaussian() * 0.1;
                for (int i = at; i < end; i++) {
                    double angle = (from + glide * i) * i;
                    sound[i] = 0.5 * Math.sin(angle) + noise * random.nextGaussian() + offset;
                }
                at = end;
            }
            pitch(sound).ifPresent(heard -> assertTrue(heard > 44 && heard < 9000, heard + " Hz"));
        }
    }

    @Test
    void silenceAfterAToneIsHeardIn90Milliseconds() {
        PitchMeter meter = new PitchMeter(SAMPLE_RATE);
        meter.add(samples(sine(440, 0)));
        assertPitch(440, meter.pitch(), "tone");
        for (int milliseconds = 0; milliseconds < 90; milliseconds += 10) {
            meter.add(new short[FRAMES]);
        }
        assertNothing(meter.pitch(), "silence");
    }

    /** Whatever part of the window is silence. */
    @Test
    void isRightOrSaysNothingWhileAToneBeginsAndEnds() {
        for (double frequency : new double[] {50, 100, 440, 1000, 8000}) {
            PitchMeter meter = new PitchMeter(SAMPLE_RATE);
            meter.add(new short[ENOUGH]);
            Tone tone = new Tone(frequency, 1);
            for (int i = 0; i < 100; i++) {
                short[] samples = new short[97];
                if (i < 50) {
                    tone.fill(samples);
                }
                meter.add(samples);
                OptionalDouble heard = meter.pitch();
                if (heard.isPresent()) {
                    assertEquals(
                            frequency,
                            heard.getAsDouble(),
                            Math.max(2, 0.02 * frequency),
                            frequency + " Hz, step " + i);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8000, 16_000, 44_100, 96_000, 192_000})
    void hearsASixthOfAnySampleRate(int sampleRate) {
        sweep(50, sampleRate / 6.0, 1.02)
                .forEach(
                        frequency -> {
                            short[] samples = new short[sampleRate / 10];
                            for (int i = 0; i < samples.length; i++) {
                                double cycles = frequency * i / sampleRate;
                                samples[i] = (short) (20_000 * Math.sin(2 * Math.PI * cycles));
                            }
                            PitchMeter meter = new PitchMeter(sampleRate);
                            meter.add(samples);
                            assertPitch(frequency, meter.pitch(), frequency + " Hz");
                        });
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, 0, 7999, 192_001, Integer.MAX_VALUE})
    void hearsNoOtherSampleRates(int sampleRate) {
        assertThrows(IllegalArgumentException.class, () -> new PitchMeter(sampleRate));
    }
}
