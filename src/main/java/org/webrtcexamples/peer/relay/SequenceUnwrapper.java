package org.webrtcexamples.peer.relay;

/**
 * Makes of 16-bit sequence numbers, which start again at 0 after 65,535, ones that grow on: each is
 * taken to be the nearest to the highest so far. Not thread-safe.
 */
final class SequenceUnwrapper {

    private static final int CYCLE = 1 << 16;

    private boolean started;
    private long highest;

    /**
     * @param sequenceNumber 0 to 65,535
     * @return the extended sequence number, above 0, whose last 16 bits are the sequence number.
     *     The first one is in the second cycle, so that there is room for earlier ones before it
     */
    long unwrap(int sequenceNumber) {
        if (!started) {
            started = true;
            highest = CYCLE + sequenceNumber;
        }
        short distance = (short) (sequenceNumber - highest);
        long extended = highest + distance;
        highest = Math.max(highest, extended);
        return extended;
    }
}
