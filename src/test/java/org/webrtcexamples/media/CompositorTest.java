package org.webrtcexamples.media;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.webrtcexamples.media.Pictures.HEIGHT;
import static org.webrtcexamples.media.Pictures.WHITE;
import static org.webrtcexamples.media.Pictures.WIDTH;
import static org.webrtcexamples.media.Pictures.count;
import static org.webrtcexamples.media.Pictures.filled;
import static org.webrtcexamples.media.Pictures.not;
import static org.webrtcexamples.media.Pictures.pixels;

import com.sun.management.ThreadMXBean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.awt.AlphaComposite;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.image.BufferedImage;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

@Timeout(60)
class CompositorTest {

    private static final Optional<Input> NONE = Optional.empty();

    private static final Optional<Input> INPUT = Optional.of(new Input(WIDTH, HEIGHT, 1));

    private static final Overlay NOTHING = (graphics, scene) -> {};

    private static final Overlay BLACK_SQUARE = square(Color.BLACK);

    /** A tenth of the picture's height, in its upper left corner. */
    private static Overlay square(Color color) {
        return (graphics, scene) -> {
            graphics.setColor(color);
            graphics.fillRect(0, 0, scene.height() / 10, scene.height() / 10);
        };
    }

    @Test
    void withoutAnInputTheFirstFrameIsWhiteBelowTheOverlay() {
        BufferedImage image = filled(0x123456);

        new Compositor(BLACK_SQUARE).paint(image, NONE);

        assertEquals(48 * 48, count(image, rgb -> rgb == 0));
        assertEquals(WIDTH * HEIGHT - 48 * 48, count(image, rgb -> rgb == WHITE));
    }

    @Test
    void withoutAnInputWhatWasDrawnFadesByAFortiethAFrame() {
        BufferedImage image = filled(0);
        Compositor compositor = new Compositor(BLACK_SQUARE);
        compositor.paint(image, NONE);
        compositor.setOverlay(NOTHING);

        double ideal = 0;
        // Then a fortieth of what is left is less than one step of the 255.
        while (ideal < 215) {
            compositor.paint(image, NONE);
            ideal += 0.025 * (255 - ideal);
            Color color = new Color(image.getRGB(0, 0));
            assertEquals(ideal, color.getRed(), 10);
            assertEquals(color.getRed(), color.getGreen());
            assertEquals(color.getRed(), color.getBlue());
        }
    }

