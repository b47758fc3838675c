package org.webrtcexamples.peer.relay;

/**
 * How SRTP is encrypted and authenticated, as DTLS negotiates it in {@code use_srtp}, in this
 * peer's order of preference. All lengths are in bytes.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5764#section-4.1.2">RFC 5764, section 4.1.2</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7714#section-14.2">RFC 7714, section 14.2</a>
 */
enum SrtpProfile {
    AEAD_AES_128_GCM(0x0007, 12, 16),
    AES128_CM_HMAC_SHA1_80(0x0001, 14, 10);

    /** The E flag and the index, which every SRTCP packet carries. */
    private static final int SRTCP_INDEX_LENGTH = 4;

    private final int id;
    private final int saltLength;
    private final int tagLength;

    SrtpProfile(int id, int saltLength, int tagLength) {
        this.id = id;
        this.saltLength = saltLength;
        this.tagLength = tagLength;
    }

    /** The number of the protection profile on the wire, 16 bits. */
    int id() {
        return id;
    }

    /** Of the master key, and of the session keys that encrypt. */
    int keyLength() {
        return 16;
    }

    /** Of the master salt, and of the session salts. */
    int saltLength() {
        return saltLength;
    }

    /** What an SRTP packet is longer than its RTP packet. */
    int rtpOverhead() {
        return tagLength;
    }

    /** What an SRTCP packet is longer than its RTCP packet. */
    int rtcpOverhead() {
        return tagLength + SRTCP_INDEX_LENGTH;
    }
}
