package org.webrtcexamples.peer.relay;

/**
 * Which of the latest packets of one source have come already.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3711#section-3.3.2">RFC 3711, section 3.3.2</a>
 */
final class ReplayWindow {

    /**
     * How far behind the latest packet a late one may be. At least 64 by the RFC; this is about a
     * second of video at 10 Mbit/s, later than which no packet is of use.
     */
    static final int SIZE = 1024;

    private final long[] seen = new long[SIZE / Long.SIZE];
    private long highest = -1;

    /** The highest index that has been added, or -1. */
    long highest() {
        return highest;
    }

    /** Whether a packet of this index is neither too old nor added already. */
    boolean isNew(long index) {
        return index > highest || index > highest - SIZE && (seen[word(index)] & bit(index)) == 0;
    }

    /**
     * @param index not negative, and new
     */
    void add(long index) {
        for (long skipped = Math.max(highest, index - SIZE) + 1; skipped < index; skipped++) {
            seen[word(skipped)] &= ~bit(skipped);
        }
        seen[word(index)] |= bit(index);
        highest = Math.max(highest, index);
    }

    private static int word(long index) {
        return (int) (index % SIZE) / Long.SIZE;
    }

    private static long bit(long index) {
        return 1L << index % Long.SIZE;
    }
}
