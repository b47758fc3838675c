package org.webrtcexamples.peer.relay;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

/**
 * A STUN message of method Binding: one that has come, and those that are sent.
 *
 * <p>Of an attribute that comes twice the first counts. What comes behind MESSAGE-INTEGRITY is
 * ignored, but for FINGERPRINT. Immutable.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8489#section-5">RFC 8489, section 5</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8445#section-7.1">RFC 8445, section 7.1</a>
 */
final class StunMessage {

    static final int BINDING_REQUEST = 0x0001;
    static final int BINDING_INDICATION = 0x0011;
    static final int BINDING_SUCCESS = 0x0101;
    static final int BINDING_ERROR = 0x0111;

    static final int HEADER_LENGTH = 20;
    static final int ATTRIBUTE_HEADER_LENGTH = 4;
    static final int TRANSACTION_ID_OFFSET = 8;
    static final int TRANSACTION_ID_LENGTH = 12;
    static final int MAGIC_COOKIE = 0x2112_a442;

    static final int USERNAME = 0x0006;
    static final int MESSAGE_INTEGRITY = 0x0008;
    static final int ERROR_CODE = 0x0009;
    static final int UNKNOWN_ATTRIBUTES = 0x000a;
    static final int XOR_MAPPED_ADDRESS = 0x0020;
    static final int PRIORITY = 0x0024;
    static final int USE_CANDIDATE = 0x0025;
    static final int FINGERPRINT = 0x8028;
    static final int ICE_CONTROLLED = 0x8029;
    static final int ICE_CONTROLLING = 0x802a;

    /** From here on an attribute may be ignored by who does not know it. */
    private static final int FIRST_COMPREHENSION_OPTIONAL = 0x8000;

    private static final int MESSAGE_INTEGRITY_LENGTH = 20;
    private static final int FINGERPRINT_LENGTH = 4;
    private static final int FINGERPRINT_XOR = 0x5354_554e;

    static final int IPV4 = 0x01;
    static final int IPV6 = 0x02;

    private final byte[] data;
    private String username;
    private OptionalLong priority = OptionalLong.empty();
    private OptionalLong iceControlling = OptionalLong.empty();
    private OptionalLong iceControlled = OptionalLong.empty();
    private boolean useCandidate;
    private boolean hasFingerprint;
    private InetSocketAddress xorMappedAddress;
    private int[] unknownAttributes;

    /** Where the header of MESSAGE-INTEGRITY is, or 0. */
    private int integrityOffset;

    private StunMessage(byte[] data) {
        this.data = data;
    }

    /**
     * Whether a datagram has the header of a STUN message of just this length.
     *
     * @param length of the datagram, in bytes, at most that of the array
     */
    static boolean looksLikeStun(byte[] data, int length) {
        return length >= HEADER_LENGTH
                && length % 4 == 0
                && (data[0] & 0xc0) == 0
                && BigEndian.uint16(data, 2) == length - HEADER_LENGTH
                && BigEndian.int32(data, 4) == MAGIC_COOKIE;
    }

    /**
     * Reads a datagram, and keeps a copy.
     *
     * @param length of the datagram, in bytes, at most that of the array
     * @return null unless the message is well-formed, the attributes that this peer knows are as
     *     long as they should be, and a FINGERPRINT, if there is one, is the last attribute and
     *     right
     */
    static StunMessage parse(byte[] data, int length) {
        if (!looksLikeStun(data, length)) {
            return null;
        }
        StunMessage message = new StunMessage(Arrays.copyOf(data, length));
        return message.readAttributes() ? message : null;
    }

    private boolean readAttributes() {
        IntStream.Builder unknown = IntStream.builder();
        int offset = HEADER_LENGTH;
        while (offset < data.length) {
            // The length of all is a multiple of 4, and so there is a whole header.
            int type = BigEndian.uint16(data, offset);
            int length = BigEndian.uint16(data, offset + 2);
            int value = offset + ATTRIBUTE_HEADER_LENGTH;
            int next = value + padded(length);
            if (next > data.length || !readAttribute(type, value, length, next, unknown)) {
                return false;
            }
            offset = next;
        }
        unknownAttributes = unknown.build().toArray();
        return true;
    }

