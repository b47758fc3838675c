package org.webrtcexamples.media.recording;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The boxes of a fragmented MP4 file, as in <a
 * href="https://www.iso.org/standard/83102.html">ISO/IEC 14496-12</a>: {@code ftyp} and {@code
 * moov}, then a {@code moof} and a {@code mdat} for each fragment.
 */
final class Fragments {

    private static final int HEADER_LENGTH = 8;

    /** A size of 1 says that a longer one follows, one of 0 that the box goes on to the end. */
    private static final int SMALLEST_SIZE = HEADER_LENGTH;

    private static final int MDAT = 0x6D646174;

    private Fragments() {}

    /** Takes away what follows the last whole fragment, and tells how long the file is then. */
    static long keepWhole(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long whole = 0;
            long position = 0;
            ByteBuffer header = ByteBuffer.allocate(HEADER_LENGTH);
            while (channel.read(header.clear(), position) == HEADER_LENGTH) {
                long size = header.getInt(0) & 0xFFFF_FFFFL;
                position += size;
                if (size < SMALLEST_SIZE || position > channel.size()) {
                    break;
                }
                if (header.getInt(4) == MDAT) {
                    whole = position;
                }
            }
            channel.truncate(whole);
            return whole;
        }
    }
}
