package org.webrtcexamples.peer.relay;

import org.webrtcexamples.peer.Codec;

import java.io.ByteArrayOutputStream;

/**
 * Puts the payloads of one video frame together.
 *
 * <p>Not thread-safe.
 */
abstract sealed class Depacketizer permits Vp8Depacketizer, H264Depacketizer {

    /** More than any frame that is of use; what claims more is dropped. */
    static final int MAX_FRAME = 4 * 1024 * 1024;

    /** A key frame's size in pixels. */
    record Size(int width, int height) {}

    final ByteArrayOutputStream frame = new ByteArrayOutputStream();

    static Depacketizer of(Codec codec) {
        return codec == Codec.VP8 ? new Vp8Depacketizer() : new H264Depacketizer();
    }

    /**
     * Adds the next payload of the frame.
     *
     * @return whether it goes on from what was added before, and is not too much
     */
    final boolean add(byte[] payload) {
        return frame.size() + payload.length <= MAX_FRAME && append(payload);
    }

    abstract boolean append(byte[] payload);

    /** Begins anew. */
    void clear() {
        frame.reset();
    }

    /** The frame, or nothing if it is not whole. */
    abstract byte[] take();

    /** Of the frame that {@link #take} gave, or null if it is no key frame. */
    abstract Size keyFrameSize(byte[] data);
}
