package org.webrtcexamples.rest;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One who reads a long answer, which is written as far as he takes it.
 *
 * <p>Thread-safe. No thread ever waits: who finds another one writing leaves its own to it.
 */
abstract class AsyncReader implements WriteListener {

    private static final Logger LOGGER = System.getLogger(AsyncReader.class.getName());

    private final ServletOutputStream output;
    private final AtomicInteger calls = new AtomicInteger();
    private volatile boolean possible;
    private volatile boolean ending;

    /** Belongs to the thread that writes. */
    private boolean ended;

    AsyncReader(ServletOutputStream output) {
        this.output = output;
    }

    /** From here on it is written to. */
    void begin() {
        output.setWriteListener(this);
    }

    /** Called at an interval: the time to end one who takes nothing. */
    abstract void beat();

    /**
     * Writes once to an output that is ready, or not at all.
     *
     * @return whether it wrote
     */
    abstract boolean writeNext(ServletOutputStream readyOutput) throws IOException;

    /** Called once, when all writing is over. */
    abstract void released();

    /** More calls do nothing. */
    final void end() {
        ending = true;
        write();
    }

    @Override
    public final void onWritePossible() {
        possible = true;
        write();
    }

    @Override
    public final void onError(Throwable failure) {
        LOGGER.log(Level.DEBUG, "A reader has gone", failure);
        end();
    }

    /** Writes what is due, as far as the output is ready for it. */
    final void write() {
        int seen = calls.incrementAndGet();
        if (seen > 1) {
            return;
        }
        do {
            try {
                writeWhatIsDue();
            } catch (IOException | RuntimeException e) {
                LOGGER.log(Level.DEBUG, "A reader has gone", e);
                ending = true;
            }
            if (ending && !ended) {
                ended = true;
                released();
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
            if (!writeNext(output)) {
                return;
            }
        }
    }
}
