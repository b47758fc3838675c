package org.webrtcexamples.media.recording;

import org.webrtcexamples.media.recording.TrackWriter.Tracks;
import org.webrtcexamples.peer.Codec;
import org.webrtcexamples.peer.EncodedFrame;
import org.webrtcexamples.peer.EncodedMediaListener;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Writes the received audio and video frames into an MP4 file with H.264 and AAC, each at its
 * capture time. The recording begins with the first frame. A negotiated track that begins later
 * starts with black or silence; one in which nothing came is left out of the finished file.
 *
 * <p>While it goes on, its file is {@code name.part.mp4}, which plays up to some seconds ago,
 * whatever happens; when it is finished, it is {@code name.mp4}. {@link #received} never blocks:
 * what cannot be written in time is left out, and counted. There are a process, two threads and up
 * to {@value #MAX_WAITING} bytes of frames in memory while it goes on, and nothing of them
 * afterwards.
 *
 * <p>Thread-safe.
 */
public final class Recorder implements EncodedMediaListener {

    static final int SAMPLE_RATE = Codec.OPUS.clockRate();

    /** Bytes of frames that may wait for their times, or for a slow encoder. */
    private static final int MAX_WAITING = 16 * 1024 * 1024;

    /** Frames that may wait: half a minute of video and audio. More are dropped. */
    private static final int MAX_FRAMES = 2500;

    /** The longest packet, RFC 6716, in samples. */
    private static final int MAX_PACKET = 5760;

    /** If no video frame has come by then, the file begins with black. */
    private static final long TIME_TO_FIRST_VIDEO = TimeUnit.SECONDS.toNanos(5);

    /** A first frame of video that comes earlier is shown from the beginning. */
    private static final long LATE = TimeUnit.MILLISECONDS.toNanos(500);

    /** Nothing has to be done more often. */
    private static final long LOOK_MILLIS = 100;

    private static final Duration TIME_TO_END = Duration.ofSeconds(10);

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

    /**
     * How long ffmpeg may take for the next frame once nothing more comes, and to end once it has
     * got all.
     */
    private final long timeToEndMillis;

    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    /** Guards all that follows. */
    private final Object lock = new Object();

    private final Deque<EncodedFrame> waiting = new ArrayDeque<>();
    private final MediaClock mediaClock = new MediaClock();

    /** Until it is known, either may come. */
    private Set<Codec> negotiated = EnumSet.of(Codec.OPUS, Codec.VP8);

    private Runnable requestKeyFrame = () -> {};
    private State state = State.RECORDING;

    /** A frame has come, and the writing thread runs. */
    private boolean started;

    /** It will end as failed. */
    private boolean failing;

    /** Its files are to be deleted. */
    private boolean aborted;

    /** Its process is not waited for. */
    private boolean killed;

    /** The writing thread does nothing any more, or never ran. */
    private boolean over;

    private String reason;

    /** What is wrong with it although it goes on. */
    private String defect;

    /** When the first frame arrived, by the clock. */
    private long begin;

    /** When the newest frame arrived, in nanoseconds since then. */
    private long newest;

    /** How far the file goes, in nanoseconds of its own time. */
    private long written;

    private long waitingBytes;

    /** That of the first video frame, or else that which was negotiated. */
    private Codec videoCodec;

    private Canvas canvas;
    private boolean heard;
    private boolean seen;
    private boolean waitsForKeyFrame;

    /** Of audio, by its stream and in its units: what is expected next. */
    private int audioStream;

    private long audioEnd;
    private int audioPacket;

    private long droppedFrames;

    /** In nanoseconds. */
    private long droppedAudio;

    private FfmpegRun run;

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
        this(ffmpeg, directory, name, longest, threads, System::nanoTime, TIME_TO_END);
    }

    Recorder(
            Ffmpeg ffmpeg,
            Path directory,
            String name,
            Duration longest,
            ThreadFactory threads,
            LongSupplier clock,
            Duration timeToEnd) {
        this.ffmpeg = ffmpeg;
        this.threads = threads;
        this.clock = clock;
        timeToEndMillis = timeToEnd.toMillis();
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

    @Override
    public void negotiated(Set<Codec> codecs, Runnable newRequestKeyFrame) {
        synchronized (lock) {
            negotiated = codecs;
            requestKeyFrame = newRequestKeyFrame;
        }
    }

    /**
     * Hands in a frame. Returns at once.
     *
     * @param frame its arrival is in nanoseconds of {@link System#nanoTime}
     */
    @Override
    public void received(EncodedFrame frame) {
        Runnable wanted = () -> {};
        synchronized (lock) {
            begin(frame.arrival());
            endIfLong(clock.getAsLong());
            if (state == State.RECORDING) {
                newest = Math.max(newest, frame.arrival() - begin);
                if (frame.codec().isVideo() ? takesVideo(frame) : takesAudio(frame)) {
                    waiting.add(frame);
                    waitingBytes += frame.data().length;
                    mediaClock.arrived(frame);
                    lock.notifyAll();
                }
                wanted = waitsForKeyFrame ? requestKeyFrame : wanted;
            }
        }
        wanted.run();
        completeIfOver();
    }

    private boolean takesVideo(EncodedFrame frame) {
        droppedFrames += frame.missed();
        if (videoCodec == null) {
            videoCodec = frame.codec();
        }
        if (frame.keyFrame()) {
            waitsForKeyFrame = (long) frame.width() * frame.height() > Ffmpeg.MAX_PIXELS;
        }
        waitsForKeyFrame |= !hasRoom(frame);
        if (frame.codec() != videoCodec) {
            defect =
                    "Video that came in %s is not in it, since it had begun with %s."
                            .formatted(frame.codec(), videoCodec);
        }
        if (waitsForKeyFrame || frame.codec() != videoCodec) {
            droppedFrames++;
            return false;
        }
        if (frame.keyFrame() && canvas == null) {
            canvas = Canvas.of(frame.width(), frame.height());
        }
        seen = true;
        return true;
    }

    private boolean takesAudio(EncodedFrame frame) {
        if (frame.missed() > 0 && frame.stream() == audioStream) {
            drop(Math.min(frame.timestamp() - audioEnd, (long) frame.missed() * MAX_PACKET));
        }
        audioStream = frame.stream();
        audioEnd = frame.timestamp() + frame.duration();
        audioPacket = frame.duration();
        heard = true;
        if (hasRoom(frame)) {
            return true;
        }
        drop(frame.duration());
        return false;
    }

    @Override
    public void missed(boolean video, int count) {
        synchronized (lock) {
            if (video) {
                droppedFrames += count;
            } else {
                drop((long) count * audioPacket);
            }
        }
    }

    private void drop(long samples) {
        droppedAudio += Math.max(0, samples) * TimeUnit.SECONDS.toNanos(1) / SAMPLE_RATE;
    }

    private boolean hasRoom(EncodedFrame frame) {
        return waiting.size() < MAX_FRAMES && waitingBytes + frame.data().length <= MAX_WAITING;
    }

    private void begin(long time) {
        if (state == State.RECORDING && !started) {
            started = true;
            begin = time;
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
        if (started && time - begin >= longest) {
            stop(longestReached, false);
        }
    }

    /** Ends it as failed if nothing has come yet. */
    void endUnlessBegun() {
        boolean nothing;
        synchronized (lock) {
            nothing = !started;
        }
        if (nothing) {
            fail(NOTHING);
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
     * Ends it as failed. What is written stays playable, what waits is left out. Returns at once;
     * once it is ending, does nothing.
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
            if (fails) {
                leaveOutWhatWaits();
            }
            if (!started) {
                state = State.FAILED;
                this.reason = fails ? reason : NOTHING;
                over = true;
            } else {
                if (run != null) {
                    run.endWithin(timeToEndMillis);
                }
                lock.notifyAll();
            }
        }
        completeIfOver();
    }

    /** There may be no disk space for it. */
    private void leaveOutWhatWaits() {
        waiting.forEach(this::leaveOut);
        waiting.clear();
        waitingBytes = 0;
    }

    private void leaveOut(EncodedFrame frame) {
        droppedFrames += frame.codec().isVideo() ? 1 : 0;
        drop(frame.duration());
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
                    seen ? canvas.width() : 0,
                    seen ? canvas.height() : 0,
                    droppedFrames,
                    Duration.ofNanos(droppedAudio),
                    Optional.ofNullable(reason).or(() -> Optional.ofNullable(defect)));
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

    /** Whether frames wait that could have been written for so long, in nanoseconds. */
    boolean isBehind(long time) {
        synchronized (lock) {
            return tracksAreKnown()
                    && !waiting.isEmpty()
                    && clock.getAsLong() - waiting.element().arrival()
                            > MediaClock.LOOKAHEAD + time;
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
            leaveOutWhatWaits();
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
        Tracks tracks;
        long zero;
        synchronized (lock) {
            while (!tracksAreKnown()) {
                await();
            }
            if (aborted) {
                return;
            }
            if (waiting.isEmpty()) {
                throw new IOException(NOTHING);
            }
            tracks = tracks();
            canvas = tracks.canvas();
            zero = mediaClock.earliest();
        }
        FfmpegRun encoder = ffmpeg.encode(tracks.canvas(), tracks.audio(), part, threads);
        watch(encoder, timeToEndMillis);
        boolean complete = false;
        try (OutputStream input = encoder.input()) {
            write(new TrackWriter(new MatroskaWriter(input), tracks), tracks, zero);
            complete = true;
        } catch (IOException encoderHasEnded) {
            // What it says tells why.
        }
        encoder.endWithin(timeToEndMillis);
        end(encoder, complete, "The encoder");
        tellOfDefects(encoder.lastWords());
    }

    /** ffmpeg reports what it could not decode. */
    private void tellOfDefects(String words) {
        if (!words.isEmpty()) {
            synchronized (lock) {
                defect = "Not all of it could be encoded: " + words + '.';
            }
        }
    }

    private boolean tracksAreKnown() {
        if (state != State.RECORDING) {
            return true;
        }
        long time = clock.getAsLong() - begin;
        return time > MediaClock.FIRST_LOOKAHEAD && (seen || !expects(true))
                || time > TIME_TO_FIRST_VIDEO;
    }

    private boolean expects(boolean video) {
        return negotiated.stream().anyMatch(codec -> codec.isVideo() == video);
    }

    /** A track that may still begin is there from the beginning, as silence or black. */
    private Tracks tracks() {
        boolean mayBegin = state == State.RECORDING;
        if (videoCodec == null && mayBegin) {
            videoCodec = negotiated.stream().filter(Codec::isVideo).findFirst().orElse(null);
        }
        boolean withVideo = seen || videoCodec != null && mayBegin && expects(true);
        boolean withAudio = heard || mayBegin && expects(false);
        boolean beginsLate = !seen || mediaClock.videoLag() > LATE;
        return new Tracks(
                withVideo ? videoCodec : null,
                withVideo && canvas == null ? Canvas.LARGEST : canvas,
                withVideo && beginsLate,
                withAudio,
                withAudio && !heard);
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

    /** For something to come, but not for long. A container that stops interrupts. */
    private void await() {
        try {
            lock.wait(LOOK_MILLIS);
        } catch (InterruptedException e) {
            finish();
        }
    }

    private void write(TrackWriter writer, Tracks tracks, long zero) throws IOException {
        writer.begin();
        while (true) {
            EncodedFrame frame;
            long time = 0;
            synchronized (lock) {
                written = writer.until();
                if (!isDue() && state == State.RECORDING) {
                    await();
                }
                endIfLong(clock.getAsLong());
                if (aborted) {
                    return;
                }
                frame = isDue() ? waiting.poll() : null;
                if (frame != null) {
                    waitingBytes -= frame.data().length;
                    time = mediaClock.timeOf(frame) - zero;
                } else if (state != State.RECORDING) {
                    break;
                } else if (!run.isAlive()) {
                    throw new IOException("It has ended while there was nothing to write.");
                }
                if (state != State.RECORDING) {
                    run.endWithin(timeToEndMillis);
                }
                if (frame != null && !tracks.have(frame.codec())) {
                    leaveOut(frame);
                    frame = null;
                }
            }
            if (frame != null) {
                write(writer, frame, time);
            }
        }
        writer.end();
        synchronized (lock) {
            written = Math.min(writer.until(), longest);
        }
    }

    private void write(TrackWriter writer, EncodedFrame frame, long time) throws IOException {
        if (time >= longest || !writer.write(frame, time)) {
            synchronized (lock) {
                leaveOut(frame);
            }
        }
    }

    private boolean isDue() {
        return !waiting.isEmpty()
                && (state != State.RECORDING
                        || clock.getAsLong() - waiting.element().arrival() > MediaClock.LOOKAHEAD);
    }

    private FfmpegRun index(Path fragmented, Path copy) throws IOException {
        boolean withVideo;
        boolean withAudio;
        synchronized (lock) {
            withVideo = seen;
            withAudio = heard;
        }
        return ffmpeg.index(fragmented, copy, withVideo, withAudio, threads);
    }

    /** If that cannot be done, the file is whole nevertheless: it only seeks more slowly. */
    private void index() throws IOException {
        try {
            FfmpegRun indexer = index(part, indexed);
            watch(indexer, TIME_TO_INDEX_MILLIS);
            end(indexer, true, "Its index");
            Files.move(indexed, file, StandardCopyOption.ATOMIC_MOVE);
            Files.delete(part);
        } catch (IOException e) {
            Files.deleteIfExists(indexed);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            synchronized (lock) {
                if (!aborted && !killed) {
                    reason = e.getMessage();
                }
            }
        }
    }
}
