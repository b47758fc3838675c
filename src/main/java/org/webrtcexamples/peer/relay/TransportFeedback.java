package org.webrtcexamples.peer.relay;

import java.util.Arrays;

/**
 * Tells a sender when each of its packets arrived, so that it can find out how much the path
 * carries, <a
 * href="https://datatracker.ietf.org/doc/html/draft-holmer-rmcat-transport-wide-cc-extensions-01#section-3.1">
 * draft-holmer-rmcat-transport-wide-cc-extensions-01, section 3.1</a>.
 *
 * <p>Each feedback packet starts where the last one ended, so that what is lost in between is
 * reported as not received. A packet that comes late, up to {@link #LATE} behind what was reported
 * already, makes the next one start with it instead, and tell again what is behind it; one that
 * comes later still is not reported any more.
 *
 * <p>Takes all its memory when it is made. Not thread-safe.
 */
final class TransportFeedback {

    /** How long a feedback packet becomes, in bytes. */
    static final int MAX_LENGTH = 1000;

    /** Of how many packets the arrival is known. What jumps further ahead is a new start. */
    static final int HISTORY = 2048;

    /** How many packets are reported again for the sake of a late one. */
    static final int LATE = 64;

    /** The unit of the differences between arrivals, in ns. */
    static final long TICK = 250_000;

    /** The reference time is in units of 64 ms, 2^8 ticks. */
    private static final int REFERENCE_SHIFT = 8;

    /** The common header, base sequence number, count, reference time and feedback count. */
    private static final int HEADER_LENGTH = Rtcp.FEEDBACK_LENGTH + 8;

    private static final int CHUNK_LENGTH = 2;

    /** Packet status symbols, section 3.1.1. */
    private static final byte NOT_RECEIVED = 0;

    private static final byte SMALL_DELTA = 1;
    private static final byte LARGE_DELTA = 2;

    /** Packet chunks, sections 3.1.3 and 3.1.4. */
    private static final int VECTOR_CHUNK = 0x8000;

    private static final int TWO_BIT_SYMBOLS = 0x4000;
    private static final int RUN_SYMBOL_SHIFT = 13;
    private static final int ONE_BIT_VECTOR_LENGTH = 14;
    private static final int TWO_BIT_VECTOR_LENGTH = 7;

    private static final long NEVER = Long.MIN_VALUE;

    private final SequenceUnwrapper unwrapper = new SequenceUnwrapper();

    /** In ticks, of the packets up to the highest, by their number modulo the history. */
    private final long[] arrivals = new long[HISTORY];

    private boolean started;
    private long highest;

    /** The first packet that is to be reported. */
    private long next;

    private int feedbackCount;

    /** What the packet in the making says. */
    private final byte[] symbols = new byte[HISTORY];

    private int symbolCount;
    private final byte[] deltas = new byte[MAX_LENGTH];
    private int deltasLength;

    /**
     * A packet has arrived. One that comes twice arrived the first time.
     *
     * @param sequenceNumber its transport-wide sequence number, 0 to 65,535
     * @param nanoTime when it arrived, as of {@link System#nanoTime}
     */
    void arrived(int sequenceNumber, long nanoTime) {
        long sequence = unwrapper.unwrap(sequenceNumber);
        if (!started || sequence - highest >= HISTORY) {
            started = true;
            Arrays.fill(arrivals, NEVER);
            next = sequence;
            highest = sequence;
        }
        boolean isTooLate = sequence <= highest - HISTORY || sequence < next - LATE;
        if (isTooLate) {
            return;
        }
        while (highest < sequence) {
            highest++;
            arrivals[place(highest)] = NEVER;
        }
        if (arrivals[place(sequence)] == NEVER) {
            arrivals[place(sequence)] = Math.floorDiv(nanoTime, TICK);
            next = Math.max(Math.min(next, sequence), highest - HISTORY + 1);
        }
    }

