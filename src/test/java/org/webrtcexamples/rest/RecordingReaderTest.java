package org.webrtcexamples.rest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

class RecordingReaderTest {

    private static final int SIZE = 5 * RecordingReader.PIECE;

    private final ScriptedOutput output = new ScriptedOutput();
    private final List<RecordingReader> ends = new ArrayList<>();
    private final byte[] bytes = new byte[SIZE];

    @TempDir private Path folder;

    private Path path;
    private FileChannel file;

    @BeforeEach
    void record() throws IOException {
        new Random(1).nextBytes(bytes);
        path = Files.write(folder.resolve("recording"), bytes);
        file = FileChannel.open(path, StandardOpenOption.READ);
    }

    private RecordingReader begin(long first, long length) throws IOException {
        ByteRange range = new ByteRange(first, length);
        RecordingReader reader = new RecordingReader(file, range, output, ends::add);
        reader.begin();
        assertEquals(0, output.written().length);
        output.takesMore();
        return reader;
    }

    private void assertEnded(RecordingReader reader) {
        assertEquals(List.of(reader), ends);
        assertFalse(file.isOpen());
    }

    @Test
    void getsTheWholeFileAndEnds() throws IOException {
        RecordingReader reader = begin(0, SIZE);
        assertArrayEquals(bytes, output.written());
        assertEnded(reader);
    }

    @Test
    void getsItsRangeAndNothingElse() throws IOException {
        int first = 1000;
        int last = 2 * RecordingReader.PIECE + 7;
        RecordingReader reader = begin(first, last - first);
        assertArrayEquals(Arrays.copyOfRange(bytes, first, last), output.written());
        assertEnded(reader);
    }

    @Test
    void getsAPieceEachTimeItTakesMore() throws IOException {
        output.capacity = 1;
        RecordingReader reader = begin(0, SIZE);
        for (int taken = RecordingReader.PIECE; taken <= SIZE; taken += RecordingReader.PIECE) {
            assertArrayEquals(Arrays.copyOf(bytes, taken), output.written());
            assertEquals(List.of(), ends);
            output.takesMore();
        }
        assertArrayEquals(bytes, output.written());
        assertEnded(reader);
    }

    @Test
    void whoTakesNothingIsDroppedAtTheFifthBeat() throws IOException {
        output.capacity = 1;
        RecordingReader reader = begin(0, SIZE);
        for (int beat = 0; beat < RecordingReader.MAX_BEATS; beat++) {
            reader.beat();
        }
        assertEquals(List.of(), ends);
        assertTrue(file.isOpen());
        reader.beat();
        assertEnded(reader);
        assertEquals(RecordingReader.PIECE, output.written().length);
    }

    @Test
    void whoIsSlowButTakesSomethingStays() throws IOException {
        output.capacity = 1;
        RecordingReader reader = begin(0, SIZE);
        for (int piece = 1; piece < 5; piece++) {
            for (int beat = 0; beat < RecordingReader.MAX_BEATS; beat++) {
                reader.beat();
            }
            output.takesMore();
        }
        assertEquals(List.of(), ends);
        assertArrayEquals(bytes, output.written());
    }

    @Test
    void whoHasGoneIsDroppedOnce() throws IOException {
        output.capacity = 1;
        RecordingReader reader = begin(0, SIZE);
        output.gone = true;
        output.takesMore();
        assertEnded(reader);
        output.fails(new IOException("late"));
        reader.end();
        assertEnded(reader);
    }

    @Test
    void whoGoesWhileItIsNotReadyIsDropped() throws IOException {
        output.capacity = 1;
        RecordingReader reader = begin(0, SIZE);
        output.fails(new IOException("gone"));
        assertEnded(reader);
    }

    @Test
    void endsWithAFileThatHasBecomeShorter() throws IOException {
        output.capacity = 1;
        RecordingReader reader = begin(0, SIZE);
        try (FileChannel other = FileChannel.open(path, StandardOpenOption.WRITE)) {
            other.truncate(RecordingReader.PIECE);
        }
        output.takesMore();
        assertEquals(RecordingReader.PIECE, output.written().length);
        assertEnded(reader);
    }

    @Test
    void getsAFileToTheEndThatIsDeletedMeanwhile() throws IOException {
        output.capacity = 1;
        RecordingReader reader = begin(0, SIZE);
        Files.delete(path);
        output.capacity = SIZE;
        output.takesMore();
        output.takesMore();
        assertArrayEquals(bytes, output.written());
        assertEnded(reader);
    }
}
