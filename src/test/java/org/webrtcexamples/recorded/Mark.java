package org.webrtcexamples.recorded;

/**
 * A beep or a flash that was found.
 *
 * @param time in seconds
 * @param kind which of them it is
 */
record Mark(double time, int kind) implements Comparable<Mark> {

    @Override
    public int compareTo(Mark other) {
        return Double.compare(time, other.time);
    }
}
