package org.webrtcexamples.client;

import dev.onvoid.webrtc.media.video.I420Buffer;
import dev.onvoid.webrtc.media.video.NativeI420Buffer;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/**
 * A moving picture of which each frame says whose it is and the how manieth. That stands at the top
 * in three rows of 16 black or white squares, the highest bit first: 8 bits of the source, 24 bits
 * of the number, and 16 bits by which what was garbled on the way is told. Below it is a texture,
 * of which one band moves to the left.
 */
final class TestPicture implements Drawing {

    /** What a frame says. */
    record Label(int source, int number) {}

    private static final int COLUMNS = 16;
    private static final int ROWS = 3;
    private static final int SOURCE_BITS = 8;
    private static final int NUMBER_BITS = 24;

    /** So that neither black nor white nor grey is a label. */
    private static final int CHECK = 0x5AC3;

    /** Luma in the range of <a href="https://www.itu.int/rec/R-REC-BT.601">BT.601</a>. */
    private static final byte BLACK = 16;

    private static final byte WHITE = (byte) 235;
    private static final int MIDDLE = (16 + 235) / 2;
    private static final byte COLOURLESS = (byte) 128;

    private static final int BANDS = 8;
    private static final int MOVING_BAND = 5;
    private static final int PIXELS_PER_FRAME = 4;
    private static final int PERIOD = 256;

    private final int width;
    private final int height;
    private final int source;
    private final byte[] colourless;

    /** Rows of luma, each longer than a frame is wide by the period in which it repeats. */
    private final byte[][] texture;

    /**
     * @param width in pixels, even and at least 128
     * @param height in pixels, even and at least half the width
     * @param source 0 to 255
     */
    TestPicture(int width, int height, int source) {
        if (width < 8 * COLUMNS || height < width / 2 || (width | height) % 2 != 0) {
            throw new IllegalArgumentException(width + "×" + height);
        }
        if (source < 0 || source >= 1 << SOURCE_BITS) {
            throw new IllegalArgumentException("source " + source);
        }
        this.width = width;
        this.height = height;
        this.source = source;
        texture = texture(height, width + PERIOD);
        colourless = new byte[width / 2];
        Arrays.fill(colourless, COLOURLESS);
    }

    private static byte[][] texture(int height, int width) {
        Random random = new Random(1);
        byte[][] rows = new byte[height][width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < PERIOD; x++) {
                double wave = Math.sin(2 * Math.PI * x / 64) * Math.sin(2 * Math.PI * y / 48);
                rows[y][x] = (byte) (MIDDLE + 60 * wave + random.nextInt(16));
            }
            for (int x = PERIOD; x < width; x++) {
                rows[y][x] = rows[y][x - PERIOD];
            }
        }
        return rows;
    }

    @Override
    public int pixels() {
        return width * height;
    }

    @Override
    public NativeI420Buffer draw(int number) {
        NativeI420Buffer buffer = Engine.createFrame(width, height);
        ByteBuffer luma = buffer.getDataY();
        int size = width / COLUMNS;
        for (int y = ROWS * size; y < height; y++) {
            boolean moves = y * BANDS / height == MOVING_BAND;
            int shift = moves ? number * PIXELS_PER_FRAME % PERIOD : 0;
            luma.put(buffer.getStrideY() * y, texture[y], shift, width);
        }
        drawLabel(luma, buffer.getStrideY(), size, number);
        for (int y = 0; y < height / 2; y++) {
            buffer.getDataU().put(buffer.getStrideU() * y, colourless);
            buffer.getDataV().put(buffer.getStrideV() * y, colourless);
        }
        return buffer;
    }

    private void drawLabel(ByteBuffer luma, int stride, int size, int number) {
        long bits = encode(source, number);
        byte[] row = new byte[width];
        for (int r = 0; r < ROWS; r++) {
            for (int x = 0; x < width; x++) {
                int column = Math.min(x / size, COLUMNS - 1);
                row[x] = bit(bits, r, column) ? WHITE : BLACK;
            }
            for (int y = r * size; y < (r + 1) * size; y++) {
                luma.put(stride * y, row);
            }
        }
    }

    /**
     * @return what the frame says, or null if that is no label
     */
    static Label read(I420Buffer frame) {
        int size = frame.getWidth() / COLUMNS;
        if (size < 2 || frame.getHeight() < ROWS * size) {
            return null;
        }
        ByteBuffer luma = frame.getDataY();
        long bits = 0;
        for (int r = 0; r < ROWS; r++) {
            for (int column = 0; column < COLUMNS; column++) {
                bits = bits << 1 | (isWhite(luma, frame.getStrideY(), size, r, column) ? 1 : 0);
            }
        }
        int source = (int) (bits >> 40);
        int number = (int) (bits >> 16) & (1 << NUMBER_BITS) - 1;
        return bits == encode(source, number) ? new Label(source, number) : null;
    }

    /** Whether the inner half of a square is. */
    private static boolean isWhite(ByteBuffer luma, int stride, int size, int row, int column) {
        int sum = 0;
        int count = 0;
        for (int y = row * size + size / 4; y < row * size + size / 4 + size / 2; y++) {
            for (int x = column * size + size / 4; x < column * size + size / 4 + size / 2; x++) {
                sum += luma.get(y * stride + x) & 0xFF;
                count++;
            }
        }
        return sum > MIDDLE * count;
    }

    private static long encode(int source, int number) {
        int check = (source * 0x101 ^ number ^ number >> 8 ^ CHECK) & 0xFFFF;
        return (long) source << 40 | (long) (number & (1 << NUMBER_BITS) - 1) << 16 | check;
    }

    private static boolean bit(long bits, int row, int column) {
        return (bits >> COLUMNS * ROWS - 1 - (row * COLUMNS + column) & 1) != 0;
    }
}