    /** Whether the attribute is as it should be. */
    private boolean readAttribute(
            int type, int value, int length, int next, IntStream.Builder unknown) {
        if (type == FINGERPRINT) {
            hasFingerprint = true;
            return next == data.length && length == FINGERPRINT_LENGTH && isFingerprint(value);
        }
        if (integrityOffset > 0) {
            return true;
        }
        switch (type) {
            case MESSAGE_INTEGRITY -> {
                integrityOffset = value - ATTRIBUTE_HEADER_LENGTH;
                return length == MESSAGE_INTEGRITY_LENGTH;
            }
            case USERNAME -> {
                if (username == null) {
                    username = new String(data, value, length, StandardCharsets.UTF_8);
                }
                return true;
            }
            case PRIORITY -> {
                if (length == 4 && priority.isEmpty()) {
                    priority = OptionalLong.of(BigEndian.int32(data, value) & 0xffff_ffffL);
                }
                return length == 4;
            }
            case USE_CANDIDATE -> {
                useCandidate = true;
                return length == 0;
            }
            case ICE_CONTROLLING -> {
                if (length == 8 && iceControlling.isEmpty()) {
                    iceControlling = OptionalLong.of(BigEndian.int64(data, value));
                }
                return length == 8;
            }
            case ICE_CONTROLLED -> {
                if (length == 8 && iceControlled.isEmpty()) {
                    iceControlled = OptionalLong.of(BigEndian.int64(data, value));
                }
                return length == 8;
            }
            case XOR_MAPPED_ADDRESS -> {
                InetSocketAddress address = address(value, length);
                if (xorMappedAddress == null) {
                    xorMappedAddress = address;
                }
                return address != null;
            }
            case ERROR_CODE, UNKNOWN_ATTRIBUTES -> {
                return true;
            }
            default -> {
                if (type < FIRST_COMPREHENSION_OPTIONAL) {
                    unknown.add(type);
                }
                return true;
            }
        }
    }

    private boolean isFingerprint(int value) {
        int crc = fingerprint(data, value - ATTRIBUTE_HEADER_LENGTH);
        return BigEndian.int32(data, value) == crc;
    }

