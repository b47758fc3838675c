package org.webrtcexamples.peer.relay;

import java.security.GeneralSecurityException;
import java.util.Arrays;

import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AEAD_AES_128_GCM. One {@code doFinal} a packet: {@code update} before it gains nothing for
 * encryption, and makes decryption keep a copy of the packet.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7714">RFC 7714</a>
 */
final class AesGcmTransform implements SrtpTransform {

    private static final int TAG_LENGTH = 16;
    private static final int INDEX_LENGTH = 4;

    private final SecretKey key;
    private final byte[] salt;
    private final Cipher cipher;
    private final byte[] iv = new byte[12];
    private final byte[] lastIv = new byte[12];

    /** Of an RTCP packet: its header, then the E flag and the index. */
    private final byte[] associatedData = new byte[RTCP_HEADER_LENGTH + INDEX_LENGTH];

    /**
     * @param key the session key, 16 bytes; wiped
     * @param salt the session salt, 12 bytes; kept
     */
    AesGcmTransform(byte[] key, byte[] salt) {
        this.key = new SecretKeySpec(key, "AES");
        Arrays.fill(key, (byte) 0);
        this.salt = salt;
        try {
            cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public int protectRtp(
            byte[] packet,
            int headerLength,
            byte[] payload,
            int payloadOffset,
            int payloadLength,
            long index) {
        setIv(BigEndian.int32(packet, RTP_SSRC_OFFSET), index);
        try {
            initEncryption();
            cipher.updateAAD(packet, 0, headerLength);
            return headerLength
                    + cipher.doFinal(payload, payloadOffset, payloadLength, packet, headerLength);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public int protectRtcp(byte[] packet, byte[] rest, int restLength, int index) {
        setIv(BigEndian.int32(packet, RTCP_SSRC_OFFSET), index);
        setAssociatedData(packet, E_FLAG | index);
        try {
            initEncryption();
            cipher.updateAAD(associatedData);
            int length =
                    RTCP_HEADER_LENGTH
                            + cipher.doFinal(rest, 0, restLength, packet, RTCP_HEADER_LENGTH);
            BigEndian.put32(packet, length, E_FLAG | index);
            return length + INDEX_LENGTH;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public boolean unprotectRtp(
            byte[] packet, int length, int headerLength, byte[] out, long index) {
        setIv(BigEndian.int32(packet, RTP_SSRC_OFFSET), index);
        return decrypt(packet, headerLength, packet, headerLength, length, out);
    }

    @Override
    public boolean unprotectRtcp(byte[] packet, int length, byte[] out) {
        int indexWithFlag = srtcpIndex(packet, length);
        setIv(BigEndian.int32(packet, RTCP_SSRC_OFFSET), indexWithFlag & ~E_FLAG);
        setAssociatedData(packet, indexWithFlag);
        return decrypt(
                associatedData,
                associatedData.length,
                packet,
                RTCP_HEADER_LENGTH,
                length - INDEX_LENGTH,
                out);
    }

    @Override
    public int srtcpIndex(byte[] packet, int length) {
        return BigEndian.int32(packet, length - INDEX_LENGTH);
    }

    /** Zeros, SSRC and index, all XORed with the salt: RFC 7714, sections 8.1 and 9.1. */
    private void setIv(int ssrc, long index) {
        System.arraycopy(salt, 0, iv, 0, iv.length);
        BigEndian.put32(iv, 2, BigEndian.int32(iv, 2) ^ ssrc);
        BigEndian.put16(iv, 6, BigEndian.uint16(iv, 6) ^ (int) (index >> 32));
        BigEndian.put32(iv, 8, BigEndian.int32(iv, 8) ^ (int) index);
    }

    private void setAssociatedData(byte[] packet, int indexWithFlag) {
        System.arraycopy(packet, 0, associatedData, 0, RTCP_HEADER_LENGTH);
        BigEndian.put32(associatedData, RTCP_HEADER_LENGTH, indexWithFlag);
    }

    /**
     * The JDK refuses to encrypt under the same IV twice in a row, which a packet that is sent
     * again does. In between it is given another, under which nothing is encrypted.
     */
    private void initEncryption() throws GeneralSecurityException {
        if (Arrays.equals(iv, lastIv)) {
            lastIv[0] ^= 1;
            cipher.init(Cipher.ENCRYPT_MODE, key, parameters(lastIv));
        }
        cipher.init(Cipher.ENCRYPT_MODE, key, parameters(iv));
        System.arraycopy(iv, 0, lastIv, 0, iv.length);
    }

    private boolean decrypt(
            byte[] associated, int associatedLength, byte[] packet, int from, int to, byte[] out) {
        try {
            cipher.init(Cipher.DECRYPT_MODE, key, parameters(iv));
            cipher.updateAAD(associated, 0, associatedLength);
            cipher.doFinal(packet, from, to - from, out, from);
            return true;
        } catch (AEADBadTagException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static GCMParameterSpec parameters(byte[] iv) {
        return new GCMParameterSpec(TAG_LENGTH * Byte.SIZE, iv);
    }
}
