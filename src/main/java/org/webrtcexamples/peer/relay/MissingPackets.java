package org.webrtcexamples.peer.relay;

/**
 * Which packets of a stream did not come, and when each is to be asked for again: once a little
 * time for packets out of order is over, then after waits that double, as long as there is hope.
 *
 * <p>Times are those of {@link System#nanoTime}. Takes all its memory when it is made. Not
 * thread-safe.
 */
final class MissingPackets {

    /** How many may be missing: with more of them a key frame takes less than they do. */
    static final int CAPACITY = 500;

    /** How long a packet may be late, in ns, until it is asked for: it may only be overtaken. */
    static final long REORDERING = 10_000_000;

    /** How long the first answer may take, in ns, until the packet is asked for again. */
    static final long FIRST_WAIT = 50_000_000;

    /** And any later one. */
    static final long LONGEST_WAIT = 400_000_000;

    /** How often a packet is asked for: the last time 1.96 s after it was found missing. */
    static final int MAX_TRIES = 8;

    /** How many packets back it is known what has come: all that a cache may hold. */
    private final int history;

    /** Whether each of the last packets has come, by its number modulo their count. */
    private final boolean[] has;

    private boolean started;
    private long highest;

    /** What is asked for, in ascending order. */
    private final long[] sequences = new long[CAPACITY];

    private final long[] nextTimes = new long[CAPACITY];
    private final int[] tries = new int[CAPACITY];
    private int count;

    private boolean overflow;

    /**
     * @param history how many packets back one may be asked for, a power of two
     * @throws IllegalArgumentException when it is none
     */
    MissingPackets(int history) {
        if (Integer.bitCount(history) != 1 || history < 1) {
            throw new IllegalArgumentException("Not a power of two: " + history);
        }
        this.history = history;
        has = new boolean[history];
    }

    /**
     * A packet has come, by itself or because it was asked for. What was skipped before it is
     * missing from now on.
     *
     * @param extendedSequence its extended sequence number
     * @param nanoTime when it came
     * @return whether it came for the first time; false as well if it is too old to be known
     */
    boolean received(long extendedSequence, long nanoTime) {
        if (!started) {
            started = true;
            highest = extendedSequence - 1;
        }
        if (extendedSequence > highest) {
            advance(extendedSequence, nanoTime);
        } else if (extendedSequence <= highest - history || has[place(extendedSequence)]) {
            return false;
        } else {
            remove(extendedSequence);
        }
        has[place(extendedSequence)] = true;
        return true;
    }

    private void advance(long extendedSequence, long nanoTime) {
        long firstSkipped = highest + 1;
        highest = extendedSequence;
        long firstKnown = Math.max(firstSkipped, highest - history + 1);
        for (long sequence = firstKnown; sequence < highest; sequence++) {
            has[place(sequence)] = false;
        }
        removeOlderThan(highest - history + 1);
        if (highest - firstSkipped > CAPACITY - count) {
            count = 0;
            overflow = true;
            return;
        }
        for (long sequence = firstKnown; sequence < highest; sequence++) {
            sequences[count] = sequence;
            nextTimes[count] = nanoTime + REORDERING;
            tries[count] = 0;
            count++;
        }
    }

    /**
     * What is to be asked for now. Each packet that is returned counts as asked for.
     *
     * @param nanoTime now
     * @param out its first elements become the extended sequence numbers, in ascending order; what
     *     does not fit is due at the next call
     * @return how many
     */
    int due(long nanoTime, long[] out) {
        int due = 0;
        int kept = 0;
        for (int i = 0; i < count; i++) {
            boolean isDue = nanoTime - nextTimes[i] >= 0;
            if (isDue && tries[i] == MAX_TRIES) {
                continue;
            }
            if (isDue && due < out.length) {
                out[due++] = sequences[i];
                long wait = Math.min(FIRST_WAIT << tries[i], LONGEST_WAIT);
                nextTimes[i] = nanoTime + wait;
                tries[i]++;
            }
            move(i, kept++);
        }
        count = kept;
        return due;
    }

    /**
     * Whether so many were missing since the last call that all were given up: ask for a key frame
     * instead.
     */
    boolean takeOverflow() {
        boolean taken = overflow;
        overflow = false;
        return taken;
    }

    private void remove(long extendedSequence) {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (sequences[i] != extendedSequence) {
                move(i, kept++);
            }
        }
        count = kept;
    }

    private void removeOlderThan(long extendedSequence) {
        if (count == 0 || sequences[0] >= extendedSequence) {
            return;
        }
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (sequences[i] >= extendedSequence) {
                move(i, kept++);
            }
        }
        count = kept;
    }

    private void move(int from, int to) {
        sequences[to] = sequences[from];
        nextTimes[to] = nextTimes[from];
        tries[to] = tries[from];
    }

    private int place(long extendedSequence) {
        return (int) extendedSequence & history - 1;
    }
}
