package org.webrtcexamples.peer.relay;

/**
 * What Bouncy Castle is shown of the datagrams that come. It ends an association for a record that
 * is too short for its cipher, and makes room for whatever length a handshake message claims:
 * neither takes more than the other end's address.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6347#section-4">RFC 6347, section 4</a>
 */
final class DtlsRecords {

    /** More than any certificate has. */
    static final int MAX_MESSAGE = 16 * 1024;

    private static final int RECORD_HEADER = 13;
    private static final int MESSAGE_HEADER = 12;
    private static final int VERSION_MAJOR = 0xFE;

    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int ALERT = 21;
    private static final int HANDSHAKE = 22;

    /** With AES-GCM: an explicit nonce, an alert, and the tag. */
    private static final int MIN_PROTECTED = 8 + 2 + 16;

    private DtlsRecords() {}

    /**
     * Whether all records of a datagram are well-formed, and none is what only an attacker sends.
     */
    static boolean areAcceptable(byte[] data, int length) {
        int at = 0;
        while (at < length) {
            if (length - at < RECORD_HEADER || (data[at + 1] & 0xFF) != VERSION_MAJOR) {
                return false;
            }
            int begin = at + RECORD_HEADER;
            int end = begin + BigEndian.uint16(data, at + 11);
            if (end > length || !isAcceptable(data[at], isProtected(data, at), data, begin, end)) {
                return false;
            }
            at = end;
        }
        return length > 0;
    }

    private static boolean isAcceptable(
            int type, boolean isProtected, byte[] data, int begin, int end) {
        if (isProtected) {
            return end - begin >= MIN_PROTECTED;
        }
        return switch (type) {
            case CHANGE_CIPHER_SPEC -> end - begin == 1;
            case HANDSHAKE -> claimLittle(data, begin, end, MAX_MESSAGE);
            // An alert that nobody vouches for: the handshake's timeout serves as well.
            default -> false;
        };
    }

    /**
     * Whether all handshake messages of a record are in it as they say, and none claims to be
     * longer than it may be.
     */
    static boolean claimLittle(byte[] data, int begin, int end, int maxMessage) {
        int at = begin;
        while (at < end) {
            if (end - at < MESSAGE_HEADER || BigEndian.uint24(data, at + 1) > maxMessage) {
                return false;
            }
            at += MESSAGE_HEADER + BigEndian.uint24(data, at + 9);
        }
        return at == end;
    }

    /** Whether the first record is an alert that is encrypted. */
    static boolean isProtectedAlert(byte[] data) {
        return data[0] == ALERT && isProtected(data, 0);
    }

    /** Whether a record is of an epoch after the handshake's change of keys. */
    private static boolean isProtected(byte[] data, int record) {
        return BigEndian.uint16(data, record + 3) != 0;
    }
}
