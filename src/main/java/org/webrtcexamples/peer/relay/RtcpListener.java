package org.webrtcexamples.peer.relay;

/**
 * Is told by {@link RtcpReader} what a compound packet says. SSRCs, sequence numbers, timestamps
 * and counts are unsigned.
 */
interface RtcpListener {

    /**
     * A sender report, <a href="https://www.rfc-editor.org/rfc/rfc3550#section-6.4.1">RFC 3550,
     * section 6.4.1</a>.
     *
     * @param ssrc who sends
     * @param ntp when, as a 64-bit NTP timestamp of the sender's clock
     * @param rtpTimestamp the same time in the RTP timestamps of this source, 32 bits
     * @param packets sent so far, 32 bits
     * @param octets of payload sent so far, 32 bits
     */
    void senderReport(long ssrc, long ntp, long rtpTimestamp, long packets, long octets);

    /**
     * A report block of a sender or receiver report.
     *
     * @param reporteeSsrc whose packets it is about
     * @param fractionLost since the report before, in parts of 256
     * @param cumulativeLost since the start, 24 bits with a sign: negative when more came than were
     *     sent
     * @param highestSequence the highest extended sequence number received, 32 bits
     * @param jitter in units of the RTP timestamps
     * @param lsr the middle 32 bits of the NTP timestamp of the last sender report, 0 if none came
     * @param dlsr the time since then in 1/65,536 s
     */
    void receiverReport(
            long reporteeSsrc,
            int fractionLost,
            long cumulativeLost,
            long highestSequence,
            long jitter,
            long lsr,
            long dlsr);

    /**
     * A packet is asked for again, <a
     * href="https://www.rfc-editor.org/rfc/rfc4585#section-6.2.1">RFC 4585, section 6.2.1</a>.
     * Called for each one.
     */
    void nack(long mediaSsrc, int sequenceNumber);

    /**
     * A key frame is asked for, by a picture loss indication or a full intra request, <a
     * href="https://www.rfc-editor.org/rfc/rfc5104#section-4.3.1">RFC 5104, section 4.3.1</a>.
     */
    void keyFrameRequest(long mediaSsrc);
}
