package org.webrtcexamples.client;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Frames that a client saw one after another.
 *
 * @param frames the earliest first
 */
public record Footage(List<ReceivedFrame> frames) {

    /**
     * As <a href="https://www.w3.org/TR/webrtc-stats/#dom-rtcinboundrtpstreamstats-freezecount">
     * webrtc-stats</a> has it.
     */
    private static final int AVERAGED = 30;

    private static final double FREEZE_FACTOR = 3;
    private static final double FREEZE_NANOS = 150e6;

    public Footage {
        frames = List.copyOf(frames);
    }

    /** What came at that time of {@link System#nanoTime} or later. */
    public Footage since(long nanoTime) {
        return new Footage(
                frames.stream().filter(frame -> frame.nanoTime() - nanoTime >= 0).toList());
    }

    /** Those of the numbers from the first on, without the end. */
    public Footage between(int first, int end) {
        return new Footage(
                frames.stream()
                        .filter(frame -> frame.number() >= first && frame.number() < end)
                        .toList());
    }

    /** How many of one client's frames are here; one that came twice counts once. */
    public int framesOf(int source) {
        return (int)
                frames.stream()
                        .filter(frame -> frame.source() == source)
                        .mapToInt(ReceivedFrame::number)
                        .distinct()
                        .count();
    }

    /** How many frames no test client drew, or came garbled. */
    public int unreadable() {
        return (int) frames.stream().filter(frame -> !frame.isReadable()).count();
    }

    /** The longest time from one frame to the next; zero if there are fewer than two. */
    public Duration longestGap() {
        long longest = 0;
        for (int i = 1; i < frames.size(); i++) {
            longest = Math.max(longest, gap(i));
        }
        return Duration.ofNanos(longest);
    }

    /** How often the picture froze, in the sense of freezeCount of webrtc-stats. */
    public int freezes() {
        Deque<Long> gaps = new ArrayDeque<>();
        double sum = 0;
        int freezes = 0;
        for (int i = 1; i < frames.size(); i++) {
            long gap = gap(i);
            if (gaps.size() == AVERAGED) {
                double average = sum / AVERAGED;
                freezes += gap >= Math.max(FREEZE_FACTOR * average, average + FREEZE_NANOS) ? 1 : 0;
                sum -= gaps.remove();
            }
            gaps.add(gap);
            sum += gap;
        }
        return freezes;
    }

    private long gap(int i) {
        return frames.get(i).nanoTime() - frames.get(i - 1).nanoTime();
    }
}
