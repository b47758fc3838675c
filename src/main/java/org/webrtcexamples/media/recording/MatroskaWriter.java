package org.webrtcexamples.media.recording;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Writes a live <a href="https://www.rfc-editor.org/rfc/rfc9559">Matroska</a> stream of raw
 * pictures and raw sound, each with its own time: what is written at once can be read at once,
 * since the Segment and its Clusters have an <a
 * href="https://www.rfc-editor.org/rfc/rfc8794#section-6.2">unknown size</a>.
 *
 * <p>Not thread-safe.
 */
final class MatroskaWriter {

    /** What a timestamp counts: a tenth of a millisecond, five samples. */
    private static final long TIMESTAMP_SCALE_NANOS = 100_000;

    /** In timestamps; a block's own, relative to its cluster's, has 16 bits. */
    private static final long CLUSTER_LENGTH = 10_000;

    private static final long UNKNOWN_SIZE = 0x01FF_FFFF_FFFF_FFFFL;

    private static final int VIDEO_TRACK = 1;
    private static final int AUDIO_TRACK = 2;

    private static final int KEY_FRAME = 0x80;

    private final OutputStream out;
    private final byte[] chunk = new byte[64 * 1024];
    private long clusterTimestamp = -2 * CLUSTER_LENGTH;

    /** Writes to a stream that this does not close. */
    MatroskaWriter(OutputStream out) {
        this.out = out;
    }

    /**
     * Writes what comes before the first block, and has to be called first.
     *
     * @param canvas the size of the pictures, or null if there are none
     * @param withSound if there is sound: 48 kHz, mono, 16 bit
     */
    void writeHeader(Canvas canvas, boolean withSound) throws IOException {
        Element ebml =
                new Element()
                        .unsigned(0x4286, 1) // EBMLVersion
                        .unsigned(0x42F7, 1) // EBMLReadVersion
                        .unsigned(0x42F2, 4) // EBMLMaxIDLength
                        .unsigned(0x42F3, 8) // EBMLMaxSizeLength
                        .string(0x4282, "matroska") // DocType
                        .unsigned(0x4287, 4) // DocTypeVersion
                        .unsigned(0x4285, 2); // DocTypeReadVersion
        Element info =
                new Element()
                        .unsigned(0x2AD7B1, TIMESTAMP_SCALE_NANOS) // TimestampScale
                        .string(0x4D80, "MatroskaWriter") // MuxingApp
                        .string(0x5741, "MatroskaWriter"); // WritingApp
        Element tracks = new Element();
        if (canvas != null) {
            tracks.element(0xAE, video(canvas)); // TrackEntry
        }
        if (withSound) {
            tracks.element(0xAE, audio());
        }
        Element header =
                new Element()
                        .element(0x1A45DFA3, ebml) // EBML
                        .startOfUnknownSize(0x18538067) // Segment
                        .element(0x1549A966, info) // Info
                        .element(0x1654AE6B, tracks); // Tracks
        header.writeTo(out);
        out.flush();
    }

    private static Element video(Canvas canvas) {
        Element colour =
                new Element()
                        .unsigned(0x55B1, 6) // MatrixCoefficients: BT.601
                        .unsigned(0x55B9, 1) // Range: broadcast
                        .unsigned(0x55BA, 6) // TransferCharacteristics: BT.601
                        .unsigned(0x55BB, 6); // Primaries: BT.601, 525 lines
        Element video =
                new Element()
                        .unsigned(0xB0, canvas.width()) // PixelWidth
                        .unsigned(0xBA, canvas.height()) // PixelHeight
                        .string(0x2EB524, "I420") // UncompressedFourCC
                        .element(0x55B0, colour); // Colour
        return track(VIDEO_TRACK, 1, "V_UNCOMPRESSED")
                .unsigned(0x23E383, Duration.ofSeconds(1).toNanos() / 30) // DefaultDuration
                .element(0xE0, video); // Video
    }

    private static Element audio() {
        Element audio =
                new Element()
                        .floatingPoint(0xB5, 48_000) // SamplingFrequency
                        .unsigned(0x9F, 1) // Channels
                        .unsigned(0x6264, 16); // BitDepth
        return track(AUDIO_TRACK, 2, "A_PCM/INT/LIT").element(0xE1, audio); // Audio
    }

    private static Element track(int number, int type, String codec) {
        return new Element()
                .unsigned(0xD7, number) // TrackNumber
                .unsigned(0x73C5, number) // TrackUID
                .unsigned(0x83, type) // TrackType
                .unsigned(0x9C, 0) // FlagLacing
                .string(0x86, codec); // CodecID
    }

    /**
     * Writes a picture.
     *
     * @param time in nanoseconds, not negative
     * @param i420 its planes, from position to limit, which stay as they are
     */
    void writePicture(long time, ByteBuffer i420) throws IOException {
        writeBlock(VIDEO_TRACK, time, i420.duplicate());
    }

    /**
     * Writes sound.
     *
     * @param time of its first sample, in nanoseconds, not negative
     * @param samples little-endian
     */
    void writeSound(long time, ByteBuffer samples) throws IOException {
        writeBlock(AUDIO_TRACK, time, samples.duplicate());
    }

    private void writeBlock(int track, long time, ByteBuffer data) throws IOException {
        long timestamp = time / TIMESTAMP_SCALE_NANOS;
        if (Math.abs(timestamp - clusterTimestamp) > CLUSTER_LENGTH) {
            clusterTimestamp = timestamp;
            new Element()
                    .startOfUnknownSize(0x1F43B675) // Cluster
                    .unsigned(0xE7, timestamp) // Timestamp
                    .writeTo(out);
        }
        int relative = (int) (timestamp - clusterTimestamp);
        new Element()
                .start(0xA3, 4 + data.remaining()) // SimpleBlock
                .raw(0x80 | track, 1)
                .raw(relative & 0xFFFF, 2)
                .raw(KEY_FRAME, 1)
                .writeTo(out);
        while (data.hasRemaining()) {
            int length = Math.min(chunk.length, data.remaining());
            data.get(chunk, 0, length);
            out.write(chunk, 0, length);
        }
        out.flush();
    }

    /** What is in an element, or several elements one after the other. */
    private static final class Element {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Element raw(long value, int length) {
            for (int i = length - 1; i >= 0; i--) {
                bytes.write((int) (value >>> 8 * i));
            }
            return this;
        }

        private Element id(int id) {
            return raw(id & 0xFFFF_FFFFL, 4 - Integer.numberOfLeadingZeros(id) / 8);
        }

        /** A size may be written longer than need be: here always with eight bytes. */
        Element start(int id, long size) {
            return id(id).raw(1L << 56 | size, 8);
        }

        Element startOfUnknownSize(int id) {
            return id(id).raw(UNKNOWN_SIZE, 8);
        }

        Element unsigned(int id, long value) {
            return start(id, 8).raw(value, 8);
        }

        Element floatingPoint(int id, double value) {
            return start(id, 8).raw(Double.doubleToLongBits(value), 8);
        }

        Element string(int id, String value) {
            byte[] ascii = value.getBytes(StandardCharsets.US_ASCII);
            start(id, ascii.length);
            bytes.writeBytes(ascii);
            return this;
        }

        Element element(int id, Element content) {
            start(id, content.bytes.size());
            bytes.writeBytes(content.bytes.toByteArray());
            return this;
        }

        void writeTo(OutputStream out) throws IOException {
            bytes.writeTo(out);
        }
    }
}
