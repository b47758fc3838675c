package org.webrtcexamples.peer.relay;

/**
 * Counts what comes of one source and tells it in report blocks, as <a
 * href="https://www.rfc-editor.org/rfc/rfc3550#appendix-A.3">RFC 3550, appendices A.3</a> and <a
 * href="https://www.rfc-editor.org/rfc/rfc3550#appendix-A.8">A.8</a> do.
 *
 * <p>Times are those of {@link System#nanoTime}. Not thread-safe.
 */
final class ReceptionStatistics {

    private static final long NANOS = 1_000_000_000;

    private static final long MAX_UINT32 = 0xFFFF_FFFFL;
    private static final long MAX_INT24 = 0x7F_FFFF;
    private static final long MIN_INT24 = -0x80_0000;

    private final long ssrc;
    private final int clockRate;

    private long received;
    private long firstSequence;
    private long highestSequence;

    private long receivedBefore;
    private long expectedBefore;

    private long firstArrival;

    /** The arrival of the last packet after its timestamp, modulo 2^32. */
    private int transit;

    /** In sixteenths of a unit. */
    private long scaledJitter;

    private boolean hasSenderReport;
    private long senderReport;
    private long senderReportArrival;

    /**
     * @param ssrc of the source
     * @param clockRate of its timestamps, in Hz
     */
    ReceptionStatistics(long ssrc, int clockRate) {
        this.ssrc = ssrc;
        this.clockRate = clockRate;
    }

    /**
     * A packet of the source has arrived. One that comes twice counts twice, as in the RFC.
     *
     * @param extendedSequence its extended sequence number
     * @param timestamp its RTP timestamp, 32 bits
     * @param nanoTime when it arrived
     */
    void received(long extendedSequence, long timestamp, long nanoTime) {
        boolean isFirst = received == 0;
        if (isFirst) {
            firstSequence = extendedSequence;
            highestSequence = extendedSequence;
            firstArrival = nanoTime;
        }
        received++;
        highestSequence = Math.max(highestSequence, extendedSequence);

        int transitBefore = transit;
        transit = (int) (inUnits(nanoTime - firstArrival, clockRate) - timestamp);
        if (!isFirst) {
            long deviation = Math.abs((long) (transit - transitBefore));
            scaledJitter += deviation - (scaledJitter + 8 >> 4);
        }
    }

    /**
     * A sender report of the source has arrived.
     *
     * @param ntp its 64-bit NTP timestamp
     * @param nanoTime when it arrived
     */
    void senderReport(long ntp, long nanoTime) {
        hasSenderReport = true;
        senderReport = ntp;
        senderReportArrival = nanoTime;
    }

    /**
     * Writes a report block, <a href="https://www.rfc-editor.org/rfc/rfc3550#section-6.4.1">section
     * 6.4.1</a>. The next one tells the fraction lost from now on.
     *
     * @param out has room for 24 bytes
     * @param offset where it goes
     * @param nanoTime now
     * @return 24; or 0, and nothing is written, if no packet has come since the last one
     */
    int writeReportBlock(byte[] out, int offset, long nanoTime) {
        if (received == receivedBefore) {
            return 0;
        }
        long expected = highestSequence - firstSequence + 1;
        long lost = Math.max(MIN_INT24, Math.min(expected - received, MAX_INT24));
        // The number of cycles starts with 0.
        long extendedHighest = highestSequence - (firstSequence & ~0xFFFFL);
        BigEndian.put32(out, offset, ssrc);
        out[offset + 4] = (byte) fractionLost(expected);
        BigEndian.put24(out, offset + 5, lost);
        BigEndian.put32(out, offset + 8, extendedHighest);
        BigEndian.put32(out, offset + 12, scaledJitter >> 4);
        BigEndian.put32(out, offset + 16, hasSenderReport ? NtpClock.middle(senderReport) : 0);
        BigEndian.put32(out, offset + 20, hasSenderReport ? sinceSenderReport(nanoTime) : 0);
        expectedBefore = expected;
        receivedBefore = received;
        return Rtcp.REPORT_BLOCK_LENGTH;
    }

    /** Since the last report, in parts of 256; fewer than all, since something has come. */
    private int fractionLost(long expected) {
        long expectedSince = expected - expectedBefore;
        long lostSince = expectedSince - (received - receivedBefore);
        return lostSince <= 0 ? 0 : (int) ((lostSince << 8) / expectedSince);
    }

    /** In 1/65,536 s. */
    private long sinceSenderReport(long nanoTime) {
        long delay = inUnits(Math.max(0, nanoTime - senderReportArrival), 1 << 16);
        return Math.min(delay, MAX_UINT32);
    }

    /** Without an overflow after some hours. */
    private static long inUnits(long nanos, long perSecond) {
        return nanos / NANOS * perSecond + nanos % NANOS * perSecond / NANOS;
    }
}
