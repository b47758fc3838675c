package org.webrtcexamples.rest;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;

import org.webrtcexamples.connections.Status;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * One who reads a status, as server-sent events. What changes while it is not ready for more it
 * learns as one change when it is; if that takes from one heartbeat to the next it is dropped.
 *
 * <p>Thread-safe. No thread ever waits: who finds another one writing leaves its own to it.
 */
final class StatusReader implements WriteListener {

    private static final Logger LOGGER = System.getLogger(StatusReader.class.getName());

    /** How long a browser waits before it tries again, in ms. */
    private static final String RETRY = "retry: 2000\n";

    /** A comment. */
    private static final String HEARTBEAT = ":\n\n";

    private final Status status;
    private final ServletOutputStream output;
    private final Executor executor;
    private final Consumer<StatusReader> onEnd;
    private final Runnable listener = this::changed;

    private final AtomicBoolean changePending = new AtomicBoolean();
    private final AtomicBoolean beatDue = new AtomicBoolean();
    private final AtomicInteger calls = new AtomicInteger();
    private volatile boolean possible;
    private volatile boolean ending;

    /** What is below belongs to the thread that writes. */
    private Map<String, Object> told;

    private boolean flushed;
    private boolean ended;

    /**
     * @param executor writes after a change, so that who makes it need not
     * @param onEnd called once when all writing is over, to complete the response
     */
    StatusReader(
            Status status,
            ServletOutputStream output,
            Executor executor,
            Consumer<StatusReader> onEnd) {
        this.status = status;
        this.output = output;
        this.executor = executor;
        this.onEnd = onEnd;
    }

    /** From here on it is told. */
    void begin() {
        status.subscribe(listener);
        output.setWriteListener(this);
    }

    private void changed() {
        if (!changePending.getAndSet(true)) {
            try {
                executor.execute(
                        () -> {
                            changePending.set(false);
                            write();
                        });
            } catch (RejectedExecutionException e) {
                end();
            }
        }
    }

    /** Shows whether it is still there; to be called at an interval. */
    void beat() {
        if (beatDue.getAndSet(true)) {
            end();
        } else {
            write();
        }
    }

    /** More calls do nothing. */
    void end() {
        ending = true;
        write();
    }

    @Override
    public void onWritePossible() {
        possible = true;
        write();
    }

    @Override
    public void onError(Throwable failure) {
        LOGGER.log(Level.DEBUG, "A reader of a status has gone", failure);
        end();
    }

    private void write() {
        int seen = calls.incrementAndGet();
        if (seen > 1) {
            return;
        }
        do {
            try {
                writeWhatIsDue();
            } catch (IOException | RuntimeException e) {
                LOGGER.log(Level.DEBUG, "A reader of a status has gone", e);
                ending = true;
            }
            if (ending && !ended) {
                ended = true;
                status.unsubscribe(listener);
                onEnd.accept(this);
            }
            seen = calls.addAndGet(-seen);
        } while (seen > 0);
    }

    /**
     * @see WriteListener for when it may write: from being called until isReady() is false
     */
    private void writeWhatIsDue() throws IOException {
        while (!ending && possible) {
            possible = false; // before it is asked: the container may call the moment it says no
            if (!output.isReady()) {
                return;
            }
            possible = true;
            String due = due();
            if (!due.isEmpty()) {
                flushed = false;
                output.write(due.getBytes(StandardCharsets.UTF_8));
            } else if (!flushed) {
                flushed = true;
                output.flush();
            } else {
                return;
            }
        }
    }

    private String due() {
        Map<String, Object> current = status.current();
        if (!current.equals(told)) {
            String retry = told == null ? RETRY : "";
            told = current;
            return retry + "data: " + WireJson.status(current) + "\n\n";
        }
        return beatDue.getAndSet(false) ? HEARTBEAT : "";
    }
}
