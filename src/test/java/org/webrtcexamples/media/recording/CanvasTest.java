package org.webrtcexamples.media.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanvasTest {

    @ParameterizedTest
    @CsvSource({
        "640, 480, 640, 480",
        "1280, 720, 1280, 720",
        "720, 1280, 720, 1280",
        "800, 600, 800, 600",
    })
    void keepsWhatFits(int width, int height, int canvasWidth, int canvasHeight) {
        assertEquals(new Canvas(canvasWidth, canvasHeight), Canvas.of(width, height));
    }

    @ParameterizedTest
    @CsvSource({
        "1920, 1080, 1280, 720",
        "1080, 1920, 720, 1280",
        "1280, 960, 960, 720",
        "2000, 2000, 720, 720",
        "4000, 10, 1280, 4",
        "20000, 2, 1280, 2",
    })
    void makesALargerOneFit(int width, int height, int canvasWidth, int canvasHeight) {
        assertEquals(new Canvas(canvasWidth, canvasHeight), Canvas.of(width, height));
    }

    @ParameterizedTest
    @CsvSource({
        "320, 240, 640, 480",
        "320, 180, 640, 360",
        "180, 320, 360, 640",
        "1, 1, 480, 480",
    })
    void makesASmallerOneLarger(int width, int height, int canvasWidth, int canvasHeight) {
        assertEquals(new Canvas(canvasWidth, canvasHeight), Canvas.of(width, height));
    }

    @ParameterizedTest
    @CsvSource({"641, 481, 642, 482", "701, 401, 702, 402"})
    void isEven(int width, int height, int canvasWidth, int canvasHeight) {
        assertEquals(new Canvas(canvasWidth, canvasHeight), Canvas.of(width, height));
    }
}
