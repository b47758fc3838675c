package org.webrtcexamples.peer.relay;

/**
 * A buffer for one RTP packet at a time, of <a
 * href="https://www.rfc-editor.org/rfc/rfc3550#section-5.1">RFC 3550, section 5.1</a>. Made once
 * and used again: put a packet into {@link #data} from its start on and {@link #parse} it.
 *
 * <p>What the getters return is undefined before the first packet was parsed. Not thread-safe.
 */
final class RtpPacket {

    /** The longest packet, in bytes. */
    static final int CAPACITY = 2048;

    /** In the first byte: the packet ends with padding. */
    static final int PADDING_BIT = 0x20;

    /** In the second byte. */
    static final int MARKER_BIT = 0x80;

    /** In the first byte: there is a header extension. */
    private static final int EXTENSION_BIT = 0x10;

    private static final int FIXED_HEADER_LENGTH = 12;
    private static final int VERSION = 2;

    /** The profile of one-byte header extensions, RFC 8285, section 4.2. */
    private static final int ONE_BYTE_PROFILE = 0xBEDE;

    /** The profile of two-byte ones without its last four bits, RFC 8285, section 4.3. */
    private static final int TWO_BYTE_PROFILE = 0x100;

    /** Stops the processing of one-byte header extensions. */
    private static final int STOP_ID = 15;

    final byte[] data;

    private int length;
    private int headerLength;
    private int payloadLength;

    /** Where the header extension's elements start; where the header ends if there are none. */
    private int extensions;

    /** One that any packet can be received into. */
    RtpPacket() {
        this(CAPACITY);
    }

    /** One for copies of packets up to so many bytes. */
    RtpPacket(int capacity) {
        data = new byte[capacity];
    }

    /**
     * Reads the packet that {@link #data} starts with.
     *
     * @param length its length in bytes
     * @return whether it is an RTP packet, whose header, header extension and padding are all
     *     within its length. If not, the getters still tell about the packet before
     */
    boolean parse(int length) {
        if (length < FIXED_HEADER_LENGTH || length > CAPACITY || (data[0] & 0xFF) >> 6 != VERSION) {
            return false;
        }
        int end = FIXED_HEADER_LENGTH + 4 * (data[0] & 0x0F);
        int elements = end;
        if ((data[0] & EXTENSION_BIT) != 0) {
            elements = end + 4;
            end = elements + 4 * BigEndian.uint16(data, end + 2);
        }
        int padding = 0;
        if ((data[0] & PADDING_BIT) != 0) {
            padding = data[length - 1] & 0xFF;
            if (padding == 0) {
                return false;
            }
        }
        if (end + padding > length) {
            return false;
        }
        this.length = length;
        extensions = elements;
        headerLength = end;
        payloadLength = length - end - padding;
        return true;
    }

    /** In bytes, with padding. */
    int length() {
        return length;
    }

    /** In bytes, with contributing sources and header extension. */
    int headerLength() {
        return headerLength;
    }

    /** Where in {@link #data} the payload starts. */
    int payloadOffset() {
        return headerLength;
    }

    /** In bytes, without padding; 0 if there is only padding. */
    int payloadLength() {
        return payloadLength;
    }

    boolean marker() {
        return (data[1] & MARKER_BIT) != 0;
    }

    /** 0 to 127. */
    int payloadType() {
        return data[1] & 0x7F;
    }

    /** 0 to 65,535. */
    int sequenceNumber() {
        return BigEndian.uint16(data, 2);
    }

    /** 0 to 4,294,967,295, in units of the payload's clock rate. */
    long timestamp() {
        return BigEndian.uint32(data, 4);
    }

    /** 0 to 4,294,967,295. */
    long ssrc() {
        return BigEndian.uint32(data, 8);
    }

    /**
     * Looks for an element of the header extension, in either of the forms of <a
     * href="https://www.rfc-editor.org/rfc/rfc8285#section-4">RFC 8285</a>.
     *
     * @param id as negotiated, 1 to 14, in the two-byte form up to 255
     * @return where in {@link #data} its value starts, which is {@link #extensionLength} bytes
     *     long; -1 if there is no such element
     */
    int extensionOffset(int id) {
        if (extensions == headerLength) {
            return -1;
        }
        int profile = BigEndian.uint16(data, extensions - 4);
        if (profile == ONE_BYTE_PROFILE) {
            return oneByteElement(id);
        }
        return profile >> 4 == TWO_BYTE_PROFILE ? twoByteElement(id) : -1;
    }

    private int oneByteElement(int id) {
        int at = extensions;
        while (at < headerLength) {
            int found = (data[at] & 0xFF) >> 4;
            boolean isPadding = data[at] == 0;
            int next = isPadding ? at + 1 : at + 2 + (data[at] & 0x0F);
            boolean stops = found == STOP_ID || found == 0 && !isPadding;
            if (stops || next > headerLength) {
                return -1;
            }
            if (found == id && !isPadding) {
                return at + 1;
            }
            at = next;
        }
        return -1;
    }

    private int twoByteElement(int id) {
        int at = extensions;
        while (at + 1 < headerLength) {
            int found = data[at] & 0xFF;
            boolean isPadding = found == 0;
            int next = isPadding ? at + 1 : at + 2 + (data[at + 1] & 0xFF);
            if (next > headerLength) {
                return -1;
            }
            if (found == id && !isPadding) {
                return at + 2;
            }
            at = next;
        }
        return -1;
    }

    /**
     * @param id as for {@link #extensionOffset}
     * @return how many bytes the element's value has, 0 to 255; -1 if there is no such element
     */
    int extensionLength(int id) {
        int offset = extensionOffset(id);
        if (offset < 0) {
            return -1;
        }
        boolean isOneByte = BigEndian.uint16(data, extensions - 4) == ONE_BYTE_PROFILE;
        return isOneByte ? (data[offset - 1] & 0x0F) + 1 : data[offset - 1] & 0xFF;
    }

    /** Becomes equal to a packet that was parsed. */
    void copyFrom(RtpPacket packet) {
        System.arraycopy(packet.data, 0, data, 0, packet.length);
        length = packet.length;
        headerLength = packet.headerLength;
        payloadLength = packet.payloadLength;
        extensions = packet.extensions;
    }
}
