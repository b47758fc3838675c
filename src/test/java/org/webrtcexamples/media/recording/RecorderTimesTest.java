package org.webrtcexamples.media.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.webrtcexamples.peer.Codec;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;

/** Sound and picture are where they belong, whatever their clocks do. */
class RecorderTimesTest {

    private static final double MARK_SECONDS = 10;

    @TempDir Path folder;

    private static boolean marked(double time) {
        return time % MARK_SECONDS < 0.3 && time > 1;
    }

    @ParameterizedTest
    @ValueSource(doubles = {1.0002, 0.9998})
    void audioAndVideoStayInSyncForTenMinutes(double pace) throws Exception {
        Feed feed = new Feed(folder);
        feed.height = 48;
        feed.picturesPerSecond = 10;
        feed.secondsPerPacket = Feed.PACKET * pace;
        feed.jitter = 0.2;
        feed.flashes = RecorderTimesTest::marked;
        feed.beeps = RecorderTimesTest::marked;
        assertEquals(State.FINISHED, feed.until(601).finish().state());

        Path file = folder.resolve("it.mp4");
        List<Double> beeps = MediaFiles.beeps(file);
        List<Double> flashes = MediaFiles.flashes(file);
        assertEquals(60, flashes.size());
        assertEquals(60, beeps.size());
        for (int i = 0; i < 60; i++) {
            // By the clock of the sender's audio.
            assertEquals((i + 1) * MARK_SECONDS / pace, flashes.get(i), 0.020);
            assertEquals(flashes.get(i), beeps.get(i), 0.030, "mark " + i);
        }
        assertEquals(601 / pace, Double.parseDouble(MediaFiles.probe(file).get("duration")), 0.05);
    }

    @Test
    void aToneKeepsItsPitchWhateverTheNetworkDoes() throws Exception {
        Feed feed = new Feed(folder);
        feed.shows = time -> false;
        feed.negotiated = EnumSet.of(Codec.OPUS);
        feed.jitter = 0.9;
        assertEquals(State.FINISHED, feed.until(30).finish().state());

        short[] sound = MediaFiles.sound(folder.resolve("it.mp4"));
        assertEquals(30, sound.length / 48_000.0, 0.05);
        int from = 48_000;
        int to = 29 * 48_000;
        int crossings = 0;
        double turn = 2 * Math.cos(2 * Math.PI * Feed.FREQUENCY / 48_000);
        double worst = 0;
        for (int i = from; i < to; i++) {
            crossings += sound[i - 1] < 0 && sound[i] >= 0 ? 1 : 0;
            // Nought for a sine of this frequency; where it jumps, as much as it jumps.
            worst = Math.max(worst, Math.abs(sound[i + 1] - turn * sound[i] + sound[i - 1]));
        }
        assertEquals(Feed.FREQUENCY, crossings * 48_000.0 / (to - from), 0.1);
        assertTrue(worst < 0.02 * Feed.AMPLITUDE, "it jumps by " + worst);
    }
}
