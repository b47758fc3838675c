package org.webrtcexamples.peer.libwebrtc;

import dev.onvoid.webrtc.media.FourCC;
import dev.onvoid.webrtc.media.video.I420Buffer;
import dev.onvoid.webrtc.media.video.VideoBufferConverter;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;

/**
 * The way of pixels from the engine's planes of brightness and colour to an image of Java and back,
 * over memory that both can see and that is used again each time.
 *
 * <p>Not thread-safe.
 *
 * @see <a
 *     href="https://github.com/devopvoid/webrtc-java/blob/v0.14.0/webrtc/src/main/java/dev/onvoid/webrtc/media/video/VideoBufferConverter.java">VideoBufferConverter
 *     in webrtc-java</a>
 */
final class RgbPixels {

    /** A name of libyuv's: as bytes B, G, R, A, which as an int is {@code 0xAARRGGBB}. */
    private static final FourCC INT_RGB = FourCC.ARGB;

    private ByteBuffer bytes = ByteBuffer.allocateDirect(0);
    private IntBuffer ints = bytes.asIntBuffer();

    /**
     * @throws IllegalArgumentException if it is not of the type whose pixels can be copied, or its
     *     width or height is odd
     */
    static void check(BufferedImage image) {
        if (image.getType() != BufferedImage.TYPE_INT_RGB) {
            throw new IllegalArgumentException("an image of TYPE_INT_RGB, not " + image);
        }
        if ((image.getWidth() | image.getHeight()) % 2 != 0) {
            throw new IllegalArgumentException(
                    "an even size, not %d × %d".formatted(image.getWidth(), image.getHeight()));
        }
    }

    /** Paints a picture on an image, with its upper left corner at x and y. It must fit in. */
    void toImage(I420Buffer picture, BufferedImage image, int x, int y) throws Exception {
        int width = picture.getWidth();
        int height = picture.getHeight();
        reserve(width * height);
        VideoBufferConverter.convertFromI420(picture, bytes, INT_RGB);
        int[] pixels = pixels(image);
        int stride = image.getWidth();
        if (width == stride) {
            ints.get(0, pixels, y * stride, width * height);
            return;
        }
        for (int row = 0; row < height; row++) {
            ints.get(row * width, pixels, (y + row) * stride + x, width);
        }
    }

    /** Copies an image into a picture of the same size. */
    void toI420(BufferedImage image, I420Buffer picture) throws Exception {
        int[] pixels = pixels(image);
        reserve(pixels.length);
        ints.put(0, pixels);
        VideoBufferConverter.convertToI420(bytes, picture, INT_RGB);
    }

    private static int[] pixels(BufferedImage image) {
        return ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
    }

    private void reserve(int pixels) {
        if (ints.capacity() < pixels) {
            bytes = ByteBuffer.allocateDirect(pixels * Integer.BYTES);
            ints = bytes.order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
        }
    }
}
