package org.webrtcexamples.media.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertThrowsExactly;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.webrtcexamples.Await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

class RecordingStoreTest {

    private static final int WIDTH = 640;
    private static final int HEIGHT = 480;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private static Ffmpeg ffmpeg;
    private static byte[] finished;
    private static byte[] fragmented;

    @TempDir private static Path samples;

    @TempDir private Path folder;

    private final TestClock clock = new TestClock();
    private final List<RecordingStore> stores = new ArrayList<>();
    private volatile long usable = 1L << 40;

    /** Goes on when the test says so. */
    private static final class TestClock extends Clock {

        private volatile Instant now = NOW;

        void advance(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }

    @BeforeAll
    static void makeFiles() throws Exception {
        ffmpeg = MediaFiles.ffmpeg();
        finished = Files.readAllBytes(Mp4Files.finished(samples.resolve("a.mp4"), 2, 320, 240));
        fragmented = Files.readAllBytes(Mp4Files.fragmented(samples.resolve("b.mp4"), 4, 320, 240));
    }

    @AfterEach
    void close() {
        stores.forEach(RecordingStore::close);
        assertEquals(Set.of(), processes(), "processes are left");
    }

    @Test
    void spaceThatIsNotKnownIsNoFullDisk() throws Exception {
        assertTrue(RecordingStore.usable(folder) > 0);
        assertThrows(IOException.class, () -> RecordingStore.usable(folder.resolve("none")));
    }

    @Test
    void whatIsRecordedIsFoundAndPlaysOnceItIsFinished() throws Exception {
        RecordingStore store = open(4, 1 << 30);
        String id = newId();
        assertEquals(Optional.empty(), store.find(id));
        Recorder recorder = store.begin(id);
        StoredRecording recording = store.find(id).orElseThrow();
        assertEquals(id, recording.id());
        assertEquals(State.RECORDING, recording.progress().state());
        record(recorder, 1);
        assertEquals(Optional.empty(), recording.file());

        recorder.finish();
        awaitEnd(recorder);

        assertEquals(State.FINISHED, recording.progress().state());
        assertEquals(OptionalLong.of(0), recording.droppedFrames());
        Path file = recording.file().orElseThrow();
        assertEquals(folder.toRealPath().resolve(id + ".mp4"), file);
        assertEquals(Files.size(file), recording.progress().size());
        assertTrue(MediaFiles.playsUntil(file, "v") > 0.8);
        assertEquals(Set.of(id + ".mp4"), files());
    }

    /** A client that is told that it is finished can fetch it. */
    @Test
    void whatItsRecorderHasFinishedIsBeingFinishedUntilItsFileIsKnown() {
        Progress last =
                new Progress(
                        State.FINISHED, Duration.ZERO, 0, 0, 0, 0, Duration.ZERO, Optional.empty());
        StoredRecording recording = new StoredRecording(null, newId(), true, () -> last);
        assertEquals(State.FINISHING, recording.progress().state());

        recording.end(last, new StoredRecording.End(NOW, Optional.of(folder)));

        assertEquals(State.FINISHED, recording.progress().state());
        assertEquals(Optional.of(folder), recording.file());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "../../etc/passwd",
                "00000000-0000-0000-0000-00000000000",
                "00000000-0000-0000-0000-00000000000A",
                "00000000-0000-0000-0000-000000000000\n",
                "00000000-0000-0000-0000-000000000000.part",
                "00000000-0000-0000-0000/000000000000",
            })
    void onlyAUuidIsAnId(String id) throws IOException {
        RecordingStore store = open(4, 1 << 30);

        assertThrows(IllegalArgumentException.class, () -> store.begin(id));

        assertEquals(Optional.empty(), store.find(id));
    }

    @Test
    void anIdIsUsedOnce() throws IOException {
        RecordingStore store = open(4, 1 << 30);
        String id = newId();
        store.begin(id);

        assertThrows(IllegalArgumentException.class, () -> store.begin(id));
    }

