package org.webrtcexamples.peer.relay;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Writes one STUN message, attribute by attribute. MESSAGE-INTEGRITY and FINGERPRINT cover what has
 * been written before them, and come last in this order.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8489#section-14">RFC 8489, section 14</a>
 */
final class StunWriter {

    private byte[] data = new byte[StunMessage.HEADER_LENGTH];

    StunWriter(int type, byte[] transactionId) {
        if (transactionId.length != StunMessage.TRANSACTION_ID_LENGTH) {
            throw new IllegalArgumentException("a transaction ID has 12 bytes");
        }
        BigEndian.put16(data, 0, type);
        BigEndian.put32(data, 4, StunMessage.MAGIC_COOKIE);
        System.arraycopy(
                transactionId,
                0,
                data,
                StunMessage.TRANSACTION_ID_OFFSET,
                StunMessage.TRANSACTION_ID_LENGTH);
    }

    StunWriter attribute(int type, byte[] value) {
        int offset = data.length;
        int end = offset + StunMessage.ATTRIBUTE_HEADER_LENGTH + StunMessage.padded(value.length);
        data = Arrays.copyOf(data, end);
        BigEndian.put16(data, offset, type);
        BigEndian.put16(data, offset + 2, value.length);
        System.arraycopy(
                value, 0, data, offset + StunMessage.ATTRIBUTE_HEADER_LENGTH, value.length);
        BigEndian.put16(data, 2, end - StunMessage.HEADER_LENGTH);
        return this;
    }

    StunWriter number32(int type, int number) {
        byte[] value = new byte[4];
        BigEndian.put32(value, 0, number);
        return attribute(type, value);
    }

    StunWriter number64(int type, long number) {
        byte[] value = new byte[8];
        BigEndian.put64(value, 0, number);
        return attribute(type, value);
    }

    StunWriter xorMappedAddress(InetSocketAddress mapped) {
        byte[] address = mapped.getAddress().getAddress();
        byte[] value = new byte[4 + address.length];
        value[1] = (byte) (address.length == 4 ? StunMessage.IPV4 : StunMessage.IPV6);
        BigEndian.put16(value, 2, mapped.getPort() ^ StunMessage.MAGIC_COOKIE >>> 16);
        StunMessage.xorWithCookieAndTransactionId(address, data);
        System.arraycopy(address, 0, value, 4, address.length);
        return attribute(StunMessage.XOR_MAPPED_ADDRESS, value);
    }

    StunWriter errorCode(int code, String reason) {
        byte[] phrase = reason.getBytes(StandardCharsets.UTF_8);
        byte[] value = new byte[4 + phrase.length];
        value[2] = (byte) (code / 100);
        value[3] = (byte) (code % 100);
        System.arraycopy(phrase, 0, value, 4, phrase.length);
        return attribute(StunMessage.ERROR_CODE, value);
    }

    StunWriter unknownAttributes(int[] types) {
        byte[] value = new byte[2 * types.length];
        for (int i = 0; i < types.length; i++) {
            BigEndian.put16(value, 2 * i, types[i]);
        }
        return attribute(StunMessage.UNKNOWN_ATTRIBUTES, value);
    }

    StunWriter messageIntegrity(byte[] key) {
        return attribute(StunMessage.MESSAGE_INTEGRITY, integrity(data, data.length, key));
    }

    /** The whole message. */
    byte[] fingerprint() {
        int offset = data.length;
        number32(StunMessage.FINGERPRINT, 0);
        BigEndian.put32(
                data,
                offset + StunMessage.ATTRIBUTE_HEADER_LENGTH,
                StunMessage.fingerprint(data, offset));
        return data;
    }

    /**
     * The HMAC-SHA1 of a message up to a MESSAGE-INTEGRITY, computed as if the message ended with
     * that attribute: <a href="https://www.rfc-editor.org/rfc/rfc8489#section-14.5">RFC 8489,
     * section 14.5</a>.
     *
     * @param length of what is in front of the attribute, in bytes
     */
    static byte[] integrity(byte[] message, int length, byte[] key) {
        byte[] covered = Arrays.copyOf(message, length);
        int attributeLength = StunMessage.ATTRIBUTE_HEADER_LENGTH + 20;
        BigEndian.put16(covered, 2, length - StunMessage.HEADER_LENGTH + attributeLength);
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(key, "HmacSHA1"));
            return mac.doFinal(covered);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
