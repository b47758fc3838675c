package org.webrtcexamples.media.recording;

import org.webrtcexamples.peer.Codec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes a live <a href="https://www.rfc-editor.org/rfc/rfc9559">Matroska</a> stream of encoded
 * frames, each with its own time: what is written at once can be read at once, since the Segment
 * and its Clusters have an <a href="https://www.rfc-editor.org/rfc/rfc8794#section-6.2">unknown
 * size</a>.
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

    /** A decoder of Opus gives as many as it is asked for, whatever was sent. */
    private static final int CHANNELS = 2;

    private final OutputStream out;
    private long clusterTimestamp = -2 * CLUSTER_LENGTH;

    /** Writes to a stream that this does not close. */
    MatroskaWriter(OutputStream out) {
        this.out = out;
    }

    /**
     * Writes what comes before the first block, and has to be called first.
     *
     * @param video how the video is encoded, or null if there is none
     * @param canvas the size that is told of it; its frames may have others
     * @param withAudio whether there is audio in Opus
     */
    void writeHeader(Codec video, Canvas canvas, boolean withAudio) throws IOException {
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
        if (video != null) {
            tracks.element(0xAE, video(video, canvas)); // TrackEntry
        }
        if (withAudio) {
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

    private static Element video(Codec codec, Canvas canvas) {
        Element video =
                new Element()
                        .unsigned(0xB0, canvas.width()) // PixelWidth
                        .unsigned(0xBA, canvas.height()); // PixelHeight
        return track(VIDEO_TRACK, 1, codec == Codec.VP8 ? "V_VP8" : "V_MPEG4/ISO/AVC")
                .element(0xE0, video); // Video
    }

    /** The header of Opus, <a href="https://www.rfc-editor.org/rfc/rfc7845#section-5.1">5.1</a>. */
    private static Element audio() {
        Element head =
                new Element()
                        .ascii("OpusHead")
                        .raw(1, 1) // version
                        .raw(CHANNELS, 1)
                        .raw(0, 2) // pre-skip
                        .raw(0x80BB0000L, 4) // 48,000 Hz, little-endian
                        .raw(0, 3); // gain, mapping family
        Element audio =
                new Element()
                        .floatingPoint(0xB5, 48_000) // SamplingFrequency
                        .unsigned(0x9F, CHANNELS); // Channels
        return track(AUDIO_TRACK, 2, "A_OPUS")
                .element(0x63A2, head) // CodecPrivate
                .element(0xE1, audio); // Audio
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
     * Writes a frame of video, or a packet of audio.
     *
     * @param time in nanoseconds, not negative
     */
    void write(Codec codec, long time, boolean keyFrame, byte[] data) throws IOException {
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
                .start(0xA3, 4 + data.length) // SimpleBlock
                .raw(0x80 | (codec.isVideo() ? VIDEO_TRACK : AUDIO_TRACK), 1)
                .raw(relative & 0xFFFF, 2)
                .raw(keyFrame ? KEY_FRAME : 0, 1)
                .writeTo(out);
        out.write(data);
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
            return start(id, value.length()).ascii(value);
        }

        Element ascii(String value) {
            bytes.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
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
