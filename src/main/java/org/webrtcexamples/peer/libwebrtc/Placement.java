package org.webrtcexamples.peer.libwebrtc;

/**
 * Where a picture stands on a canvas into which it is fitted: as large as it can be with its aspect
 * kept, in the middle. All four are even, for pictures have half as many colours as pixels each
 * way.
 *
 * @param x of the left edge, in pixels from the canvas' own
 * @param y of the upper edge, in pixels from the canvas' own
 * @param width in pixels, at least 2
 * @param height in pixels, at least 2
 */
record Placement(int x, int y, int width, int height) {

    /**
     * @param canvasWidth even, at least 2
     * @param canvasHeight even, at least 2
     */
    static Placement of(int width, int height, int canvasWidth, int canvasHeight) {
        boolean wide = (long) width * canvasHeight > (long) height * canvasWidth;
        int fittedWidth = wide ? canvasWidth : scale(canvasHeight, width, height);
        int fittedHeight = wide ? scale(canvasWidth, height, width) : canvasHeight;
        return new Placement(
                even((canvasWidth - fittedWidth) / 2),
                even((canvasHeight - fittedHeight) / 2),
                fittedWidth,
                fittedHeight);
    }

    private static int scale(int length, int numerator, int denominator) {
        return Math.max(2, even((int) Math.round((double) length * numerator / denominator)));
    }

    private static int even(int length) {
        return length & ~1;
    }

    boolean covers(int canvasWidth, int canvasHeight) {
        return width == canvasWidth && height == canvasHeight;
    }
}
