package org.webrtcexamples.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Keeps to the contract of a ServletOutputStream that does not block, and holds others to it. */
final class ScriptedOutput extends ServletOutputStream {

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private WriteListener listener;
    boolean ready = true;
    private boolean asked;
    boolean gone;

    /** How much is written until it is not ready; then {@link #takesMore}. */
    int capacity = Integer.MAX_VALUE;

    private int room = Integer.MAX_VALUE;
    private String flushed = "";

    @Override
    public void setWriteListener(WriteListener newListener) {
        listener = newListener;
    }

    @Override
    public boolean isReady() {
        asked = ready;
        return ready;
    }

    /** The container finds that the client takes more. */
    void takesMore() throws IOException {
        ready = true;
        room = capacity;
        listener.onWritePossible();
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        use();
        written.write(bytes, offset, length);
        room -= length;
        ready = room > 0;
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void flush() throws IOException {
        use();
        flushed = written.toString(StandardCharsets.UTF_8);
    }

    private void use() throws IOException {
        assertEquals(true, asked, "it was not asked whether it is ready");
        asked = false;
        if (gone) {
            throw new IOException("the client has gone");
        }
    }

    void fails(IOException failure) {
        listener.onError(failure);
    }

    /** All that was written. */
    byte[] written() {
        return written.toByteArray();
    }

    /** What has arrived since this was asked last. */
    String arrived() {
        String arrived = flushed;
        flushed = "";
        written.reset();
        return arrived;
    }
}
