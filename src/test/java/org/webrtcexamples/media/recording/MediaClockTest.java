package org.webrtcexamples.media.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.webrtcexamples.peer.Codec;
import org.webrtcexamples.peer.EncodedFrame;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.DoublePredicate;
import java.util.function.DoubleUnaryOperator;

/** Times are right whatever a network does. All times here are in seconds. */
class MediaClockTest {

    private static final double AUDIO_PACKET = 0.02;
    private static final double VIDEO_INTERVAL = 1 / 30.0;
    private static final double END = 40;

    /** What the network always takes. */
    private static final double DELAY = 0.05;

    private final Random random = new Random(7);

    private DoublePredicate speaks = time -> true;
    private DoublePredicate shows = time -> true;

    /** When something arrives that was sent at a time. */
    private DoubleUnaryOperator network = sent -> sent + DELAY;

    /** How much a timestamp of audio is behind, at a time: a sender may not count its pauses. */
    private DoubleUnaryOperator notCounted = time -> 0;

    /** From when on frames have been reported, and by how much the reports are wrong. */
    private double reportsFrom = Double.POSITIVE_INFINITY;

    private double reportsWrongBy;
    private DoubleUnaryOperator mappedBack = time -> 0;
    private double encodingTime;

    private double audioPace = 1;
    private boolean newStreamAfterPause;

    private record Sent(EncodedFrame frame, double captured) {}

    /** A frame's capture, and what the clock says of it. */
    private record Timed(Codec codec, double captured, double time) {}

    private static long nanos(double seconds) {
        return Math.round(seconds * 1e9);
    }

    private List<Sent> send() {
        List<Sent> sent = new ArrayList<>();
        int stream = 1;
        double last = 0;
        for (int i = 0; i * AUDIO_PACKET < END; i++) {
            double captured = i * AUDIO_PACKET;
            if (!speaks.test(captured)) {
                continue;
            }
            stream += newStreamAfterPause && captured - last > 1 ? 1 : 0;
            last = captured;
            double time = (captured - notCounted.applyAsDouble(captured)) * audioPace;
            long timestamp = 123_456_789L * stream + Math.round(time * Codec.OPUS.clockRate());
            double arrival = network.applyAsDouble(captured + AUDIO_PACKET);
            sent.add(
                    new Sent(
                            reported(
                                    frame(Codec.OPUS, stream, timestamp, 960, arrival),
                                    captured + reportsWrongBy - mappedBack.applyAsDouble(captured)),
                            captured));
        }
        for (int i = 0; i * VIDEO_INTERVAL < END; i++) {
            double captured = i * VIDEO_INTERVAL;
            if (shows.test(captured)) {
                long timestamp = 4_000_000_000L + Math.round(captured * Codec.VP8.clockRate());
                double arrival =
                        network.applyAsDouble(captured + encodingTime + random.nextDouble() * 0.01);
                sent.add(
                        new Sent(
                                reported(frame(Codec.VP8, 1, timestamp, 0, arrival), captured),
                                captured));
            }
        }
        sent.sort(Comparator.comparingLong(each -> each.frame().arrival()));
        return sent;
    }

    private static EncodedFrame frame(
            Codec codec, int stream, long timestamp, int duration, double arrival) {
        return new EncodedFrame(
                codec, stream, timestamp, duration, nanos(arrival), 0, true, 0, 0, new byte[0]);
    }

    private EncodedFrame reported(EncodedFrame frame, double captured) {
        OptionalLong told =
                captured >= reportsFrom
                        ? OptionalLong.of(3_900_000_000_000_000_000L + nanos(captured))
                        : OptionalLong.empty();
        return new EncodedFrame(
                frame.codec(),
                frame.stream(),
                frame.timestamp(),
                frame.duration(),
                told,
                frame.arrival(),
                0,
                true,
                0,
                0,
                frame.data());
    }

