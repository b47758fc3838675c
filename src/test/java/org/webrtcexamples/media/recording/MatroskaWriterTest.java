package org.webrtcexamples.media.recording;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.webrtcexamples.peer.Codec;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Another's reader finds what was written. */
class MatroskaWriterTest {

    private static final long MILLI = 1_000_000;

    @TempDir Path folder;

    @Test
    void framesHaveTheirTimesAndContents() throws Exception {
        Path file = folder.resolve("it.mkv");
        byte[] picture = EncodedSamples.video(Codec.VP8, 64, 48, 0);
        try (OutputStream out = Files.newOutputStream(file)) {
            MatroskaWriter writer = new MatroskaWriter(out);
            writer.writeHeader(Codec.VP8, new Canvas(64, 48), true);
            writer.write(Codec.VP8, 0, true, picture);
            writer.write(Codec.OPUS, 1_234_567, true, EncodedSamples.tone(0));
            writer.write(Codec.VP8, 900 * MILLI, true, picture);
            // Of an earlier time than the one before, and much later ones: each as it is.
            writer.write(Codec.OPUS, 800 * MILLI, true, EncodedSamples.tone(1));
            writer.write(Codec.VP8, 700_000 * MILLI, true, picture);
            writer.write(Codec.OPUS, 699_800 * MILLI, true, EncodedSamples.tone(2));
            writer.write(Codec.VP8, 36_000_000 * MILLI, true, picture);
        }
        Map<String, String> probed = MediaFiles.probe(file);
        assertEquals("vp8", probed.get("0.codec_name"));
        assertEquals("64", probed.get("0.width"));
        assertEquals("48", probed.get("0.height"));
        assertEquals("opus", probed.get("1.codec_name"));
        assertEquals(List.of(0.0, 0.9, 700.0, 36_000.0), MediaFiles.times(file, "v"));
        assertEquals(List.of(0.0012, 0.8, 699.8), MediaFiles.times(file, "a"));
        assertEquals(4, MediaFiles.pictures(file, 64, 48).size());
        for (byte[] read : MediaFiles.pictures(file, 64, 48)) {
            assertEquals(60, read[24 * 64 + 40] & 0xFF, 3);
        }
        assertEquals(3 * EncodedSamples.PACKET_LENGTH, MediaFiles.sound(file).length);
    }

    private Path oneFiller(Codec codec) throws Exception {
        Path file = folder.resolve("it.mkv");
        boolean video = codec.isVideo();
        try (OutputStream out = Files.newOutputStream(file)) {
            MatroskaWriter writer = new MatroskaWriter(out);
            writer.writeHeader(video ? codec : null, video ? new Canvas(16, 16) : null, !video);
            writer.write(codec, 0, true, Filler.of(codec));
        }
        return file;
    }

    @ParameterizedTest
    @EnumSource
    void oneTrackIsEnough(Codec codec) throws Exception {
        Path file = oneFiller(codec);
        assertEquals(
                codec.name().toLowerCase(Locale.ROOT), MediaFiles.probe(file).get("0.codec_name"));
        assertEquals(List.of(0.0), MediaFiles.times(file, codec.isVideo() ? "v" : "a"));
    }

    @ParameterizedTest
    @EnumSource
    void aFillerIsBlackOrSilent(Codec codec) throws Exception {
        Path file = oneFiller(codec);
        if (codec.isVideo()) {
            assertEquals(16, MediaFiles.pictures(file, 2, 2).get(0)[0] & 0xFF, 2);
        } else {
            assertArrayEquals(new short[EncodedSamples.PACKET_LENGTH], MediaFiles.sound(file));
        }
    }
}