    /** Or null if there is none. */
    private InetSocketAddress address(int value, int length) {
        int family = length < 2 ? 0 : data[value + 1];
        int addressLength = family == IPV4 ? 4 : family == IPV6 ? 16 : -1;
        if (length != 4 + addressLength) {
            return null;
        }
        byte[] address = Arrays.copyOfRange(data, value + 4, value + length);
        int port = BigEndian.uint16(data, value + 2) ^ MAGIC_COOKIE >>> 16;
        xorWithCookieAndTransactionId(address, data);
        try {
            return new InetSocketAddress(InetAddress.getByAddress(address), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One of the constants, or what else has come: 14 bits. */
    int type() {
        return BigEndian.uint16(data, 0);
    }

    /** 12 bytes, a copy. */
    byte[] transactionId() {
        return Arrays.copyOfRange(
                data, TRANSACTION_ID_OFFSET, TRANSACTION_ID_OFFSET + TRANSACTION_ID_LENGTH);
    }

    /** Or null if there is none. */
    String username() {
        return username;
    }

    /** Whether there is one; it is right, then. */
    boolean hasFingerprint() {
        return hasFingerprint;
    }

    boolean useCandidate() {
        return useCandidate;
    }

    /** 32 bits. */
    OptionalLong priority() {
        return priority;
    }

    /** The tie breaker of an agent that is controlling: 64 bits, to be compared as unsigned. */
    OptionalLong iceControlling() {
        return iceControlling;
    }

    /** The tie breaker of an agent that is controlled: 64 bits, to be compared as unsigned. */
    OptionalLong iceControlled() {
        return iceControlled;
    }

    /** What must be understood and is not, in the message's order: a copy. */
    int[] unknownAttributes() {
        return unknownAttributes.clone();
    }

    /** Or null if there is none. */
    InetSocketAddress xorMappedAddress() {
        return xorMappedAddress;
    }

    /**
     * Whether there is a MESSAGE-INTEGRITY and it is right. Takes as long whatever byte differs.
     *
     * @param key the short-term credential: the ice-pwd in UTF-8, at least a byte
     */
    boolean hasValidIntegrity(byte[] key) {
        if (integrityOffset == 0) {
            return false;
        }
        int value = integrityOffset + ATTRIBUTE_HEADER_LENGTH;
        byte[] sent = Arrays.copyOfRange(data, value, value + MESSAGE_INTEGRITY_LENGTH);
        return MessageDigest.isEqual(sent, StunWriter.integrity(data, integrityOffset, key));
    }

    /** Of an attribute's value. */
    static int padded(int length) {
        return length + 3 & ~3;
    }

    /** Of everything in front of the FINGERPRINT, whose length is in the header already. */
    static int fingerprint(byte[] data, int length) {
        CRC32 crc = new CRC32();
        crc.update(data, 0, length);
        return (int) crc.getValue() ^ FINGERPRINT_XOR;
    }

    /** What makes of an address its form on the wire, and the other way round. */
    static void xorWithCookieAndTransactionId(byte[] address, byte[] message) {
        for (int i = 0; i < address.length; i++) {
            // The cookie stands right in front of the transaction ID.
            address[i] ^= message[4 + i];
        }
    }

    /**
     * The answer to a check.
     *
     * @param transactionId of the request, 12 bytes
     * @param mapped where the request came from; resolved
     * @param key the short-term credential that the request was made with
     */
    static byte[] bindingSuccess(byte[] transactionId, InetSocketAddress mapped, byte[] key) {
        return new StunWriter(BINDING_SUCCESS, transactionId)
                .xorMappedAddress(mapped)
                .messageIntegrity(key)
                .fingerprint();
    }

    /**
     * The answer to a request that is refused.
     *
     * @param transactionId of the request, 12 bytes
     * @param code 300 to 699
     * @param reason for a human reader, fewer than 128 characters
     * @param unknownAttributes for code 420; may be empty
     * @param keyOrNull the short-term credential that the request was made with, if it was
     */
    static byte[] bindingError(
            byte[] transactionId,
            int code,
            String reason,
            int[] unknownAttributes,
            byte[] keyOrNull) {
        StunWriter writer = new StunWriter(BINDING_ERROR, transactionId).errorCode(code, reason);
        if (unknownAttributes.length > 0) {
            writer.unknownAttributes(unknownAttributes);
        }
        if (keyOrNull != null) {
            writer.messageIntegrity(keyOrNull);
        }
        return writer.fingerprint();
    }

    /**
     * A check.
     *
     * @param transactionId 12 bytes, random
     * @param username the other's ufrag, a colon, the own ufrag
     * @param priority 32 bits
     * @param tieBreaker 64 bits, random
     * @param controlling whether this is the controlling agent
     * @param useCandidate whether it nominates; only a controlling agent may
     * @param key the other's short-term credential
     */
    static byte[] bindingRequest(
            byte[] transactionId,
            String username,
            long priority,
            long tieBreaker,
            boolean controlling,
            boolean useCandidate,
            byte[] key) {
        StunWriter writer =
                new StunWriter(BINDING_REQUEST, transactionId)
                        .attribute(USERNAME, username.getBytes(StandardCharsets.UTF_8))
                        .number32(PRIORITY, (int) priority)
                        .number64(controlling ? ICE_CONTROLLING : ICE_CONTROLLED, tieBreaker);
        if (useCandidate) {
            writer.attribute(USE_CANDIDATE, new byte[0]);
        }
        return writer.messageIntegrity(key).fingerprint();
    }
}
