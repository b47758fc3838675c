package org.webrtcexamples.media;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.webrtcexamples.media.Pictures.HEIGHT;
import static org.webrtcexamples.media.Pictures.WHITE;
import static org.webrtcexamples.media.Pictures.WIDTH;
import static org.webrtcexamples.media.Pictures.count;
import static org.webrtcexamples.media.Pictures.drawn;
import static org.webrtcexamples.media.Pictures.filled;
import static org.webrtcexamples.media.Pictures.not;
import static org.webrtcexamples.media.Pictures.pixels;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.awt.Color;
import java.awt.geom.Point2D;
import java.awt.image.BufferedImage;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

@Timeout(60)
class SpinningTextTest {

    private static final Overlay TEXT = new SpinningText("Jakarta EE");

    /** In which the text is back where it was. */
    private static final Duration TURN = seconds(2 * Math.PI);

    private static final int GREY = 0x808080;

    /** Full of colour: neither an edge nor the lines around it. */
    private static final IntPredicate COLOURED =
            rgb -> {
                int red = rgb >> 16;
                int green = rgb >> 8 & 0xff;
                int blue = rgb & 0xff;
                return Math.max(red, Math.max(green, blue)) > 252
                        && Math.min(red, Math.min(green, blue)) < 3;
            };

    private static Duration seconds(double seconds) {
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }

    private static BufferedImage at(double seconds) {
        return drawn(TEXT, seconds(seconds), GREY);
    }

    /** The middle of the pixels. */
    private static Point2D mean(BufferedImage image, IntPredicate rgb) {
        int[] pixels = pixels(image);
        double x = 0;
        double y = 0;
        int n = 0;
        for (int i = 0; i < pixels.length; i++) {
            if (rgb.test(pixels[i])) {
                x += i % image.getWidth() + 0.5;
                y += i / image.getWidth() + 0.5;
                n++;
            }
        }
        return new Point2D.Double(x / n, y / n);
    }

    /** Of the direction in which the pixels extend most, clockwise from the x axis, to ±π/2. */
    private static double direction(BufferedImage image) {
        int[] pixels = pixels(image);
        Point2D mean = mean(image, COLOURED);
        double xx = 0;
        double xy = 0;
        double yy = 0;
        for (int i = 0; i < pixels.length; i++) {
            if (COLOURED.test(pixels[i])) {
                double x = i % image.getWidth() + 0.5 - mean.getX();
                double y = i / image.getWidth() + 0.5 - mean.getY();
                xx += x * x;
                xy += x * y;
                yy += y * y;
            }
        }
        return Math.atan2(2 * xy, xx - yy) / 2;
    }

    private static float hue(BufferedImage image) {
        // Some edges are nearly as full of colour.
        int rgb =
                Arrays.stream(pixels(image))
                        .filter(COLOURED)
                        .boxed()
                        .collect(Collectors.groupingBy(color -> color, Collectors.counting()))
                        .entrySet()
                        .stream()
                        .max(Map.Entry.comparingByValue())
                        .orElseThrow()
                        .getKey();
        return Color.RGBtoHSB(rgb >> 16, rgb >> 8 & 0xff, rgb & 0xff, null)[0];
    }

    @ParameterizedTest
    @ValueSource(ints = {WHITE, 0, GREY, 0xff0000, 0x0000ff, 0xffff00})
    void isToBeSeenOverAnyColour(int background) {
        for (double seconds : new double[] {0, 0.6, 1.2, 1.8, 2.4, 3}) {
            BufferedImage image = drawn(TEXT, seconds(seconds), background);
            long changed = count(image, not(background));
            assertTrue(changed > 5000 && changed < 20_000, changed + " pixels");
            long contrasting =
                    count(image, rgb -> Math.abs(luminance(rgb) - luminance(background)) > 0.2);
            assertTrue(contrasting > 1000, contrasting + " pixels at " + seconds + " s");
        }
    }

    private static double luminance(int rgb) {
        return (0.299 * (rgb >> 16) + 0.587 * (rgb >> 8 & 0xff) + 0.114 * (rgb & 0xff)) / 255;
    }

