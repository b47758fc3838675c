package org.webrtcexamples.media.recording;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Keeps what it is handed in an MP4 file with H.264 and AAC: sound, pictures or both, as they come,
 * each at the time it came. The recording begins with the first of them.
 *
 * <p>While it goes on, its file is {@code name.part.mp4}, which plays up to about a second ago,
 * whatever happens; when it is finished, it is {@code name.mp4}. Who hands something in never
 * waits: what cannot be written in time is left out. There are a process, two threads and up to
 * {@value #MOST_PICTURES} pictures in memory while it goes on, and nothing of them afterwards.
 *
 * <p>Thread-safe.
 */
public final class Recorder {

    static final int SAMPLE_RATE = 48_000;

    /** How many samples are handed in at a time. */
    static final int PIECE_LENGTH = 480;

    static final int PIECE_BYTES = PIECE_LENGTH * Short.BYTES;

    static final long PIECE_NANOS = TimeUnit.SECONDS.toNanos(1) * PIECE_LENGTH / SAMPLE_RATE;

    /** One is shown, one is being written, the others wait. */
    private static final int MOST_PICTURES = 8;

    /** Ten seconds of sound may wait. */
    private static final int MOST_SOUNDS = 1000;

    /** If there is sound so long and no picture, none is waited for any more. */
    private static final long TIME_TO_FIRST_PICTURE = TimeUnit.SECONDS.toNanos(5);

    /** If there is a picture so long and no sound, none is waited for any more. */
    private static final long TIME_TO_FIRST_SOUND = TimeUnit.MILLISECONDS.toNanos(200);

    /** Nothing that is to be done when nothing comes has to be done more often. */
    private static final long LOOK_MILLIS = 250;

    /** For what waits to be written, once nothing more comes. */
    private static final long TIME_TO_WRITE_MILLIS = 10_000;

    /** For ffmpeg to end, once it has got all. */
    private static final long TIME_TO_END_MILLIS = 10_000;

    private static final long TIME_TO_INDEX_MILLIS = 120_000;

    private static final String NOTHING = "Nothing was received.";

    private final Ffmpeg ffmpeg;
    private final Path part;
    private final Path indexed;
    private final Path file;
    private final long longest;
    private final String longestReached;
    private final ThreadFactory threads;
    private final LongSupplier clock;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    /** Guards all that follows. */
    private final Object lock = new Object();

    private final Deque<Piece> waiting = new ArrayDeque<>();
    private final Deque<ByteBuffer> unused = new ArrayDeque<>();
    private final ArrivalClock soundClock = new ArrivalClock(PIECE_NANOS);
    private State state = State.RECORDING;
    private boolean started;
    private boolean failing;
    private boolean aborted;
    private boolean killed;
    private boolean over;
    private String reason;

    /** Of the first piece, in the clock's nanoseconds; all other times count from here. */
    private long zero;

    private long end = Long.MAX_VALUE;
    private long newest;
    private long written;
    private Canvas canvas;
    private boolean heard;
    private boolean withoutPictures;
    private int pictures;
    private int soundsWaiting;
    private long droppedFrames;
    private long droppedSounds;
    private FfmpegRun run;

    /**
     * A picture, or a piece of sound.
     *
     * @param arrival when it was handed in
     * @param time when it is to be shown or heard
     */
    private record Piece(long arrival, long time, boolean isPicture, ByteBuffer data) {}

    /**
     * Starts nothing yet: the encoder starts with what is recorded first.
     *
     * @param directory exists, and can be written to
     * @param name of the file, without its ending
     * @param longest it ends by itself after this time
     * @param threads gives its threads
     */
    public Recorder(
            Ffmpeg ffmpeg, Path directory, String name, Duration longest, ThreadFactory threads) {
        this(ffmpeg, directory, name, longest, threads, System::nanoTime);
    }

    Recorder(
            Ffmpeg ffmpeg,
            Path directory,
            String name,
            Duration longest,
            ThreadFactory threads,
            LongSupplier clock) {
        this.ffmpeg = ffmpeg;
        this.threads = threads;
        this.clock = clock;
        this.longest = longest.toNanos();
        longestReached =
                "It has reached the longest time of a recording, " + inWords(longest) + '.';
        part = directory.resolve(name + ".part.mp4");
        indexed = directory.resolve(name + ".indexed.mp4");
        file = directory.resolve(name + ".mp4");
    }

    private static String inWords(Duration duration) {
        return duration.toSecondsPart() == 0 && duration.toMinutes() > 0
                ? duration.toMinutes() + " min"
                : duration.toSeconds() + " s";
    }

    /**
     * Hands in the sound that has just been heard. Returns at once.
     *
     * @param samples 10 ms: 480 of them, mono, at 48 kHz; they are copied
     * @param time when the first was heard, in nanoseconds of {@link System#nanoTime}; some later
     *     than that, but never earlier
     */
    public void addSound(short[] samples, long time) {
        ByteBuffer data = ByteBuffer.allocate(PIECE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        data.asShortBuffer().put(samples, 0, PIECE_LENGTH);
        synchronized (lock) {
            begin(time);
            long now = clock.getAsLong();
            endIfLong(now);
            if (state == State.RECORDING) {
                heard = true;
                long smooth = soundClock.arrived(time) - zero;
                if (soundsWaiting == MOST_SOUNDS) {
                    droppedSounds++;
                } else {
                    soundsWaiting++;
                    add(new Piece(now - zero, Math.max(0, smooth), false, data));
                }
            }
        }
        completeIfOver();
    }

    /**
     * Hands in a picture. Returns as soon as it is copied, or left out.
     *
     * @param time when it came, in nanoseconds of {@link System#nanoTime}
     * @param width in pixels, positive
     * @param height in pixels, positive
     * @param copier gives the picture; it is not used after this has returned
     */
    public void addPicture(long time, int width, int height, PictureCopier copier) {
        Canvas size = null;
        ByteBuffer buffer = null;
        synchronized (lock) {
            begin(time);
            endIfLong(time);
            if (state == State.RECORDING) {
                if (canvas == null) {
                    withoutPictures |= heard && time - zero > TIME_TO_FIRST_PICTURE;
                    canvas = withoutPictures ? null : Canvas.of(width, height);
                }
                size = canvas;
                buffer = takeBuffer();
                if (buffer == null) {
                    droppedFrames++;
                }
            }
        }
        completeIfOver();
        if (buffer != null) {
            copy(time, copier, buffer, size);
        }
    }

    /** Counts pictures that came and were lost before they could be handed in. */
    public void countDropped(long lost) {
        synchronized (lock) {
            if (state == State.RECORDING) {
                droppedFrames += lost;
            }
        }
    }

    private void copy(long time, PictureCopier copier, ByteBuffer buffer, Canvas size) {
        boolean copied = false;
        try {
            copier.copyTo(buffer.clear(), size.width(), size.height());
            copied = true;
        } finally {
            synchronized (lock) {
                if (copied && state == State.RECORDING) {
                    long arrival = Math.max(0, time - zero);
                    add(new Piece(arrival, arrival, true, buffer.clear()));
                } else if (!over) {
                    unused.push(buffer);
                }
            }
        }
    }

    /** Null if all are in use. */
    private ByteBuffer takeBuffer() {
        if (canvas == null) {
            return null;
        }
        if (unused.isEmpty() && pictures < MOST_PICTURES) {
            unused.push(ByteBuffer.allocateDirect(canvas.pictureSize()));
            pictures++;
        }
        return unused.poll();
    }

    private void release(ByteBuffer picture) {
        synchronized (lock) {
            unused.push(picture);
        }
    }

    private void add(Piece piece) {
        newest = Math.max(newest, piece.arrival());
        waiting.add(piece);
        lock.notifyAll();
    }

    private void begin(long time) {
        if (state == State.RECORDING && !started) {
            started = true;
            zero = time;
            try {
                Threads.start(threads, this::record);
            } catch (RuntimeException | Error e) {
                fail(e);
                state = State.FAILED;
                over = true;
            }
        }
    }

    /** The thread that writes does so, too, but an encoder that hangs may hold it. */
    private void endIfLong(long time) {
        if (time - zero >= longest) {
            stop(longestReached, false);
        }
    }

    /** Not while the lock is held: others go on from there. */
    private void completeIfOver() {
        boolean complete;
        synchronized (lock) {
            complete = over;
        }
        if (complete) {
            ended.complete(null);
        }
    }

    /** Ends it, so that its file is completed. Returns at once; once it is ending, does nothing. */
    public void finish() {
        stop(null, false);
    }

    /**
     * Ends it as failed. What there is stays playable. Returns at once; once it is ending, does
     * nothing.
     *
     * @param reason why, in a sentence
     */
    public void fail(String reason) {
        stop(Objects.requireNonNull(reason), true);
    }

    private void stop(String reason, boolean fails) {
        synchronized (lock) {
            if (state != State.RECORDING) {
                return;
            }
            state = State.FINISHING;
            failing = fails;
            this.reason = reason;
            if (!started) {
                state = State.FAILED;
                this.reason = fails ? reason : NOTHING;
                over = true;
            } else {
                end = Math.min(Math.max(0, clock.getAsLong() - zero), longest);
                if (run != null) {
                    run.endWithin(TIME_TO_WRITE_MILLIS);
                }
                lock.notifyAll();
            }
        }
        completeIfOver();
    }

    /** Ends it in whatever state, and removes its files. Those of an ended one are gone at once. */
    public void abort() {
        boolean delete;
        synchronized (lock) {
            if (!started) {
                over = true;
            }
            if (!aborted && !failing) {
                reason = "It was aborted.";
            }
            aborted = true;
            failing = true;
            if (run != null) {
                run.kill();
            }
            state = over ? State.FAILED : State.FINISHING;
            delete = over;
            lock.notifyAll();
        }
        if (delete) {
            deleteFiles();
        }
        completeIfOver();
    }

    /**
     * Ends it as failed without waiting for its process, also while it is being finished. What
     * there is stays playable.
     *
     * @param reason why, in a sentence
     */
    void kill(String reason) {
        fail(reason);
        synchronized (lock) {
            if (over) {
                return;
            }
            if (!failing) {
                failing = true;
                this.reason = reason;
            }
            killed = true;
            if (run != null) {
                run.kill();
            }
        }
    }

    private void deleteFiles() {
        for (Path path : List.of(part, indexed, file)) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                synchronized (lock) {
                    reason = "Its file cannot be deleted: " + e.getMessage();
                }
            }
        }
    }

    /** How it is going. */
    public Progress progress() {
        long size = size();
        synchronized (lock) {
            return new Progress(
                    state,
                    Duration.ofNanos(over ? written : newest),
                    size,
                    canvas == null ? 0 : canvas.width(),
                    canvas == null ? 0 : canvas.height(),
                    droppedFrames,
                    Optional.ofNullable(reason));
        }
    }

    private long size() {
        for (Path path : List.of(file, part)) {
            try {
                return Files.size(path);
            } catch (IOException notThere) {
                // It has the other name, or has not begun.
            }
        }
        return 0;
    }

    /** How many pieces of sound came and are not in it. */
    long droppedSounds() {
        synchronized (lock) {
            return droppedSounds;
        }
    }

    /** How many pieces of sound are not written yet. */
    int soundsWaiting() {
        synchronized (lock) {
            return soundsWaiting;
        }
    }

    /**
     * Complete when it has finished, failed or been aborted: its process is gone, and its thread
     * does nothing any more.
     */
    public CompletionStage<Void> ended() {
        return ended.minimalCompletionStage();
    }

    private void record() {
        try {
            encode();
            if (!isFailing()) {
                index();
            }
        } catch (IOException | RuntimeException | Error e) {
            fail(e);
        } finally {
            end();
        }
    }

    private boolean isFailing() {
        synchronized (lock) {
            return failing;
        }
    }

    private void fail(Throwable failure) {
        synchronized (lock) {
            if (!failing) {
                reason =
                        failure instanceof IOException
                                ? failure.getMessage()
                                : "The recorder has failed: " + failure;
            }
            failing = true;
        }
    }

    private void end() {
        FfmpegRun last;
        synchronized (lock) {
            last = run;
        }
        if (last != null) {
            last.kill();
            last.await();
        }
        if (isFailing()) {
            keepWhatPlays();
        }
        boolean delete;
        synchronized (lock) {
            run = null;
            waiting.clear();
            unused.clear();
            state = failing ? State.FAILED : State.FINISHED;
            over = true;
            delete = aborted;
        }
        if (delete) {
            deleteFiles();
        }
        completeIfOver();
    }

    private void keepWhatPlays() {
        try {
            if (Files.exists(part) && Fragments.keepWhole(part) == 0) {
                Files.delete(part);
            }
        } catch (IOException e) {
            // It plays nevertheless, but for its end.
        }
    }

    private void encode() throws IOException {
        ByteBuffer first;
        boolean withSound;
        Canvas size;
        synchronized (lock) {
            while (!tracksAreKnown()) {
                await();
            }
            if (aborted) {
                return;
            }
            first =
                    waiting.stream()
                            .filter(Piece::isPicture)
                            .map(Piece::data)
                            .findFirst()
                            .orElse(null);
            withSound = heard;
            if (first == null) {
                withoutPictures = true;
                canvas = null;
            }
            size = canvas;
        }
        if (first == null && !withSound) {
            throw new IOException(NOTHING);
        }
        FfmpegRun encoder = ffmpeg.encode(size, withSound, part, threads);
        watch(encoder, TIME_TO_WRITE_MILLIS);
        boolean written = false;
        try (OutputStream input = encoder.input()) {
            write(new MatroskaWriter(input), size, first, withSound);
            written = true;
        } catch (IOException encoderHasEnded) {
            // What it says tells why.
        }
        encoder.endWithin(TIME_TO_END_MILLIS);
        end(encoder, written, "The encoder");
    }

    /** From here on it can be aborted, and if nothing more comes, its time is limited. */
    private void watch(FfmpegRun started, long millis) {
        synchronized (lock) {
            run = started;
            if (aborted || killed) {
                run.kill();
            } else if (state != State.RECORDING) {
                run.endWithin(millis);
            }
        }
    }

    /** What ffmpeg was started for is done, or it throws. */
    private static void end(FfmpegRun run, boolean written, String who) throws IOException {
        int exitCode = run.await();
        if (exitCode != 0 || !written) {
            String words = run.lastWords();
            throw new IOException(
                    who
                            + " has failed: "
                            + (words.isEmpty() ? "it ended with the exit code " + exitCode : words)
                            + '.');
        }
    }

    private boolean tracksAreKnown() {
        if (state != State.RECORDING) {
            return true;
        }
        long time = clock.getAsLong() - zero;
        boolean seen = waiting.stream().anyMatch(Piece::isPicture);
        return seen && heard
                || heard && time > TIME_TO_FIRST_PICTURE
                || seen && time > TIME_TO_FIRST_SOUND;
    }

    /** For something to come, but not for long. A container that stops interrupts. */
    private void await() {
        try {
            lock.wait(LOOK_MILLIS);
        } catch (InterruptedException e) {
            finish();
        }
    }

    private void write(MatroskaWriter writer, Canvas size, ByteBuffer first, boolean withSound)
            throws IOException {
        writer.writeHeader(size, withSound);
        Timeline timeline = new Timeline(writer, first, withSound, this::release);
        while (true) {
            Piece piece;
            long time;
            synchronized (lock) {
                written = timeline.until();
                if (waiting.isEmpty() && state == State.RECORDING) {
                    await();
                }
                piece = waiting.poll();
                time = piece == null ? clock.getAsLong() - zero : piece.arrival();
                if (time >= longest) {
                    stop(longestReached, false);
                }
                if (piece != null) {
                    count(piece, first != null, withSound);
                }
                if (aborted) {
                    return;
                }
                if (piece == null && state != State.RECORDING) {
                    break;
                }
            }
            timeline.advance(Math.min(time, longest));
            if (piece == null || piece.time() >= longest) {
                continue;
            }
            if (piece.isPicture() && first != null) {
                timeline.picture(piece.time(), piece.data());
            } else if (!piece.isPicture() && withSound) {
                timeline.sound(piece.time(), piece.data());
            }
        }
        timeline.end(end);
        synchronized (lock) {
            written = end;
        }
    }

    private void count(Piece piece, boolean withPictures, boolean withSound) {
        if (!piece.isPicture()) {
            soundsWaiting--;
            droppedSounds += withSound ? 0 : 1;
        } else {
            droppedFrames += withPictures ? 0 : 1;
        }
    }

    /** If that cannot be done, the file is whole nevertheless: it only seeks more slowly. */
    private void index() throws IOException {
        try {
            FfmpegRun indexer = ffmpeg.index(part, indexed, threads);
            watch(indexer, TIME_TO_INDEX_MILLIS);
            end(indexer, true, "Its index");
            Files.move(indexed, file, StandardCopyOption.ATOMIC_MOVE);
            Files.delete(part);
        } catch (IOException e) {
            Files.deleteIfExists(indexed);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            synchronized (lock) {
                if (!aborted) {
                    reason = e.getMessage();
                }
            }
        }
    }
}
