package org.webrtcexamples.media;

import java.awt.image.BufferedImage;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntPredicate;

/** Pictures of 640 × 480 to be drawn on, and what is to be seen in them. */
final class Pictures {

    static final int WIDTH = 640;
    static final int HEIGHT = 480;

    static final int WHITE = 0xffffff;

    private Pictures() {}

    static BufferedImage filled(int rgb) {
        return filled(WIDTH, HEIGHT, rgb);
    }

    static BufferedImage filled(int width, int height, int rgb) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int[] pixels = new int[width * height];
        Arrays.fill(pixels, rgb);
        image.setRGB(0, 0, width, height, pixels, 0, width);
        return image;
    }

    /** What an overlay draws at a time over a picture that is received. */
    static BufferedImage drawn(Overlay overlay, Duration time, int background) {
        return drawn(overlay, time, filled(background));
    }

    static BufferedImage drawn(Overlay overlay, Duration time, BufferedImage image) {
        long[] now = {0};
        Compositor compositor = new Compositor((graphics, scene) -> {}, () -> now[0]);
        Optional<Input> input = Optional.of(new Input(WIDTH, HEIGHT, 1));
        compositor.paint(image, input);
        compositor.setOverlay(overlay);
        now[0] = time.toNanos();
        compositor.paint(image, input);
        return image;
    }

    /** Row by row, each as {@code 0xrrggbb}. */
    static int[] pixels(BufferedImage image) {
        int[] pixels =
                (int[])
                        image.getRaster()
                                .getDataElements(0, 0, image.getWidth(), image.getHeight(), null);
        // The upper bits are unused, and may be anything.
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] &= WHITE;
        }
        return pixels;
    }

    static long count(BufferedImage image, IntPredicate rgb) {
        return Arrays.stream(pixels(image)).filter(rgb).count();
    }

    static IntPredicate not(int background) {
        return rgb -> rgb != background;
    }
}
