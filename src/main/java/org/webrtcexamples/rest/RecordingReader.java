package org.webrtcexamples.rest;

import jakarta.servlet.ServletOutputStream;

import java.io.EOFException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * One who reads a range of a file, a piece at a time as he takes it. Who takes nothing from one
 * beat to the fifth after it is dropped.
 *
 * <p>Thread-safe.
 */
final class RecordingReader extends AsyncReader {

    private static final Logger LOGGER = System.getLogger(RecordingReader.class.getName());

    /** In bytes. */
    static final int PIECE = 64 * 1024;

    /** Of those who take nothing. */
    static final int MAX_BEATS = 4;

    private final FileChannel file;
    private final Consumer<RecordingReader> onEnd;
    private final AtomicInteger beats = new AtomicInteger();

    /** What is below belongs to the thread that writes. */
    private final byte[] piece = new byte[PIECE];

    private long position;
    private final long end;

    /**
     * @param file is closed when it ends
     * @param onEnd called once when all writing is over, to complete the response
     */
    RecordingReader(
            FileChannel file,
            ByteRange range,
            ServletOutputStream output,
            Consumer<RecordingReader> onEnd) {
        super(output);
        this.file = file;
        this.onEnd = onEnd;
        position = range.first();
        end = range.first() + range.length();
    }

    @Override
    void beat() {
        if (beats.incrementAndGet() > MAX_BEATS) {
            end();
        }
    }

    /** Ends when it is ready once more after the last piece: then that has been taken. */
    @Override
    boolean writeNext(ServletOutputStream readyOutput) throws IOException {
        beats.set(0);
        if (position == end) {
            end();
            return false;
        }
        ByteBuffer buffer = ByteBuffer.wrap(piece, 0, (int) Math.min(PIECE, end - position));
        int length = file.read(buffer, position);
        if (length < 0) {
            throw new EOFException("The file has become shorter.");
        }
        readyOutput.write(piece, 0, length);
        position += length;
        return true;
    }

    @Override
    void released() {
        try {
            file.close();
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "A file cannot be closed", e);
        }
        onEnd.accept(this);
    }
}
