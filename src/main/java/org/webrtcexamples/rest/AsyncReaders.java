package org.webrtcexamples.rest;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.ws.rs.ServiceUnavailableException;

import org.eclipse.microprofile.config.Config;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Readers of one kind, of whom there is a limited number at a time.
 *
 * <p>Thread-safe.
 */
final class AsyncReaders<R extends AsyncReader> {

    private static final Logger LOGGER = System.getLogger(AsyncReaders.class.getName());

    private static final Duration MIN_HEARTBEAT = Duration.ofSeconds(1);
    private static final Duration MAX_HEARTBEAT = Duration.ofHours(1);

    private final Set<R> readers = ConcurrentHashMap.newKeySet();
    private final Semaphore free;
    private final String refusal;
    private final ScheduledFuture<?> beats;
    private volatile boolean stopped;

    /** Whatever ends a response ends its reader. */
    private record EndOf(AsyncReader reader) implements AsyncListener {

        @Override
        public void onStartAsync(AsyncEvent event) {}

        @Override
        public void onComplete(AsyncEvent event) {
            reader.end();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            reader.end();
        }

        @Override
        public void onError(AsyncEvent event) {
            reader.end();
        }
    }

    /**
     * @param refusal what those are told for whom there is no room
     * @param heartbeat the time between two calls of {@link AsyncReader#beat}
     */
    AsyncReaders(int max, String refusal, Duration heartbeat, ScheduledExecutorService scheduler) {
        this.refusal = refusal;
        free = new Semaphore(max);
        beats =
                scheduler.scheduleAtFixedRate(
                        () -> readers.forEach(AsyncReader::beat),
                        heartbeat.toMillis(),
                        heartbeat.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    /**
     * The setting {@code webrtc.heartbeat}.
     *
     * @throws IllegalArgumentException if it is no duration, or not from 1 s to 1 h
     */
    static Duration heartbeat(Config config) {
        Duration heartbeat =
                config.getOptionalValue("webrtc.heartbeat", Duration.class)
                        .orElse(Duration.ofSeconds(15));
        if (heartbeat.compareTo(MIN_HEARTBEAT) < 0 || heartbeat.compareTo(MAX_HEARTBEAT) > 0) {
            throw new IllegalArgumentException(
                    "webrtc.heartbeat must be from PT1S to PT1H, not " + heartbeat);
        }
        return heartbeat;
    }

    /**
     * Lets one more read, until it has all, or goes, or the application stops.
     *
     * @param open begins an asynchronous response; called once there is room
     * @param create makes the reader of the output of that; it calls the consumer when it has ended
     * @throws ServiceUnavailableException if there are as many readers as there may be
     */
    void admit(Supplier<AsyncContext> open, BiFunction<ServletOutputStream, Consumer<R>, R> create)
            throws IOException {
        if (!free.tryAcquire()) {
            throw new ServiceUnavailableException(refusal);
        }
        R reader;
        try {
            AsyncContext response = open.get();
            ServletOutputStream output = response.getResponse().getOutputStream();
            reader = create.apply(output, ended -> complete(ended, response));
            response.addListener(new EndOf(reader));
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

    private void complete(R ended, AsyncContext response) {
        readers.remove(ended);
        free.release();
        try {
            response.complete();
        } catch (IllegalStateException e) {
            LOGGER.log(Level.DEBUG, "The container has completed it already", e);
        }
    }

    /** Ends all; those who come later end at once. */
    void stop() {
        stopped = true;
        beats.cancel(false);
        readers.forEach(AsyncReader::end);
    }
}
