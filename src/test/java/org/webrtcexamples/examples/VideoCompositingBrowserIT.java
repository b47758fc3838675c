package org.webrtcexamples.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.webrtcexamples.Browser;
import org.webrtcexamples.BrowserTest;
import org.webrtcexamples.TestServer;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The page of video-compositing in a real browser. */
@BrowserTest
class VideoCompositingBrowserIT {

    private static final String OWN = "own-video";
    private static final String RECEIVED = "received-video";

    /** Of the test picture: {@code #1a6f8f}. */
    private static final int[] TEST_COLOUR = {0x1a, 0x6f, 0x8f};

    private static final int[] BLACK = {0, 0, 0};
    private static final int[] GREY = {128, 128, 128};
    private static final int[] WHITE = {255, 255, 255};

    /** Of red, green or blue: what codecs and colour spaces change in an even area. */
    private static final int NOISE = 30;

    /** Cells with so much chroma have the text's colour. */
    private static final int COLOURED = 100;

    /** In cells: the text stays within a circle around the middle. */
    private static final int RADIUS = 20;

    private static final int SIXTHS = 6;

    /** Sends one grey picture again and again, so that whatever moves comes from the server. */
    private static final String SEND_STILL_PICTURE =
            """
            const canvas = document.createElement('canvas');
            [canvas.width, canvas.height] = [640, 480];
            const drawing = canvas.getContext('2d');
            const draw = () => {
              drawing.fillStyle = 'rgb(128 128 128)';
              drawing.fillRect(0, 0, canvas.width, canvas.height);
            };
            draw();
            setInterval(draw, 40);
            const [sender] = peerConnection.getSenders();
            await sender.replaceTrack(canvas.captureStream().getVideoTracks()[0]);
            """;

    @RegisterExtension static final Browser BROWSER = Browser.withCamera();

    private ExamplePage page;
    private ReceivedMedia received;

    @BeforeEach
    void open() {
        page = new ExamplePage(TestServer.SHIPPED, "video-compositing", BROWSER);
        received = new ReceivedMedia(page);
        page.open();
    }

    @AfterEach
    void quit() {
        page.close();
    }

    private ShownPicture look(String id) {
        return ShownPicture.take(page, id, 1, 0).get(0);
    }

    private static boolean isEvenAt(ShownPicture picture, int[] colour, int column, int row) {
        return picture.difference(column, row, colour) < NOISE;
    }

    /** In all four corners. */
    private static boolean isEvenInCorners(ShownPicture picture, int[] colour) {
        int right = ShownPicture.COLUMNS - 2;
        int bottom = ShownPicture.ROWS - 2;
        return isEvenAt(picture, colour, 1, 1)
                && isEvenAt(picture, colour, right, 1)
                && isEvenAt(picture, colour, 1, bottom)
                && isEvenAt(picture, colour, right, bottom);
    }

    private record Cell(int column, int row) {

        double right() {
            return column + 0.5 - ShownPicture.COLUMNS / 2.0;
        }

        double down() {
            return row + 0.5 - ShownPicture.ROWS / 2.0;
        }
    }

    private static List<Cell> coloured(ShownPicture picture) {
        List<Cell> cells = new ArrayList<>();
        for (int row = 0; row < ShownPicture.ROWS; row++) {
            for (int column = 0; column < ShownPicture.COLUMNS; column++) {
                if (picture.chroma(column, row) > COLOURED) {
                    cells.add(new Cell(column, row));
                }
            }
        }
        return cells;
    }

    private void assertTextIsOver(int[] colour) {
        page.until(
                () -> {
                    ShownPicture picture = look(RECEIVED);
                    return isEvenInCorners(picture, colour) && differsInTheMiddle(picture, colour);
                });
    }

    private static boolean differsInTheMiddle(ShownPicture picture, int[] colour) {
        for (Cell cell : coloured(picture)) {
            if (Math.hypot(cell.right(), cell.down()) < RADIUS
                    && picture.difference(cell.column(), cell.row(), colour) > 100) {
                return true;
            }
        }
        return false;
    }

    /** Frames a second over five seconds. */
    private double rate() {
        ReceivedMedia.Statistics before = received.awaitFrames(60); // until it runs steadily
        return received.awaitFrames(150).decodedSince(before);
    }

    @Test
    void theTestPictureReturnsWithTextOverItThirtyTimesASecond() {
        page.start();

        double rate = rate();

        System.out.printf("Composited: %.2f frames/s%n", rate);
        assertTrue(rate >= 28, rate + " frames/s");
        assertTextIsOver(TEST_COLOUR);
        page.until(() -> isEvenInCorners(look(OWN), TEST_COLOUR));
        page.until(() -> page.number("frame-rate") >= 28);
        assertEquals("640 × 480", page.text("frame-size"));
        page.assertNoErrors();
    }

