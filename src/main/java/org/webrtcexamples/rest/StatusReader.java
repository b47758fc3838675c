package org.webrtcexamples.rest;

import jakarta.servlet.ServletOutputStream;

import org.webrtcexamples.connections.Status;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * One who reads a status, as server-sent events. What changes while it is not ready for more it
 * learns as one change when it is; if that takes from one heartbeat to the next it is dropped.
 *
 * <p>Thread-safe.
 */
final class StatusReader extends AsyncReader {

    /** How long a browser waits before it tries again, in ms. */
    private static final String RETRY = "retry: 2000\n";

    /** A comment. */
    private static final String HEARTBEAT = ":\n\n";

    private final Status status;
    private final Executor executor;
    private final Consumer<StatusReader> onEnd;
    private final Runnable listener = this::changed;

    private final AtomicBoolean changePending = new AtomicBoolean();
    private final AtomicBoolean beatDue = new AtomicBoolean();

    /** What is below belongs to the thread that writes. */
    private Map<String, Object> told;

    private boolean flushed;

    /**
     * @param executor writes after a change, so that who makes it need not
     * @param onEnd called once when all writing is over, to complete the response
     */
    StatusReader(
            Status status,
            ServletOutputStream output,
            Executor executor,
            Consumer<StatusReader> onEnd) {
        super(output);
        this.status = status;
        this.executor = executor;
        this.onEnd = onEnd;
    }

    @Override
    void begin() {
        status.subscribe(listener);
        super.begin();
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

    /** Shows whether it is still there. */
    @Override
    void beat() {
        if (beatDue.getAndSet(true)) {
            end();
        } else {
            write();
        }
    }

    @Override
    boolean writeNext(ServletOutputStream readyOutput) throws IOException {
        String due = due();
        if (!due.isEmpty()) {
            flushed = false;
            readyOutput.write(due.getBytes(StandardCharsets.UTF_8));
            return true;
        }
        if (!flushed) {
            flushed = true;
            readyOutput.flush();
            return true;
        }
        return false;
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

    @Override
    void released() {
        status.unsubscribe(listener);
        onEnd.accept(this);
    }
}
