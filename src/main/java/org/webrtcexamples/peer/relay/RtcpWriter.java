package org.webrtcexamples.peer.relay;

import java.nio.charset.StandardCharsets;

/**
 * Writes a compound RTCP packet into an array that is used again and again.
 *
 * <p>Whatever is appended is appended as a whole; if the compound packet would become longer than
 * {@link #MAX_LENGTH}, it is not, and the method returns false. Send what is there, {@link #reset}
 * and append again: alone, each fits. SSRCs, timestamps and counts are written modulo 2^32. Not
 * thread-safe.
 */
final class RtcpWriter {

    /** How long a compound packet becomes, in bytes, so that no network on its way splits it. */
    static final int MAX_LENGTH = 1200;

    /** How many packets one NACK asks for at most. */
    static final int MAX_NACKS = 256;

    /** What the array is longer than that, in bytes: for what SRTCP adds. */
    private static final int ROOM = 64;

    private static final int CNAME = 1;
    private static final int MAX_CNAME_LENGTH = 255;
    private static final int MAX_REPORT_BLOCKS = 31;

    /** How far behind a packet its bit mask reaches. */
    private static final int NACK_REACH = 16;

    private static final int REMB_IDENTIFIER = 'R' << 24 | 'E' << 16 | 'M' << 8 | 'B';
    private static final int REMB_MANTISSA_BITS = 18;
    private static final int MAX_REMB_SOURCES = 255;

    private final byte[] array = new byte[MAX_LENGTH + ROOM];
    private int length;

    /** Always the same one, with room for what SRTCP adds. */
    byte[] array() {
        return array;
    }

    /** How many bytes of the array are written. */
    int length() {
        return length;
    }

    void reset() {
        length = 0;
    }

    /**
     * Appends a sender report without report blocks, <a
     * href="https://www.rfc-editor.org/rfc/rfc3550#section-6.4.1">RFC 3550, section 6.4.1</a>.
     *
     * @param ssrc who sends
     * @param ntp when, as a 64-bit NTP timestamp
     * @param rtpTimestamp the same time in this source's RTP timestamps
     * @param packets sent so far
     * @param octets of payload sent so far
     */
    boolean senderReport(long ssrc, long ntp, long rtpTimestamp, long packets, long octets) {
        if (!begin(Rtcp.SENDER_REPORT, 0, Rtcp.SENDER_REPORT_LENGTH)) {
            return false;
        }
        append32(ssrc);
        append32(ntp >>> 32);
        append32(ntp);
        append32(rtpTimestamp);
        append32(packets);
        append32(octets);
        return true;
    }

    /**
     * Appends a receiver report, <a href="https://www.rfc-editor.org/rfc/rfc3550#section-6.4.2">RFC
     * 3550, section 6.4.2</a>.
     *
     * @param ssrc who reports
     * @param blocks starts with the report blocks of {@link ReceptionStatistics}, one behind the
     *     other; copied
     * @param blocksLength how many bytes they have, 24 for each; 0 for an empty report
     * @throws IllegalArgumentException if they are more than 31 or not whole ones
     */
    boolean receiverReport(long ssrc, byte[] blocks, int blocksLength) {
        int count = blocksLength / Rtcp.REPORT_BLOCK_LENGTH;
        if (blocksLength % Rtcp.REPORT_BLOCK_LENGTH != 0 || count > MAX_REPORT_BLOCKS) {
            throw new IllegalArgumentException("Not up to 31 report blocks: " + blocksLength);
        }
        if (!begin(Rtcp.RECEIVER_REPORT, count, Rtcp.RECEIVER_REPORT_LENGTH + blocksLength)) {
            return false;
        }
        append32(ssrc);
        append(blocks, blocksLength);
        return true;
    }

    /**
     * Appends a source description, <a
     * href="https://www.rfc-editor.org/rfc/rfc3550#section-6.5">RFC 3550, section 6.5</a>.
     *
     * @param cname the canonical name of the source
     * @throws IllegalArgumentException if that has more than 255 bytes in UTF-8
     */
    boolean sdes(long ssrc, String cname) {
        byte[] text = cname.getBytes(StandardCharsets.UTF_8);
        if (text.length > MAX_CNAME_LENGTH) {
            throw new IllegalArgumentException("A CNAME of more than 255 bytes: " + text.length);
        }
        int items = 2 + text.length;
        // The list of items ends with one to four zeros.
        int end = 4 - items % 4;
        if (!begin(Rtcp.SOURCE_DESCRIPTION, 1, Rtcp.HEADER_LENGTH + 4 + items + end)) {
            return false;
        }
        append32(ssrc);
        array[length++] = CNAME;
        array[length++] = (byte) text.length;
        append(text, text.length);
        for (int i = 0; i < end; i++) {
            array[length++] = 0;
        }
        return true;
    }

