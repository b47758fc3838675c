package org.webrtcexamples.peer.libwebrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Random;

class PlacementTest {

    @ParameterizedTest
    @CsvSource({
        "640, 480, 640, 480, 0, 0, 640, 480",
        "320, 240, 640, 480, 0, 0, 640, 480",
        "1280, 720, 640, 480, 0, 60, 640, 360",
        "480, 640, 640, 480, 140, 0, 360, 480",
        "1, 100000, 640, 480, 318, 0, 2, 480",
        "100000, 1, 640, 480, 0, 238, 640, 2",
        "641, 481, 640, 480, 0, 0, 640, 480",
    })
    void fitsAPictureIntoTheMiddle(
            int width,
            int height,
            int canvasWidth,
            int canvasHeight,
            int x,
            int y,
            int fittedWidth,
            int fittedHeight) {
        assertEquals(
                new Placement(x, y, fittedWidth, fittedHeight),
                Placement.of(width, height, canvasWidth, canvasHeight));
    }

    @Test
    void neverReachesBeyondTheCanvasAndIsEven() {
        Random random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            int canvasWidth = 2 + 2 * random.nextInt(2000);
            int canvasHeight = 2 + 2 * random.nextInt(2000);
            Placement place =
                    Placement.of(
                            1 + random.nextInt(5000),
                            1 + random.nextInt(5000),
                            canvasWidth,
                            canvasHeight);
            assertTrue(
                    place.x() >= 0
                            && place.y() >= 0
                            && place.width() >= 2
                            && place.height() >= 2
                            && place.x() + place.width() <= canvasWidth
                            && place.y() + place.height() <= canvasHeight
                            && (place.x() | place.y() | place.width() | place.height()) % 2 == 0,
                    place + " on " + canvasWidth + " × " + canvasHeight);
        }
    }
}
