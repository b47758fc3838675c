package org.webrtcexamples.media;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.webrtcexamples.media.Pictures.HEIGHT;
import static org.webrtcexamples.media.Pictures.WHITE;
import static org.webrtcexamples.media.Pictures.WIDTH;
import static org.webrtcexamples.media.Pictures.count;
import static org.webrtcexamples.media.Pictures.filled;
import static org.webrtcexamples.media.Pictures.not;
import static org.webrtcexamples.media.Pictures.pixels;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.awt.image.BufferedImage;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

@Timeout(60)
class FrameClockTest {

    /** Between two frames that are drawn. */
    private static final Duration TICK = Duration.ofNanos(33_333_333);

    private static Scene scene(Duration time, Input input) {
        return new Scene(WIDTH, HEIGHT, time, Optional.ofNullable(input));
    }

    private static List<String> first(Duration time, Input input) {
        return new FrameClock().texts(scene(time, input));
    }

    /** After seconds in which an input came at a rate. */
    private static List<String> after(double seconds, double rate) {
        FrameClock clock = new FrameClock();
        List<String> texts = List.of();
        for (double at = 0; at < seconds; at += TICK.toNanos() / 1e9) {
            Duration time = Duration.ofNanos(Math.round(at * 1e9));
            texts = clock.texts(scene(time, new Input(640, 480, Math.round(at * rate))));
        }
        return texts;
    }

    private static int rate(List<String> texts) {
        assertTrue(texts.get(2).endsWith(" frames/s"), texts + "");
        return Integer.parseInt(texts.get(2).replace(" frames/s", ""));
    }

    /** What is drawn at the end of two seconds of an input. */
    private static BufferedImage drawn(BufferedImage image, int width, int height, int rate) {
        FrameClock clock = new FrameClock();
        long[] now = {0};
        Compositor compositor = new Compositor((graphics, scene) -> {}, () -> now[0]);
        for (int i = 0; i <= 60; i++) {
            now[0] = i * TICK.toNanos();
            if (i == 60) {
                compositor.setOverlay(clock);
            }
            Input input = new Input(width, height, i * rate / 30);
            clock.texts(scene(Duration.ofNanos(now[0]), input));
            compositor.paint(image, Optional.of(input));
        }
        return image;
    }

    @ParameterizedTest
    @CsvSource({
        "0, 00:00.0",
        "99, 00:00.0",
        "100, 00:00.1",
        "9999, 00:09.9",
        "59999, 00:59.9",
        "60000, 01:00.0",
        "754321, 12:34.3",
        "3599999, 59:59.9",
        "3600000, 60:00.0",
        "7200000, 120:00.0"
    })
    void tellsMinutesSecondsAndTenths(long milliseconds, String shown) {
        assertEquals(shown, first(Duration.ofMillis(milliseconds), null).get(0));
    }

    @Test
    void saysThatThereIsNoPictureYet() {
        assertEquals(List.of("00:00.0", "no picture yet"), first(Duration.ZERO, null));
    }

    @Test
    void tellsTheSizeFromTheFirstPictureOn() {
        FrameClock clock = new FrameClock();
        clock.texts(scene(Duration.ZERO, null));

        assertEquals(
                List.of("00:01.0", "320 × 240"),
                clock.texts(scene(Duration.ofSeconds(1), new Input(320, 240, 1))));
        assertEquals(
                "1280 × 720",
                clock.texts(scene(Duration.ofSeconds(1), new Input(1280, 720, 2))).get(1));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 5, 15, 20, 24, 29.97, 30, 60})
    void tellsTheRate(double rate) {
        for (double seconds = 1.6; seconds < 4; seconds += 0.21) {
            int told = rate(after(seconds, rate));
            assertEquals(rate, told, 1.5, "after " + seconds + " s");
        }
    }

    @Test
    void aChangeOfTheRateIsToldInOneAndAHalfSeconds() {
        FrameClock clock = new FrameClock();
        long frames = 0;
        List<String> texts = List.of();
        for (int i = 0; i < 90 + 47; i++) {
            frames += i < 90 || i % 3 == 0 ? 1 : 0;
            texts = clock.texts(scene(TICK.multipliedBy(i), new Input(640, 480, frames)));
        }

        assertEquals(10, rate(texts), 1);
    }

    @Test
    void theRateOfAnInputThatStallsGoesToZeroInOneAndAHalfSeconds() {
        FrameClock clock = new FrameClock();
        List<String> texts = List.of();
        for (int i = 0; i < 60 + 48; i++) {
            texts = clock.texts(scene(TICK.multipliedBy(i), new Input(640, 480, Math.min(i, 60))));
        }

        assertEquals(List.of("00:03.5", "640 × 480", "0 frames/s"), texts);
    }

    @Test
    void isALegiblePlateInTheUpperLeftCorner() {
        for (int background : new int[] {WHITE, 0, 0xffff00, 0x0000ff}) {
            BufferedImage image = drawn(filled(background), 640, 480, 30);
            BufferedImage corner = image.getSubimage(12, 12, 200, 110);

            long white = count(corner, rgb -> rgb == WHITE);
            assertTrue(white > 1000, white + " pixels");
            long dark =
                    count(
                            corner,
                            rgb ->
                                    (rgb >> 16) < 110
                                            && (rgb >> 8 & 0xff) < 110
                                            && (rgb & 0xff) < 110);
            assertTrue(dark > 8000, dark + " pixels");
            assertEquals(count(image, not(background)), count(corner, not(background)));
        }
    }

    @Test
    void throughThePlateThePictureIsSeen() {
        assertFalse(
                Arrays.equals(
                        pixels(drawn(filled(WHITE), 640, 480, 30).getSubimage(20, 14, 50, 5)),
                        pixels(drawn(filled(0), 640, 480, 30).getSubimage(20, 14, 50, 5))));
    }

    @Test
    void anotherSizeOrRateIsAnotherPicture() {
        int[] picture = pixels(drawn(filled(WHITE), 640, 480, 30));

        assertArrayEquals(picture, pixels(drawn(filled(WHITE), 640, 480, 30)));
        assertFalse(Arrays.equals(picture, pixels(drawn(filled(WHITE), 640, 360, 30))));
        assertFalse(Arrays.equals(picture, pixels(drawn(filled(WHITE), 640, 480, 15))));
    }

    @Test
    void eachLineIsWhereItsTextBelongs() {
        FrameClock clock = new FrameClock();
        Compositor compositor = new Compositor(clock, () -> 0);
        BufferedImage without = filled(WHITE);
        compositor.paint(without, Optional.empty());
        BufferedImage with = filled(WHITE);
        compositor.paint(with, Optional.of(new Input(640, 480, 1)));

        int firstLine = 2 * 12 + 17;
        assertArrayEquals(
                pixels(without.getSubimage(24, 24, 60, firstLine - 24)),
                pixels(with.getSubimage(24, 24, 60, firstLine - 24)));
        assertFalse(
                Arrays.equals(
                        pixels(without.getSubimage(24, firstLine + 5, 60, 26)),
                        pixels(with.getSubimage(24, firstLine + 5, 60, 26))));
    }

    @Test
    void isAsLargeAsThePicture() {
        long small = count(drawn(filled(WHITE), 640, 480, 30), not(WHITE));
        long large = count(drawn(filled(1280, 960, WHITE), 640, 480, 30), not(WHITE));

        assertEquals(4, (double) large / small, 0.2);
    }
}
