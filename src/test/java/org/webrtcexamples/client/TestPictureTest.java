package org.webrtcexamples.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.onvoid.webrtc.media.video.NativeI420Buffer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.ByteBuffer;

/** Test pictures, before any codec garbles them. */
@Timeout(60)
class TestPictureTest {

    private static final int WIDTH = 160;
    private static final int HEIGHT = 120;

    @Test
    void eachFrameSaysWhoseItIsAndTheHowManieth() {
        for (int source : new int[] {0, 1, 170, 255}) {
            for (int number : new int[] {0, 1, 255, 256, 0x55AA55, 0xFFFFFF}) {
                NativeI420Buffer frame = new TestPicture(WIDTH, HEIGHT, source).draw(number);
                assertEquals(new TestPicture.Label(source, number), TestPicture.read(frame));
                frame.release();
            }
        }
    }

    @Test
    void whatIsGarbledSaysNothing() {
        int size = WIDTH / 16;
        for (int square = 0; square < 3 * 16; square++) {
            NativeI420Buffer frame = new TestPicture(WIDTH, HEIGHT, 42).draw(4711);
            invert(frame, square % 16 * size, square / 16 * size, size);
            assertNull(TestPicture.read(frame), "square " + square);
            frame.release();
        }
    }

    @Test
    void plainPicturesSayNothing() {
        for (byte luma : new byte[] {16, 126, (byte) 235}) {
            NativeI420Buffer frame = Engine.createFrame(WIDTH, HEIGHT);
            ByteBuffer y = frame.getDataY();
            while (y.hasRemaining()) {
                y.put(luma);
            }
            assertNull(TestPicture.read(frame));
            frame.release();
        }
    }

    private static void invert(NativeI420Buffer frame, int left, int top, int size) {
        ByteBuffer luma = frame.getDataY();
        for (int y = top; y < top + size; y++) {
            for (int x = left; x < left + size; x++) {
                int at = y * frame.getStrideY() + x;
                luma.put(at, (byte) (251 - (luma.get(at) & 0xFF)));
            }
        }
    }
}
