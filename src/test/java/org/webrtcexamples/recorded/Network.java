package org.webrtcexamples.recorded;

import org.webrtcexamples.client.Disturbance;

import java.time.Duration;
import java.util.List;

/**
 * What happens to the packets between a client and the server.
 *
 * @param holds when every packet is kept, and for how long, the earliest first
 * @param pace how many times as fast as they came the kept ones leave; infinite: at once
 * @param disturbance of all packets of media
 */
record Network(String name, List<Hold> holds, double pace, Disturbance disturbance) {

    /** Seconds since the connection, and how long. */
    record Hold(double at, Duration length) {}

    static final Network CALM = new Network("calm", List.of(), 1, Disturbance.NONE);

    private static final Duration MAX_DELAY = Duration.ofMillis(60);

    static Network hold(int millis) {
        return holds("hold " + millis, Double.POSITIVE_INFINITY, new Hold(4, millis(millis)));
    }

    static Network holdAtStart(int millis) {
        return holds(
                "hold " + millis + " at start",
                Double.POSITIVE_INFINITY,
                new Hold(0.2, millis(millis)));
    }

    static Network holdTwice(int millis) {
        return holds(
                "hold " + millis + " twice",
                Double.POSITIVE_INFINITY,
                new Hold(3.5, millis(millis)),
                new Hold(6.5, millis(millis)));
    }

    static Network slowDrain(int millis) {
        return holds("hold " + millis + ", drained", 2, new Hold(4, millis(millis)));
    }

    static Network lossyHold(int millis) {
        return new Network(
                "hold " + millis + ", 3 % loss",
                List.of(new Hold(4, millis(millis))),
                Double.POSITIVE_INFINITY,
                new Disturbance(0.03, 0, 0.05, Duration.ZERO, MAX_DELAY, true));
    }

    static Network loss(int percent) {
        return new Network(
                percent + " % loss", List.of(), 1, new Disturbance(percent / 100.0, 0, 0, true));
    }

    private static Network holds(String name, double pace, Hold... holds) {
        return new Network(name, List.of(holds), pace, Disturbance.NONE);
    }

    private static Duration millis(int millis) {
        return Duration.ofMillis(millis);
    }

    boolean losesNothing() {
        return disturbance.loss() == 0;
    }

    /** In seconds: the longest time for which nothing comes. */
    double longestHold() {
        return holds.stream().mapToDouble(hold -> seconds(hold.length)).max().orElse(0);
    }

    static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