    /** As a recorder does, which asks a second later, and three at first. */
    private List<Timed> record() {
        MediaClock clock = new MediaClock();
        Deque<Sent> waiting = new ArrayDeque<>();
        List<Timed> timed = new ArrayList<>();
        long zero = Long.MIN_VALUE;
        for (Sent sent : send()) {
            long now = sent.frame().arrival();
            while (!waiting.isEmpty()
                    && now > MediaClock.FIRST_LOOKAHEAD
                    && now - waiting.element().frame().arrival() > MediaClock.LOOKAHEAD) {
                zero = zero == Long.MIN_VALUE ? clock.earliest() : zero;
                timed.add(time(clock, waiting.remove(), zero));
            }
            waiting.add(sent);
            clock.arrived(sent.frame());
        }
        for (Sent last : waiting) {
            timed.add(time(clock, last, zero));
        }
        return timed;
    }

    private static Timed time(MediaClock clock, Sent sent, long zero) {
        double time = (clock.timeOf(sent.frame()) - zero) * 1e-9;
        return new Timed(sent.frame().codec(), sent.captured(), time);
    }

    private static double worst(List<Timed> timed, double from, double to) {
        return timed.stream()
                .filter(each -> each.captured() >= from && each.captured() < to)
                .mapToDouble(each -> Math.abs(each.time() - each.captured()))
                .max()
                .orElseThrow();
    }

    private void assertRight(double tolerance) {
        List<Timed> timed = record();
        assertTrue(worst(timed, 0, END) < tolerance, "wrong by " + worst(timed, 0, END));
        assertAudioIsWhole(timed);
    }

    /** Nothing between its packets but what they say. */
    private static void assertAudioIsWhole(List<Timed> timed) {
        List<Timed> audio = timed.stream().filter(each -> each.codec() == Codec.OPUS).toList();
        for (int i = 1; i < audio.size(); i++) {
            assertEquals(
                    audio.get(i).captured() - audio.get(i - 1).captured(),
                    audio.get(i).time() - audio.get(i - 1).time(),
                    1e-4,
                    "at " + audio.get(i).captured());
        }
    }

    /** Nothing gets through for a while, and then all at once, or as fast as a rate allows. */
    private static double hold(double sent, double from, double length, double rate) {
        double release = from + length;
        double caughtUp = rate == 0 ? release : release + length / (rate - 1);
        double freely = sent + DELAY;
        if (freely < from || freely >= caughtUp) {
            return freely;
        }
        return rate == 0 ? release : release + (freely - from) / rate;
    }

