package org.webrtcexamples.peer.relay;

/**
 * The numbers of RTCP packets, as <a
 * href="https://www.iana.org/assignments/rtp-parameters/rtp-parameters.xhtml#rtp-parameters-4">
 * IANA</a> lists them, and their lengths in bytes.
 */
final class Rtcp {

    /** Packet types, RFC 3550, section 12.1, and RFC 4585, section 6.1. */
    static final int SENDER_REPORT = 200;

    static final int RECEIVER_REPORT = 201;
    static final int SOURCE_DESCRIPTION = 202;
    static final int GOODBYE = 203;
    static final int TRANSPORT_FEEDBACK = 205;
    static final int PAYLOAD_FEEDBACK = 206;

    /** Formats of transport layer feedback, RFC 4585, section 6.2. */
    static final int GENERIC_NACK = 1;

    /** And of draft-holmer-rmcat-transport-wide-cc-extensions-01. */
    static final int TRANSPORT_WIDE_CONGESTION_CONTROL = 15;

    /** Formats of payload-specific feedback, RFC 4585, section 6.3, and RFC 5104, section 4.3. */
    static final int PICTURE_LOSS_INDICATION = 1;

    static final int FULL_INTRA_REQUEST = 4;
    static final int APPLICATION_LAYER_FEEDBACK = 15;

    /** What every packet starts with: version, count or format, type, length. */
    static final int HEADER_LENGTH = 4;

    /** The header and the sender's SSRC. */
    static final int RECEIVER_REPORT_LENGTH = 8;

    /** The header, the sender's SSRC and the sender information. */
    static final int SENDER_REPORT_LENGTH = 28;

    static final int REPORT_BLOCK_LENGTH = 24;

    /** The header and the SSRCs of the sender and of the media. */
    static final int FEEDBACK_LENGTH = 12;

    static final int VERSION = 2;

    private Rtcp() {}

    /**
     * Writes what every packet starts with.
     *
     * @param count of what is in it, or its format; 0 to 31
     * @param length of the whole packet in bytes, a multiple of 4
     */
    static void putHeader(byte[] data, int offset, int type, int count, int length) {
        data[offset] = (byte) (VERSION << 6 | count);
        data[offset + 1] = (byte) type;
        BigEndian.put16(data, offset + 2, length / 4 - 1);
    }
}
