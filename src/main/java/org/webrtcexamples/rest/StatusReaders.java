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
import jakarta.servlet.ServletOutputStream;
import jakarta.ws.rs.ServiceUnavailableException;

import org.eclipse.microprofile.config.Config;
import org.webrtcexamples.connections.Status;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Those who read the status of an example, all examples together.
 *
 * <p>Thread-safe.
 */
@ApplicationScoped
class StatusReaders {

    private static final Logger LOGGER = System.getLogger(StatusReaders.class.getName());

    private static final int HEARTBEAT_SECONDS = 15;

    @Resource private ManagedScheduledExecutorService scheduler;

    @Inject private Config config;

    private final Set<StatusReader> readers = ConcurrentHashMap.newKeySet();

    private int maxReaders;
    private Semaphore free;
    private ScheduledFuture<?> heartbeats;
    private volatile boolean stopped;

    /** Not with the first reader: thus a mistake in the setting fails the deployment. */
    void startWithApplication(@Observes @Initialized(ApplicationScoped.class) Object event) {
        readers.size();
    }

    @PostConstruct
    void start() {
        maxReaders =
                config.getOptionalValue("webrtc.max-status-readers", Integer.class).orElse(1000);
        if (maxReaders < 1) {
            throw new IllegalArgumentException(
                    "webrtc.max-status-readers must be at least 1, not " + maxReaders);
        }
        free = new Semaphore(maxReaders);
        heartbeats =
                scheduler.scheduleAtFixedRate(
                        () -> readers.forEach(StatusReader::beat),
                        HEARTBEAT_SECONDS,
                        HEARTBEAT_SECONDS,
                        TimeUnit.SECONDS);
    }

    /**
     * Tells one more reader, until it goes or the application stops.
     *
     * @param open begins an asynchronous response; called once there is room
     * @throws ServiceUnavailableException if there are as many readers as there may be
     */
    void admit(Status status, Supplier<AsyncContext> open) throws IOException {
        if (!free.tryAcquire()) {
            throw new ServiceUnavailableException(
                    "This server tells its status to %d readers and takes no more."
                            .formatted(maxReaders));
        }
        StatusReader reader;
        try {
            AsyncContext response = open.get();
            ServletOutputStream output = response.getResponse().getOutputStream();
            reader =
                    new StatusReader(status, output, scheduler, ended -> complete(ended, response));
        } catch (IOException | RuntimeException e) {
            free.release();
            throw e;
        }
        readers.add(reader);
        reader.begin();
        if (stopped) {
            reader.end();
        }
    }

    private void complete(StatusReader ended, AsyncContext response) {
        readers.remove(ended);
        free.release();
        try {
            response.complete();
        } catch (IllegalStateException e) {
            LOGGER.log(Level.DEBUG, "The container has completed it already", e);
        }
    }

    @PreDestroy
    void stop() {
        stopped = true;
        heartbeats.cancel(false);
        readers.forEach(StatusReader::end);
    }
}
