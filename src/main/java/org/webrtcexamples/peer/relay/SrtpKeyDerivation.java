package org.webrtcexamples.peer.relay;

import java.security.GeneralSecurityException;
import java.util.Arrays;

import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Session keys from a master key and a master salt, once and for all: the key derivation rate is 0.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3711#section-4.3">RFC 3711, section 4.3</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7714#section-11">RFC 7714, section 11</a>
 */
final class SrtpKeyDerivation {

    static final int RTP_ENCRYPTION = 0;
    static final int RTP_AUTHENTICATION = 1;
    static final int RTP_SALT = 2;
    static final int RTCP_ENCRYPTION = 3;
    static final int RTCP_AUTHENTICATION = 4;
    static final int RTCP_SALT = 5;

    /** Where the label is in the salt: in front of the 48 bits of the index, which is 0 here. */
    private static final int LABEL_OFFSET = 7;

    private SrtpKeyDerivation() {}

    /**
     * @param masterSalt 14 bytes, or 12, to which 2 zeros are appended
     * @param label one of the constants
     * @param length of the session key, in bytes
     * @return a new array, for the caller to wipe
     */
    static byte[] derive(byte[] masterKey, byte[] masterSalt, int label, int length) {
        byte[] iv = Arrays.copyOf(masterSalt, 16);
        iv[LABEL_OFFSET] ^= (byte) label;
        try {
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    new SecretKeySpec(masterKey, "AES"),
                    new IvParameterSpec(iv));
            return cipher.doFinal(new byte[length]);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
