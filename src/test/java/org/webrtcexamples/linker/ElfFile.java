package org.webrtcexamples.linker;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads what a shared object says of itself to the dynamic linker, of 64 bits and little-endian.
 */
public final class ElfFile {

    private static final int NEEDED = 1;
    private static final int STRING_TABLE = 5;
    private static final int SONAME = 14;

    private static final int LOAD_SEGMENT = 1;
    private static final int DYNAMIC_SEGMENT = 2;

    private final ByteBuffer file;

    public ElfFile(byte[] content) {
        file = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        if (file.getInt(0) != 0x464c457f || file.get(4) != 2 || file.get(5) != 1) {
            throw new IllegalArgumentException("not an ELF file of 64 bits, little-endian");
        }
    }

    /** The field {@code e_machine}. */
    int machine() {
        return file.getShort(18);
    }

    /** The names of the libraries that it needs. */
    public List<String> needed() {
        return strings(NEEDED);
    }

    Optional<String> soname() {
        return strings(SONAME).stream().findFirst();
    }

    private List<String> strings(int wanted) {
        List<Long> offsets = new ArrayList<>();
        long table = 0;
        int header = header(DYNAMIC_SEGMENT, 0);
        int entry = (int) file.getLong(header + 8);
        for (long tag; (tag = file.getLong(entry)) != 0; entry += 16) {
            long value = file.getLong(entry + 8);
            if (tag == wanted) {
                offsets.add(value);
            } else if (tag == STRING_TABLE) {
                table = value;
            }
        }
        // The table's address in memory, of which its segment tells the place in the file.
        int segment = header(LOAD_SEGMENT, table);
        int start = (int) (table - file.getLong(segment + 16) + file.getLong(segment + 8));
        return offsets.stream().map(offset -> string(start + offset.intValue())).toList();
    }

    /** Where the program header is of the segment that has an address, if there are several. */
    private int header(int type, long address) {
        int count = file.getShort(56);
        for (int i = 0; i < count; i++) {
            int header = (int) file.getLong(32) + i * file.getShort(54);
            long begin = file.getLong(header + 16);
            long end = begin + file.getLong(header + 32);
            if (file.getInt(header) == type
                    && (type != LOAD_SEGMENT || begin <= address && address < end)) {
                return header;
            }
        }
        throw new IllegalArgumentException("no segment of type " + type);
    }

    private String string(int offset) {
        StringBuilder string = new StringBuilder();
        for (byte b; (b = file.get(offset + string.length())) != 0; ) {
            string.append((char) b);
        }
        return string.toString();
    }
}
