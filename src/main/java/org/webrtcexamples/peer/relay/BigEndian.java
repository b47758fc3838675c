package org.webrtcexamples.peer.relay;

/** Numbers in network byte order, in arrays that are long enough. */
final class BigEndian {

    private BigEndian() {}

    /** Two bytes, 0 to 65535. */
    static int get16(byte[] data, int offset) {
        return (data[offset] & 0xff) << 8 | data[offset + 1] & 0xff;
    }

    /** Four bytes; negative when the first bit is set. */
    static int get32(byte[] data, int offset) {
        return get16(data, offset) << 16 | get16(data, offset + 2);
    }

    /** Eight bytes; negative when the first bit is set. */
    static long get64(byte[] data, int offset) {
        return (long) get32(data, offset) << 32 | get32(data, offset + 4) & 0xffff_ffffL;
    }

    static void put16(byte[] data, int offset, int value) {
        data[offset] = (byte) (value >> 8);
        data[offset + 1] = (byte) value;
    }

    static void put32(byte[] data, int offset, int value) {
        put16(data, offset, value >> 16);
        put16(data, offset + 2, value);
    }

    static void put64(byte[] data, int offset, long value) {
        put32(data, offset, (int) (value >> 32));
        put32(data, offset + 4, (int) value);
    }
}
