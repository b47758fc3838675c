package org.webrtcexamples.media.recording;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What an MP4 file says of itself. Of a fragmented one that was never finished, the duration is up
 * to where its last whole fragment begins.
 *
 * @param duration of the longest track
 * @param width of the picture in pixels, 0 if there is none
 * @param height of the picture in pixels, 0 if there is none
 * @see <a href="https://www.iso.org/standard/83102.html">ISO/IEC 14496-12</a>, of which sections
 *     4.2 and 8 describe the boxes
 */
record Mp4Info(Duration duration, int width, int height) {

    /**
     * @return nothing if the file is no MP4, or one with no track or no media in it; whatever is in
     *     it
     * @throws IOException if it cannot be read
     */
    static Optional<Mp4Info> read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            Reader reader = new Reader(channel);
            reader.readBoxes(0, channel.size(), "");
            return reader.info();
        }
    }

    /** Walks through the boxes that matter, and never into one that reaches beyond its parent. */
    private static final class Reader {

        /** A file of ten minutes has some thousand, fragmented; this bounds the time for others. */
        private static final int MAX_BOXES = 200_000;

        private static final int HEADER = 8;
        private static final int LARGE_HEADER = 16;

        /** Of what is read of a full box: version, flags, and the fields up to the last used. */
        private static final int MAX_FIELDS = 96;

        private final FileChannel channel;
        private final Map<Integer, Long> timescales = new HashMap<>();
        private int boxes;
        private double seconds;
        private boolean hasMedia;
        private int track;
        private int width;
        private int height;

        Reader(FileChannel channel) {
            this.channel = channel;
        }

        Optional<Mp4Info> info() {
            if (timescales.isEmpty() || !hasMedia) {
                return Optional.empty();
            }
            return Optional.of(
                    new Mp4Info(Duration.ofMillis(Math.round(seconds * 1000)), width, height));
        }

        /** Up to the first that is not whole. */
        void readBoxes(long start, long end, String parent) throws IOException {
            long position = start;
            while (end - position >= HEADER && boxes++ < MAX_BOXES) {
                ByteBuffer header = read(position, Math.min(LARGE_HEADER, end - position));
                if (header.limit() < HEADER) {
                    return;
                }
                long size = Integer.toUnsignedLong(header.getInt(0));
                int headerSize = HEADER;
                if (size == 0 && parent.isEmpty()) {
                    size = end - position;
                } else if (size == 1 && header.limit() == LARGE_HEADER) {
                    size = header.getLong(HEADER);
                    headerSize = LARGE_HEADER;
                }
                if (size < headerSize || size > end - position) {
                    return;
                }
                byte[] type = new byte[4];
                header.get(4, type);
                readBox(
                        parent + '/' + new String(type, StandardCharsets.ISO_8859_1),
                        position + headerSize,
                        position + size);
                position += size;
            }
        }

        private void readBox(String path, long start, long end) throws IOException {
            switch (path) {
                case "/moov", "/moov/trak", "/moov/trak/mdia", "/moof", "/moof/traf" ->
                        readBoxes(start, end, path);
                case "/moov/mvhd" -> readMovieHeader(fields(start, end));
                case "/moov/trak/tkhd" -> readTrackHeader(fields(start, end));
                case "/moov/trak/mdia/mdhd" -> readMediaHeader(fields(start, end));
                case "/moof/traf/tfhd" -> track = fields(start, end).getInt(4);
                case "/moof/traf/tfdt" -> readFragmentTime(fields(start, end));
                default -> {}
            }
        }

        /** Its creation, modification, timescale and duration. */
        private void readMovieHeader(ByteBuffer box) {
            boolean isLong = box.get(0) == 1;
            long timescale = Integer.toUnsignedLong(box.getInt(isLong ? 20 : 12));
            addTime(isLong ? box.getLong(24) : Integer.toUnsignedLong(box.getInt(16)), timescale);
        }

        /** The size, at its end, is in 1/65536 pixels; sound has none. */
        private void readTrackHeader(ByteBuffer box) {
            boolean isLong = box.get(0) == 1;
            track = box.getInt(isLong ? 20 : 12);
            int size = isLong ? 88 : 76;
            int trackWidth = box.getShort(size) & 0xFFFF;
            int trackHeight = box.getShort(size + 4) & 0xFFFF;
            if (trackWidth > 0 && trackHeight > 0) {
                width = trackWidth;
                height = trackHeight;
            }
        }

        private void readMediaHeader(ByteBuffer box) {
            boolean isLong = box.get(0) == 1;
            timescales.put(track, Integer.toUnsignedLong(box.getInt(isLong ? 20 : 12)));
        }

        private void readFragmentTime(ByteBuffer box) {
            boolean isLong = box.get(0) == 1;
            hasMedia = true;
            addTime(
                    isLong ? box.getLong(4) : Integer.toUnsignedLong(box.getInt(4)),
                    timescales.getOrDefault(track, 0L));
        }

        /** Ignores what is unknown, all bits set, or beyond a hundred years. */
        private void addTime(long time, long timescale) {
            if (time > 0
                    && timescale > 0
                    && time / timescale < Duration.ofDays(36_500).toSeconds()) {
                hasMedia = true;
                seconds = Math.max(seconds, (double) time / timescale);
            }
        }

        /** A box that is shorter reads as if zeros followed. */
        private ByteBuffer fields(long start, long end) throws IOException {
            ByteBuffer fields = read(start, Math.min(MAX_FIELDS, end - start));
            return ByteBuffer.allocate(MAX_FIELDS).put(fields).clear();
        }

        private ByteBuffer read(long position, long length) throws IOException {
            ByteBuffer bytes = ByteBuffer.allocate((int) length);
            while (bytes.hasRemaining() && channel.read(bytes, position + bytes.position()) >= 0) {
                // Until it is full, or the file ends.
            }
            return bytes.flip();
        }
    }
}
