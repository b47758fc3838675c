package org.webrtcexamples.recorded;

import org.webrtcexamples.client.Marks;

import java.util.ArrayList;
import java.util.List;

/** What is seen of {@link org.webrtcexamples.client.MarkedPicture} in frames of 16 × 12. */
final class RecordedPicture {

    static final int WIDTH = 16;
    static final int HEIGHT = 12;

    /** Inside of it also where there are bars above and below. */
    private static final int[] UPPER_ROWS = {3, 4};

    /** The middle of the square, wherever the bars let it be. */
    private static final int[] SQUARE_ROWS = {7, 8};

    private static final int BRIGHT = 180;
    private static final int BLACK = 40;

    /** By how much one of 192 squares of luma differs at least, if the bar has moved. */
    private static final int CHANGE = 3;

    private final List<Double> times;
    private final List<byte[]> frames;

    RecordedPicture(List<Double> times, List<byte[]> frames) {
        this.times = times.stream().sorted().toList();
        this.frames = frames;
    }

    /** How many there are, without the black ones that a file may begin with. */
    int frames() {
        double seen = firstSeen();
        return (int) times.stream().filter(time -> time >= seen).count();
    }

    double firstTime() {
        return times.get(0);
    }

    /** When something is seen that is not black, in seconds, or NaN. */
    double firstSeen() {
        for (int i = 0; i < frames.size(); i++) {
            if (mean(frames.get(i), UPPER_ROWS, 0, WIDTH) > BLACK) {
                return times.get(i);
            }
        }
        return Double.NaN;
    }

    /** Whether there are black bars above and below at a time, and something between them. */
    boolean hasBars(double time) {
        int i = 0;
        while (i < frames.size() - 1 && times.get(i) < time) {
            i++;
        }
        byte[] frame = frames.get(i);
        return mean(frame, new int[] {0, HEIGHT - 1}, 0, WIDTH) < BLACK
                && mean(frame, UPPER_ROWS, 0, WIDTH) > BLACK;
    }

    /** The longest time in which nothing changes, until the end of the file. */
    double longestFreeze(double end) {
        double longest = 0;
        double changed = times.get(0);
        for (int i = 1; i < frames.size(); i++) {
            if (differs(frames.get(i), frames.get(i - 1))) {
                longest = Math.max(longest, times.get(i) - changed);
                changed = times.get(i);
            }
        }
        return Math.max(longest, end - changed);
    }

    private static boolean differs(byte[] frame, byte[] other) {
        for (int i = 0; i < frame.length; i++) {
            if (Math.abs((frame[i] & 0xFF) - (other[i] & 0xFF)) >= CHANGE) {
                return true;
            }
        }
        return false;
    }

    /** When the flashes begin, the earliest first. */
    List<Mark> flashes() {
        List<Mark> found = new ArrayList<>();
        boolean bright = false;
        for (int i = 0; i < frames.size(); i++) {
            byte[] frame = frames.get(i);
            boolean before = bright;
            bright = mean(frame, UPPER_ROWS, 0, WIDTH) > BRIGHT;
            if (bright && !before) {
                found.add(new Mark(times.get(i), kind(frame)));
            }
        }
        return found;
    }

    /** Which square is the darkest. */
    private static int kind(byte[] frame) {
        int width = WIDTH / Marks.KINDS;
        int darkest = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int kind = 0; kind < Marks.KINDS; kind++) {
            double mean = mean(frame, SQUARE_ROWS, kind * width, (kind + 1) * width);
            if (mean < least) {
                least = mean;
                darkest = kind;
            }
        }
        return darkest;
    }

    private static double mean(byte[] frame, int[] rows, int from, int to) {
        int sum = 0;
        for (int row : rows) {
            for (int column = from; column < to; column++) {
                sum += frame[row * WIDTH + column] & 0xFF;
            }
        }
        return sum / (double) (rows.length * (to - from));
    }
}
