package org.webrtcexamples.peer.libwebrtc;

import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCDataChannelBuffer;
import dev.onvoid.webrtc.RTCDataChannelState;

import org.webrtcexamples.peer.PeerClosedException;
import org.webrtcexamples.peer.PeerException;
import org.webrtcexamples.peer.engine.Guard;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * An <a href="https://www.w3.org/TR/webrtc/#rtcdatachannel">RTCDataChannel</a> of a {@link
 * NativePeer}, which closes it when it closes itself.
 *
 * <p>Every method may be called from any thread, at any time. What arrives is handed over in order,
 * and not while another callback of the same peer runs. What arrives before its callback is set is
 * lost: set them before the offer is made.
 */
public final class DataChannel {

    /**
     * The engine closes a channel on which more than this waits to be sent, in bytes. {@link #send}
     * refuses before.
     */
    public static final long MAX_BUFFERED_AMOUNT = 16 * 1024 * 1024;

    /** How many messages wait to be sent at the most: small ones take more than their bytes. */
    static final int MAX_BUFFERED_MESSAGES = 65_536;

    /** Up to here a channel's engine is not asked how much waits, in bytes. */
    private static final long MAX_UNKNOWN_BYTES = 1024 * 1024;

    /** Up to here a channel's engine is not asked how many messages wait. */
    private static final int MAX_UNKNOWN_MESSAGES = 256;

    private final NativePeer peer;
    private final String label;
    private final RTCDataChannel channel;
    private final ChannelEvents events = new ChannelEvents(this);

    /**
     * How many bytes had been sent before the end of each message that waits. With the lock held.
     */
    private final Deque<Long> waiting = new ArrayDeque<>();

    /** How many bytes were ever given to the engine. With the lock held. */
    private long taken;

    /** How many of them had left it when it was asked last. With the lock held. */
    private long gone;

    /** Under this object's lock. */
    private Outflow outflow;

    /** Under this object's lock. */
    private boolean closed;

    private volatile DataChannelState state = DataChannelState.CONNECTING;
    private volatile Runnable onOpen = () -> {};
    private volatile Runnable onClose = () -> {};
    private volatile Consumer<String> onText = text -> {};
    private volatile Consumer<byte[]> onBinary = bytes -> {};

    /** Called with the peer's lock held. */
    DataChannel(NativePeer peer, String label, RTCDataChannel channel) {
        this.peer = peer;
        this.label = label;
        this.channel = channel;
        channel.registerObserver(events);
        peer.onClose(this::closed);
    }

    public String label() {
        return label;
    }

    public DataChannelState state() {
        return peer.isClosed() ? DataChannelState.CLOSED : state;
    }

    /** Calls back once, when the channel can be used. */
    public void onOpen(Runnable callback) {
        onOpen = callback;
    }

    /** Calls back with each text message. If the callback throws, the peer is closed. */
    public void onText(Consumer<String> callback) {
        onText = callback;
    }

    /**
     * Calls back with each binary message; the array is the callback's own. If the callback throws,
     * the peer is closed.
     */
    public void onBinary(Consumer<byte[]> callback) {
        onBinary = callback;
    }

    /** Calls back once, when the other end or {@link #close} closed this channel, not its peer. */
    public void onClose(Runnable callback) {
        onClose = callback;
    }

    /**
     * Sends a text message.
     *
     * @return whether it was taken. If not, nothing was sent: the channel is not open, or more than
     *     {@link #MAX_BUFFERED_AMOUNT}, or too many messages, would wait to be sent
     * @throws IllegalArgumentException if it is longer in UTF-8 than {@link #maxMessageSize}
     */
    public boolean send(String text) {
        return send(text.getBytes(StandardCharsets.UTF_8), false);
    }

    /**
     * Sends a binary message; the array may be changed afterwards.
     *
     * @return whether it was taken, as with {@link #send(String)}
     * @throws IllegalArgumentException if it is longer than {@link #maxMessageSize}
     */
    public boolean send(byte[] bytes) {
        return send(bytes, true);
    }

    /**
     * The engine says nothing of a message that it drops, and closes the channel when it is given
     * too much: hence all is asked before.
     */
    boolean send(byte[] data, boolean binary) {
        if (data.length > maxMessageSize()) {
            throw new IllegalArgumentException(
                    "The message has %d bytes, the channel takes %d"
                            .formatted(data.length, maxMessageSize()));
        }
        return peer.nativeCode()
                .unlessClosed(
                        () -> {
                            if (!isOpen() || !hasRoom(data.length)) {
                                return false;
                            }
                            channel.send(new RTCDataChannelBuffer(ByteBuffer.wrap(data), binary));
                            taken += data.length;
                            waiting.add(taken);
                            return true;
                        })
                .orElse(false);
    }