    @Test
    void noMoreThanSoManyAreUnderWayAndOneThatIsBeingFinishedStillIs() throws Exception {
        RecordingStore store = open(2, 1 << 30);
        store.begin(newId());
        Recorder second = store.begin(newId());
        record(second, 0.5);
        assertFull("2 recordings", store);

        second.finish();

        assertFull("2 recordings", store);
        awaitEnd(second);
        store.begin(newId());
        assertFull("2 recordings", store);
    }

    @Test
    void deletingOneThatRunsEndsItAndLeavesNothing() throws Exception {
        RecordingStore store = open(1, 1 << 30);
        String id = newId();
        Recorder recorder = store.begin(id);
        record(recorder, 1);
        Await.until(
                PATIENCE,
                () -> processes().size() == 1 && files().size() == 1,
                "its process and file are there");

        store.find(id).orElseThrow().delete();

        assertEquals(Optional.empty(), store.find(id));
        awaitEnd(recorder);
        assertEquals(Set.of(), files());
        assertEquals(Set.of(), processes());
        store.begin(newId());
    }

    @Test
    void deletingOneThatIsBeingFinishedLeavesNothing() throws Exception {
        RecordingStore store = open(4, 1 << 30);
        for (int millis = 0; millis < 200; millis += 25) {
            String id = newId();
            Recorder recorder = store.begin(id);
            record(recorder, 0.1);
            recorder.finish();
            TimeUnit.MILLISECONDS.sleep(millis);

            store.find(id).orElseThrow().delete();

            awaitEnd(recorder);
            assertEquals(Set.of(), files());
        }
    }

    @Test
    void deletingOneThatHasEndedRemovesItsFile() throws IOException {
        String id = place(finished, ".mp4", 1);
        RecordingStore store = open(4, 1 << 30);
        StoredRecording recording = store.find(id).orElseThrow();

        recording.delete();
        recording.delete();

        assertEquals(Optional.empty(), store.find(id));
        assertEquals(Set.of(), files());
    }

    @Test
    void theOldestThatHaveEndedMakeSpaceAndNoneThatRuns() throws Exception {
        String middle = place(large(8 << 20), ".mp4", 20);
        String oldest = place(large(8 << 20), ".mp4", 30);
        String newest = place(large(8 << 20), ".mp4", 10);
        RecordingStore store = open(4, (24 << 20) + (300 << 10));
        Recorder recorder = store.begin(newId());
        store.sweep();
        assertTrue(store.find(oldest).isPresent());

        recordUntil(recorder, 160 << 10);
        store.sweep();

        assertEquals(Optional.empty(), store.find(oldest));
        assertTrue(store.find(middle).isPresent());
        assertTrue(store.find(newest).isPresent());
        assertEquals(State.RECORDING, recorder.progress().state());
        assertFalse(files().contains(oldest + ".mp4"));
    }

    @Test
    void forOneToBeginTheOldestMakeSpace() throws IOException {
        String oldest = place(large(1 << 20), ".mp4", 30);
        String newest = place(large(1 << 20), ".mp4", 10);
        RecordingStore store = open(4, 2 << 20);

        store.begin(newId());

        assertEquals(Optional.empty(), store.find(oldest));
        assertTrue(store.find(newest).isPresent());
    }

    @Test
    void oneThatNothingComesForGivesItsPlaceAwayAfterAMinute() throws Exception {
        RecordingStore store = open(2, 1 << 30);
        Recorder silent = store.begin(newId());
        Recorder recording = store.begin(newId());
        recordOne(recording);
        assertThrows(RecordingLimitException.class, () -> store.begin(newId()));
        clock.advance(RecordingStore.TIME_TO_BEGIN);
        store.sweep();
        assertEquals(State.RECORDING, silent.progress().state());

        clock.advance(Duration.ofSeconds(1));
        store.sweep();
        awaitEnd(silent);

        assertEquals(State.FAILED, silent.progress().state());
        assertEquals(Optional.of("Nothing was received."), silent.progress().reason());
        assertEquals(State.RECORDING, recording.progress().state());
        store.begin(newId());
    }

