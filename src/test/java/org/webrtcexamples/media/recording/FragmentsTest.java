package org.webrtcexamples.media.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

class FragmentsTest {

    @TempDir Path folder;

    private static byte[] boxes(String... types) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        for (String type : types) {
            out.writeInt(108);
            out.writeBytes(type);
            out.write(new byte[100]);
        }
        return bytes.toByteArray();
    }

    /** Of two fragments: the first ends at 432, the second at 648. */
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "5, 0",
        "110, 0",
        "320, 0",
        "431, 0",
        "432, 432",
        "435, 432",
        "440, 432",
        "540, 432",
        "550, 432",
        "647, 432",
        "648, 648",
        "650, 648",
        "756, 648"
    })
    void keepsWholeOnes(int length, int kept) throws IOException {
        byte[] whole = boxes("ftyp", "moov", "moof", "mdat", "moof", "mdat", "mfra");
        Path file = folder.resolve("file");
        Files.write(file, Arrays.copyOf(whole, length));
        assertEquals(kept, Fragments.keepWhole(file));
        assertEquals(kept, Files.size(file));
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "7", "-1"})
    void stopsWhereThereIsNoBox(int size) throws IOException {
        Path file = folder.resolve("file");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(boxes("ftyp", "moov", "moof", "mdat"));
        new DataOutputStream(bytes).writeInt(size);
        bytes.write(new byte[100]);
        Files.write(file, bytes.toByteArray());
        assertEquals(432, Fragments.keepWhole(file));
    }
}
