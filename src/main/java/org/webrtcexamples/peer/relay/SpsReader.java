package org.webrtcexamples.peer.relay;

import org.webrtcexamples.peer.relay.Depacketizer.Size;

import java.util.Set;

/**
 * Reads the size of the picture out of a sequence parameter set.
 *
 * @see <a href="https://www.itu.int/rec/T-REC-H.264">ITU-T H.264, section 7.3.2.1.1</a>
 */
final class SpsReader {

    /** Profiles that tell of the format of chroma. */
    private static final Set<Integer> HIGH_PROFILES =
            Set.of(100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135);

    private static final int MACROBLOCK = 16;

    /** Of level 6.2, in macroblocks each way. */
    private static final int MAX_LENGTH = 1055;

    private final byte[] data;
    private final int end;
    private int at;
    private int bit;

    private SpsReader(byte[] data, int offset, int end) {
        this.data = data;
        this.end = end;
        at = offset;
    }

    /**
     * @param offset of the NAL unit's header
     * @return null if it cannot be read
     */
    static Size size(byte[] data, int offset, int end) {
        try {
            return new SpsReader(data, offset, end).read();
        } catch (IndexOutOfBoundsException cutOff) {
            return null;
        }
    }

    private Size read() {
        bits(8);
        int profile = bits(8);
        bits(16);
        unsigned();
        int chroma = HIGH_PROFILES.contains(profile) ? readHighProfile() : 1;
        unsigned();
        readOrder();
        unsigned();
        bits(1);
        long width = unsigned() + 1;
        long height = unsigned() + 1;
        boolean framesOnly = bits(1) == 1;
        if (!framesOnly) {
            bits(1);
            height *= 2;
        }
        bits(1);
        if (width > MAX_LENGTH || height > MAX_LENGTH) {
            return null;
        }
        width *= MACROBLOCK;
        height *= MACROBLOCK;
        if (bits(1) == 1) {
            int horizontal = chroma == 1 || chroma == 2 ? 2 : 1;
            int vertical = (chroma == 1 ? 2 : 1) * (framesOnly ? 1 : 2);
            width -= horizontal * (unsigned() + unsigned());
            height -= vertical * (unsigned() + unsigned());
        }
        return width < 1 || height < 1 ? null : new Size((int) width, (int) height);
    }

    private int readHighProfile() {
        int chroma = (int) unsigned();
        if (chroma == 3) {
            bits(1);
        }
        unsigned();
        unsigned();
        bits(1);
        if (bits(1) == 1) {
            for (int list = 0; list < (chroma == 3 ? 12 : 8); list++) {
                if (bits(1) == 1) {
                    skipScaling(list < 6 ? 16 : 64);
                }
            }
        }
        return chroma;
    }

    private void skipScaling(int length) {
        long last = 8;
        long next = 8;
        for (int i = 0; i < length; i++) {
            if (next != 0) {
                next = (last + signed() + 256) % 256;
            }
            last = next == 0 ? last : next;
        }
    }

    /** The order of pictures, which says nothing of their size. */
    private void readOrder() {
        long type = unsigned();
        if (type == 0) {
            unsigned();
        } else if (type == 1) {
            bits(1);
            unsigned();
            unsigned();
            for (long left = Math.min(unsigned(), 255); left > 0; left--) {
                unsigned();
            }
        }
    }

    private int bits(int count) {
        int value = 0;
        for (int i = 0; i < count; i++) {
            value = value << 1 | nextBit();
        }
        return value;
    }

    private int nextBit() {
        if (at >= end) {
            throw new IndexOutOfBoundsException();
        }
        int value = data[at] >> 7 - bit & 1;
        if (++bit == 8) {
            bit = 0;
            at++;
            // An emulation prevention byte, section 7.4.1.
            if (at + 1 < end
                    && at >= 2
                    && data[at] == 3
                    && data[at - 1] == 0
                    && data[at - 2] == 0) {
                at++;
            }
        }
        return value;
    }

    /** Exp-Golomb, section 9.1. */
    private long unsigned() {
        int zeros = 0;
        while (nextBit() == 0) {
            if (++zeros > 31) {
                throw new IndexOutOfBoundsException();
            }
        }
        return (1L << zeros) - 1 + Integer.toUnsignedLong(bits(zeros));
    }

    private long signed() {
        long code = unsigned();
        return (code & 1) == 1 ? (code + 1) / 2 : -code / 2;
    }
}
