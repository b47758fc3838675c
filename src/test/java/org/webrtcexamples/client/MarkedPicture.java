package org.webrtcexamples.client;

import dev.onvoid.webrtc.media.video.NativeI420Buffer;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A dark picture in which a bright bar moves, and which flashes with each of its {@link Marks}: it
 * is white but for one of eight squares in its lower half, which tells the marks apart. Its size
 * may change.
 */
public final class MarkedPicture implements Drawing {

    private static final byte DARK = 60;
    private static final byte BAR = (byte) 130;
    private static final byte BLACK = 16;
    private static final byte WHITE = (byte) 235;
    private static final byte COLOURLESS = (byte) 128;

    /** How many frames the bar takes from left to right. */
    private static final int PERIOD = 64;

    private final Marks marks;
    private volatile Size size;

    private record Size(int width, int height) {}

    public MarkedPicture(Marks marks, int width, int height) {
        this.marks = marks;
        setSize(width, height);
    }

    /** Of the frames from now on: even numbers of pixels. */
    public void setSize(int width, int height) {
        size = new Size(width, height);
    }

    @Override
    public int pixels() {
        return size.width * size.height;
    }

    @Override
    public NativeI420Buffer draw(int number) {
        Size now = size;
        NativeI420Buffer buffer = Engine.createFrame(now.width, now.height);
        int mark = marks.flash();
        byte[] upper = mark < 0 ? bar(now.width, number) : row(now.width, WHITE);
        byte[] lower = mark < 0 ? upper : square(now.width, mark);
        ByteBuffer luma = buffer.getDataY();
        for (int y = 0; y < now.height; y++) {
            boolean inSquare = y >= now.height * 13 / 24 && y < now.height * 20 / 24;
            luma.put(buffer.getStrideY() * y, inSquare ? lower : upper);
        }
        byte[] colourless = row(now.width / 2, COLOURLESS);
        for (int y = 0; y < now.height / 2; y++) {
            buffer.getDataU().put(buffer.getStrideU() * y, colourless);
            buffer.getDataV().put(buffer.getStrideV() * y, colourless);
        }
        return buffer;
    }

    private static byte[] bar(int width, int number) {
        byte[] row = row(width, DARK);
        int left = number % PERIOD * width / PERIOD;
        Arrays.fill(row, left, Math.min(left + width / 8, width), BAR);
        return row;
    }

    private static byte[] square(int width, int mark) {
        byte[] row = row(width, WHITE);
        int left = mark % Marks.KINDS * width / Marks.KINDS;
        Arrays.fill(row, left, left + width / Marks.KINDS, BLACK);
        return row;
    }

    private static byte[] row(int width, byte luma) {
        byte[] row = new byte[width];
        Arrays.fill(row, luma);
        return row;
    }
}