    /**
     * Writes a feedback packet about what is not reported yet, or as much of it as goes into one:
     * call it until there is nothing more.
     *
     * @param out has room for {@link #MAX_LENGTH} bytes
     * @param offset where it goes
     * @param senderSsrc of who reports
     * @param mediaSsrc of any of the streams it is about
     * @return how many bytes it has, a multiple of 4; 0 if there is nothing to report
     */
    int write(byte[] out, int offset, long senderSsrc, long mediaSsrc) {
        if (!started || next > highest) {
            return 0;
        }
        long base = next;
        long reference = firstArrival() >> REFERENCE_SHIFT;
        collect(reference << REFERENCE_SHIFT);

        int at = offset + HEADER_LENGTH;
        int from = 0;
        while (from < symbolCount) {
            from = writeChunk(out, at, from);
            at += CHUNK_LENGTH;
        }
        System.arraycopy(deltas, 0, out, at, deltasLength);
        at += deltasLength;
        while ((at - offset) % 4 != 0) {
            out[at++] = 0;
        }
        int length = at - offset;
        Rtcp.putHeader(
                out,
                offset,
                Rtcp.TRANSPORT_FEEDBACK,
                Rtcp.TRANSPORT_WIDE_CONGESTION_CONTROL,
                length);
        BigEndian.put32(out, offset + 4, senderSsrc);
        BigEndian.put32(out, offset + 8, mediaSsrc);
        BigEndian.put16(out, offset + 12, base);
        BigEndian.put16(out, offset + 14, symbolCount);
        BigEndian.put24(out, offset + 16, reference);
        out[offset + 19] = (byte) feedbackCount++;
        return length;
    }

    /** Of what is to be reported; there is one, since the highest has arrived. */
    private long firstArrival() {
        long sequence = next;
        while (arrivals[place(sequence)] == NEVER) {
            sequence++;
        }
        return arrivals[place(sequence)];
    }

    /**
     * Goes on until all is reported, the packet may be full, or the time between two arrivals is
     * longer than a delta can say.
     */
    private void collect(long reference) {
        symbolCount = 0;
        deltasLength = 0;
        long before = reference;
        while (next <= highest && !mayBeFull()) {
            long arrival = arrivals[place(next)];
            if (arrival == NEVER) {
                symbols[symbolCount++] = NOT_RECEIVED;
            } else {
                long delta = arrival - before;
                if (delta != (short) delta) {
                    return;
                }
                appendDelta((int) delta);
                before = arrival;
            }
            next++;
        }
    }

    private void appendDelta(int delta) {
        if (delta >= 0 && delta <= 255) {
            symbols[symbolCount++] = SMALL_DELTA;
            deltas[deltasLength++] = (byte) delta;
        } else {
            symbols[symbolCount++] = LARGE_DELTA;
            BigEndian.put16(deltas, deltasLength, delta);
            deltasLength += 2;
        }
    }

    /** With one more large delta and padding; each chunk but the last tells seven or more. */
    private boolean mayBeFull() {
        int chunks = symbolCount / TWO_BIT_VECTOR_LENGTH + 1;
        return HEADER_LENGTH + chunks * CHUNK_LENGTH + deltasLength + 2 + 3 > MAX_LENGTH;
    }

    /**
     * Writes the kind of chunk that says most of what comes next.
     *
     * @return the first symbol that is not in it
     */
    private int writeChunk(byte[] out, int at, int from) {
        byte symbol = symbols[from];
        int run = run(from);
        boolean isLast = from + run == symbolCount;
        int oneBitLength = Math.min(ONE_BIT_VECTOR_LENGTH, symbolCount - from);
        boolean needsTwoBits = hasLargeDelta(from, from + oneBitLength);
        int vectorLength = needsTwoBits ? TWO_BIT_VECTOR_LENGTH : ONE_BIT_VECTOR_LENGTH;
        if (isLast || run >= vectorLength) {
            BigEndian.put16(out, at, symbol << RUN_SYMBOL_SHIFT | run);
            return from + run;
        }
        int bits = needsTwoBits ? 2 : 1;
        int chunk = VECTOR_CHUNK | (needsTwoBits ? TWO_BIT_SYMBOLS : 0);
        int end = Math.min(from + vectorLength, symbolCount);
        for (int i = from; i < end; i++) {
            int shift = ONE_BIT_VECTOR_LENGTH - bits * (i - from + 1);
            chunk |= symbols[i] << shift;
        }
        BigEndian.put16(out, at, chunk);
        return end;
    }

    /** How many symbols are the same; fewer than 2^13, since there are no more. */
    private int run(int from) {
        int end = from + 1;
        while (end < symbolCount && symbols[end] == symbols[from]) {
            end++;
        }
        return end - from;
    }

    private boolean hasLargeDelta(int from, int end) {
        for (int i = from; i < end; i++) {
            if (symbols[i] == LARGE_DELTA) {
                return true;
            }
        }
        return false;
    }

    private static int place(long sequence) {
        return (int) sequence & HISTORY - 1;
    }
}