    @Test
    void withNothingLeftToDeleteTheNewestEndsAndStaysPlayable() throws Exception {
        long space = 4 << 20;
        RecordingStore store = open(4, space);
        String newer = newId();
        Recorder first = store.begin(newId());
        recordUntil(first, 256 << 10);
        Recorder second = store.begin(newer);
        store.sweep();
        assertEquals(State.RECORDING, second.progress().state());

        recordUntil(second, space / 2 - first.progress().size() + 1);
        store.sweep();
        awaitEnd(second);
        store.sweep();

        assertEquals(State.RECORDING, first.progress().state());
        StoredRecording failed = store.find(newer).orElseThrow();
        assertEquals(State.FAILED, failed.progress().state());
        assertEquals(
                Optional.of("There is no more space for recordings."), failed.progress().reason());
        assertTrue(MediaFiles.playsUntil(failed.file().orElseThrow(), "v") > 0.5);

        recordUntil(first, (space - failed.progress().size() - (250 << 10)) / 2);
        assertFull("no more space", store);
        assertEquals(State.RECORDING, first.progress().state());
        assertTrue(store.find(newer).isPresent(), "what has just failed can be fetched");
        assertTrue(bytes() <= space, bytes() + " bytes");

        clock.advance(RecordingStore.TIME_TO_FETCH);
        store.begin(newId());
        assertEquals(Optional.empty(), store.find(newer));
        first.finish();
        awaitEnd(first);
        assertEquals(State.FINISHED, first.progress().state());
    }

    @Test
    void aDiskThatIsAlmostFullEndsAllThatRunAndLetsNoneBegin() throws Exception {
        usable = RecordingStore.MIN_USABLE + (1 << 30);
        RecordingStore store = open(4, 1 << 30);
        Recorder first = store.begin(newId());
        Recorder second = store.begin(newId());
        record(first, 0.6);
        record(second, 0.6);
        store.sweep();
        assertEquals(State.RECORDING, second.progress().state());

        usable = RecordingStore.MIN_USABLE - 1;
        store.sweep();
        awaitEnd(first);
        awaitEnd(second);

        assertEquals(State.FAILED, first.progress().state());
        assertEquals(State.FAILED, second.progress().state());
        assertFull("no more space", store);
    }

    @Test
    void whatIsTooOldIsDeleted() throws IOException {
        String old = place(finished, ".mp4", Duration.ofHours(25).toSeconds());
        String young = place(finished, ".mp4", Duration.ofHours(23).toSeconds());
        RecordingStore store = open(4, 1 << 30);
        store.sweep();
        assertEquals(Optional.empty(), store.find(old));
        assertEquals(Set.of(young + ".mp4"), files());

        clock.advance(Duration.ofMinutes(59));
        store.sweep();
        assertTrue(store.find(young).isPresent());
        clock.advance(Duration.ofMinutes(2));
        store.sweep();

        assertEquals(Set.of(), files());
    }

    @Test
    void oneThatRunsIsNeverTooOld() throws IOException {
        RecordingStore store = open(4, 1 << 30);
        String id = newId();
        store.begin(id);

        clock.advance(Duration.ofDays(365));
        store.sweep();

        assertTrue(store.find(id).isPresent());
    }

    @Test
    void anEarlierRunsFinishedOnesAreTakenOver() throws IOException {
        String id = place(finished, ".mp4", 60);
        place(id, fragmented, ".part.mp4", 60);
        place(id, finished, ".indexed.mp4", 60);
        String damaged = place(new byte[100], ".mp4", 60);

        RecordingStore store = open(4, 1 << 30);

        StoredRecording recording = store.find(id).orElseThrow();
        Progress progress = recording.progress();
        assertEquals(State.FINISHED, progress.state());
        assertEquals(2, progress.duration().toMillis() / 1000.0, 0.06);
        assertEquals(finished.length, progress.size());
        assertEquals(320, progress.width());
        assertEquals(240, progress.height());
        assertEquals(OptionalLong.empty(), recording.droppedFrames());
        assertTrue(recording.file().isPresent());
        assertEquals(State.FAILED, store.find(damaged).orElseThrow().progress().state());
        assertEquals(Set.of(id + ".mp4", damaged + ".mp4"), files());
    }

