package org.webrtcexamples.peer.relay;

/**
 * Makes RTP of SRTP and RTCP of SRTCP, under the keys of one direction: what is not authentic, or
 * has come before, is refused and changes nothing. Allocates nothing for a packet beyond what
 * {@code javax.crypto} does; what has come before is not decrypted.
 *
 * <p>Not thread-safe: the caller holds a lock.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3711#section-3">RFC 3711, section 3</a>
 */
final class SrtpReceiver {

    /** The packet is not authentic. */
    static final int FORGED = -1;

    /** The packet has come before, or is too late to tell. */
    static final int REPLAYED = -2;

    /** The packet is no SRTP or SRTCP, or is not encrypted. */
    static final int MALFORMED = -3;

    /** The packet is of yet another SSRC, which {@link #MAX_SOURCES} others have come before. */
    static final int TOO_MANY_SOURCES = -4;

    static final int MAX_SOURCES = 16;

    private static final int RTP_HEADER_LENGTH = 12;
    private static final int SEQUENCE_NUMBERS = 1 << 16;

    private final SrtpProfile profile;
    private final SrtpTransform rtp;
    private final SrtpTransform rtcp;

    /** The first {@link #sourceCount} are there. */
    private final Source[] sources = new Source[MAX_SOURCES];

    private int sourceCount;

    /**
     * @param masterKey as long as the profile says; the caller may wipe it afterwards
     * @param masterSalt as long as the profile says
     * @throws IllegalArgumentException if one of them has another length
     */
    SrtpReceiver(SrtpProfile profile, byte[] masterKey, byte[] masterSalt) {
        this.profile = profile;
        rtp = SrtpTransform.rtp(profile, masterKey, masterSalt);
        rtcp = SrtpTransform.rtcp(profile, masterKey, masterSalt);
    }

    /**
     * Authenticates and decrypts an SRTP packet. The rollover counter of a new SSRC is 0.
     *
     * @param packet whatever has come
     * @param length of the packet, at most that of the array
     * @param out another array, at least {@code length} bytes long: takes the whole RTP packet, and
     *     holds nothing of meaning when the packet is refused
     * @return the length of the RTP packet, or one of the constants
     */
    int unprotectRtp(byte[] packet, int length, byte[] out) {
        int end = length - profile.rtpOverhead();
        int headerLength = rtpHeaderLength(packet, end);
        if (headerLength < 0) {
            return MALFORMED;
        }
        int ssrc = BigEndian.int32(packet, SrtpTransform.RTP_SSRC_OFFSET);
        Source source = find(ssrc);
        if (source == null && sourceCount == MAX_SOURCES) {
            return TOO_MANY_SOURCES;
        }
        int sequenceNumber = BigEndian.uint16(packet, 2);
        long index = source == null ? sequenceNumber : source.rtpIndex(sequenceNumber);
        if (source != null && !source.rtp.isNew(index)) {
            return REPLAYED;
        }
        if (!rtp.unprotectRtp(packet, length, headerLength, out, index)) {
            return FORGED;
        }
        System.arraycopy(packet, 0, out, 0, headerLength);
        (source == null ? add(ssrc) : source).rtp.add(index);
        return end;
    }

    /**
     * Authenticates and decrypts an SRTCP packet. One that is only authenticated is refused: <a
     * href="https://www.rfc-editor.org/rfc/rfc8827#section-6.5">WebRTC encrypts all</a>.
     *
     * @param packet whatever has come
     * @param length of the packet, at most that of the array
     * @param out another array, at least {@code length} bytes long: takes the whole RTCP packet,
     *     and holds nothing of meaning when the packet is refused
     * @return the length of the compound RTCP packet, or one of the constants
     */
    int unprotectRtcp(byte[] packet, int length, byte[] out) {
        int end = length - profile.rtcpOverhead();
        if (end < SrtpTransform.RTCP_HEADER_LENGTH || !hasVersion2(packet)) {
            return MALFORMED;
        }
        int indexWithFlag = rtcp.srtcpIndex(packet, length);
        if ((indexWithFlag & SrtpTransform.E_FLAG) == 0) {
            return MALFORMED;
        }
        int ssrc = BigEndian.int32(packet, SrtpTransform.RTCP_SSRC_OFFSET);
        Source source = find(ssrc);
        if (source == null && sourceCount == MAX_SOURCES) {
            return TOO_MANY_SOURCES;
        }
        int index = indexWithFlag & ~SrtpTransform.E_FLAG;
        if (source != null && !source.rtcp.isNew(index)) {
            return REPLAYED;
        }
        if (!rtcp.unprotectRtcp(packet, length, out)) {
            return FORGED;
        }
        System.arraycopy(packet, 0, out, 0, SrtpTransform.RTCP_HEADER_LENGTH);
        (source == null ? add(ssrc) : source).rtcp.add(index);
        return end;
    }

    /** With CSRCs and extension, or -1 if that is not all in front of the end. */
    private static int rtpHeaderLength(byte[] packet, int end) {
        if (end < RTP_HEADER_LENGTH || !hasVersion2(packet)) {
            return -1;
        }
        int length = RTP_HEADER_LENGTH + 4 * (packet[0] & 0x0f);
        boolean hasExtension = (packet[0] & 0x10) != 0;
        if (hasExtension) {
            if (end < length + 4) {
                return -1;
            }
            length += 4 + 4 * BigEndian.uint16(packet, length + 2);
        }
        return length <= end ? length : -1;
    }

    private static boolean hasVersion2(byte[] packet) {
        return (packet[0] & 0xc0) == 0x80;
    }

    private Source find(int ssrc) {
        for (int i = 0; i < sourceCount; i++) {
            if (sources[i].ssrc == ssrc) {
                return sources[i];
            }
        }
        return null;
    }

    private Source add(int ssrc) {
        Source source = new Source(ssrc);
        sources[sourceCount++] = source;
        return source;
    }

    private static final class Source {

        final int ssrc;
        final ReplayWindow rtp = new ReplayWindow();
        final ReplayWindow rtcp = new ReplayWindow();

        Source(int ssrc) {
            this.ssrc = ssrc;
        }

        /**
         * The index nearest to the highest so far, by <a
         * href="https://www.rfc-editor.org/rfc/rfc3711#section-3.3.1">RFC 3711, section 3.3.1</a>.
         */
        long rtpIndex(int sequenceNumber) {
            long highest = rtp.highest();
            if (highest < 0) {
                return sequenceNumber;
            }
            long index = highest + (short) (sequenceNumber - highest);
            // Nothing has been sent before the rollover counter was 0.
            return index < 0 ? index + SEQUENCE_NUMBERS : index;
        }
    }
}
