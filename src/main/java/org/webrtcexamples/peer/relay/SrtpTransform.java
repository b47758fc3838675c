package org.webrtcexamples.peer.relay;

/**
 * Encryption and authentication of single packets under the session keys of one direction, either
 * of RTP or of RTCP. It knows nothing of what came before: its user tells the index and refuses
 * replays.
 *
 * <p>Source and target are different arrays, which spares {@code javax.crypto} a copy. Not
 * thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3711#section-4">RFC 3711, section 4</a>
 */
interface SrtpTransform {

    /** Where the SSRC is in the header of an RTP packet. */
    int RTP_SSRC_OFFSET = 8;

    /** Where the SSRC is in the header of an RTCP packet. */
    int RTCP_SSRC_OFFSET = 4;

    /** What stays in the clear of an RTCP packet, in bytes. */
    int RTCP_HEADER_LENGTH = 8;

    /** In front of the index of an SRTCP packet, when the packet is encrypted. */
    int E_FLAG = 0x8000_0000;

    /** The session keys for RTP. */
    static SrtpTransform rtp(SrtpProfile profile, byte[] masterKey, byte[] masterSalt) {
        return create(
                profile,
                masterKey,
                masterSalt,
                SrtpKeyDerivation.RTP_ENCRYPTION,
                SrtpKeyDerivation.RTP_AUTHENTICATION,
                SrtpKeyDerivation.RTP_SALT);
    }

    /** The session keys for RTCP. */
    static SrtpTransform rtcp(SrtpProfile profile, byte[] masterKey, byte[] masterSalt) {
        return create(
                profile,
                masterKey,
                masterSalt,
                SrtpKeyDerivation.RTCP_ENCRYPTION,
                SrtpKeyDerivation.RTCP_AUTHENTICATION,
                SrtpKeyDerivation.RTCP_SALT);
    }

    private static SrtpTransform create(
            SrtpProfile profile,
            byte[] masterKey,
            byte[] masterSalt,
            int encryption,
            int authentication,
            int salt) {
        if (masterKey.length != profile.keyLength() || masterSalt.length != profile.saltLength()) {
            throw new IllegalArgumentException(
                    "%s takes a master key of %d and a master salt of %d bytes, not %d and %d"
                            .formatted(
                                    profile,
                                    profile.keyLength(),
                                    profile.saltLength(),
                                    masterKey.length,
                                    masterSalt.length));
        }
        byte[] key =
                SrtpKeyDerivation.derive(masterKey, masterSalt, encryption, profile.keyLength());
        byte[] sessionSalt =
                SrtpKeyDerivation.derive(masterKey, masterSalt, salt, profile.saltLength());
        return switch (profile) {
            case AEAD_AES_128_GCM -> new AesGcmTransform(key, sessionSalt);
            case AES128_CM_HMAC_SHA1_80 ->
                    new AesCmHmacSha1Transform(
                            key,
                            SrtpKeyDerivation.derive(
                                    masterKey,
                                    masterSalt,
                                    authentication,
                                    AesCmHmacSha1Transform.AUTHENTICATION_KEY_LENGTH),
                            sessionSalt);
        };
    }

    /**
     * @param packet begins with the header; the encrypted payload and the tag go behind it
     * @param headerLength at least 12, in bytes
     * @param payload another array
     * @param index 48 bits: the rollover counter, then the sequence number
     * @return the length of the SRTP packet
     */
    int protectRtp(
            byte[] packet,
            int headerLength,
            byte[] payload,
            int payloadOffset,
            int payloadLength,
            long index);

    /**
     * @param packet begins with the header; the encrypted rest, the index and the tag go behind it
     * @param rest what was behind the header, in another array from its first byte on
     * @param index 31 bits
     * @return the length of the SRTCP packet
     */
    int protectRtcp(byte[] packet, byte[] rest, int restLength, int index);

    /**
     * Writes the payload behind the header's place in {@code out}, but not the header.
     *
     * @param length of the SRTP packet, at least that of the header and the tag
     * @param out another array, at least as long as the packet
     * @return whether the packet is authentic; if it is not, nothing in {@code out} means anything
     */
    boolean unprotectRtp(byte[] packet, int length, int headerLength, byte[] out, long index);

    /**
     * Writes what is behind the header to its place in {@code out}, but not the header.
     *
     * @param length of the SRTCP packet, at least that of the header, the index and the tag
     * @param out another array, at least as long as the packet
     * @return whether the packet is authentic; if it is not, nothing in {@code out} means anything
     */
    boolean unprotectRtcp(byte[] packet, int length, byte[] out);

    /** The E flag and the index as an SRTCP packet carries them, not authenticated. */
    int srtcpIndex(byte[] packet, int length);
}
