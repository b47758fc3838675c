package org.webrtcexamples.peer.libwebrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.onvoid.webrtc.media.video.NativeI420Buffer;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.awt.image.BufferedImage;

class RgbPixelsTest {

    private final RgbPixels pixels = new RgbPixels();

    @BeforeAll
    static void load() {
        NativeLibrary.load();
    }

    private static BufferedImage image(int width, int height, int rgb) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, rgb);
            }
        }
        return image;
    }

    /** By the formulas of <a href="https://www.itu.int/rec/R-REC-BT.601">ITU-R BT.601</a>. */
    @ParameterizedTest
    @CsvSource({
        "0xFF0000, 81, 90, 240",
        "0x00FF00, 145, 54, 34",
        "0x0000FF, 41, 240, 110",
        "0xFFFFFF, 235, 128, 128",
        "0x000000, 16, 128, 128"
    })
    void coloursKeepTheirPlaces(String rgb, int y, int u, int v) throws Exception {
        int colour = Integer.decode(rgb);
        NativeI420Buffer picture = NativeI420Buffer.allocate(64, 48);
        BufferedImage back = image(64, 48, 0x808080);
        try {
            pixels.toI420(image(64, 48, colour), picture);
            assertEquals(y, picture.getDataY().get(picture.getStrideY() * 20 + 30) & 0xFF, 2);
            assertEquals(u, picture.getDataU().get(picture.getStrideU() * 10 + 15) & 0xFF, 2);
            assertEquals(v, picture.getDataV().get(picture.getStrideV() * 10 + 15) & 0xFF, 2);
            pixels.toImage(picture, back, 0, 0);
        } finally {
            picture.release();
        }
        for (int shift = 0; shift < 24; shift += 8) {
            assertEquals(colour >> shift & 0xFF, back.getRGB(30, 20) >> shift & 0xFF, 4);
        }
    }

    @Test
    void aSmallerPictureIsPaintedInItsPlaceOnly() throws Exception {
        NativeI420Buffer picture = NativeI420Buffer.allocate(20, 10);
        BufferedImage image = image(64, 48, 0x00FF00);
        try {
            pixels.toI420(image(20, 10, 0xFFFFFF), picture);
            pixels.toImage(picture, image, 10, 4);
        } finally {
            picture.release();
        }
        for (int y = 0; y < 48; y++) {
            for (int x = 0; x < 64; x++) {
                boolean inside = x >= 10 && x < 30 && y >= 4 && y < 14;
                assertEquals(inside, (image.getRGB(x, y) & 0xFF) > 0x80, "at " + x + ", " + y);
            }
        }
    }

    @Test
    void takesNoOtherKindOfImage() {
        BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_ARGB);

        assertThrows(IllegalArgumentException.class, () -> RgbPixels.check(image));
    }
}
