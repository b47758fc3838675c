package org.webrtcexamples.peer.relay;

/** Retransmitted packets, <a href="https://www.rfc-editor.org/rfc/rfc4588">RFC 4588</a>. */
final class Rtx {

    /** Of the original sequence number, which the payload starts with. */
    private static final int HEADER_LENGTH = 2;

    private Rtx() {}

    /**
     * Turns a packet of the retransmission stream into the original, in its place. The timestamp,
     * the marker and the header extension are those of the retransmission, padding is gone.
     *
     * @param rtx one that was parsed
     * @param originalPayloadType 0 to 127
     * @param originalSsrc 32 bits
     * @return false if there is no original in it, as in padding that probes for bandwidth; then
     *     the packet is as before
     */
    static boolean unwrap(RtpPacket rtx, int originalPayloadType, long originalSsrc) {
        int length = rtx.payloadLength() - HEADER_LENGTH;
        if (length < 0) {
            return false;
        }
        byte[] data = rtx.data;
        int payload = rtx.payloadOffset();
        int sequenceNumber = BigEndian.uint16(data, payload);
        System.arraycopy(data, payload + HEADER_LENGTH, data, payload, length);
        data[0] &= ~RtpPacket.PADDING_BIT;
        data[1] = (byte) (data[1] & RtpPacket.MARKER_BIT | originalPayloadType);
        BigEndian.put16(data, 2, sequenceNumber);
        BigEndian.put32(data, 8, originalSsrc);
        return rtx.parse(payload + length);
    }
}
