package org.webrtcexamples.media.recording;

import org.webrtcexamples.media.recording.RecordingFiles.Kind;

import java.io.File;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Recordings in a folder, by their ids: it begins them, finds and deletes them, and keeps them all
 * within their space and age. What it finds in the folder when it is made was recorded before, and
 * is taken over; what a killed server had not finished is finished then.
 *
 * <p>Thread-safe. Only {@link #begin}, {@link #sweep} and {@link #close} wait for each other, since
 * they look at the files.
 */
public final class RecordingStore implements AutoCloseable {

    private static final Logger LOGGER = System.getLogger(RecordingStore.class.getName());

    static final Duration TIME_TO_FINISH = Duration.ofSeconds(10);
    private static final Duration TIME_TO_DIE = Duration.ofSeconds(2);

    /** The copy of one that a killed server left. */
    private static final Duration TIME_TO_INDEX = Duration.ofMinutes(2);

    static final Duration INTERVAL = Duration.ofSeconds(3);
    static final Duration INTERVAL_AT_REST = Duration.ofMinutes(1);

    /** How much of the disk is left to others, in bytes. */
    static final long MIN_USABLE = 64L << 20;

    /** For the first second of a recording. */
    private static final long SPACE_TO_BEGIN = 256L << 10;

    /** For so long, what failed for want of space, maybe, does not go for those that have not. */
    static final Duration TIME_TO_FETCH = Duration.ofMinutes(5);

    /** Of those with nothing in them no more are known than this. */
    private static final int MAX_EMPTY = 1000;

    static final String NO_SPACE = "There is no more space for recordings.";
    private static final String DAMAGED = "There is nothing in the file that can be played.";

    private static final Mp4Info NOTHING = new Mp4Info(Duration.ZERO, 0, 0);

    private final RecordingSettings settings;
    private final Programs programs;
    private final ThreadFactory threads;
    private final Clock clock;
    private final Disk disk;
    private final RecordingFolder folder;
    private final RecordingFiles files;

    /** All that can be found. */
    private final Map<String, StoredRecording> recordings = new ConcurrentHashMap<>();

    /** In the order of their beginning: those with a process, even when they are deleted. */
    private final Map<String, Running> running = Collections.synchronizedMap(new LinkedHashMap<>());

    /** For the first frame; who sends none does not keep a place from others. */
    static final Duration TIME_TO_BEGIN = Duration.ofMinutes(1);

    /** Held while files are looked at, or one begins. Whoever has it ends no recorder. */
    private final ReentrantLock housekeeping = new ReentrantLock();

    /** Those of them that had to end, and are not copied any more. */
    private final Set<String> leftUnfinished = new HashSet<>();

    private Optional<Ffmpeg> ffmpeg = Optional.empty();
    private Optional<Thread> recovery = Optional.empty();
    private Optional<FfmpegRun> indexing = Optional.empty();
    private volatile boolean closed;

    /** Where an ffmpeg can be had. */
    interface Programs {

        /**
         * @throws IOException if there is none, with what can be done
         */
        Ffmpeg find(Path folder) throws IOException;
    }

    /**
     * @param end complete when it has ended, and is counted among those no more
     */
    private record Running(Recorder recorder, Instant made, CompletableFuture<Void> end) {}

    /** The one that a folder is on. */
    interface Disk {

        /** How many bytes can still be written. */
        long usable(Path folder) throws IOException;
    }

    /**
     * Takes over what is in the folder. What a killed server left is being finished when this
     * returns.
     *
     * @param threads for the recorders
     * @throws IllegalArgumentException if the chosen folder cannot be used, with what can be done
     * @throws IOException if there is no folder to be had in the temporary one
     */
    public RecordingStore(RecordingSettings settings, ThreadFactory threads) throws IOException {
        this(
                settings,
                folder ->
                        settings.ffmpeg().isPresent()
                                ? Ffmpeg.at(settings.ffmpeg().get())
                                : Ffmpeg.bundled(folder),
                threads,
                Clock.systemUTC(),
                RecordingStore::usable);
    }

    /**
     * Not by the file store of the folder, which cannot be told where the mount table does not show
     * it, as in a chroot.
     *
     * @throws IOException if it is not known; a full disk has a size
     */
    static long usable(Path folder) throws IOException {
        File file = folder.toFile();
        long usable = file.getUsableSpace();
        if (usable == 0 && file.getTotalSpace() == 0) {
            throw new IOException("It is not known how much space is left in " + folder);
        }
        return usable;
    }

    RecordingStore(
            RecordingSettings settings,
            Programs programs,
            ThreadFactory threads,
            Clock clock,
            Disk disk)
            throws IOException {
        this.settings = settings;
        this.programs = programs;
        this.threads = threads;
        this.clock = clock;
        this.disk = disk;
        folder = RecordingFolder.open(settings.folder());
        files = new RecordingFiles(folder.path());
        try {
            takeOver();
        } catch (IOException | RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /** Where the recordings are. */
    Path folder() {
        return folder.path();
    }

    /**
     * A recording that begins with its first picture or sound. Until it has ended, and its process
     * with it, it is one of those that run at a time: also while it is being finished.
     *
     * @param id a random UUID, as its {@code toString} writes it
     * @throws IllegalArgumentException if it is none, or there is one of that id
     * @throws RecordingLimitException if as many run as may, or there is no space
     * @throws RecordingUnavailableException if there is no ffmpeg, or this is closed
     */
    public Recorder begin(String id) {
        if (!RecordingFiles.isId(id) || recordings.containsKey(id)) {
            throw new IllegalArgumentException("Not the id of a new recording: " + id);
        }
        checkNumber();
        Ffmpeg program;
        try {
            program = program();
        } catch (IOException e) {
            throw new RecordingUnavailableException(e.getMessage(), e);
        }
        Recorder recorder;
        housekeeping.lock();
        try {
            checkFree();
            recorder = new Recorder(program, folder.path(), id, settings.longest(), threads);
            CompletionStage<Void> end =
                    recorder.ended().thenRun(() -> ended(id)).exceptionally(RecordingStore::log);
            running.put(id, new Running(recorder, clock.instant(), end.toCompletableFuture()));
            recordings.put(id, new StoredRecording(this, id, true, recorder::progress));
        } finally {
            housekeeping.unlock();
        }
        return recorder;
    }

    /** Unpacked, maybe, and tried out: not before there is something to record. */
    private Ffmpeg program() throws IOException {
        synchronized (programs) {
            if (ffmpeg.filter(Ffmpeg::isThere).isEmpty()) {
                Files.createDirectories(folder.path());
                ffmpeg = Optional.of(programs.find(folder.path()));
            }
            return ffmpeg.get();
        }
    }

    private void checkNumber() {
        if (closed) {
            throw new RecordingUnavailableException("The application stops.");
        }
        if (running.size() >= settings.atOnce()) {
            throw new RecordingLimitException(
                    "There are %d recordings under way, and no more may be."
                            .formatted(running.size()));
        }
    }

    private void checkFree() {
        checkNumber();
        try {
            if (makeSpace(SPACE_TO_BEGIN).left() < SPACE_TO_BEGIN) {
                throw new RecordingLimitException(NO_SPACE);
            }
        } catch (IOException e) {
            throw new RecordingUnavailableException(
                    "The folder for recordings cannot be read: " + e, e);
        }
    }

    private void ended(String id) {
        Recorder recorder = running.get(id).recorder();
        StoredRecording recording = recordings.get(id);
        if (recording != null) {
            recording.end(
                    recorder.progress(), new StoredRecording.End(clock.instant(), files.best(id)));
        }
        running.remove(id);
        if (!recordings.containsKey(id)) {
            files.remove(id);
        }
        sweep();
    }

    /** Nothing for what is no id, too. */
    public Optional<StoredRecording> find(String id) {
        return Optional.ofNullable(recordings.get(id));
    }

    /** Ends it if it is under way, and removes its files: it is found no more. */
    void delete(StoredRecording recording) {
        String id = recording.id();
        recordings.remove(id, recording);
        Running run = running.get(id);
        if (run != null) {
            run.recorder().abort();
        } else {
            files.remove(id);
        }
    }

    /**
     * Deletes what is too old, and the oldest for which there is no more space; where all that has
     * ended is not enough, the newest that run end as failed.
     *
     * @return after what time this is to be called again, unless a recording begins before; nothing
     *     if there is none
     */
    public Optional<Duration> sweep() {
        List<Recorder> ending = List.of();
        housekeeping.lock();
        try {
            if (closed) {
                return Optional.empty();
            }
            deleteOld();
            ending = tooMany(makeSpace(0));
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "The folder for recordings cannot be read", e);
        } finally {
            housekeeping.unlock();
        }
        ending.forEach(recorder -> recorder.fail(NO_SPACE));
        Instant latest = clock.instant().minus(TIME_TO_BEGIN);
        running().values().stream()
                .filter(run -> run.made().isBefore(latest))
                .forEach(run -> run.recorder().endUnlessBegun());
        return nextSweep();
    }

    private Optional<Duration> nextSweep() {
        if (recordings.isEmpty() && running.isEmpty()) {
            return Optional.empty();
        }
        boolean allEnded =
                running.isEmpty()
                        && recordings.values().stream()
                                .allMatch(recording -> recording.end().isPresent());
        return Optional.of(allEnded ? INTERVAL_AT_REST : INTERVAL);
    }

    private void deleteOld() {
        List<StoredRecording> ended = endedOldestFirst();
        ended.stream()
                .filter(recording -> age(recording).compareTo(settings.age()) > 0)
                .forEach(this::delete);
        List<StoredRecording> empty =
                ended.stream().filter(recording -> recording.file().isEmpty()).toList();
        empty.subList(0, Math.max(0, empty.size() - MAX_EMPTY)).forEach(this::delete);
    }

    private Duration age(StoredRecording recording) {
        return Duration.between(recording.end().orElseThrow().time(), clock.instant());
    }

    private List<StoredRecording> endedOldestFirst() {
        return recordings.values().stream()
                .filter(recording -> recording.end().isPresent())
                .sorted(Comparator.comparing(recording -> recording.end().orElseThrow().time()))
                .toList();
    }

    /** Deletes as many of those that have ended as it takes, the oldest first. */
    private SpaceUsage makeSpace(long wanted) throws IOException {
        List<StoredRecording> ended =
                endedOldestFirst().stream()
                        .filter(recording -> recording.file().isPresent())
                        .toList();
        Set<String> copied = running().keySet();
        leftUnfinished.retainAll(copied);
        copied.removeAll(leftUnfinished);
        SpaceUsage usage =
                new SpaceUsage(
                        files.sizes(),
                        ended.stream().map(StoredRecording::id).toList(),
                        copied,
                        leftUnfinished,
                        settings.space(),
                        disk.usable(folder.path()) - MIN_USABLE);
        for (StoredRecording recording : ended) {
            if (usage.left() < wanted && !isKept(recording)) {
                delete(recording);
                usage.delete(recording.id());
            }
        }
        return usage;
    }

    private boolean isKept(StoredRecording recording) {
        return recording.progress().state() == State.FAILED
                && age(recording).compareTo(TIME_TO_FETCH) < 0;
    }

    /**
     * As many of the newest as it takes: they have the least to lose, and what they give up is the
     * room for their copy. Those that are being finished already need theirs.
     */
    private List<Recorder> tooMany(SpaceUsage usage) {
        Map<String, Running> candidates = running();
        List<String> newestFirst = new ArrayList<>(candidates.keySet());
        Collections.reverse(newestFirst);
        List<Recorder> tooMany = new ArrayList<>();
        for (String id : newestFirst) {
            Recorder recorder = candidates.get(id).recorder();
            if (usage.left() < 0 && recorder.progress().state() == State.RECORDING) {
                usage.leaveUnfinished(id);
                leftUnfinished.add(id);
                tooMany.add(recorder);
            }
        }
        return tooMany;
    }

    private Map<String, Running> running() {
        synchronized (running) {
            return new LinkedHashMap<>(running);
        }
    }

    /** Whether it is one of those that count as running. */
    boolean runs(Recorder recorder) {
        return running().values().stream().anyMatch(run -> run.recorder() == recorder);
    }

    private void takeOver() throws IOException {
        List<StoredRecording> unfinished = new ArrayList<>();
        files.sizes()
                .forEach(
                        (id, sizes) -> {
                            files.remove(id, Kind.COPY);
                            if (sizes.containsKey(Kind.FINISHED)) {
                                files.remove(id, Kind.UNFINISHED);
                                takeOverFinished(id);
                            } else if (sizes.containsKey(Kind.UNFINISHED)) {
                                unfinished.add(takeOverUnfinished(id));
                            }
                        });
        if (!unfinished.isEmpty()) {
            recovery = Optional.of(Threads.start(threads, () -> unfinished.forEach(this::finish)));
        }
    }

    private void takeOverFinished(String id) {
        Path file = files.path(id, Kind.FINISHED);
        Progress progress =
                info(file)
                        .map(info -> progress(State.FINISHED, info, file, Optional.empty()))
                        .orElseGet(
                                () -> progress(State.FAILED, NOTHING, file, Optional.of(DAMAGED)));
        StoredRecording recording = new StoredRecording(this, id, false, () -> progress);
        recording.end(progress, new StoredRecording.End(time(file), files.best(id)));
        recordings.put(id, recording);
    }

    private StoredRecording takeOverUnfinished(String id) {
        Path file = files.path(id, Kind.UNFINISHED);
        Progress progress =
                progress(State.FINISHING, info(file).orElse(NOTHING), file, Optional.empty());
        StoredRecording recording = new StoredRecording(this, id, false, () -> progress);
        recordings.put(id, recording);
        return recording;
    }

    private static Optional<Mp4Info> info(Path file) {
        try {
            return Mp4Info.read(file);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "A recording cannot be read", e);
            return Optional.empty();
        }
    }

    private static Progress progress(
            State state, Mp4Info info, Path file, Optional<String> reason) {
        return new Progress(
                state,
                info.duration(),
                RecordingFiles.size(file),
                info.width(),
                info.height(),
                0,
                Duration.ZERO,
                reason);
    }

    /** When it was written last; now if that is in the future, or unknown. */
    private Instant time(Path file) {
        Instant now = clock.instant();
        try {
            Instant written = Files.getLastModifiedTime(file).toInstant();
            return written.isBefore(now) ? written : now;
        } catch (IOException e) {
            return now;
        }
    }

    /** Finishes what a killed server was recording; where that cannot be, keeps what plays. */
    private void finish(StoredRecording recording) {
        if (closed) {
            return;
        }
        String id = recording.id();
        Path unfinished = files.path(id, Kind.UNFINISHED);
        Instant time = time(unfinished);
        try {
            Fragments.keepWhole(unfinished);
            finish(id, time);
            end(recording, time, State.FINISHED, Optional.empty());
        } catch (IOException | RuntimeException e) {
            if (closed) {
                return;
            }
            LOGGER.log(Level.WARNING, "A killed server's recording cannot be finished", e);
            files.remove(id, Kind.COPY);
            end(recording, time, State.FAILED, Optional.of(String.valueOf(e.getMessage())));
        }
        if (!recordings.containsKey(id)) {
            files.remove(id);
        }
    }

    private void end(
            StoredRecording recording, Instant time, State state, Optional<String> reason) {
        Optional<Path> file = files.best(recording.id());
        Optional<Mp4Info> info = file.flatMap(RecordingStore::info);
        if (info.isPresent()) {
            recording.end(
                    progress(state, info.get(), file.get(), reason),
                    new StoredRecording.End(time, file));
        } else {
            recordings.remove(recording.id());
        }
    }

    private void finish(String id, Instant time) throws IOException {
        Path copy = files.path(id, Kind.COPY);
        Ffmpeg program = program();
        FfmpegRun run;
        housekeeping.lock();
        try {
            if (closed || makeSpace(0).left() < 0) {
                throw new IOException(NO_SPACE);
            }
            run = program.index(files.path(id, Kind.UNFINISHED), copy, threads);
            run.endWithin(TIME_TO_INDEX.toMillis());
            indexing = Optional.of(run);
        } finally {
            housekeeping.unlock();
        }
        if (run.await() != 0 || Mp4Info.read(copy).isEmpty()) {
            throw new IOException(DAMAGED + ' ' + run.lastWords());
        }
        Files.setLastModifiedTime(copy, FileTime.from(time));
        Files.move(copy, files.path(id, Kind.FINISHED), StandardCopyOption.ATOMIC_MOVE);
        files.remove(id, Kind.UNFINISHED);
    }

    /**
     * Records a moment in a folder of its own, ends that in every way, and closes it, so that all
     * classes are loaded that {@link #close} needs: when an application ends, its class loader may
     * find no more by then. Takes a second or two.
     *
     * @throws IOException if that cannot be done
     */
    public void rehearseClose() throws IOException {
        Ffmpeg program = program();
        Path temporary = Files.createTempDirectory("webrtc-recordings-rehearsal");
        RecordingSettings some =
                new RecordingSettings(
                        Optional.of(temporary),
                        settings.longest(),
                        settings.space(),
                        settings.age(),
                        3,
                        Optional.empty());
        RecordingStore store = new RecordingStore(some, path -> program, threads, clock, disk);
        try {
            Recorder finished = store.record();
            Recorder aborted = store.record();
            List<Running> ending = List.copyOf(store.running().values());
            finished.finish();
            aborted.abort();
            awaitEnd(ending, TIME_TO_FINISH);
            store.record();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            store.close(Duration.ZERO);
            store.recordings.values().forEach(StoredRecording::delete);
            store.folder.delete();
        }
    }

    private Recorder record() {
        Recorder recorder = begin(UUID.randomUUID().toString());
        Filler.frames(System.nanoTime()).forEach(recorder::received);
        return recorder;
    }

    /**
     * Finishes all that run, and begins no more. Returns when all have ended and their processes
     * are gone, those that take too long by force; then another can have the folder.
     */
    @Override
    public void close() {
        close(TIME_TO_FINISH);
    }

    void close(Duration timeToFinish) {
        housekeeping.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
        } finally {
            housekeeping.unlock();
        }
        indexing.ifPresent(FfmpegRun::kill);
        List<Running> ending = List.copyOf(running().values());
        try {
            ending.forEach(run -> run.recorder().finish());
            if (!awaitEnd(ending, timeToFinish)) {
                LOGGER.log(
                        timeToFinish.isZero() ? Level.DEBUG : Level.WARNING,
                        "Some recordings could not be finished in time");
                ending.forEach(run -> run.recorder().kill("The server stopped."));
                awaitEnd(ending, TIME_TO_DIE);
            }
            if (recovery.isPresent()) {
                recovery.get().join(TIME_TO_DIE.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log(e);
        } finally {
            closeFolder();
        }
    }

    private static Void log(Throwable failure) {
        LOGGER.log(Level.WARNING, "A recording could not be ended as it should", failure);
        return null;
    }

    private void closeFolder() {
        try {
            folder.close();
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "The folder for recordings could not be closed", e);
        }
    }

    private static boolean awaitEnd(List<Running> ending, Duration time)
            throws InterruptedException {
        CompletableFuture<?>[] ends =
                ending.stream().map(Running::end).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(ends).get(time.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        }
    }
}