    @Test
    void whatAKilledServerRecordedIsFinished() throws Exception {
        String id = place(Arrays.copyOf(fragmented, fragmented.length * 3 / 4), ".part.mp4", 60);

        RecordingStore store = open(4, 1 << 30);
        StoredRecording recording = store.find(id).orElseThrow();
        Await.until(PATIENCE, () -> recording.end().isPresent(), "it ends");

        assertEquals(State.FINISHED, recording.progress().state());
        assertEquals(OptionalLong.empty(), recording.droppedFrames());
        Path file = recording.file().orElseThrow();
        double played = MediaFiles.playsUntil(file, "v");
        assertTrue(played > 2, "plays until " + played);
        assertEquals(played, recording.progress().duration().toMillis() / 1000.0, 0.3);
        assertEquals(Set.of(id + ".mp4"), files());
        assertEquals(NOW.minusSeconds(60), Files.getLastModifiedTime(file).toInstant());
    }

    @Test
    void whatAKilledServerRecordedIsBeingFinishedMeanwhile() throws Exception {
        String id = place(fragmented, ".part.mp4", 60);
        CountDownLatch looked = new CountDownLatch(1);

        RecordingStore store =
                open(
                        settings(4, 1 << 30),
                        path -> {
                            awaitUninterruptibly(looked);
                            return ffmpeg;
                        });
        StoredRecording recording = store.find(id).orElseThrow();

        assertEquals(State.FINISHING, recording.progress().state());
        assertEquals(Optional.empty(), recording.file());
        assertEquals(OptionalLong.empty(), recording.droppedFrames());
        assertEquals(Optional.of(RecordingStore.INTERVAL), store.sweep());
        looked.countDown();
        Await.until(
                PATIENCE, () -> recording.progress().state() == State.FINISHED, "it is finished");
    }

    @Test
    void whatAKilledServerRecordedIsKeptWhereItCannotBeFinished() throws Exception {
        String id = place(fragmented, ".part.mp4", 60);

        RecordingStore store =
                open(
                        settings(4, 1 << 30),
                        path -> {
                            throw new IOException("There is no ffmpeg.");
                        });
        StoredRecording recording = store.find(id).orElseThrow();
        Await.until(PATIENCE, () -> recording.end().isPresent(), "it ends");

        assertEquals(State.FAILED, recording.progress().state());
        assertEquals(Optional.of("There is no ffmpeg."), recording.progress().reason());
        assertTrue(MediaFiles.playsUntil(recording.file().orElseThrow(), "v") > 3);
        assertRefused("There is no ffmpeg.", store);
    }

    @Test
    void whatAKilledServerLeftWithNothingInItIsRemoved() throws Exception {
        place(new byte[0], ".part.mp4", 60);
        place(new byte[5000], ".part.mp4", 60);
        place(Arrays.copyOf(fragmented, 700), ".part.mp4", 60);
        place(finished, ".indexed.mp4", 60);

        open(4, 1 << 30);

        Await.until(PATIENCE, () -> files().isEmpty(), "they are removed");
    }

    @Test
    void whatIsNotOursIsNeverTouched() throws Exception {
        Path inside = Files.createDirectory(folder.resolve(newId() + ".mp4"));
        Files.write(inside.resolve("a"), finished);
        List<String> names =
                List.of(
                        "holiday.mp4",
                        newId() + ".webm",
                        newId() + ".part.mp4.old",
                        newId().toUpperCase() + "A.mp4",
                        "x" + newId() + ".mp4");
        for (String name : names) {
            Files.setLastModifiedTime(
                    Files.write(folder.resolve(name), large(1 << 20)),
                    FileTime.from(NOW.minus(Duration.ofDays(100))));
        }
        Set<String> before = files();

        RecordingStore store = open(4, 1 << 20);
        store.sweep();
        store.begin(newId());
        store.sweep();

        assertEquals(before, files());
        assertTrue(Files.exists(inside.resolve("a")));
    }

