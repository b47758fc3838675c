package org.webrtcexamples.peer.libwebrtc;

import dev.onvoid.webrtc.media.video.I420Buffer;
import dev.onvoid.webrtc.media.video.VideoFrame;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** One picture that a peer has received. Valid only within the callback that it is handed to. */
public final class ReceivedFrame {

    /** Black is not 0: <a href="https://www.itu.int/rec/R-REC-BT.601">ITU-R BT.601</a>. */
    private static final byte[] BLACK = bytes(16);

    private static final byte[] NO_COLOUR = bytes(128);

    private final VideoFrame frame;
    private final long time;
    private final long missed;

    ReceivedFrame(VideoFrame frame, long time, long missed) {
        this.frame = frame;
        this.time = time;
        this.missed = missed;
    }

    /** In pixels. */
    public int width() {
        return frame.buffer.getWidth();
    }

    /** In pixels. */
    public int height() {
        return frame.buffer.getHeight();
    }

    /** When it was ready to be seen, as {@link System#nanoTime} tells the time. */
    public long time() {
        return time;
    }

    /** How many came since the last one, which the listener was too slow for. */
    public long missed() {
        return missed;
    }

    /**
     * Copies it, scaled to fit with its aspect kept, in the middle and with black around it.
     *
     * @param canvas a direct buffer, filled from its start: the brightness of each pixel row by
     *     row, then the two colours, of which there is one for each two by two pixels (I420,
     *     limited range as in <a href="https://www.itu.int/rec/R-REC-BT.601">ITU-R BT.601</a>)
     * @param width of the canvas in pixels, even
     * @param height of the canvas in pixels, even
     * @throws IllegalArgumentException if width or height is odd or less than 2, or the canvas is
     *     too small
     */
    public void copyTo(ByteBuffer canvas, int width, int height) {
        if (width < 2 || height < 2 || (width | height) % 2 != 0) {
            throw new IllegalArgumentException(
                    "even and at least 2 × 2, not %d × %d".formatted(width, height));
        }
        int pixels = width * height;
        if (canvas.capacity() < pixels * 3 / 2) {
            throw new IllegalArgumentException(
                    "%d bytes are too few for %d × %d".formatted(canvas.capacity(), width, height));
        }
        Placement place = Placement.of(width(), height(), width, height);
        Frames.scaled(
                frame,
                place.width(),
                place.height(),
                picture -> copy(picture, canvas, width, height, place));
    }

    private static void copy(
            I420Buffer picture, ByteBuffer canvas, int width, int height, Placement place) {
        int pixels = width * height;
        ByteBuffer y = canvas.slice(0, pixels);
        ByteBuffer u = canvas.slice(pixels, pixels / 4);
        ByteBuffer v = canvas.slice(pixels + pixels / 4, pixels / 4);
        if (!place.covers(width, height)) {
            fill(y, BLACK);
            fill(u, NO_COLOUR);
            fill(v, NO_COLOUR);
        }
        Placement half =
                new Placement(place.x() / 2, place.y() / 2, place.width() / 2, place.height() / 2);
        copy(picture.getDataY(), picture.getStrideY(), y, width, place);
        copy(picture.getDataU(), picture.getStrideU(), u, width / 2, half);
        copy(picture.getDataV(), picture.getStrideV(), v, width / 2, half);
    }

    private static byte[] bytes(int value) {
        byte[] bytes = new byte[4096];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static void fill(ByteBuffer plane, byte[] values) {
        for (int i = 0; i < plane.capacity(); i += values.length) {
            plane.put(i, values, 0, Math.min(values.length, plane.capacity() - i));
        }
    }

    private static void copy(
            ByteBuffer from, int fromStride, ByteBuffer to, int toStride, Placement place) {
        for (int row = 0; row < place.height(); row++) {
            to.put((place.y() + row) * toStride + place.x(), from, row * fromStride, place.width());
        }
    }
}
