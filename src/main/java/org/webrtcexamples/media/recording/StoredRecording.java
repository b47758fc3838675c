package org.webrtcexamples.media.recording;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * A recording of a {@link RecordingStore}: under way, or what has become of it.
 *
 * <p>Thread-safe.
 */
public final class StoredRecording {

    private final RecordingStore store;
    private final String id;
    private final boolean ofThisRun;

    /** Replaced at its end, so that nothing of a recorder is kept for longer than it runs. */
    private volatile Supplier<Progress> progress;

    private volatile Optional<End> end = Optional.empty();

    /**
     * @param file with what was recorded, if anything was
     */
    record End(Instant time, Optional<Path> file) {}

    /**
     * @param ofThisRun or else recorded when the application ran before
     */
    StoredRecording(
            RecordingStore store, String id, boolean ofThisRun, Supplier<Progress> progress) {
        this.store = store;
        this.id = id;
        this.ofThisRun = ofThisRun;
        this.progress = progress;
    }

    void end(Progress last, End newEnd) {
        progress = () -> last;
        end = Optional.of(newEnd);
    }

    /** Once it has ended, however. */
    Optional<End> end() {
        return end;
    }

    public String id() {
        return id;
    }

    /** What its recorder has finished is being finished until its file can be had. */
    public Progress progress() {
        Progress current = progress.get();
        return end.isEmpty() && current.state() == State.FINISHED
                ? current.inState(State.FINISHING)
                : current;
    }

    /** Unknown of what was recorded when the application ran before. */
    public OptionalLong droppedFrames() {
        return ofThisRun ? OptionalLong.of(progress().droppedFrames()) : OptionalLong.empty();
    }

    /** Unknown of what was recorded when the application ran before. */
    public Optional<Duration> droppedAudio() {
        return ofThisRun ? Optional.of(progress().droppedAudio()) : Optional.empty();
    }

    /** An MP4 that does not change any more, if it has ended and there is anything in it. */
    public Optional<Path> file() {
        return end.flatMap(End::file);
    }

    /** Ends it if it is under way, and removes its file: its store knows it no more. */
    public void delete() {
        store.delete(this);
    }
}