    @Test
    void theTextSpinsAndGoesThroughAllHuesOverAStillPicture() {
        page.start();
        page.awaitScript(SEND_STILL_PICTURE);
        assertTextIsOver(GREY);

        List<ShownPicture> pictures = ShownPicture.take(page, RECEIVED, 50, 80);

        for (ShownPicture picture : pictures) {
            assertTrue(isEvenInCorners(picture, GREY));
            for (Cell cell : coloured(picture)) {
                assertTrue(Math.hypot(cell.right(), cell.down()) < RADIUS, cell.toString());
            }
        }
        assertEquals(1, radiansPerSecond(pictures), 0.1);
        Set<Integer> sixthsOfTheWheel =
                pictures.stream()
                        .map(picture -> (int) (hue(picture) * SIXTHS))
                        .collect(Collectors.toSet());
        assertEquals(SIXTHS, sixthsOfTheWheel.size());
    }

    /** Clockwise. A text is turned as far as its cells' axis of least inertia. */
    private static double radiansPerSecond(List<ShownPicture> pictures) {
        double turned = 0;
        for (int i = 1; i < pictures.size(); i++) {
            // The axis is the same after half a turn.
            double step = axis(pictures.get(i)) - axis(pictures.get(i - 1));
            turned += step - Math.PI * Math.rint(step / Math.PI);
        }
        double time = pictures.get(pictures.size() - 1).time() - pictures.get(0).time();
        return turned * 1000 / time;
    }

    private static double axis(ShownPicture picture) {
        double across = 0;
        double along = 0;
        for (Cell cell : coloured(picture)) {
            across += 2 * cell.right() * cell.down();
            along += cell.right() * cell.right() - cell.down() * cell.down();
        }
        return Math.atan2(across, along) / 2;
    }

    /** Of the most colourful cell, from 0 to 1. */
    private static double hue(ShownPicture picture) {
        Cell most =
                coloured(picture).stream()
                        .reduce(
                                (a, b) ->
                                        picture.chroma(a.column(), a.row())
                                                        > picture.chroma(b.column(), b.row())
                                                ? a
                                                : b)
                        .orElseThrow();
        int[] colour = picture.colour(most.column(), most.row());
        return Color.RGBtoHSB(colour[0], colour[1], colour[2], null)[0];
    }

    @Test
    void aSmallPictureFillsTheFrame() {
        page.set("size", "160x120");
        page.start();

        assertTextIsOver(TEST_COLOUR);

        assertEquals(160, widthOf(OWN));
        assertEquals(640, widthOf(RECEIVED));
        assertTrue(rate() >= 28);
    }

    private long widthOf(String id) {
        return (long)
                page.browser()
                        .executeScript(
                                "return document.getElementById(arguments[0]).videoWidth", id);
    }

    @Test
    void aWidePictureKeepsItsAspectBetweenBlackBars() {
        page.start();
        assertTextIsOver(TEST_COLOUR);
        page.set("size", "1280x720");

        assertTextIsOver(BLACK); // in the corners
        page.until(() -> isBetweenBars(look(RECEIVED)));
    }

    /** The sixth row of cells from the edge is the last that is black; there it is blurred. */
    private static boolean isBetweenBars(ShownPicture picture) {
        int bottom = ShownPicture.ROWS - 1;
        return isEvenAt(picture, BLACK, 1, 4)
                && isEvenAt(picture, TEST_COLOUR, 1, 7)
                && isEvenAt(picture, BLACK, 1, bottom - 4)
                && isEvenAt(picture, TEST_COLOUR, 1, bottom - 7);
    }

    @Test
    void withoutAPictureTheTextTurnsOnWhiteAndFades() {
        page.click("send-video");
        page.start();

        assertTrue(rate() >= 28);
        assertTextIsOver(WHITE);
        List<ShownPicture> pictures = ShownPicture.take(page, RECEIVED, 60, 0);
        assertTrue(fadesSomewhere(pictures));
    }

    /** A cell grows paler picture by picture, and in small steps. */
    private static boolean fadesSomewhere(List<ShownPicture> pictures) {
        for (Cell cell : coloured(pictures.get(0))) {
            int paler = 0;
            int before = Integer.MAX_VALUE;
            for (ShownPicture picture : pictures) {
                int chroma = picture.chroma(cell.column(), cell.row());
                boolean isStep = chroma <= before && before - chroma < COLOURED / 3;
                paler = isStep && chroma < before ? paler + 1 : isStep ? paler : 0;
                if (paler == 20) {
                    return true;
                }
                before = chroma;
            }
        }
        return false;
    }

    @Test
    void theClockReplacesTheTextInMidStream() {
        page.start();
        page.awaitScript(SEND_STILL_PICTURE);
        assertTextIsOver(GREY);

        page.click("overlay-clock");

        page.until(() -> coloured(look(RECEIVED)).isEmpty());
        assertTrue(isClockInCorner(look(RECEIVED)));

        page.click("overlay-text");

        assertTextIsOver(GREY);
    }

    @Test
    void anOverlayThatIsChosenBeforeStartIsDrawnFromThereOn() {
        page.click("overlay-clock");
        page.click("send-video");
        page.start();

        page.until(() -> isClockInCorner(look(RECEIVED)));
    }

    /** A dark plate, near the upper left corner. */
    private static boolean isClockInCorner(ShownPicture picture) {
        return picture.difference(2, 2, BLACK) < 128 && picture.difference(40, 30, BLACK) > 110;
    }
}