    @Test
    void withoutAnInputEveryColourFadesUntilItIsWhite() {
        BufferedImage image = filled(WHITE);
        Compositor compositor = new Compositor(NOTHING);
        compositor.paint(image, NONE);
        Random random = new Random(1);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                image.setRGB(x, y, random.nextInt(WHITE + 1));
            }
        }

        int frames = 0;
        while (count(image, not(WHITE)) > 0) {
            int[] before = pixels(image);
            compositor.paint(image, NONE);
            int[] after = pixels(image);
            for (int i = 0; i < before.length; i++) {
                for (int bits = 0; bits < 24; bits += 8) {
                    int was = before[i] >> bits & 0xff;
                    int is = after[i] >> bits & 0xff;
                    assertTrue(is > was || was == 255, was + " to " + is);
                }
            }
            frames++;
        }

        assertTrue(frames > 90 && frames < 150, frames + " frames");
    }

    @Test
    void withoutAnInputAllIsWhiteInTheEndButWhatIsStillDrawn() {
        BufferedImage image = filled(0);
        Compositor compositor = new Compositor(new SpinningText("Jakarta EE"));
        for (int i = 0; i < 30; i++) {
            compositor.paint(image, NONE);
        }
        compositor.setOverlay(BLACK_SQUARE);
        for (int i = 0; i < 150; i++) {
            compositor.paint(image, NONE);
        }

        assertEquals(48 * 48, count(image, rgb -> rgb == 0));
        assertEquals(WIDTH * HEIGHT - 48 * 48, count(image, rgb -> rgb == WHITE));
    }

    @Test
    void overAnInputOnlyTheOverlayIsPainted() {
        BufferedImage image = filled(0x123456);
        Compositor compositor = new Compositor(BLACK_SQUARE);
        compositor.paint(image, INPUT);
        compositor.paint(image, INPUT);

        assertEquals(48 * 48, count(image, rgb -> rgb == 0));
        assertEquals(WIDTH * HEIGHT - 48 * 48, count(image, rgb -> rgb == 0x123456));
    }

    @Test
    void theSceneTellsTheSizeTheInputAndTheTimeSinceTheFirstFrame() {
        long[] now = {Long.MAX_VALUE - 10};
        List<Scene> scenes = new ArrayList<>();
        Compositor compositor =
                new Compositor((graphics, scene) -> scenes.add(scene), () -> now[0]);

        compositor.paint(filled(WIDTH, HEIGHT, 0), NONE);
        now[0] += 1_500_000_000L;
        compositor.paint(filled(320, 180, 0), INPUT);

        assertEquals(
                List.of(
                        new Scene(WIDTH, HEIGHT, Duration.ZERO, NONE),
                        new Scene(320, 180, Duration.ofMillis(1500), INPUT)),
                scenes);
    }

    @Test
    void theTimeGoesAsTheClockDoes() throws InterruptedException {
        List<Duration> times = new ArrayList<>();
        Compositor compositor = new Compositor((graphics, scene) -> times.add(scene.time()));
        BufferedImage image = filled(0);
        compositor.paint(image, INPUT);
        long start = System.nanoTime();
        while (System.nanoTime() - start < 20_000_000) {
            Thread.onSpinWait();
        }
        compositor.paint(image, INPUT);

        assertEquals(Duration.ZERO, times.get(0));
        assertTrue(times.get(1).toMillis() >= 20, times.get(1) + "");
    }

    @Test
    void linesAreSmoothAndStayWhereTheyAre() {
        BufferedImage image = filled(0);
        Compositor compositor =
                new Compositor(
                        (graphics, scene) ->
                                graphics.draw(new Line2D.Double(10.75, 10, 10.75, 20)));

        compositor.paint(image, INPUT);

        assertEquals(0.75 * 255, image.getRGB(10, 15) & 0xff, 4);
        assertEquals(0.25 * 255, image.getRGB(11, 15) & 0xff, 4);
    }

    @Test
    void whatAnOverlaySetsInTheGraphicsHoldsForItsCallOnly() {
        BufferedImage first = filled(0);
        BufferedImage second = filled(0);
        Overlay untidy =
                (graphics, scene) -> {
                    graphics.fill(new Ellipse2D.Double(100, 100, 50, 50));
                    graphics.rotate(1);
                    graphics.clipRect(0, 0, 1, 1);
                    graphics.setColor(Color.RED);
                    graphics.setComposite(AlphaComposite.Clear);
                };
        Compositor compositor = new Compositor(untidy);

        compositor.paint(first, INPUT);
        compositor.paint(second, INPUT);

        assertNotEquals(0, count(second, not(0)));
        assertArrayEquals(pixels(first), pixels(second));
    }

    @Test
    void afterAnOverlayThatFailedItGoesOn() {
        IllegalStateException failure = new IllegalStateException("broken");
        Overlay broken =
                (graphics, scene) -> {
                    throw failure;
                };
        Compositor compositor = new Compositor(broken);
        BufferedImage image = filled(0x123456);
        assertSame(
                failure,
                assertThrows(IllegalStateException.class, () -> compositor.paint(image, INPUT)));

        compositor.setOverlay(BLACK_SQUARE);
        compositor.paint(image, INPUT);

        assertEquals(48 * 48, count(image, rgb -> rgb == 0));
    }

    @Test
    void eachFrameHasOneOverlayWhileAnotherThreadChangesThem() throws Exception {
        Color[] colors = {Color.RED, Color.GREEN, Color.BLUE};
        Compositor compositor = new Compositor(square(colors[0]));
        ExecutorService thread = Executors.newSingleThreadExecutor();
        AtomicBoolean done = new AtomicBoolean();
        CountDownLatch changing = new CountDownLatch(1);
        long[] seen = new long[colors.length];
        try {
            Future<?> changes =
                    thread.submit(
                            () -> {
                                for (int i = 0; !done.get(); i++) {
                                    compositor.setOverlay(square(colors[i % colors.length]));
                                    changing.countDown();
                                }
                            });
            changing.await();
            for (int frame = 1; frame <= 2000; frame++) {
                BufferedImage image = filled(100, 100, WHITE);
                compositor.paint(image, INPUT);
                for (int i = 0; i < colors.length; i++) {
                    int color = colors[i].getRGB() & WHITE;
                    seen[i] += count(image, rgb -> rgb == color) == 100 ? 1 : 0;
                }
                assertEquals(frame, seen[0] + seen[1] + seen[2]);
            }
            assertTrue(seen[0] > 0 && seen[1] > 0 && seen[2] > 0, Arrays.toString(seen));
            done.set(true);
            changes.get();
        } finally {
            done.set(true);
            thread.shutdownNow();
        }
    }

    @Test
    void aChangedOverlayIsInTheNextFrame() throws Exception {
        Compositor compositor = new Compositor(square(Color.RED));
        BufferedImage image = filled(WHITE);
        compositor.paint(image, INPUT);
        assertEquals(Color.RED.getRGB(), image.getRGB(0, 0));

        Thread other = new Thread(() -> compositor.setOverlay(square(Color.GREEN)));
        other.start();
        other.join();
        compositor.paint(image, INPUT);

        assertEquals(Color.GREEN.getRGB(), image.getRGB(0, 0));
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                BufferedImage.TYPE_INT_ARGB,
                BufferedImage.TYPE_INT_BGR,
                BufferedImage.TYPE_3BYTE_BGR,
                BufferedImage.TYPE_BYTE_GRAY
            })
    void paintsNoOtherTypesOfImages(int type) {
        Compositor compositor = new Compositor(NOTHING);
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, type);

        assertThrows(IllegalArgumentException.class, () -> compositor.paint(image, NONE));
    }

    @Test
    void outsideOfAPartOfAnImageNothingChanges() {
        BufferedImage whole = filled(0);
        Compositor compositor = new Compositor(NOTHING);
        BufferedImage part = whole.getSubimage(100, 50, 30, 20);
        compositor.paint(part, NONE);
        Graphics2D graphics = part.createGraphics();
        graphics.setColor(Color.BLACK);
        graphics.fillRect(0, 0, 30, 20);
        graphics.dispose();

        compositor.paint(part, NONE);

        assertEquals(0x060606, part.getRGB(0, 0) & WHITE);
        assertEquals(30 * 20, count(whole, not(0)));
    }

    /** A picture has 1.2 MB; what a frame takes is a few small objects. */
    @Test
    void aFrameIsDrawnInLessThan20Kilobytes() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().getId();
        for (Overlay overlay : List.of(new SpinningText("Jakarta EE"), new FrameClock())) {
            for (boolean received : new boolean[] {false, true}) {
                BufferedImage image = filled(WHITE);
                long[] now = {0};
                Compositor compositor = new Compositor(overlay, () -> now[0]);
                long before = 0;
                int frames = 200;
                for (int i = -50; i < frames; i++) {
                    if (i == 0) {
                        before = threads.getThreadAllocatedBytes(self);
                    }
                    now[0] += 33_333_333;
                    compositor.paint(
                            image, received ? Optional.of(new Input(WIDTH, HEIGHT, i)) : NONE);
                }
                long bytes = (threads.getThreadAllocatedBytes(self) - before) / frames;
                assertTrue(bytes < 20_000, overlay + ": " + bytes);
            }
        }
    }
}
