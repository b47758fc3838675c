package org.webrtcexamples.media;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/**
 * A text that turns clockwise around its middle in the middle of the picture, while its colour goes
 * through all hues. Lines around it, black and translucent white, set it off from any picture.
 * Immutable, so that threads may share it.
 */
public final class SpinningText implements Overlay {

    private static final double RADIANS_PER_SECOND = 1;

    /** In which the colour goes once through all hues. */
    private static final double SECONDS_OF_HUES = 3.6;

    // Lengths are pixels at a picture's height of 480.

    private static final double HEIGHT = 480;

    /** Of the em. */
    private static final double SIZE = 60;

    /** Of the lines around the text, half of which is below it and what is drawn after them. */
    private static final double BLACK_LINE = 4;

    private static final double WHITE_LINE = 7;

    private static final Color HALF_WHITE = new Color(255, 255, 255, 140);

    /** What a text may take of the picture's width and height, however long it is. */
    private static final double SHARE = 0.95;

    private final Shape text;

    private final Shape blackLine;

    private final Shape whiteLine;

    /** From corner to corner. */
    private final double length;

    /**
     * @param text one line, of characters that {@link Glyphs} has; a long one is drawn smaller, so
     *     that it stays in the picture wherever it points
     */
    public SpinningText(String text) {
        Path2D glyphs = Glyphs.outline(text, SIZE);
        Rectangle2D bounds = glyphs.getBounds2D();
        glyphs.transform(
                AffineTransform.getTranslateInstance(-bounds.getCenterX(), -bounds.getCenterY()));
        this.text = glyphs;
        blackLine = stroke(glyphs, BLACK_LINE);
        whiteLine = stroke(glyphs, WHITE_LINE);
        length = Math.hypot(bounds.getWidth(), bounds.getHeight());
    }

    private static Shape stroke(Shape shape, double width) {
        return new BasicStroke((float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND)
                .createStrokedShape(shape);
    }

    @Override
    public void draw(Graphics2D graphics, Scene scene) {
        double seconds = scene.time().toNanos() / 1e9;
        double fitting = SHARE * Math.min(scene.width(), scene.height()) / length;
        double scale = Math.min(scene.height() / HEIGHT, fitting);
        graphics.translate(scene.width() / 2.0, scene.height() / 2.0);
        graphics.rotate(seconds * RADIANS_PER_SECOND);
        graphics.scale(scale, scale);
        graphics.setColor(HALF_WHITE);
        graphics.fill(whiteLine);
        graphics.setColor(Color.BLACK);
        graphics.fill(blackLine);
        graphics.setColor(Color.getHSBColor((float) (seconds / SECONDS_OF_HUES % 1), 1, 1));
        graphics.fill(text);
    }
}
