package org.webrtcexamples.media.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.webrtcexamples.Await;
import org.webrtcexamples.peer.Codec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What ends up in a file, and how a recording ends, with the real ffmpeg. */
@Timeout(60)
class RecorderTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration TIME_TO_END = Duration.ofSeconds(1);

    @TempDir Path folder;

    private final ThreadFactory threads = Executors.defaultThreadFactory();

    private Path file() {
        return folder.resolve("it.mp4");
    }

    private Path part() {
        return folder.resolve("it.part.mp4");
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString())
                    .filter(name -> name.endsWith(".mp4"))
                    .sorted()
                    .toList();
        }
    }

    @AfterEach
    void noProcessIsLeft() {
        List<ProcessHandle> left = ProcessHandle.current().children().toList();
        left.forEach(ProcessHandle::destroyForcibly);
        assertEquals(List.of(), left);
    }

    @Test
    void bothAreInTheFile() throws Exception {
        Feed feed = new Feed(folder);
        Progress progress = feed.until(10).finish();

        assertEquals(State.FINISHED, progress.state());
        assertEquals(Optional.empty(), progress.reason());
        assertEquals(Duration.ofSeconds(10), progress.duration());
        assertEquals(List.of("it.mp4"), files());
        assertEquals(Files.size(file()), progress.size());
        assertEquals(640, progress.width());
        assertEquals(480, progress.height());
        Map<String, String> probed = MediaFiles.probe(file());
        assertEquals("h264", probed.get("0.codec_name"));
        assertEquals("640", probed.get("0.width"));
        assertEquals("480", probed.get("0.height"));
        assertEquals("smpte170m", probed.get("0.color_space"));
        assertEquals("aac", probed.get("1.codec_name"));
        assertEquals(10, Double.parseDouble(probed.get("duration")), 0.05);
        // As many as came, and none at once.
        assertEquals(feed.pictures, MediaFiles.times(file(), "v").size(), 2);
        short[] sound = MediaFiles.sound(file());
        double power = 0;
        for (int i = 48_000; i < 9 * 48_000; i++) {
            power += (double) sound[i] * sound[i];
        }
        assertEquals(
                Feed.AMPLITUDE / Math.sqrt(2),
                Math.sqrt(power / (8 * 48_000)),
                Feed.AMPLITUDE / 50);
    }

    @Test
    void whatWasLostBeforeItCameCountsAsDropped() throws Exception {
        Feed feed = new Feed(folder);
        feed.until(1);
        feed.miss(3);
        Progress progress = feed.until(2).finish();
        assertEquals(3, progress.droppedFrames());
        assertEquals(Duration.ofMillis(60), progress.droppedAudio());
    }

    @Test
    void aPlayerFindsTheIndexAtTheBeginning() throws Exception {
        new Feed(folder).until(3).finish();
        String beginning = new String(Files.readAllBytes(file()), "ISO-8859-1").substring(0, 2000);
        assertTrue(beginning.contains("moov"));
        assertFalse(new String(Files.readAllBytes(file()), "ISO-8859-1").contains("moof"));
    }

    @Test
    void aPlayerCanSeekToEverySecond() throws Exception {
        Feed feed = new Feed(folder);
        feed.height = 48;
        feed.picturesPerSecond = 7;
        feed.until(20).finish();
        List<Double> keyFrames = MediaFiles.keyFrames(file());
        for (int i = 1; i < keyFrames.size(); i++) {
            assertTrue(keyFrames.get(i) - keyFrames.get(i - 1) < 1.2, keyFrames.toString());
        }
        assertTrue(keyFrames.size() >= 20);
    }

    @Test
    void soundAloneIsRecorded() throws Exception {
        Feed feed = new Feed(folder);
        feed.shows = time -> false;
        feed.negotiated = EnumSet.of(Codec.OPUS);
        Progress progress = feed.until(8).finish();
        assertEquals(State.FINISHED, progress.state());
        assertEquals(0, progress.width());
        Map<String, String> probed = MediaFiles.probe(file());
        assertEquals("aac", probed.get("0.codec_name"));
        assertFalse(probed.containsKey("1.codec_name"));
        assertEquals(8, Double.parseDouble(probed.get("duration")), 0.05);
    }

    @Test
    void pictureAloneIsRecorded() throws Exception {
        Feed feed = new Feed(folder);
        feed.sounds = time -> false;
        feed.negotiated = EnumSet.of(Codec.VP8);
        assertEquals(State.FINISHED, feed.until(3).finish().state());
        Map<String, String> probed = MediaFiles.probe(file());
        assertEquals("h264", probed.get("0.codec_name"));
        assertFalse(probed.containsKey("1.codec_name"));
        assertEquals(3, Double.parseDouble(probed.get("duration")), 0.05);
    }

    @Test
    void soundMayComeShortlyAfterThePicture() throws Exception {
        Feed feed = new Feed(folder);
        feed.sounds = time -> time > 0.1;
        assertEquals(State.FINISHED, feed.until(1).finish().state());
        assertEquals("aac", MediaFiles.probe(file()).get("1.codec_name"));
    }

    @Test
    void pieceOfSoundIsAFile() throws Exception {
        Feed feed = new Feed(folder);
        feed.shows = time -> false;
        assertEquals(State.FINISHED, feed.until(0.05).finish().state());
        assertEquals("aac", MediaFiles.probe(file()).get("0.codec_name"));
        assertTrue(MediaFiles.sound(file()).length > 480);
    }

    @Test
    void onePictureIsAFile() throws Exception {
        Feed feed = new Feed(folder);
        feed.sounds = time -> false;
        assertEquals(State.FINISHED, feed.until(0.02).finish().state());
        assertEquals("h264", MediaFiles.probe(file()).get("0.codec_name"));
        assertFalse(MediaFiles.pictures(file(), 2, 2).isEmpty());
    }

    @Test
    void nothingIsNoFile() throws Exception {
        Progress progress = new Feed(folder).finish();
        assertEquals(State.FAILED, progress.state());
        assertEquals(Optional.of("Nothing was received."), progress.reason());
        assertEquals(List.of(), files());
    }

    @Test
    void videoThatCannotBeDecodedIsSaidSo() throws Exception {
        Feed feed = new Feed(folder);
        feed.until(2);
        feed.garbage = true;
        Progress progress = feed.until(4).finish();
        assertEquals(State.FINISHED, progress.state());
        String reason = progress.reason().orElseThrow();
        assertTrue(reason.startsWith("Not all of it could be encoded: "), reason);
        assertEquals("aac", MediaFiles.probe(file()).get("1.codec_name"));
    }

    @Test
    void videoThatComesInAnotherCodecIsSaidSo() throws Exception {
        Feed feed = new Feed(folder);
        feed.until(2);
        feed.codec = Codec.H264;
        Progress progress = feed.until(3).finish();
        assertEquals(State.FINISHED, progress.state());
        assertEquals(
                Optional.of("Video that came in H264 is not in it, since it had begun with VP8."),
                progress.reason());
        assertEquals(30, progress.droppedFrames());
    }

    @Test
    void whatIsBeyondTheLongestTimeIsCounted() throws Exception {
        Feed feed = new Feed(folder, MediaFiles.ffmpeg(), Duration.ofSeconds(10), threads);
        for (int i = 0; i < 12; i++) {
            feed.until(2 + 0.1 * i).leap(1);
        }
        Progress progress = feed.until(4).finish();
        assertEquals(State.FINISHED, progress.state());
        assertTrue(progress.droppedFrames() > 20, progress.toString());
        assertEquals(
                feed.pictures,
                MediaFiles.times(file(), "v").size() + (int) progress.droppedFrames());
        assertTrue(progress.droppedAudio().toMillis() > 700, progress.toString());
    }

    @Test
    void whatIsMissedAtTheEndIsCounted() throws Exception {
        Feed feed = new Feed(folder);
        feed.until(1);
        feed.recorder.missed(true, 4);
        feed.recorder.missed(false, 5);
        Progress progress = feed.finish();
        assertEquals(4, progress.droppedFrames());
        assertEquals(Duration.ofMillis(100), progress.droppedAudio());
    }

    @Test
    void whatFollowsTheEndIsLeftOut() throws Exception {
        Feed feed = new Feed(folder);
        feed.height = 48;
        feed.until(1).finish();
        feed.until(2);
        feed.recorder.finish();
        feed.recorder.fail("Too late.");
        assertEquals(State.FINISHED, feed.recorder.progress().state());
        assertEquals(Duration.ofSeconds(1), feed.recorder.progress().duration());
    }

    @ParameterizedTest
    @EnumSource(names = "OPUS", mode = EnumSource.Mode.EXCLUDE)
    void aPictureThatComesLateIsThereFromThenOn(Codec codec) throws Exception {
        Feed feed = new Feed(folder);
        feed.codec = codec;
        feed.negotiated = EnumSet.of(Codec.OPUS, codec);
        feed.shows = time -> time > 8;
        feed.flashes = time -> time > 9;
        feed.beeps = time -> time > 9;
        Progress progress = feed.until(11).finish();

        assertEquals(State.FINISHED, progress.state());
        assertEquals(1280, progress.width());
        assertEquals(720, progress.height());
        assertEquals(0, progress.droppedFrames());
        List<Double> times = MediaFiles.times(file(), "v");
        List<byte[]> pictures = MediaFiles.pictures(file(), 2, 2);
        for (int i = 0; i < times.size(); i++) {
            int brightness = pictures.get(i)[0] & 0xFF;
            // Fitted into the middle of 16:9.
            double mean = times.get(i) < 8.02 ? 16 : times.get(i) < 9.02 ? 49 : 180;
            assertEquals(mean, brightness, 6, "at " + times.get(i));
        }
        assertEquals(feed.pictures + 9, times.size());
        assertEquals(9, MediaFiles.beeps(file()).get(0), 0.05);
        assertEquals(11, Double.parseDouble(MediaFiles.probe(file()).get("duration")), 0.05);
    }

    @Test
    void aPictureThatNeverComesIsNotInTheFile() throws Exception {
        Feed feed = new Feed(folder);
        feed.shows = time -> false;
        feed.until(8);
        assertEquals(0, feed.recorder.progress().width());
        assertEquals(State.FINISHED, feed.finish().state());
        assertEquals(0, feed.recorder.progress().width());
        assertEquals("aac", MediaFiles.probe(file()).get("0.codec_name"));
        assertFalse(MediaFiles.probe(file()).containsKey("1.codec_name"));
    }

    @Test
    void aPictureThatMayStillComeIsBlackUntilThen() throws Exception {
        Feed feed = new Feed(folder);
        feed.shows = time -> false;
        feed.until(12);
        awaitPart("a", 6);
        for (byte[] picture : MediaFiles.pictures(part(), 2, 2)) {
            assertEquals(16, picture[0] & 0xFF, 4);
        }
        feed.finish();
    }

    @Test
    void soundThatNeverComesIsNotInTheFile() throws Exception {
        Feed feed = new Feed(folder);
        feed.sounds = time -> false;
        assertEquals(State.FINISHED, feed.until(6).finish().state());
        assertEquals("h264", MediaFiles.probe(file()).get("0.codec_name"));
        assertFalse(MediaFiles.probe(file()).containsKey("1.codec_name"));
        assertEquals(6, Double.parseDouble(MediaFiles.probe(file()).get("duration")), 0.05);
    }

    @Test
    void soundThatComesLateIsInItsPlace() throws Exception {
        Feed feed = new Feed(folder);
        feed.sounds = time -> time > 6;
        feed.flashes = time -> time > 8;
        feed.beeps = time -> time > 8;
        assertEquals(State.FINISHED, feed.until(10).finish().state());
        assertEquals(8, MediaFiles.flashes(file()).get(0), 0.05);
        assertEquals(8, MediaFiles.beeps(file()).get(0), 0.05);
    }

    @Test
    void pictureThatPausesHoldsNothingUp() throws Exception {
        Feed feed = new Feed(folder);
        feed.shows = time -> time < 2 || time > 14;
        feed.until(13);
        ProcessHandle encoder = encoder();
        awaitPart("a", 6);
        assertEquals(State.FINISHED, feed.until(16).finish().state());
        assertFalse(encoder.isAlive());
        List<Double> times = MediaFiles.times(file(), "v");
        assertEquals(0, times.stream().filter(time -> time > 2.05 && time < 13.95).count());
        assertEquals(feed.pictures, times.size());
    }

    @Test
    void aPictureThatIsTooLargeIsLeftOutUntilTheNextKeyFrame() throws Exception {
        Feed feed = new Feed(folder);
        feed.until(1);
        feed.claimedWidth = 16_383;
        feed.claimedHeight = 16_383;
        feed.until(2);
        assertTrue(feed.keyFrameRequests.get() > 0);
        feed.claimedWidth = 0;
        Progress progress = feed.until(3).finish();
        assertEquals(State.FINISHED, progress.state());
        assertEquals(30, progress.droppedFrames());
        assertEquals(feed.pictures - 30, MediaFiles.times(file(), "v").size());
    }

    @Test
    void soundThatBeginsLateAndPausesIsInItsPlace() throws Exception {
        Feed feed = new Feed(folder);
        feed.height = 48;
        feed.sounds = time -> time < 0.1 || time > 2 && time < 5 || time > 8 && time < 10;
        feed.until(12).finish();
        short[] sound = MediaFiles.sound(file());
        assertEquals(10, sound.length / 48_000.0, 0.05);
        assertEquals(12, Double.parseDouble(MediaFiles.probe(file()).get("duration")), 0.05);
        assertEquals(0, loudest(sound, 0.3, 1.9), 300);
        assertEquals(Feed.AMPLITUDE, loudest(sound, 2.1, 4.9), 500);
        assertEquals(0, loudest(sound, 5.2, 7.8), 300);
        assertEquals(Feed.AMPLITUDE, loudest(sound, 8.1, 9.9), 500);
    }

    private static double loudest(short[] sound, double from, double to) {
        int loudest = 0;
        for (int i = (int) (from * 48_000); i < to * 48_000; i++) {
            loudest = Math.max(loudest, Math.abs(sound[i]));
        }
        return loudest;
    }

    @Test
    void theCanvasStaysWhenThePictureChangesItsSize() throws Exception {
        Feed feed = new Feed(folder);
        feed.flashes = time -> true;
        feed.until(1);
        feed.width = 240;
        feed.height = 320;
        feed.until(2).finish();
        assertEquals(640, feed.recorder.progress().width());
        assertEquals(480, feed.recorder.progress().height());
        List<byte[]> pictures = MediaFiles.pictures(file(), 64, 48);
        byte[] last = pictures.get(pictures.size() - 1);
        // 480 high, so 360 wide: black at both sides, white in the middle.
        assertEquals(235, last[24 * 64 + 32] & 0xFF, 10);
        assertEquals(235, last[24 * 64 + 16] & 0xFF, 10);
        assertEquals(16, last[24 * 64 + 12] & 0xFF, 10);
        assertEquals(16, last[24 * 64 + 51] & 0xFF, 10);
        byte[] first = pictures.get(0);
        assertEquals(235, first[24 * 64] & 0xFF, 10);
    }

    @Test
    void itEndsByItselfWhenItIsAsLongAsMayBe() throws Exception {
        Feed feed = new Feed(folder, MediaFiles.ffmpeg(), Duration.ofMinutes(1), threads);
        feed.height = 48;
        feed.picturesPerSecond = 5;
        Progress progress = feed.until(61).ended();
        assertEquals(State.FINISHED, progress.state());
        assertEquals(
                Optional.of("It has reached the longest time of a recording, 1 min."),
                progress.reason());
        assertEquals(Duration.ofMinutes(1), progress.duration());
        assertEquals(60, Double.parseDouble(MediaFiles.probe(file()).get("duration")), 0.05);
    }

    @Test
    void whoHasItFailSaysWhyAndItPlays() throws Exception {
        Feed feed = new Feed(folder);
        feed.until(5);
        awaitPart("v", 2);
        feed.recorder.fail("There is no more space for recordings.");
        Progress progress = feed.ended();
        assertEquals(State.FAILED, progress.state());
        assertEquals(Optional.of("There is no more space for recordings."), progress.reason());
        assertEquals(List.of("it.part.mp4"), files());
        assertEquals(4, MediaFiles.playsUntil(part(), "v"), 0.5);
        assertEquals(4, MediaFiles.playsUntil(part(), "a"), 0.5);
        assertEquals(30, progress.droppedFrames(), 15);
        assertEquals(1, progress.droppedAudio().toMillis() * 1e-3, 0.5);
    }

    @Test
    void anAbortedOneLeavesNoFile() throws Exception {
        Feed feed = new Feed(folder);
        feed.until(3).recorder.abort();
        assertEquals(State.FAILED, feed.ended().state());
        assertEquals(List.of(), files());
    }

    @Test
    void aFinishedOneCanBeAborted() throws Exception {
        Feed feed = new Feed(folder);
        feed.until(1).finish();
        assertEquals(List.of("it.mp4"), files());
        feed.recorder.abort();
        assertEquals(List.of(), files());
        assertEquals(State.FAILED, feed.recorder.progress().state());
    }

    @Test
    void oneThatHasNotBegunCanBeAborted() throws Exception {
        Feed feed = new Feed(folder);
        feed.recorder.abort();
        assertEquals(State.FAILED, feed.ended().state());
        feed.until(1);
        assertEquals(List.of(), files());
    }

    @Test
    void aDeadEncoderIsSaidSoAndTheFilePlays() throws Exception {
        Feed feed = new Feed(folder);
        feed.until(7);
        ProcessHandle encoder = encoder();
        awaitPart("v", 4);
        encoder.destroyForcibly();
        Progress progress = feed.until(9).ended();
        assertEquals(State.FAILED, progress.state());
        assertEquals(
                Optional.of("The encoder has failed: it ended with the exit code 137."),
                progress.reason());
        assertTrue(MediaFiles.playsUntil(part(), "v") > 3);
        assertTrue(MediaFiles.playsUntil(part(), "a") > 3);
        assertEquals(Files.size(part()), Fragments.keepWhole(part()));
    }

    @Test
    void soundThatStopsHoldsNothingUp() throws Exception {
        Feed feed = new Feed(folder);
        feed.sounds = time -> time < 0.005;
        feed.until(11);
        ProcessHandle encoder = ProcessHandle.current().children().findFirst().orElseThrow();
        // The last second may still be on its way through it.
        awaitPart("v", 7.5);
        encoder.destroyForcibly();
        assertEquals(State.FAILED, feed.until(13).ended().state());
    }

    @Test
    void aFullDiskIsSaidSoAndTheFilePlays() throws Exception {
        // In blocks of 1 KiB.
        Feed feed = feed(script("trap '' XFSZ; ulimit -f 300; exec ", ""));
        feed.until(30);
        Progress progress = feed.ended();
        assertEquals(State.FAILED, progress.state());
        assertTrue(progress.reason().orElseThrow().contains("File too large"));
        assertTrue(MediaFiles.playsUntil(part(), "v") > 2);
        assertEquals(Files.size(part()), Fragments.keepWhole(part()));
    }

    @Test
    void aFullDiskAtTheEndLeavesAWholeFile() throws Exception {
        // The index is made by another process, which may not write.
        Feed feed =
                feed(
                        script(
                                "case \"$*\" in *faststart*) trap '' XFSZ; ulimit -f 1;; esac; exec ",
                                ""));
        Progress progress = feed.until(2).finish();
        assertEquals(State.FINISHED, progress.state());
        assertTrue(progress.reason().orElseThrow().startsWith("Its index has failed: "));
        assertEquals(List.of("it.mp4"), files());
        assertEquals(2, MediaFiles.playsUntil(file(), "v"), 0.1);
    }

    @Test
    void aSlowEncoderHasFramesLeftOutAndNobodyWaits() throws Exception {
        Feed feed = feed(script("exec ", "-readrate 0.01 "));
        feed.waits = false;
        feed.noise = true;
        EncodedSamples.noise(0, 640, 480);
        long before = System.nanoTime();
        feed.until(120);
        assertTrue(System.nanoTime() - before < TimeUnit.SECONDS.toNanos(5));
        Progress progress = feed.recorder.progress();
        assertTrue(progress.droppedFrames() > 500, progress.toString());
        assertTrue(progress.droppedAudio().compareTo(Duration.ofSeconds(5)) > 0);
        assertTrue(feed.keyFrameRequests.get() > 0);
        feed.recorder.abort();
        feed.ended();
    }

    @Test
    void anEncoderThatDoesNotEndIsEnded() throws Exception {
        Feed feed = new Feed(folder, MediaFiles.ffmpeg(), HOUR, threads, TIME_TO_END);
        feed.until(3.5);
        ProcessHandle encoder = encoder();
        new ProcessBuilder("kill", "-STOP", Long.toString(encoder.pid())).start().waitFor();
        long before = System.nanoTime();
        Progress progress = feed.finish();
        assertEquals(State.FAILED, progress.state());
        assertEquals(
                Optional.of("The encoder has failed: it took too long, and was ended."),
                progress.reason());
        Duration taken = Duration.ofNanos(System.nanoTime() - before);
        assertTrue(taken.compareTo(TIME_TO_END) >= 0, taken + " is too early");
        assertTrue(taken.compareTo(TIME_TO_END.plusSeconds(15)) < 0, taken + " is too late");
        assertFalse(encoder.isAlive());
    }

    @Test
    void anEncoderThatHangsIsEndedWhenItIsAsLongAsMayBe() throws Exception {
        Feed feed =
                new Feed(folder, MediaFiles.ffmpeg(), Duration.ofSeconds(5), threads, TIME_TO_END);
        feed.until(3.5);
        ProcessHandle encoder = encoder();
        new ProcessBuilder("kill", "-STOP", Long.toString(encoder.pid())).start().waitFor();
        feed.waits = false;
        Progress progress = feed.until(6).ended();
        assertEquals(State.FAILED, progress.state());
        assertFalse(encoder.isAlive());
    }

    @Test
    void withoutAThreadItFails() throws Exception {
        Feed feed = new Feed(folder, MediaFiles.ffmpeg(), HOUR, task -> null);
        Progress progress = feed.until(0.1).ended();
        assertEquals(State.FAILED, progress.state());
        assertTrue(progress.reason().orElseThrow().contains("no thread"));
    }

    @Test
    void withoutASecondThreadItFails() throws Exception {
        boolean[] first = {true};
        ThreadFactory one =
                task -> {
                    Thread thread = first[0] ? new Thread(task) : null;
                    first[0] = false;
                    return thread;
                };
        Progress progress = new Feed(folder, MediaFiles.ffmpeg(), HOUR, one).until(0.1).finish();
        assertEquals(State.FAILED, progress.state());
        assertTrue(progress.reason().orElseThrow().contains("no thread"));
    }

    @Test
    void withoutAFolderItFails() throws Exception {
        Feed feed = new Feed(folder.resolve("none"));
        Progress progress = feed.until(1).finish();
        assertEquals(State.FAILED, progress.state());
        assertTrue(progress.reason().orElseThrow().contains("No such file or directory"));
    }

    @Test
    void withoutItsProgramItFails() throws Exception {
        Path program = script("exec ", "");
        Ffmpeg ffmpeg = Ffmpeg.at(program);
        Files.delete(program);
        Progress progress = new Feed(folder, ffmpeg, HOUR, threads).until(1).finish();
        assertEquals(State.FAILED, progress.state());
        assertTrue(progress.reason().orElseThrow().contains(program.toString()));
    }

    /** What is written plays until a time, in seconds. */
    private void awaitPart(String stream, double time) throws Exception {
        Await.until(
                PATIENCE,
                () ->
                        Files.exists(part())
                                && Mp4Info.read(part()).isPresent()
                                && MediaFiles.playsUntil(part(), stream) >= time,
                "the file plays until " + time + " s");
    }

    /** It starts by and by. */
    private static ProcessHandle encoder() {
        Await.until(
                PATIENCE,
                () -> ProcessHandle.current().children().findAny().isPresent(),
                "the encoder starts");
        return ProcessHandle.current().children().findFirst().orElseThrow();
    }

    private Feed feed(Path program) throws Exception {
        return new Feed(folder, Ffmpeg.at(program), HOUR, threads);
    }

    /** Runs the real one after some commands, with more arguments before the others. */
    private Path script(String before, String arguments) throws IOException {
        MediaFiles.ffmpeg();
        Path script = folder.resolve("ffmpeg.sh");
        String library = "export LD_LIBRARY_PATH=" + MediaFiles.folder();
        String call = before + MediaFiles.folder().resolve("ffmpeg") + ' ' + arguments + "\"$@\"";
        Files.write(script, Arrays.asList("#!/bin/bash", library, call));
        script.toFile().setExecutable(true);
        return script;
    }
}
