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
import org.webrtcexamples.connections.Status;

import java.io.IOException;
import java.util.function.Supplier;

/**
 * Those who read the status of an example, all examples together.
 *
 * <p>Thread-safe.
 */
@ApplicationScoped
class StatusReaders {

    @Resource private ManagedScheduledExecutorService scheduler;

    @Inject private Config config;

    private AsyncReaders<StatusReader> readers;

    /** Not with the first reader: thus a mistake in the setting fails the deployment. */
    void startWithApplication(@Observes @Initialized(ApplicationScoped.class) Object event) {}

    @PostConstruct
    void start() {
        int max = config.getOptionalValue("webrtc.max-status-readers", Integer.class).orElse(1000);
        if (max < 1) {
            throw new IllegalArgumentException(
                    "webrtc.max-status-readers must be at least 1, not " + max);
        }
        readers =
                new AsyncReaders<>(
                        max,
                        "This server tells its status to %d readers and takes no more."
                                .formatted(max),
                        AsyncReaders.heartbeat(config),
                        scheduler);
    }

    /**
     * Tells one more reader, until it goes or the application stops.
     *
     * @param open begins an asynchronous response; called once there is room
     * @throws ServiceUnavailableException if there are as many readers as there may be
     */
    void admit(Status status, Supplier<AsyncContext> open) throws IOException {
        readers.admit(open, (output, onEnd) -> new StatusReader(status, output, scheduler, onEnd));
    }

    @PreDestroy
    void stop() {
        readers.stop();
    }
}
