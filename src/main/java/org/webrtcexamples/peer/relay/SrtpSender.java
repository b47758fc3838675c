package org.webrtcexamples.peer.relay;

/**
 * Makes SRTP of RTP and SRTCP of RTCP, under the keys of one direction. Allocates nothing for a
 * packet beyond what {@code javax.crypto} does.
 *
 * <p>Not thread-safe: the caller holds a lock.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3711#section-3">RFC 3711, section 3</a>
 */
final class SrtpSender {

    /** The longest RTCP packet, in bytes; more than fits a datagram on any usual path. */
    private static final int MAX_RTCP_LENGTH = 2048;

    private final SrtpTransform rtp;
    private final SrtpTransform rtcp;
    private final byte[] rtcpRest = new byte[MAX_RTCP_LENGTH - SrtpTransform.RTCP_HEADER_LENGTH];

    /** Of the next packet: one count for all SSRCs. Negative when all have been used. */
    private int rtcpIndex;

    /**
     * @param masterKey as long as the profile says; the caller may wipe it afterwards
     * @param masterSalt as long as the profile says
     * @throws IllegalArgumentException if one of them has another length
     */
    SrtpSender(SrtpProfile profile, byte[] masterKey, byte[] masterSalt) {
        rtp = SrtpTransform.rtp(profile, masterKey, masterSalt);
        rtcp = SrtpTransform.rtcp(profile, masterKey, masterSalt);
    }

    /**
     * Encrypts a payload from one array behind a header in another.
     *
     * @param packet begins with the header, and has room for payload and {@link
     *     SrtpProfile#rtpOverhead} behind it
     * @param headerLength with CSRCs and extensions, in bytes
     * @param payload another array than {@code packet}; is not changed
     * @param index rollover counter and sequence number, 48 bits. The same index may be used again
     *     for the same SSRC only with the same header and payload; the packet is the same then. A
     *     stream begins below 32768: a receiver that misses its first packets must not miss a
     *     rollover with them
     * @return the length of the SRTP packet, in bytes
     * @throws IllegalArgumentException if the index has more than 48 bits
     */
    int protectRtp(
            byte[] packet,
            int headerLength,
            byte[] payload,
            int payloadOffset,
            int payloadLength,
            long index) {
        if (index >>> 48 != 0) {
            throw new IllegalArgumentException("no index of 48 bits: " + index);
        }
        return rtp.protectRtp(packet, headerLength, payload, payloadOffset, payloadLength, index);
    }

    /**
     * Encrypts a compound RTCP packet in its place.
     *
     * @param packet has room for {@link SrtpProfile#rtcpOverhead} behind the RTCP packet
     * @param length 8 to 2048 bytes
     * @return the length of the SRTCP packet, in bytes
     * @throws IllegalArgumentException if the length is none of these
     * @throws IllegalStateException after 2³¹ packets, when new keys are needed
     */
    int protectRtcp(byte[] packet, int length) {
        if (length < SrtpTransform.RTCP_HEADER_LENGTH || length > MAX_RTCP_LENGTH) {
            throw new IllegalArgumentException("no RTCP packet of " + length + " bytes");
        }
        if (rtcpIndex < 0) {
            throw new IllegalStateException("All indices of SRTCP have been used.");
        }
        int restLength = length - SrtpTransform.RTCP_HEADER_LENGTH;
        System.arraycopy(packet, SrtpTransform.RTCP_HEADER_LENGTH, rtcpRest, 0, restLength);
        return rtcp.protectRtcp(packet, rtcpRest, restLength, rtcpIndex++);
    }
}
