package org.webrtcexamples.media.recording;

/**
 * The size of a recording's picture, in pixels: even, as 4:2:0 wants it.
 *
 * @param width at least 2
 * @param height at least 2
 */
record Canvas(int width, int height) {

    private static final int SMALL_LONG_SIDE = 640;
    private static final int SMALL_SHORT_SIDE = 480;

    private static final int LARGE_LONG_SIDE = 1280;
    private static final int LARGE_SHORT_SIDE = 720;

    /** Whatever comes fits into it, as long as nothing is known of it. */
    static final Canvas LARGEST = new Canvas(LARGE_LONG_SIDE, LARGE_SHORT_SIDE);

    /**
     * One with the aspect of a recording's first picture: of its size, if that fits into 1280x720,
     * or 720x1280 when it is higher than wide; else as large as fits. A sender may begin with less
     * than it sends later, so one that is smaller than 640x480 both ways is made as large as fits
     * into that.
     *
     * @param width of the first picture, positive
     * @param height of the first picture, positive
     */
    static Canvas of(int width, int height) {
        int longSide = Math.max(width, height);
        int shortSide = Math.min(width, height);
        double largest = scale(longSide, shortSide, LARGE_LONG_SIDE, LARGE_SHORT_SIDE);
        double smallest = scale(longSide, shortSide, SMALL_LONG_SIDE, SMALL_SHORT_SIDE);
        double scale = Math.min(largest, Math.max(1, smallest));
        return new Canvas(even(width * scale), even(height * scale));
    }

    private static double scale(int longSide, int shortSide, int longLimit, int shortLimit) {
        return Math.min((double) longLimit / longSide, (double) shortLimit / shortSide);
    }

    private static int even(double length) {
        return Math.max(2, 2 * (int) Math.round(length / 2));
    }
}
