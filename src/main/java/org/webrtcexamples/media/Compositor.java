package org.webrtcexamples.media;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Draws an {@link Overlay} over the frames of a video, and over white before there is any.
 *
 * <p>One thread at a time paints; any thread may change the overlay meanwhile.
 */
public final class Compositor {

    private static final int WHITE = 0xffffff;

    private static final double OPACITY = 0.025;

    /** Of a colour's share, from 0 to 255, below a layer of white. */
    private static final int[] WHITENED = new int[256];

    static {
        for (int share = 0; share < 256; share++) {
            // At least by one: rounded, the last twenty steps would be none, and grey would stay.
            double step = Math.max(1, OPACITY * (255 - share));
            WHITENED[share] = Math.min(share + (int) Math.rint(step), 255);
        }
    }

    private final LongSupplier nanoTime;

    private volatile Overlay overlay;

    // What follows belongs to the thread that paints.

    private boolean started;

    private long start;

    /**
     * @param first the overlay until another is set
     */
    public Compositor(Overlay first) {
        this(first, System::nanoTime);
    }

    Compositor(Overlay first, LongSupplier nanoTime) {
        overlay = first;
        this.nanoTime = nanoTime;
    }

    /**
     * From the next frame on.
     *
     * @param overlay is called by the thread that paints
     */
    public void setOverlay(Overlay overlay) {
        this.overlay = overlay;
    }

    /**
     * Paints the next frame.
     *
     * @param image of {@link BufferedImage#TYPE_INT_RGB}: holds the picture of the input, or
     *     without one what was painted last, over which white is painted with an opacity of 2.5 %,
     *     so that what was drawn fades; only the first frame is made white at once
     * @param input what the image shows; empty before its first picture
     * @throws IllegalArgumentException when the image is of another type
     */
    public void paint(BufferedImage image, Optional<Input> input) {
        if (image.getType() != BufferedImage.TYPE_INT_RGB) {
            throw new IllegalArgumentException("Not of TYPE_INT_RGB: " + image);
        }
        long now = nanoTime.getAsLong();
        boolean first = !started;
        if (first) {
            started = true;
            start = now;
        }
        Graphics2D graphics = image.createGraphics();
        try {
            if (input.isEmpty()) {
                if (first) {
                    graphics.setColor(Color.WHITE);
                    graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
                } else {
                    whiten(image.getRaster());
                }
            }
            graphics.setRenderingHint(
                    RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            // Otherwise lines are moved to whole pixels, and one that turns trembles.
            graphics.setRenderingHint(
                    RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            Duration time = Duration.ofNanos(now - start);
            overlay.draw(graphics, new Scene(image.getWidth(), image.getHeight(), time, input));
        } finally {
            graphics.dispose();
        }
    }

    private static void whiten(WritableRaster raster) {
        int width = raster.getWidth();
        int[] row = null;
        for (int y = 0; y < raster.getHeight(); y++) {
            row = (int[]) raster.getDataElements(0, y, width, 1, row);
            for (int x = 0; x < width; x++) {
                int rgb = row[x];
                if (rgb != WHITE) {
                    row[x] =
                            WHITENED[rgb >> 16 & 0xff] << 16
                                    | WHITENED[rgb >> 8 & 0xff] << 8
                                    | WHITENED[rgb & 0xff];
                }
            }
            raster.setDataElements(0, y, width, 1, row);
        }
    }
}