    /** What is heard of the state is a little late; to ask for it waits for a native thread. */
    boolean isOpen() {
        return state() == DataChannelState.OPEN
                || peer.nativeCode().unlessClosed(channel::getState).orElse(null)
                        == RTCDataChannelState.OPEN;
    }

    /** To ask for the buffered amount waits for a native thread as well: only when it matters. */
    private boolean hasRoom(int bytes) {
        if (taken - gone + bytes > MAX_UNKNOWN_BYTES || waiting.size() >= MAX_UNKNOWN_MESSAGES) {
            gone = taken - channel.getBufferedAmount();
            while (!waiting.isEmpty() && waiting.peek() <= gone) {
                waiting.remove();
            }
        }
        return taken - gone + bytes <= MAX_BUFFERED_AMOUNT
                && waiting.size() < MAX_BUFFERED_MESSAGES;
    }

    /**
     * Sends text messages as the other end takes them, however many: about two mebibytes of them
     * wait in the engine at a time, the others are not asked for yet.
     *
     * @param messages asked on the threads of the callbacks, never for two at once
     * @return completed on such a thread when the last message was taken, before anything is heard
     *     that answers it, or exceptionally: with a {@link PeerException} if the channel is not
     *     open, or closes before, or the other end takes nothing for the time of {@code
     *     webrtc.time-to-read}; with an {@link IllegalArgumentException} if a message is longer
     *     than {@link #maxMessageSize}; with what {@code messages} throws
     * @throws IllegalStateException if this channel is still at the one before
     */
    public CompletionStage<Void> sendAll(Iterator<String> messages) {
        Outflow next;
        synchronized (this) {
            if (closed) {
                return CompletableFuture.failedStage(
                        new PeerClosedException("The data channel is closed."));
            }
            if (outflow != null && !outflow.hasEnded()) {
                throw new IllegalStateException("the messages before are not sent yet");
            }
            next = peer.outflow(this, messages);
            outflow = next;
        }
        return next.start();
    }

    /** How large a message may be, in bytes: what this engine can and the other end takes. */
    public long maxMessageSize() {
        return peer.maxMessageSize();
    }

    /**
     * How much waits to be sent, in bytes. Nothing tells when it falls: ask again.
     *
     * @return 0 after close
     */
    public long bufferedAmount() {
        return peer.nativeCode().unlessClosed(channel::getBufferedAmount).orElse(0L);
    }

    /** Closes this channel and leaves its peer as it is. */
    public void close() {
        peer.nativeCode()
                .unlessClosed(
                        () -> {
                            channel.close();
                            if (state != DataChannelState.CLOSED) {
                                state = DataChannelState.CLOSING;
                            }
                            return true;
                        });
    }

    /** On a native thread. The state is asked for later, where nothing waits for that thread. */
    void stateChanged() {
        peer.post(
                () -> {
                    DataChannelState before = state;
                    peer.nativeCode().unlessClosed(this::updateState);
                    if (state == before) {
                        return;
                    }
                    if (state == DataChannelState.OPEN) {
                        onOpen.run();
                    } else if (state == DataChannelState.CLOSED) {
                        closed();
                        onClose.run();
                    }
                });
    }

    /** With the peer's lock held, as in {@link #close}. */
    private DataChannelState updateState() {
        state = DataChannelState.valueOf(channel.getState().name());
        return state;
    }

    private void closed() {
        Outflow last;
        synchronized (this) {
            closed = true;
            last = outflow;
        }
        if (last != null) {
            last.channelClosed();
        }
    }

    /** On a native thread. */
    void received(byte[] data, boolean binary) {
        peer.postReceived(
                data.length,
                () -> {
                    try {
                        if (binary) {
                            onBinary.accept(data);
                        } else {
                            onText.accept(new String(data, StandardCharsets.UTF_8));
                        }
                    } catch (Throwable failure) {
                        Guard.failed("Taking a message", failure);
                        peer.fail("nobody takes its messages any more");
                    }
                });
    }

    /** Called once, with the peer's lock held, when nothing uses the channel any more. */
    void dispose() {
        events.letGo();
        channel.dispose();
    }
}
