package org.webrtcexamples.rest;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.ws.rs.ServiceUnavailableException;

import org.eclipse.microprofile.config.Config;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.function.Supplier;

/**
 * Those who read the files of recordings, all examples together. Who takes nothing for four
 * heartbeats, and up to one more, is dropped.
 *
 * <p>Thread-safe.
 */
@ApplicationScoped
class RecordingReaders {

    @Resource private ManagedScheduledExecutorService scheduler;

    @Inject private Config config;

    private AsyncReaders<RecordingReader> readers;

    /** Not with the first reader: thus a mistake in the setting fails the deployment. */
    void startWithApplication(@Observes @Initialized(ApplicationScoped.class) Object event) {}

    @PostConstruct
    void start() {
        int max =
                config.getOptionalValue("webrtc.recordings.max-readers", Integer.class).orElse(100);
        if (max < 1) {
            throw new IllegalArgumentException(
                    "webrtc.recordings.max-readers must be at least 1, not " + max);
        }
        readers =
                new AsyncReaders<>(
                        max,
                        "This server sends recordings to %d readers and takes no more."
                                .formatted(max),
                        AsyncReaders.heartbeat(config),
                        scheduler);
    }

    /**
     * Lets one more read, until it has its range, or goes, or the application stops.
     *
     * @param file is closed when the reader ends, not if this throws
     * @param open begins an asynchronous response; called once there is room
     * @throws ServiceUnavailableException if there are as many readers as there may be
     */
    void admit(FileChannel file, ByteRange range, Supplier<AsyncContext> open) throws IOException {
        readers.admit(open, (output, onEnd) -> new RecordingReader(file, range, output, onEnd));
    }

    @PreDestroy
    void stop() {
        readers.stop();
    }
}