    /**
     * Appends a generic NACK, <a href="https://www.rfc-editor.org/rfc/rfc4585#section-6.2.1">RFC
     * 4585, section 6.2.1</a>, which asks for packets again.
     *
     * @param sequences starts with their extended sequence numbers, each higher than the one before
     * @param count how many, 1 to {@link #MAX_NACKS}
     * @throws IllegalArgumentException if it is another
     */
    boolean nack(long senderSsrc, long mediaSsrc, long[] sequences, int count) {
        if (count < 1 || count > MAX_NACKS) {
            throw new IllegalArgumentException("Not 1 to 256 packets: " + count);
        }
        int packetLength = Rtcp.FEEDBACK_LENGTH + 4 * entries(sequences, count);
        if (!begin(Rtcp.TRANSPORT_FEEDBACK, Rtcp.GENERIC_NACK, packetLength)) {
            return false;
        }
        append32(senderSsrc);
        append32(mediaSsrc);
        for (int first = 0; first < count; first = nextEntry(sequences, first, count)) {
            int bitmask = 0;
            for (int i = first + 1; i < nextEntry(sequences, first, count); i++) {
                bitmask |= 1 << sequences[i] - sequences[first] - 1;
            }
            append32(sequences[first] << 16 | bitmask);
        }
        return true;
    }

    private static int entries(long[] sequences, int count) {
        int entries = 0;
        for (int first = 0; first < count; first = nextEntry(sequences, first, count)) {
            entries++;
        }
        return entries;
    }

    /** The first sequence number that the bit mask of another does not reach. */
    private static int nextEntry(long[] sequences, int first, int count) {
        int next = first + 1;
        while (next < count && sequences[next] - sequences[first] <= NACK_REACH) {
            next++;
        }
        return next;
    }

    /**
     * Appends a picture loss indication, <a
     * href="https://www.rfc-editor.org/rfc/rfc4585#section-6.3.1">RFC 4585, section 6.3.1</a>,
     * which asks for a key frame.
     */
    boolean pli(long senderSsrc, long mediaSsrc) {
        if (!begin(Rtcp.PAYLOAD_FEEDBACK, Rtcp.PICTURE_LOSS_INDICATION, Rtcp.FEEDBACK_LENGTH)) {
            return false;
        }
        append32(senderSsrc);
        append32(mediaSsrc);
        return true;
    }

    /**
     * Appends a receiver's estimate of the maximum bitrate, <a
     * href="https://datatracker.ietf.org/doc/html/draft-alvestrand-rmcat-remb-03#section-2.2">
     * draft-alvestrand-rmcat-remb-03, section 2.2</a>.
     *
     * @param bitsPerSecond from 0; rounded down to 18 significant bits
     * @param ssrcs whose sum it is, up to 255
     * @throws IllegalArgumentException if the bitrate is negative or there are more sources
     */
    boolean remb(long senderSsrc, long bitsPerSecond, long... ssrcs) {
        if (bitsPerSecond < 0 || ssrcs.length > MAX_REMB_SOURCES) {
            throw new IllegalArgumentException(
                    "Not an estimate: " + bitsPerSecond + " bit/s of " + ssrcs.length);
        }
        int packetLength = Rtcp.FEEDBACK_LENGTH + 8 + 4 * ssrcs.length;
        if (!begin(Rtcp.PAYLOAD_FEEDBACK, Rtcp.APPLICATION_LAYER_FEEDBACK, packetLength)) {
            return false;
        }
        int bits = Long.SIZE - Long.numberOfLeadingZeros(bitsPerSecond);
        int exponent = Math.max(0, bits - REMB_MANTISSA_BITS);
        append32(senderSsrc);
        append32(0);
        append32(REMB_IDENTIFIER);
        append32(
                (long) ssrcs.length << 24
                        | (long) exponent << REMB_MANTISSA_BITS
                        | bitsPerSecond >> exponent);
        for (long ssrc : ssrcs) {
            append32(ssrc);
        }
        return true;
    }

    /**
     * Appends when packets arrived, as much of it as goes into one packet: call it, and send what
     * is there, until it returns false for an empty compound packet.
     *
     * @return whether there is something to report, and room for it
     */
    boolean transportFeedback(TransportFeedback feedback, long senderSsrc, long mediaSsrc) {
        if (length + TransportFeedback.MAX_LENGTH > MAX_LENGTH) {
            return false;
        }
        int packetLength = feedback.write(array, length, senderSsrc, mediaSsrc);
        length += packetLength;
        return packetLength > 0;
    }

    /** Appends the header of a packet if there is room for all of it. */
    private boolean begin(int type, int count, int packetLength) {
        if (length + packetLength > MAX_LENGTH) {
            return false;
        }
        Rtcp.putHeader(array, length, type, count, packetLength);
        length += Rtcp.HEADER_LENGTH;
        return true;
    }

    private void append32(long value) {
        BigEndian.put32(array, length, value);
        length += 4;
    }

    private void append(byte[] bytes, int count) {
        System.arraycopy(bytes, 0, array, length, count);
        length += count;
    }
}
