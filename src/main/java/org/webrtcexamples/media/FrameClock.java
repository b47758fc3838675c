package org.webrtcexamples.media;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.RoundRectangle2D;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * Shows the time since the first frame, and the size and the rate of the input, in the upper left
 * corner.
 *
 * <p>It remembers what has come in the last second, so each video needs its own; it is drawn by one
 * thread at a time.
 */
public final class FrameClock implements Overlay {

    // Lengths are pixels at a picture's height of 480.

    private static final double HEIGHT = 480;

    /** Of the em. */
    private static final double SIZE = 24;

    private static final double LINE_HEIGHT = 30;

    private static final double CAPITAL_HEIGHT = 17;

    /** Between plate and text, and around the plate. */
    private static final double MARGIN = 12;

    private static final Color PLATE = new Color(0, 0, 0, 160);

    private static final Duration BETWEEN_MARKS = Duration.ofMillis(500);

    /** So that the rate is that of the last second. */
    private static final int MARKS = 3;

    /** How many frames had come at a time. */
    private record Mark(Duration time, long frames) {}

    private final Deque<Mark> marks = new ArrayDeque<>();

    /** A text as it is drawn, from (0, 0) on the baseline. */
    private record Line(String text, Shape outline, double width) {}

    /** Those of the last frame, of which most stay the same. */
    private List<Line> lines = List.of();

    @Override
    public void draw(Graphics2D graphics, Scene scene) {
        List<Line> current = new ArrayList<>();
        double width = 0;
        for (String text : texts(scene)) {
            Line line = line(text);
            current.add(line);
            width = Math.max(width, line.width());
        }
        lines = current;
        double height = (lines.size() - 1) * LINE_HEIGHT + CAPITAL_HEIGHT;

        double scale = scene.height() / HEIGHT;
        graphics.scale(scale, scale);
        graphics.translate(MARGIN, MARGIN);
        graphics.setColor(PLATE);
        graphics.fill(
                new RoundRectangle2D.Double(
                        0, 0, width + 2 * MARGIN, height + 2 * MARGIN, MARGIN, MARGIN));
        graphics.setColor(Color.WHITE);
        graphics.translate(MARGIN, MARGIN + CAPITAL_HEIGHT);
        for (Line line : lines) {
            graphics.fill(line.outline());
            graphics.translate(0, LINE_HEIGHT);
        }
    }

    private Line line(String text) {
        for (Line line : lines) {
            if (line.text().equals(text)) {
                return line;
            }
        }
        return new Line(text, Glyphs.outline(text, SIZE), Glyphs.width(text, SIZE));
    }

    /** The lines for a scene that is later than the one before. */
    List<String> texts(Scene scene) {
        List<String> texts = new ArrayList<>();
        Duration time = scene.time();
        texts.add(
                String.format(
                        Locale.ROOT,
                        "%02d:%02d.%d",
                        time.toMinutes(),
                        time.toSecondsPart(),
                        time.toMillisPart() / 100));
        if (scene.input().isEmpty()) {
            texts.add("no picture yet");
            return texts;
        }
        Input input = scene.input().get();
        texts.add(input.width() + " × " + input.height());
        mark(time, input.frames());
        if (marks.size() > 1) {
            texts.add(rate() + " frames/s");
        }
        return texts;
    }

    private void mark(Duration time, long frames) {
        if (marks.isEmpty() || time.compareTo(marks.getLast().time().plus(BETWEEN_MARKS)) >= 0) {
            marks.add(new Mark(time, frames));
        }
        if (marks.size() > MARKS) {
            marks.remove();
        }
    }

    private long rate() {
        Mark first = marks.getFirst();
        Mark last = marks.getLast();
        double seconds = last.time().minus(first.time()).toNanos() / 1e9;
        return Math.round((last.frames() - first.frames()) / seconds);
    }
}
