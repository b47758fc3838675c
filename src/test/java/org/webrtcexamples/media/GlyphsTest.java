package org.webrtcexamples.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.PathIterator;
import java.awt.geom.Rectangle2D;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

@Timeout(60)
class GlyphsTest {

    private static final double EPSILON = 1e-3;

    private static Stream<String> printable() {
        return IntStream.concat(IntStream.rangeClosed(' ', '~'), IntStream.rangeClosed(0xa0, 0xff))
                .mapToObj(Character::toString);
    }

    private static List<String> segments(Path2D path) {
        List<String> segments = new ArrayList<>();
        float[] coordinates = new float[6];
        for (PathIterator at = path.getPathIterator(null); !at.isDone(); at.next()) {
            Arrays.fill(coordinates, 0);
            segments.add(at.currentSegment(coordinates) + Arrays.toString(coordinates));
        }
        return segments;
    }

    @Test
    void everyPrintableCharacterOfLatin1HasAnOutlineOfItsOwn() {
        Set<List<String>> outlines = new HashSet<>();
        List<String> characters =
                printable().filter(text -> !" \u00a0\u00ad".contains(text)).toList();
        for (String character : characters) {
            List<String> segments = segments(Glyphs.outline(character, 100));
            assertFalse(segments.isEmpty(), character);
            outlines.add(segments);
        }
        assertEquals(188, characters.size());
        assertEquals(188, outlines.size());
    }

    @Test
    void glyphsStandOnTheBaselineAndAreAsHighAsTheFontSays() {
        Rectangle2D capital = Glyphs.outline("H", 100).getBounds2D();
        assertEquals(0, capital.getMaxY(), EPSILON);
        assertEquals(-71.1, capital.getMinY(), 0.1);
        assertTrue(Glyphs.outline("g", 100).getBounds2D().getMaxY() > 15);
        printable()
                .map(text -> Glyphs.outline(text, 100).getBounds2D())
                .forEach(
                        bounds ->
                                assertTrue(
                                        bounds.getMinY() > -100 && bounds.getMaxY() < 30,
                                        bounds + ""));
    }

    @Test
    void aTextIsItsGlyphsOneAfterTheOther() {
        Path2D expected = new Path2D.Float();
        double x = 0;
        for (String glyph : "Jakarta EE".split("")) {
            AffineTransform to = AffineTransform.getTranslateInstance(x, 0);
            expected.append(Glyphs.outline(glyph, 60).getPathIterator(to), false);
            x += Glyphs.width(glyph, 60);
        }

        Path2D outline = Glyphs.outline("Jakarta EE", 60);

        assertEquals(x, Glyphs.width("Jakarta EE", 60), EPSILON);
        Rectangle2D bounds = outline.getBounds2D();
        Rectangle2D expectedBounds = expected.getBounds2D();
        assertEquals(expectedBounds.getMinX(), bounds.getMinX(), EPSILON);
        assertEquals(expectedBounds.getMaxX(), bounds.getMaxX(), EPSILON);
        assertEquals(segments(expected).size(), segments(outline).size());
        assertTrue(bounds.getMaxX() < x && bounds.getMinX() > 0);
    }

    @Test
    void outlineAndWidthGrowWithTheSize() {
        Rectangle2D small = Glyphs.outline("Jakarta", 10).getBounds2D();
        Rectangle2D large = Glyphs.outline("Jakarta", 1000).getBounds2D();

        assertEquals(100 * small.getWidth(), large.getWidth(), 0.1);
        assertEquals(100 * small.getHeight(), large.getHeight(), 0.1);
        assertEquals(100 * Glyphs.width("Jakarta", 10), Glyphs.width("Jakarta", 1000), EPSILON);
    }

    @Test
    void digitsAreOfTheSameWidthSoThatAClockDoesNotTremble() {
        for (String digit : "0123456789".split("")) {
            assertEquals(Glyphs.width("0", 24), Glyphs.width(digit, 24), EPSILON, digit);
        }
    }

    @Test
    void aSpaceIsWideAndEmpty() {
        assertTrue(segments(Glyphs.outline(" ", 100)).isEmpty());
        assertTrue(Glyphs.width(" ", 100) > 10);
        assertEquals(0, Glyphs.width("", 100));
    }

    @Test
    void whatHasNoOutlineIsAQuestionMarkForEachCharacter() {
        List<String> expected = segments(Glyphs.outline("a?b", 100));
        for (String unknown : List.of("\u4e2d", "\u20ac", "\t", "\ud83d\ude00", "\ud83d")) {
            assertEquals(expected, segments(Glyphs.outline("a" + unknown + "b", 100)));
            assertEquals(Glyphs.width("?", 100), Glyphs.width(unknown, 100), EPSILON);
        }
    }

    @Test
    void anOutlineIsTheCallersOwn() {
        List<String> before = segments(Glyphs.outline("A", 2048));

        Glyphs.outline("A", 2048).transform(AffineTransform.getScaleInstance(2, 2));

        assertEquals(before, segments(Glyphs.outline("A", 2048)));
    }

    @Test
    void overlaysAreDrawnByAJavaThatHasNoFonts() throws Exception {
        List<String> output = runWithoutFonts(DrawingWithoutFonts.class);

        List<String> loaded =
                output.stream().filter(line -> line.contains("[class,load]")).toList();
        List<String> printed =
                output.stream().filter(line -> !line.contains("[class,load]")).toList();
        assertEquals(List.of(DrawingWithoutFonts.DONE), printed);
        assertTrue(loaded.stream().anyMatch(line -> line.contains("java.awt.image.BufferedImage")));
        assertEquals(
                List.of(), loaded.stream().filter(line -> line.contains("FontManager")).toList());
    }

    /** A virtual machine of its own, since in this one others may have used fonts. */
    private static List<String> runWithoutFonts(Class<?> main)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.awt.headless=true",
                        "-Dsun.font.fontmanager=none",
                        "-Xlog:class+load:stdout:tags",
                        "-cp",
                        Stream.of(Glyphs.class, main)
                                .map(GlyphsTest::location)
                                .collect(Collectors.joining(File.pathSeparator)),
                        main.getName());
        builder.environment().put("FONTCONFIG_FILE", "/dev/null");
        builder.redirectErrorStream(true);
        Process process = builder.start();
        try {
            String output = new String(process.getInputStream().readAllBytes());
            assertTrue(process.waitFor(30, TimeUnit.SECONDS));
            return output.lines().toList();
        } finally {
            process.destroyForcibly();
        }
    }

    private static String location(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
