package org.webrtcexamples.peer.relay;

/**
 * Reads and writes numbers in network byte order. The caller sees to it that the array is long
 * enough.
 */
final class BigEndian {

    private BigEndian() {}

    /** 0 to 65,535. */
    static int uint16(byte[] data, int offset) {
        return (data[offset] & 0xFF) << 8 | data[offset + 1] & 0xFF;
    }

    /** 0 to 16,777,215. */
    static int uint24(byte[] data, int offset) {
        return uint16(data, offset) << 8 | data[offset + 2] & 0xFF;
    }

    /** 0 to 4,294,967,295. */
    static long uint32(byte[] data, int offset) {
        return (long) uint16(data, offset) << 16 | uint16(data, offset + 2);
    }

    static int int32(byte[] data, int offset) {
        return (int) uint32(data, offset);
    }

    static long int64(byte[] data, int offset) {
        return uint32(data, offset) << 32 | uint32(data, offset + 4);
    }

    /** Writes the lowest 16 bits. */
    static void put16(byte[] data, int offset, long value) {
        data[offset] = (byte) (value >> 8);
        data[offset + 1] = (byte) value;
    }

    /** Writes the lowest 24 bits. */
    static void put24(byte[] data, int offset, long value) {
        put16(data, offset, value >> 8);
        data[offset + 2] = (byte) value;
    }

    /** Writes the lowest 32 bits. */
    static void put32(byte[] data, int offset, long value) {
        put16(data, offset, value >> 16);
        put16(data, offset + 2, value);
    }

    static void put64(byte[] data, int offset, long value) {
        put32(data, offset, value >> 32);
        put32(data, offset + 4, value);
    }
}
