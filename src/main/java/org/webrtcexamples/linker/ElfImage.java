package org.webrtcexamples.linker;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The bytes of a shared object without code, data or symbols, for the dynamic linker of glibc.
 *
 * <p>All of it is one segment, mapped at the address where it stands in the file: the headers, the
 * dynamic section, a symbol table with the one entry that each must have, its hash table, and the
 * strings.
 *
 * @see <a href="https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html">System V ABI, ELF
 *     header</a>
 * @see <a href="https://refspecs.linuxfoundation.org/elf/gabi4+/ch5.dynamic.html">System V ABI,
 *     dynamic section</a>
 */
final class ElfImage {

    /** What a library is for. */
    enum Machine {
        X86_64(62),
        AARCH64(183);

        /** Of the field {@code e_machine}. */
        private final int number;

        Machine(int number) {
            this.number = number;
        }

        /** The one that this JVM runs on, if it is one of them. */
        static Optional<Machine> current() {
            return switch (System.getProperty("os.arch")) {
                case "amd64", "x86_64" -> Optional.of(X86_64);
                case "aarch64" -> Optional.of(AARCH64);
                default -> Optional.empty();
            };
        }
    }

    private static final int HEADER_SIZE = 64;
    private static final int PROGRAM_HEADER_SIZE = 56;
    private static final int DYNAMIC_ENTRY_SIZE = 16;
    private static final int SYMBOL_SIZE = 24;
    private static final int HASH_SIZE = 16;

    private static final int PROGRAM_HEADERS = 3;
    private static final int DYNAMIC_ENTRIES = 7;

    private static final int DYNAMIC = HEADER_SIZE + PROGRAM_HEADERS * PROGRAM_HEADER_SIZE;
    private static final int SYMBOLS = DYNAMIC + DYNAMIC_ENTRIES * DYNAMIC_ENTRY_SIZE;
    private static final int HASH = SYMBOLS + SYMBOL_SIZE;
    private static final int STRINGS = HASH + HASH_SIZE;

    private static final short SHARED_OBJECT = 3;

    private static final int LOAD_SEGMENT = 1;
    private static final int DYNAMIC_SEGMENT = 2;
    private static final int STACK = 0x6474e551;

    /** Older linkers write addresses into the dynamic section. */
    private static final int READ_WRITE = 6;

    /** The largest page of both machines. */
    private static final int PAGE = 0x10000;

    private static final int NULL = 0;
    private static final int NEEDED = 1;
    private static final int HASH_TABLE = 4;
    private static final int STRING_TABLE = 5;
    private static final int SYMBOL_TABLE = 6;
    private static final int STRING_TABLE_SIZE = 10;
    private static final int SYMBOL_TABLE_ENTRY = 11;
    private static final int SONAME = 14;

    private ElfImage() {}

    /** One that is called so, and needs nothing. */
    static byte[] named(Machine machine, String soname) {
        return create(machine, SONAME, soname);
    }

    /** One without a name that needs another: it can be loaded if that can. */
    static byte[] needing(Machine machine, String soname) {
        return create(machine, NEEDED, soname);
    }

    private static byte[] create(Machine machine, int tag, String soname) {
        byte[] name = soname.getBytes(StandardCharsets.US_ASCII);
        int stringsSize = name.length + 2;
        int size = STRINGS + stringsSize;
        ByteBuffer image = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);

        // Magic number, 64 bits, little-endian, version 1, System V.
        image.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0});
        image.position(16).putShort(SHARED_OBJECT).putShort((short) machine.number).putInt(1);
        // No entry point, program headers after this header, no sections, no flags.
        image.putLong(0).putLong(HEADER_SIZE).putLong(0).putInt(0);
        image.putShort((short) HEADER_SIZE).putShort((short) PROGRAM_HEADER_SIZE);
        image.putShort((short) PROGRAM_HEADERS);

        image.position(HEADER_SIZE);
        putProgramHeader(image, LOAD_SEGMENT, 0, size, PAGE);
        putProgramHeader(image, DYNAMIC_SEGMENT, DYNAMIC, SYMBOLS - DYNAMIC, Long.BYTES);
        // Without it, stacks would be made executable.
        putProgramHeader(image, STACK, 0, 0, DYNAMIC_ENTRY_SIZE);

        image.position(DYNAMIC);
        image.putLong(tag).putLong(1);
        image.putLong(HASH_TABLE).putLong(HASH);
        image.putLong(STRING_TABLE).putLong(STRINGS);
        image.putLong(STRING_TABLE_SIZE).putLong(stringsSize);
        image.putLong(SYMBOL_TABLE).putLong(SYMBOLS);
        image.putLong(SYMBOL_TABLE_ENTRY).putLong(SYMBOL_SIZE);
        image.putLong(NULL).putLong(0);

        // One bucket, and the chain of one symbol, which is none.
        image.position(HASH).putInt(1).putInt(1);

        image.position(STRINGS + 1).put(name);
        return image.array();
    }

    private static void putProgramHeader(
            ByteBuffer image, int type, long offset, long size, long alignment) {
        image.putInt(type).putInt(READ_WRITE);
        // In the file, in memory, and the physical address that nobody has a use for.
        image.putLong(offset).putLong(offset).putLong(offset);
        image.putLong(size).putLong(size).putLong(alignment);
    }
}