    @Test
    void aQuietNetworkChangesNothing() {
        assertRight(0.012);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.35, 0.6, 0.9, 2, 4})
    void aHoldChangesNothing(double length) {
        network = sent -> hold(sent, 4, length, 0);
        assertRight(0.012);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.35, 0.6, 0.9, 2})
    void aHoldAtTheBeginningChangesNothing(double length) {
        network = sent -> hold(sent, 0, length, 0);
        assertRight(0.012);
    }

    @Test
    void twoHoldsInARowChangeNothing() {
        network = sent -> hold(hold(sent, 4, 0.6, 0) - DELAY, 4.7, 0.9, 0);
        assertRight(0.012);
    }

    @ParameterizedTest
    @CsvSource({"0.6, 1.2", "0.9, 1.5", "2, 2", "2, 1.2", "4, 1.5"})
    void whatIsReleasedByAndByChangesNothing(double length, double rate) {
        network = sent -> hold(sent, 4, length, rate);
        assertRight(0.012);
    }

    @Test
    void aSenderThatIsSlowToEncodeIsRightByItsReports() {
        reportsFrom = 2.5;
        encodingTime = 0.4;
        assertRight(0.001);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1000, -2, 2, 1000})
    void reportsThatAreWrongAreNotBelieved(double wrongBy) {
        reportsFrom = 2.5;
        reportsWrongBy = wrongBy;
        assertRight(0.012);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 3})
    void aReportThatWasSentDuringAPauseIsNotBelieved(double length) {
        speaks = time -> time < 6 || time > 6 + length;
        notCounted = time -> time < 6 ? 0 : length;
        // It maps what follows into the past, until the next one comes.
        reportsFrom = 2.5;
        mappedBack = time -> time > 6 && time < 10 ? length : 0;
        List<Timed> timed = record();
        assertTrue(worst(timed, 0, END) < 0.025, "wrong by " + worst(timed, 0, END));
    }

    @Test
    void jitterChangesNothing() {
        network = sent -> sent + DELAY + random.nextDouble() * random.nextDouble() * 0.2;
        assertRight(0.025);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1.0003, 0.9997})
    void videoFollowsAudioWhoseClockDrifts(double pace) {
        audioPace = pace;
        for (Timed each : record()) {
            assertEquals(each.captured() * pace, each.time(), 0.02);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {3, 15})
    void audioThatPausesGoesOnWhereItBelongs(double length) {
        speaks = time -> time < 6 || time > 6 + length;
        assertTrue(worst(record(), 0, END) < 0.012);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 3, 15})
    void audioWhosePauseIsNotCountedGoesOnWhereItBelongs(double length) {
        speaks = time -> time < 6 || time > 6 + length;
        notCounted = time -> time < 6 ? 0 : length;
        assertTrue(worst(record(), 0, END) < 0.025);
    }

    @Test
    void anotherStreamGoesOnWhereItBelongs() {
        speaks = time -> time < 6 || time > 9;
        newStreamAfterPause = true;
        assertTrue(worst(record(), 0, END) < 0.025);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatBeginsLaterIsWhereItBelongs(boolean audio) {
        DoublePredicate later = time -> time > 8;
        speaks = audio ? later : speaks;
        shows = audio ? shows : later;
        assertTrue(worst(record(), 0, END) < 0.025);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-40_000, -300, -3, 3, 300, 40_000})
    void timestampsThatLeapChangeNothing(double leap) {
        notCounted = time -> time < 6 ? 0 : -leap;
        assertTrue(worst(record(), 0, END) < 0.025);
    }

    @Test
    void aFloodOfFramesIsTimedInNoTime() {
        MediaClock clock = new MediaClock();
        int frames = 300_000;
        assertTimeout(
                Duration.ofSeconds(5),
                () -> {
                    for (int i = 0; i < frames; i++) {
                        clock.arrived(frame(Codec.VP8, 1, i, 0, i * 1e-4));
                        if (i >= 10_000) {
                            clock.timeOf(frame(Codec.VP8, 1, i - 10_000, 0, 0));
                        }
                    }
                });
    }

    @Test
    void aHoldWhileAPauseEndsChangesNothing() {
        speaks = time -> time < 6 || time > 9;
        network = sent -> hold(sent, 8.8, 0.9, 0);
        assertTrue(worst(record(), 0, END) < 0.025);
    }

    @Test
    void aMachineThatIsBusyForAWhileChangesNothing() {
        network =
                sent ->
                        sent
                                + DELAY
                                + Math.max(0, Math.min(0.8, Math.min(sent - 5, (20 - sent) / 2)));
        assertRight(0.03);
    }

    @Test
    void aPauseThatIsNotCountedAndEndsInAHoldGoesOnWhereItBelongs() {
        speaks = time -> time < 6 || time > 9;
        notCounted = time -> time < 6 ? 0 : 3;
        network = sent -> hold(sent, 8.8, 0.9, 0);
        assertTrue(worst(record(), 0, END) < 0.05);
    }

    @Test
    void aNetworkThatGetsSlowerForGoodKeepsAudioAndVideoTogether() {
        network = sent -> sent + DELAY + (sent > 10 ? 0.4 : 0);
        List<Timed> timed = record();
        assertTrue(worst(timed, 0, 9.9) < 0.012);
        // It cannot be told from a pause: both go on later, and by the same.
        for (Timed each : timed) {
            if (each.captured() > 11) {
                assertEquals(each.captured() + 0.4, each.time(), 0.03);
            }
        }
    }
}
