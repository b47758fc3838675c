package org.webrtcexamples.peer.relay;

import java.security.GeneralSecurityException;
import java.util.Arrays;

import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES in counter mode, with a tag of the first 80 bits of an HMAC-SHA1.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3711#section-4.1.1">RFC 3711, section 4.1.1</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3711#section-4.2.1">RFC 3711, section 4.2.1</a>
 */
final class AesCmHmacSha1Transform implements SrtpTransform {

    /** Of the session key that authenticates, in bytes. */
    static final int AUTHENTICATION_KEY_LENGTH = 20;

    private static final int TAG_LENGTH = 10;
    private static final int INDEX_LENGTH = 4;

    private final SecretKey key;
    private final byte[] salt;
    private final Cipher cipher;
    private final Mac mac;
    private final byte[] iv = new byte[16];
    private final byte[] rolloverCounter = new byte[4];
    private final byte[] hmac = new byte[20];

    /**
     * @param encryptionKey a session key, 16 bytes; wiped
     * @param authenticationKey a session key, 20 bytes; wiped
     * @param salt the session salt, 14 bytes; kept
     */
    AesCmHmacSha1Transform(byte[] encryptionKey, byte[] authenticationKey, byte[] salt) {
        key = new SecretKeySpec(encryptionKey, "AES");
        this.salt = salt;
        try {
            cipher = Cipher.getInstance("AES/CTR/NoPadding");
            mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(authenticationKey, "HmacSHA1"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        Arrays.fill(encryptionKey, (byte) 0);
        Arrays.fill(authenticationKey, (byte) 0);
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
        encrypt(payload, payloadOffset, payloadLength, packet, headerLength);
        int length = headerLength + payloadLength;
        authenticateRtp(packet, length, index);
        return appendTag(packet, length);
    }

    @Override
    public int protectRtcp(byte[] packet, byte[] rest, int restLength, int index) {
        setIv(BigEndian.int32(packet, RTCP_SSRC_OFFSET), index);
        encrypt(rest, 0, restLength, packet, RTCP_HEADER_LENGTH);
        int length = RTCP_HEADER_LENGTH + restLength;
        BigEndian.put32(packet, length, E_FLAG | index);
        authenticate(packet, length + INDEX_LENGTH);
        return appendTag(packet, length + INDEX_LENGTH);
    }

    @Override
    public boolean unprotectRtp(
            byte[] packet, int length, int headerLength, byte[] out, long index) {
        int authenticated = length - TAG_LENGTH;
        authenticateRtp(packet, authenticated, index);
        if (!hasTag(packet, authenticated)) {
            return false;
        }
        setIv(BigEndian.int32(packet, RTP_SSRC_OFFSET), index);
        encrypt(packet, headerLength, authenticated - headerLength, out, headerLength);
        return true;
    }

    @Override
    public boolean unprotectRtcp(byte[] packet, int length, byte[] out) {
        int authenticated = length - TAG_LENGTH;
        authenticate(packet, authenticated);
        if (!hasTag(packet, authenticated)) {
            return false;
        }
        int index = srtcpIndex(packet, length) & ~E_FLAG;
        setIv(BigEndian.int32(packet, RTCP_SSRC_OFFSET), index);
        int rest = authenticated - INDEX_LENGTH - RTCP_HEADER_LENGTH;
        encrypt(packet, RTCP_HEADER_LENGTH, rest, out, RTCP_HEADER_LENGTH);
        return true;
    }

    @Override
    public int srtcpIndex(byte[] packet, int length) {
        return BigEndian.int32(packet, length - TAG_LENGTH - INDEX_LENGTH);
    }

    /** Salt, XORed with SSRC and index; the last two bytes count the blocks. */
    private void setIv(int ssrc, long index) {
        System.arraycopy(salt, 0, iv, 0, salt.length);
        BigEndian.put32(iv, 4, BigEndian.int32(iv, 4) ^ ssrc);
        BigEndian.put16(iv, 8, BigEndian.uint16(iv, 8) ^ (int) (index >> 32));
        BigEndian.put32(iv, 10, BigEndian.int32(iv, 10) ^ (int) index);
    }

    /** Decrypts just as well. */
    private void encrypt(byte[] from, int fromOffset, int length, byte[] to, int toOffset) {
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(iv));
            cipher.doFinal(from, fromOffset, length, to, toOffset);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void authenticateRtp(byte[] packet, int length, long index) {
        BigEndian.put32(rolloverCounter, 0, (int) (index >> 16));
        mac.update(packet, 0, length);
        mac.update(rolloverCounter);
        finishHmac();
    }

    private void authenticate(byte[] packet, int length) {
        mac.update(packet, 0, length);
        finishHmac();
    }

    private void finishHmac() {
        try {
            mac.doFinal(hmac, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private int appendTag(byte[] packet, int offset) {
        System.arraycopy(hmac, 0, packet, offset, TAG_LENGTH);
        return offset + TAG_LENGTH;
    }

    /** Takes as long whatever byte differs. */
    private boolean hasTag(byte[] packet, int offset) {
        int difference = 0;
        for (int i = 0; i < TAG_LENGTH; i++) {
            difference |= packet[offset + i] ^ hmac[i];
        }
        return difference == 0;
    }
}
