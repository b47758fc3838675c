package org.webrtcexamples.media.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;

class Mp4InfoTest {

    @TempDir private static Path folder;

    private static byte[] finished;
    private static byte[] fragmented;

    @BeforeAll
    static void makeFiles() throws Exception {
        finished =
                Files.readAllBytes(Mp4Files.finished(folder.resolve("finished.mp4"), 3, 320, 240));
        fragmented =
                Files.readAllBytes(
                        Mp4Files.fragmented(folder.resolve("fragmented.mp4"), 3, 320, 240));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-movflags +faststart", ""})
    void tellsDurationAndSizeWithTheIndexAtTheBeginningAndAtTheEnd(String options)
            throws Exception {
        Path file = Mp4Files.make(folder.resolve("a.mp4"), Mp4Files.picture(642, 482), 3, options);

        Mp4Info info = Mp4Info.read(file).orElseThrow();

        assertNear(3000, 60, info.duration());
        assertEquals(642, info.width());
        assertEquals(482, info.height());
    }

    @Test
    void soundAloneHasNoSize() throws Exception {
        Mp4Info info =
                Mp4Info.read(Mp4Files.make(folder.resolve("sound.mp4"), "", 2, "")).orElseThrow();

        assertNear(2000, 60, info.duration());
        assertEquals(0, info.width());
        assertEquals(0, info.height());
    }

    @Test
    void anUnfinishedOneLastsToTheBeginningOfItsLastFragment() throws IOException {
        Mp4Info info = info(fragmented).orElseThrow();

        assertNear(2600, 400, info.duration());
        assertEquals(320, info.width());
        assertEquals(240, info.height());
    }

    @Test
    void anUnfinishedOneThatIsCutOffLastsToWhereItIsCut() throws IOException {
        Mp4Info half = info(Arrays.copyOf(fragmented, fragmented.length / 2)).orElseThrow();

        assertNear(1300, 500, half.duration());
        assertEquals(320, half.width());
    }

    @Test
    void aTimescaleAndLengthsOf64BitsAreRead() throws IOException {
        ByteBuffer movie = ByteBuffer.allocate(112).put((byte) 1);
        movie.putInt(20, 90_000).putLong(24, 90_000L * 100_000);
        ByteBuffer track = ByteBuffer.allocate(96).put((byte) 1);
        track.putInt(20, 7).putInt(88, 1280 << 16).putInt(92, 720 << 16);
        ByteBuffer media = ByteBuffer.allocate(36).put((byte) 1);
        media.putInt(20, 90_000);
        byte[] trak =
                box(
                        "trak",
                        join(box("tkhd", track.array()), box("mdia", box("mdhd", media.array()))));

        Optional<Mp4Info> info =
                info(
                        join(
                                largeBox("free", new byte[5]),
                                largeBox("moov", join(box("mvhd", movie.array()), trak))));

        assertEquals(Optional.of(new Mp4Info(Duration.ofSeconds(100_000), 1280, 720)), info);
    }

    @Test
    void whatHasNoMediaInItIsNothing() throws IOException {
        assertEquals(Optional.empty(), info(new byte[0]));
        assertEquals(Optional.empty(), info(new byte[10_000]));
        assertEquals(
                Optional.empty(), info("This is no MP4 at all.".getBytes(StandardCharsets.UTF_8)));
        assertEquals(Optional.empty(), info(Arrays.copyOf(finished, 40)));
        int firstFragment = new String(fragmented, StandardCharsets.ISO_8859_1).indexOf("moof") - 4;
        assertEquals(Optional.empty(), info(Arrays.copyOf(fragmented, firstFragment)));
        assertTrue(info(Arrays.copyOf(fragmented, firstFragment + 4096)).isPresent());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF})
    void aSizeThatCannotBeEndsNothingButTheReading(int size) throws IOException {
        byte[] bytes =
                ByteBuffer.allocate(64)
                        .putInt(size)
                        .put("moov".getBytes(StandardCharsets.US_ASCII))
                        .putLong(Long.MAX_VALUE)
                        .array();

        assertEquals(Optional.empty(), info(bytes));
        assertEquals(Optional.empty(), info(join(box("moov", bytes), bytes)));
    }

    @Test
    void whateverIsInTheFileIsReadWithoutFailing() throws IOException {
        Random random = new Random(5);
        int read = 0;
        for (int round = 0; round < 3000; round++) {
            byte[] original = round % 2 == 0 ? finished : fragmented;
            byte[] bytes = Arrays.copyOf(original, 1 + random.nextInt(original.length));
            for (int i = random.nextInt(20); i > 0; i--) {
                int position =
                        random.nextInt(
                                random.nextBoolean() ? Math.min(2000, bytes.length) : bytes.length);
                bytes[position] = (byte) random.nextInt();
            }
            Optional<Mp4Info> info = info(bytes);
            read += info.isPresent() ? 1 : 0;
            info.ifPresent(
                    known -> {
                        assertTrue(!known.duration().isNegative(), known.toString());
                        assertTrue(known.width() >= 0 && known.height() >= 0, known.toString());
                    });
        }
        assertTrue(read > 300, read + " were read");
    }

    @Test
    void aFileOfNothingButSmallBoxesTakesNoTime() throws IOException {
        byte[] bytes = new byte[16 << 20];
        ByteBuffer boxes = ByteBuffer.wrap(bytes);
        while (boxes.hasRemaining()) {
            boxes.putInt(8).putInt(0x66726565);
        }

        assertTimeout(Duration.ofSeconds(5), () -> assertEquals(Optional.empty(), info(bytes)));
    }

    private static Optional<Mp4Info> info(byte[] bytes) throws IOException {
        return Mp4Info.read(Files.write(folder.resolve("any.mp4"), bytes));
    }

    private static byte[] box(String type, byte[] content) {
        return ByteBuffer.allocate(8 + content.length)
                .putInt(8 + content.length)
                .put(type.getBytes(StandardCharsets.US_ASCII))
                .put(content)
                .array();
    }

    private static byte[] largeBox(String type, byte[] content) {
        return ByteBuffer.allocate(16 + content.length)
                .putInt(1)
                .put(type.getBytes(StandardCharsets.US_ASCII))
                .putLong(16 + content.length)
                .put(content)
                .array();
    }

    private static byte[] join(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
    }

    private static void assertNear(long millis, long tolerance, Duration duration) {
        assertTrue(
                Math.abs(duration.toMillis() - millis) <= tolerance,
                duration + " is not within " + tolerance + " ms of " + millis + " ms");
    }
}
