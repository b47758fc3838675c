package org.webrtcexamples.examples;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import org.eclipse.microprofile.config.Config;
import org.webrtcexamples.connections.Recording;
import org.webrtcexamples.connections.Recordings;
import org.webrtcexamples.media.recording.Progress;
import org.webrtcexamples.media.recording.Recorder;
import org.webrtcexamples.media.recording.RecordingLimitException;
import org.webrtcexamples.media.recording.RecordingSettings;
import org.webrtcexamples.media.recording.RecordingStore;
import org.webrtcexamples.media.recording.RecordingUnavailableException;
import org.webrtcexamples.media.recording.StoredRecording;
import org.webrtcexamples.peer.PeerLimitException;
import org.webrtcexamples.peer.PeerUnavailableException;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * What this application has recorded of its connections, by their ids.
 *
 * <p>Thread-safe.
 */
@ApplicationScoped
class RecordingArchive implements Recordings {

    private static final Logger LOGGER = System.getLogger(RecordingArchive.class.getName());

    @Inject private Config config;

    @Resource private ManagedThreadFactory threads;

    @Resource private ManagedExecutorService executor;

    @Resource private ManagedScheduledExecutorService scheduler;

    private volatile Optional<RecordingStore> store = Optional.empty();
    private Optional<Future<?>> nextSweep = Optional.empty();
    private volatile String problem = "";
    private boolean rehearsed;
    private boolean stopped;

    /** With the application, whose deployment a mistake in a setting fails. */
    synchronized void start(@Observes @Initialized(ApplicationScoped.class) Object event) {
        try {
            store = Optional.of(new RecordingStore(settings(config), threads));
            sweep();
        } catch (IOException e) {
            problem = "There is no folder for recordings: " + e.getMessage();
            LOGGER.log(Level.WARNING, problem);
        }
    }

    /**
     * @throws IllegalArgumentException if a setting is none of its type, or out of its range
     */
    static RecordingSettings settings(Config config) {
        return new RecordingSettings(
                config.getOptionalValue("webrtc.recordings.folder", String.class).map(Path::of),
                config.getOptionalValue("webrtc.recordings.longest", Duration.class)
                        .orElse(RecordingSettings.DEFAULT_LONGEST),
                config.getOptionalValue("webrtc.recordings.space", Long.class)
                        .orElse(RecordingSettings.DEFAULT_SPACE),
                config.getOptionalValue("webrtc.recordings.age", Duration.class)
                        .orElse(RecordingSettings.DEFAULT_AGE),
                config.getOptionalValue("webrtc.recordings.at-once", Integer.class)
                        .orElse(RecordingSettings.DEFAULT_AT_ONCE),
                config.getOptionalValue("webrtc.recordings.ffmpeg", String.class).map(Path::of));
    }

    /**
     * A recording that begins with its first picture or sound.
     *
     * @param id of its connection
     * @throws PeerLimitException if there is no room for one more
     * @throws PeerUnavailableException if nothing can be recorded for another reason
     */
    Recorder begin(String id) {
        RecordingStore open = store.orElseThrow(() -> new PeerUnavailableException(problem));
        try {
            Recorder recorder = open.begin(id);
            try {
                sweep();
                rehearseClose(open);
                return recorder;
            } catch (RejectedExecutionException e) {
                recorder.abort();
                throw e;
            }
        } catch (RecordingLimitException e) {
            throw new PeerLimitException(e.getMessage());
        } catch (RecordingUnavailableException | RejectedExecutionException e) {
            throw new PeerUnavailableException(e.getMessage(), e);
        }
    }

    /** Now, and again for as long as there is anything to look after. */
    private synchronized void sweep() {
        nextSweep.ifPresent(sweep -> sweep.cancel(false));
        nextSweep = stopped ? Optional.empty() : store.flatMap(RecordingStore::sweep).map(this::in);
    }

    private Future<?> in(Duration delay) {
        return scheduler.schedule(this::sweep, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * When Payara Micro ends, the application's class loader finds no more classes by the time its
     * beans are destroyed: recordings would not be finished, and their processes would stay.
     */
    private synchronized void rehearseClose(RecordingStore open) {
        if (!rehearsed && !stopped) {
            executor.execute(
                    () -> {
                        try {
                            open.rehearseClose();
                        } catch (IOException | RuntimeException e) {
                            LOGGER.log(Level.WARNING, "The end could not be rehearsed", e);
                        }
                    });
            rehearsed = true;
        }
    }

    @Override
    public Optional<Recording> find(String id) {
        return store.flatMap(open -> open.find(id)).map(Entry::new);
    }

    private record Entry(StoredRecording recording) implements Recording {

        @Override
        public Map<String, ?> values() {
            Progress progress = recording.progress();
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("state", progress.state().toString());
            values.put("duration", seconds(progress.duration()));
            values.put("size", progress.size());
            values.put("width", progress.width());
            values.put("height", progress.height());
            recording.droppedFrames().ifPresent(frames -> values.put("droppedFrames", frames));
            recording.droppedAudio().ifPresent(time -> values.put("droppedAudio", seconds(time)));
            progress.reason().ifPresent(reason -> values.put("reason", reason));
            return values;
        }

        private static double seconds(Duration duration) {
            return duration.toMillis() / 1000.0;
        }

        @Override
        public Optional<Path> file() {
            return recording.file();
        }

        @Override
        public String contentType() {
            return "video/mp4";
        }

        @Override
        public String fileName() {
            return "recording-" + recording.id() + ".mp4";
        }

        @Override
        public void delete() {
            recording.delete();
        }
    }

    /** Returns when all recordings have ended, and their processes are gone. */
    @PreDestroy
    void stop() {
        synchronized (this) {
            stopped = true;
            nextSweep.ifPresent(sweep -> sweep.cancel(false));
        }
        store.ifPresent(RecordingStore::close);
    }
}
