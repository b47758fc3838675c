package org.webrtcexamples.media.recording;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Another's reader finds what was written. */
class MatroskaWriterTest {

    private static final long MILLI = 1_000_000;

    @TempDir Path folder;

    private static ByteBuffer sound() {
        ByteBuffer sound = ByteBuffer.allocate(960).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 480; i++) {
            sound.putShort((short) (i * 61));
        }
        return sound.flip();
    }

    @Test
    void picturesAndSoundHaveTheirTimesAndContents() throws Exception {
        Path file = folder.resolve("it.mkv");
        ByteBuffer picture = ByteBuffer.allocateDirect(16 * 8 * 3 / 2);
        for (int i = 0; i < picture.capacity(); i++) {
            picture.put(i, (byte) (16 + i));
        }
        try (OutputStream out = Files.newOutputStream(file)) {
            MatroskaWriter writer = new MatroskaWriter(out);
            writer.writeHeader(new Canvas(16, 8), true);
            writer.writePicture(0, picture);
            writer.writeSound(1_234_567, sound());
            writer.writePicture(900 * MILLI, picture);
            // Of an earlier time than the one before, and much later ones: each as it is.
            writer.writeSound(800 * MILLI, sound());
            writer.writePicture(700_000 * MILLI, picture);
            writer.writeSound(699_800 * MILLI, sound());
            writer.writePicture(36_000_000 * MILLI, picture);
        }
        Map<String, String> probed = MediaFiles.probe(file);
        assertEquals("rawvideo", probed.get("0.codec_name"));
        assertEquals("16", probed.get("0.width"));
        assertEquals("8", probed.get("0.height"));
        assertEquals("smpte170m", probed.get("0.color_space"));
        assertEquals("pcm_s16le", probed.get("1.codec_name"));
        assertEquals(List.of(0.0, 0.9, 700.0, 36_000.0), MediaFiles.times(file, "v"));
        assertEquals(List.of(0.0012, 0.8, 699.8), MediaFiles.times(file, "a"));
        byte[] luma = new byte[16 * 8];
        picture.get(0, luma);
        for (byte[] read : MediaFiles.pictures(file, 16, 8)) {
            assertArrayEquals(luma, read);
        }
        short[] samples = MediaFiles.sound(file);
        for (int i = 0; i < 3 * 480; i++) {
            assertEquals((short) (i % 480 * 61), samples[i]);
        }
    }

    @Test
    void oneTrackIsEnough() throws Exception {
        Path file = folder.resolve("it.mkv");
        try (OutputStream out = Files.newOutputStream(file)) {
            MatroskaWriter writer = new MatroskaWriter(out);
            writer.writeHeader(null, true);
            writer.writeSound(0, sound());
        }
        assertEquals("pcm_s16le", MediaFiles.probe(file).get("0.codec_name"));
        assertEquals(List.of(0.0), MediaFiles.times(file, "a"));
    }
}
