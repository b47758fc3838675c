package org.webrtcexamples.media;

import java.awt.Font;
import java.awt.FontFormatException;
import java.awt.font.FontRenderContext;
import java.awt.font.GlyphVector;
import java.awt.geom.PathIterator;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;

/**
 * Writes what {@link Glyphs} reads to the standard output: {@code java -cp target/test-classes
 * org.webrtcexamples.media.GlyphsGenerator Roboto-Bold.ttf}. It needs a Java with fonts.
 */
final class GlyphsGenerator {

    private static final FontRenderContext UNHINTED = new FontRenderContext(null, true, true);

    private static final String HEADER =
            """
            # Outlines of glyphs of Roboto Bold, taken from its font file.
            # Copyright 2011 Google Inc. All Rights Reserved.
            # Licensed under the Apache License, Version 2.0:
            # http://www.apache.org/licenses/LICENSE-2.0
            #
            # A line a glyph: code point in hexadecimal, advance, outline as the path data of SVG
            # with its absolute commands M, L, Q and Z. There are 2048 units an em, the origin is
            # on the baseline, and y goes down.
            """;

    private GlyphsGenerator() {}

    public static void main(String[] arguments) throws IOException, FontFormatException {
        Font font = Font.createFont(Font.TRUETYPE_FONT, new File(arguments[0]));
        Font inUnits = font.deriveFont((float) Glyphs.UNITS_PER_EM);
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.US_ASCII);
        out.print(HEADER);
        IntStream.concat(IntStream.rangeClosed(' ', '~'), IntStream.rangeClosed(0xa0, 0xff))
                .forEach(codePoint -> out.print(line(inUnits, codePoint)));
        out.flush();
    }

    private static String line(Font font, int codePoint) {
        GlyphVector glyph = font.createGlyphVector(UNHINTED, Character.toString(codePoint));
        StringBuilder line = new StringBuilder(Integer.toHexString(codePoint));
        append(line, glyph.getGlyphMetrics(0).getAdvanceX());
        PathIterator path = glyph.getGlyphOutline(0).getPathIterator(null);
        float[] coordinates = new float[6];
        for (; !path.isDone(); path.next()) {
            switch (path.currentSegment(coordinates)) {
                case PathIterator.SEG_MOVETO -> append(line.append(" M"), coordinates, 2);
                case PathIterator.SEG_LINETO -> append(line.append(" L"), coordinates, 2);
                case PathIterator.SEG_QUADTO -> append(line.append(" Q"), coordinates, 4);
                case PathIterator.SEG_CLOSE -> line.append(" Z");
                default -> throw new IllegalArgumentException("Not a TrueType outline");
            }
        }
        return line.append('\n').toString();
    }

    private static void append(StringBuilder line, float[] coordinates, int count) {
        for (int i = 0; i < count; i++) {
            append(line, coordinates[i]);
        }
    }

    /** As in the font: points between two of its own are at halves. */
    private static void append(StringBuilder line, float coordinate) {
        float exact = Math.round(coordinate * 2) / 2f;
        line.append(' ').append(exact == Math.rint(exact) ? "" + (int) exact : "" + exact);
    }
}