    @Test
    void closingFinishesAllThatRunAndFreesTheFolder() throws Exception {
        RecordingStore store = open(4, 1 << 30);
        List<String> ids = List.of(newId(), newId());
        for (String id : ids) {
            record(store.begin(id), 0.6);
        }
        Recorder unused = store.begin(newId());

        store.close();

        assertEquals(State.FAILED, unused.progress().state());
        assertEquals(Set.of(), processes());
        assertRefused("stops", store);
        assertEquals(Optional.empty(), store.sweep());
        RecordingStore next = open(4, 1 << 30);
        for (String id : ids) {
            StoredRecording recording = next.find(id).orElseThrow();
            assertEquals(State.FINISHED, recording.progress().state());
            assertTrue(MediaFiles.playsUntil(recording.file().orElseThrow(), "v") > 0.3);
        }
    }

    @Test
    void closingEndsWhatHangsByForceAndKeepsWhatThereIs() throws Exception {
        RecordingStore store = open(4, 1 << 30);
        String id = newId();
        Recorder recorder = store.begin(id);
        recordUntil(recorder, 100 << 10);
        String process = Long.toString(processes().iterator().next());
        assertEquals(0, new ProcessBuilder("kill", "-STOP", process).start().waitFor());

        store.close(Duration.ofMillis(300));

        awaitEnd(recorder);
        assertEquals(Set.of(), processes());
        assertEquals(State.FAILED, recorder.progress().state());
        assertEquals(Optional.of("The server stopped."), recorder.progress().reason());
        Path file = store.find(id).orElseThrow().file().orElseThrow();
        assertTrue(Mp4Info.read(file).isPresent());
        open(4, 1 << 30);
    }

    @Test
    void tellsWhenItIsToBeSweptNext() throws Exception {
        RecordingStore store = open(4, 1 << 30);
        assertEquals(Optional.empty(), store.sweep());

        String id = newId();
        Recorder recorder = store.begin(id);
        assertEquals(Optional.of(Duration.ofSeconds(3)), store.sweep());
        recorder.finish();
        awaitEnd(recorder);
        assertEquals(Optional.of(Duration.ofMinutes(1)), store.sweep());
        store.find(id).orElseThrow().delete();
        assertEquals(Optional.empty(), store.sweep());
    }

    @Test
    void ofThoseWithNothingInThemOnlySomeAreKept() throws IOException {
        RecordingStore store = open(4, 1 << 30);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 1005; i++) {
            clock.advance(Duration.ofMillis(1));
            ids.add(newId());
            store.begin(ids.get(i)).finish();
        }
        store.sweep();

        List<String> found = ids.stream().filter(id -> store.find(id).isPresent()).toList();

