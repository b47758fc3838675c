package org.webrtcexamples.client;

import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCDataChannelBuffer;
import dev.onvoid.webrtc.RTCDataChannelObserver;
import dev.onvoid.webrtc.RTCDataChannelState;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The client's end of a data channel that the server opened. Messages wait here, in order, until
 * they are asked for.
 */
public final class ClientChannel {

    /** Bytes; the engine closes the channel over either. */
    private static final int LARGEST_MESSAGE = 256 * 1024;

    private static final int LARGEST_BUFFER = 16 * 1024 * 1024;

    /** Bytes that may be sent between two looks at the buffer, each of which takes a while. */
    private static final int UNWATCHED = LARGEST_BUFFER / 4;

    /** Bytes of which less than this wait when there is room for more. */
    private static final int WINDOW = 2 * 1024 * 1024;

    private final Object lock;
    private final RTCDataChannel channel;
    private final Trampoline trampoline = new Trampoline();
    private final CompletableFuture<Void> open = new CompletableFuture<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
    private boolean disposed;
    private int unwatched = UNWATCHED;

    private record Message(byte[] content, boolean binary) {}

    /**
     * To be called in the callback that brings the channel, or messages are lost.
     *
     * @param lock guards every use of native objects of the peer but those in callbacks, which
     *     never take it
     */
    ClientChannel(RTCDataChannel channel, Object lock) {
        this.channel = channel;
        this.lock = lock;
        trampoline.target = this;
        channel.registerObserver(trampoline);
        stateChanged();
    }

    public void send(String text) {
        send(text.getBytes(StandardCharsets.UTF_8), false);
    }

    public void send(byte[] binary) {
        send(binary, true);
    }

    /**
     * Waits until less than 2 MiB wait to be sent. The engine tells nobody: it is asked each
     * millisecond.
     */
    public void awaitRoom(Duration timeout) throws InterruptedException, TimeoutException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (bufferedAmount() >= WINDOW) {
            if (System.nanoTime() > deadline) {
                throw new TimeoutException("the server takes nothing for " + timeout);
            }
            Thread.sleep(1);
        }
    }

    /** The next message, which must be text. */
    public String next(Duration timeout) throws InterruptedException, TimeoutException {
        return new String(nextText(timeout), StandardCharsets.UTF_8);
    }

    /** The next message, which must be text, in UTF-8. */
    byte[] nextText(Duration timeout) throws InterruptedException, TimeoutException {
        return next(timeout, false);
    }

    /** The next message, which must be binary. */
    public byte[] nextBinary(Duration timeout) throws InterruptedException, TimeoutException {
        return next(timeout, true);
    }

    /** How many messages wait to be asked for. */
    public int waiting() {
        return messages.size();
    }

    /** Closes this channel and leaves its peer as it is. */
    public void close() {
        synchronized (lock) {
            if (!disposed) {
                channel.close();
            }
        }
    }

    /** Waits until the channel is closed, by whichever side. */
    public void awaitClosed(Duration timeout) throws InterruptedException, TimeoutException {
        Futures.get(closed, timeout);
    }

    void awaitOpen(Duration timeout) throws InterruptedException, TimeoutException {
        Futures.get(open, timeout);
    }

    private void send(byte[] content, boolean binary) {
        if (content.length > LARGEST_MESSAGE) {
            throw new IllegalArgumentException(content.length + " bytes are too long a message");
        }
        synchronized (lock) {
            checkOpen();
            unwatched += content.length;
            if (unwatched > UNWATCHED) {
                if (channel.getBufferedAmount() > LARGEST_BUFFER - 2 * UNWATCHED) {
                    throw new IllegalStateException("the channel's buffer is full");
                }
                unwatched = content.length;
            }
            try {
                channel.send(new RTCDataChannelBuffer(ByteBuffer.wrap(content), binary));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private long bufferedAmount() {
        synchronized (lock) {
            checkOpen();
            return channel.getBufferedAmount();
        }
    }

    private void checkOpen() {
        if (disposed || channel.getState() != RTCDataChannelState.OPEN) {
            throw new IllegalStateException("the channel is not open");
        }
    }

    private byte[] next(Duration timeout, boolean binary)
            throws InterruptedException, TimeoutException {
        Message message = messages.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
        if (message == null) {
            throw new TimeoutException("no message in " + timeout);
        }
        if (message.binary() != binary) {
            throw new IllegalStateException(
                    message.binary() ? "a binary message" : "a text message");
        }
        return message.content();
    }

    private void stateChanged() {
        switch (channel.getState()) {
            case OPEN -> open.complete(null);
            case CLOSED -> closed.complete(null);
            default -> {}
        }
    }

    private void received(RTCDataChannelBuffer buffer) {
        byte[] content = new byte[buffer.data.remaining()];
        buffer.data.get(content);
        messages.add(new Message(content, buffer.binary));
    }

    /** No more callbacks start; one may still run until the signalling thread was passed. */
    void detach() {
        trampoline.target = null;
        channel.unregisterObserver();
        closed.complete(null);
    }

    /** Called with the lock held, after no callback can run any more. */
    void dispose() {
        disposed = true;
        try {
            channel.dispose();
        } catch (Error e) {
            // Says no more than that the peer connection holds the channel too, until its close.
        }
    }

    /** What the engine holds of this channel, for it never lets go of an observer. */
    private static final class Trampoline implements RTCDataChannelObserver {

        private volatile ClientChannel target;

        @Override
        public void onBufferedAmountChange(long previousAmount) {}

        @Override
        public void onStateChange() {
            ClientChannel channel = target;
            if (channel != null) {
                Callbacks.run(channel::stateChanged);
            }
        }

        @Override
        public void onMessage(RTCDataChannelBuffer buffer) {
            ClientChannel channel = target;
            if (channel != null) {
                Callbacks.run(() -> channel.received(buffer));
            }
        }
    }
}