    @Test
    void itsColourHasABlackLineAroundAndThatAWhiteOne() {
        BufferedImage image = drawn(TEXT, Duration.ZERO, GREY);
        int[] row = Arrays.copyOfRange(pixels(image), WIDTH * 240, WIDTH * 241);
        int first = 0;
        while (!COLOURED.test(row[first])) {
            first++;
        }
        int[] outside = Arrays.copyOfRange(row, first - 6, first);

        assertTrue(Arrays.stream(outside).anyMatch(rgb -> rgb == 0), Arrays.toString(outside));
        assertTrue(luminance(Arrays.stream(outside).max().orElseThrow()) > 0.7);
    }

    @Test
    void turnsClockwiseByOneRadianASecond() {
        double first = direction(at(0));
        for (double seconds = 0; seconds < 2 * Math.PI; seconds += 0.2) {
            double off = direction(at(seconds)) - first - seconds;
            assertEquals(0, Math.IEEEremainder(off, Math.PI), 0.01, seconds + " s");
        }
    }

    @Test
    void afterATurnItIsWhereItWasAndNotBefore() {
        int[] first = shape(at(0));

        assertArrayEquals(first, shape(drawn(TEXT, TURN, GREY)));
        for (double seconds = 0.1; seconds < 6.2; seconds += 0.2) {
            assertFalse(Arrays.equals(first, shape(at(seconds))), seconds + " s");
        }
    }

    /** Of each pixel, whether there is text. */
    private static int[] shape(BufferedImage image) {
        return Arrays.stream(pixels(image)).map(rgb -> rgb == GREY ? 0 : 1).toArray();
    }

    @Test
    void turnsAroundTheMiddleOfThePicture() {
        double x = 0;
        double y = 0;
        int steps = 24;
        for (int i = 0; i < steps; i++) {
            Point2D mean = mean(at(2 * Math.PI * i / steps), not(GREY));
            x += mean.getX() / steps;
            y += mean.getY() / steps;
            assertEquals(0, mean.distance(WIDTH / 2.0, HEIGHT / 2.0), 12);
        }
        assertEquals(WIDTH / 2.0, x, 0.1);
        assertEquals(HEIGHT / 2.0, y, 0.1);
    }

    @Test
    void goesThroughAllHuesIn3600Milliseconds() {
        for (int milliseconds = 0; milliseconds < 10_000; milliseconds += 210) {
            double off = hue(at(milliseconds / 1000.0)) - milliseconds / 3600.0;
            assertEquals(0, Math.IEEEremainder(off, 1), 0.003, milliseconds + " ms");
        }
    }

    @Test
    void afterADayItStillTurnsSmoothly() {
        double day = Duration.ofDays(1).toSeconds();
        double first = direction(at(day));
        for (double seconds = 0; seconds < 1; seconds += 0.1) {
            double off = direction(at(day + seconds)) - first - seconds;
            assertEquals(0, Math.IEEEremainder(off, Math.PI), 0.01, seconds + " s");
        }
    }

    @Test
    void isAsLargeAsThePicture() {
        long pixels = count(at(0), not(GREY));
        long doubled = count(drawn(TEXT, Duration.ZERO, filled(1280, 960, GREY)), not(GREY));
        long quarter = count(drawn(TEXT, Duration.ZERO, filled(320, 240, GREY)), not(GREY));

        assertEquals(4, (double) doubled / pixels, 0.1);
        assertEquals(0.25, (double) quarter / pixels, 0.02);
    }

    @Test
    void aTextOfAnyLengthStaysInThePicture() {
        for (String text : List.of("A somewhat longer text", "i".repeat(300), "|")) {
            Overlay overlay = new SpinningText(text);
            for (double seconds = 0; seconds < 6.3; seconds += 0.7) {
                BufferedImage image = filled(320, 568, GREY);
                drawn(overlay, seconds(seconds), image);
                assertTrue(count(image, not(GREY)) > 10, text);
                BufferedImage inside = image.getSubimage(1, 100, 318, 368);
                assertEquals(count(image, not(GREY)), count(inside, not(GREY)), text);
            }
        }
    }

    @Test
    void noTextIsNothing() {
        for (String text : List.of("", " ")) {
            BufferedImage image = drawn(new SpinningText(text), seconds(1), GREY);
            assertEquals(0, count(image, not(GREY)));
        }
    }
}
