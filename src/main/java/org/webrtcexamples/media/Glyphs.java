package org.webrtcexamples.media;

import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.StringTokenizer;

/**
 * Text as outlines, to be filled by Java2D without a font: {@link java.awt.Graphics#drawString}
 * fails on a server that has neither fonts nor fontconfig. The outlines are those of <a
 * href="https://github.com/googlefonts/roboto-classic">Roboto</a> Bold for the printable characters
 * of ISO 8859-1; any other shows as a question mark. There is no kerning. Any thread may call.
 */
public final class Glyphs {

    static final int UNITS_PER_EM = 2048;

    private static final Map<Integer, Glyph> GLYPHS = read("roboto-bold.txt");

    /** In units. */
    private record Glyph(double advance, Path2D outline) {}

    private Glyphs() {}

    /**
     * @param text one line
     * @param size of the em, in any unit: capital letters are 0.71 times as high
     * @return in the same unit, begins at (0, 0) on the baseline, with y going down; the caller's
     */
    public static Path2D outline(String text, double size) {
        Path2D outline = new Path2D.Float(Path2D.WIND_NON_ZERO);
        double scale = size / UNITS_PER_EM;
        AffineTransform transform = AffineTransform.getScaleInstance(scale, scale);
        text.codePoints()
                .mapToObj(Glyphs::glyph)
                .forEach(
                        glyph -> {
                            outline.append(glyph.outline().getPathIterator(transform), false);
                            transform.translate(glyph.advance(), 0);
                        });
        return outline;
    }

    /**
     * @param text one line
     * @param size of the em, in any unit
     * @return how far the next text would begin to the right of it, in the same unit
     */
    public static double width(String text, double size) {
        double units = text.codePoints().mapToObj(Glyphs::glyph).mapToDouble(Glyph::advance).sum();
        return units * size / UNITS_PER_EM;
    }

    private static Glyph glyph(int codePoint) {
        return GLYPHS.getOrDefault(codePoint, GLYPHS.get((int) '?'));
    }

    private static Map<Integer, Glyph> read(String resource) {
        Map<Integer, Glyph> glyphs = new HashMap<>();
        try (InputStream stream = Glyphs.class.getResourceAsStream(resource);
                BufferedReader lines =
                        new BufferedReader(
                                new InputStreamReader(stream, StandardCharsets.US_ASCII))) {
            lines.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(StringTokenizer::new)
                    .forEach(
                            line ->
                                    glyphs.put(
                                            Integer.parseInt(line.nextToken(), 16), parse(line)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return glyphs;
    }

    /** The part of the <a href="https://www.w3.org/TR/SVG11/paths.html">path data</a> in use. */
    private static Glyph parse(StringTokenizer line) {
        double advance = next(line);
        Path2D outline = new Path2D.Float(Path2D.WIND_NON_ZERO);
        while (line.hasMoreTokens()) {
            String command = line.nextToken();
            switch (command) {
                case "M" -> outline.moveTo(next(line), next(line));
                case "L" -> outline.lineTo(next(line), next(line));
                case "Q" -> outline.quadTo(next(line), next(line), next(line), next(line));
                case "Z" -> outline.closePath();
                default -> throw new IllegalArgumentException("Not a command: " + command);
            }
        }
        return new Glyph(advance, outline);
    }

    private static double next(StringTokenizer line) {
        return Double.parseDouble(line.nextToken());
    }
}