        assertEquals(ids.subList(5, 1005), found);
    }

    @Test
    void withoutAnFfmpegThereIsNoRecordingButAllElse() throws IOException {
        String id = place(finished, ".mp4", 1);
        RecordingSettings settings =
                new RecordingSettings(
                        Optional.of(folder),
                        Duration.ofMinutes(10),
                        1 << 30,
                        Duration.ofHours(24),
                        4,
                        Optional.of(folder.resolve("no-such-program")));
        RecordingStore store = new RecordingStore(settings, Thread::new);
        stores.add(store);

        assertRefused("no-such-program", store);
        assertTrue(store.find(id).isPresent());
    }

    @Test
    void manyThreadsAtRandomLeaveNothingBehind() throws Exception {
        RecordingStore store = open(3, 1 << 30);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Random random = new Random(i);
            threads.add(new Thread(() -> useAtRandom(store, random)));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }

        store.close();

        assertEquals(Set.of(), processes());
        Set<String> found =
                files().stream()
                        .map(name -> name.substring(0, 36))
                        .filter(id -> store.find(id).isPresent())
                        .map(id -> id + ".mp4")
                        .collect(Collectors.toSet());
        assertEquals(found, files());
    }

    private static void useAtRandom(RecordingStore store, Random random) {
        for (int i = 0; i < 12; i++) {
            String id = newId();
            try {
                Recorder recorder = store.begin(id);
                record(recorder, random.nextDouble() * 0.3);
                if (random.nextBoolean()) {
                    recorder.finish();
                }
                if (random.nextInt(4) > 0) {
                    store.find(id).orElseThrow().delete();
                } else {
                    recorder.finish();
                }
                store.sweep();
            } catch (RecordingUnavailableException e) {
                assertTrue(e.getMessage().contains("under way"), e.getMessage());
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    private RecordingStore open(int atOnce, long space) throws IOException {
        return open(settings(atOnce, space), path -> ffmpeg);
    }

    private RecordingStore open(RecordingSettings settings, RecordingStore.Programs programs)
            throws IOException {
        RecordingStore store =
                new RecordingStore(settings, programs, Thread::new, clock, path -> usable);
        stores.add(store);
        return store;
    }

    private RecordingSettings settings(int atOnce, long space) {
        return new RecordingSettings(
                Optional.of(folder),
                Duration.ofMinutes(10),
                space,
                Duration.ofHours(24),
                atOnce,
                Optional.empty());
    }

    private static String newId() {
        return UUID.randomUUID().toString();
    }

    private String place(byte[] content, String suffix, long secondsAgo) throws IOException {
        return place(newId(), content, suffix, secondsAgo);
    }

    private String place(String id, byte[] content, String suffix, long secondsAgo)
            throws IOException {
        Path file = Files.write(folder.resolve(id + suffix), content);
        Files.setLastModifiedTime(file, FileTime.from(NOW.minusSeconds(secondsAgo)));
        return id;
    }

    /** A finished one with a free box at its end. */
    private static byte[] large(int size) {
        return ByteBuffer.allocate(size)
                .put(finished)
                .putInt(size - finished.length)
                .put(new byte[] {'f', 'r', 'e', 'e'})
                .array();
    }

    /** Silence and a picture of which some is hard to compress, for a time in seconds. */
    private static void record(Recorder recorder, double seconds) throws Exception {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        do {
            recordOne(recorder);
        } while (System.nanoTime() < end);
    }

    private static void recordUntil(Recorder recorder, long size) throws Exception {
        long start = System.nanoTime();
        while (recorder.progress().size() < size) {
            assertTrue(System.nanoTime() - start < PATIENCE.toNanos(), size + " bytes");
            recordOne(recorder);
        }
    }

    private static void recordOne(Recorder recorder) throws InterruptedException {
        long now = System.nanoTime();
        recorder.received(Feed.audio(now * 3 / 62_500, now, 0, EncodedSamples.tone(0)));
        recorder.received(EncodedSamples.noise(now, WIDTH, HEIGHT));
        TimeUnit.MILLISECONDS.sleep(33);
    }

    /** For want of room. */
    private static void assertFull(String words, RecordingStore store) {
        assertRefused(RecordingLimitException.class, words, store);
    }

    private static void assertRefused(String words, RecordingStore store) {
        assertRefused(RecordingUnavailableException.class, words, store);
    }

    private static void assertRefused(
            Class<? extends RecordingUnavailableException> type,
            String words,
            RecordingStore store) {
        RecordingUnavailableException refused =
                assertThrowsExactly(type, () -> store.begin(newId()));
        assertTrue(refused.getMessage().contains(words), refused.getMessage());
    }

    /** Its store knows of it, too. */
    private void awaitEnd(Recorder recorder) throws Exception {
        recorder.ended().toCompletableFuture().get(20, TimeUnit.SECONDS);
        Await.until(
                PATIENCE,
                () -> stores.stream().noneMatch(store -> store.runs(recorder)),
                "the store counts it no more");
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All but that which keeps others out. */
    private Set<String> files() {
        return new TreeSet<>(
                Stream.of(folder.toFile().list())
                        .filter(name -> !name.equals("in-use.lock"))
                        .toList());
    }

    private long bytes() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.mapToLong(RecordingFiles::size).sum();
        }
    }

    private static Set<Long> processes() {
        return ProcessHandle.current()
                .children()
                .filter(ProcessHandle::isAlive)
                .filter(child -> child.info().command().orElse("").endsWith("/ffmpeg"))
                .map(ProcessHandle::pid)
                .collect(Collectors.toSet());
    }
}
