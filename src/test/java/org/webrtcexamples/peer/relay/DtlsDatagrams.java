package org.webrtcexamples.peer.relay;

import org.bouncycastle.tls.DatagramTransport;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What a handshake reads from and writes to, of a channel that another thread reads. */
final class DtlsDatagrams implements DatagramTransport {

    private static final int LIMIT = 1200;

    private final DatagramChannel channel;
    private final BlockingQueue<byte[]> inbox = new LinkedBlockingQueue<>();
    private volatile boolean ignoring;

    DtlsDatagrams(DatagramChannel channel) {
        this.channel = channel;
    }

    void received(byte[] datagram) {
        if (!ignoring) {
            inbox.add(datagram);
        }
    }

    /** After the handshake nobody reads any more. */
    void ignoreWhatComes() {
        ignoring = true;
        inbox.clear();
    }

    @Override
    public int getReceiveLimit() {
        return 2048;
    }

    @Override
    public int getSendLimit() {
        return LIMIT;
    }

    /**
     * @return -1 if nothing comes in time
     */
    @Override
    public int receive(byte[] buffer, int offset, int length, int waitMillis) throws IOException {
        try {
            byte[] datagram = inbox.poll(waitMillis, TimeUnit.MILLISECONDS);
            if (datagram == null) {
                return -1;
            }
            int copied = Math.min(length, datagram.length);
            System.arraycopy(datagram, 0, buffer, offset, copied);
            return copied;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted in a handshake");
        }
    }

    @Override
    public void send(byte[] buffer, int offset, int length) throws IOException {
        channel.write(ByteBuffer.wrap(buffer, offset, length));
    }

    @Override
    public void close() {}
}
