package org.webrtcexamples.peer.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.webrtcexamples.peer.Codec;

import java.util.Random;

class KeyFramesTest {

    /** Between other bytes, which would start a key frame of either codec. */
    private static boolean starts(Codec codec, String hex) {
        byte[] payload = Bytes.of(hex);
        byte[] data = Bytes.of("6565" + hex.replace(" ", "") + "0000");
        return KeyFrames.starts(codec, data, 2, payload.length);
    }

    @ParameterizedTest
    @CsvSource({
        "without an extension, 10 10 0200 9d012a 8002 e001",
        "not to be used as a reference, 30 10 0200 9d012a 8002 e001",
        "with an empty extension, 90 00 10 0200 9d012a",
        "with a picture id of 7 bits, 90 80 7f 10 0200 9d012a",
        "with a picture id of 15 bits, 90 80 ffff 10 0200 9d012a",
        "with TL0PICIDX, 90 40 01 10 0200 9d012a",
        "with TID, 90 20 41 10 0200 9d012a",
        "with KEYIDX, 90 10 41 10 0200 9d012a",
        "with both in one byte, 90 30 41 10 0200 9d012a",
        "with all of it, 90 f0 8001 01 41 10 0200 9d012a"
    })
    void knowsAVp8KeyFrame(String what, String hex) {
        assertTrue(starts(Codec.VP8, hex), what);
    }

    @ParameterizedTest
    @CsvSource({
        "an interframe, 10 11 0200",
        "an interframe behind all that may be there, 90 f0 8001 00 40 11 0200",
        "an interframe behind a short picture id, 90 80 00 11 0200",
        "what continues a partition, 00 10 0200",
        "the start of another partition, 11 10 0200",
        "the start of partition 4, 14 10 0200",
        "an empty payload, ''",
        "a descriptor alone, 10",
        "a descriptor whose extension is cut off, 90",
        "a descriptor whose picture id is cut off, 90 80",
        "a descriptor whose long picture id is cut off, 90 80 80",
        "a descriptor that ends with TL0PICIDX, 90 40 00"
    })
    void isNoVp8KeyFrame(String what, String hex) {
        assertFalse(starts(Codec.VP8, hex), what);
    }

    @ParameterizedTest
    @CsvSource({
        "a sequence parameter set, 67 42e01f",
        "one of little importance, 27 42e01f",
        "an aggregation that starts with one, 78 0003 6742e0 0002 68ce 0002 6588",
        "an aggregation that ends with one, 78 0002 09f0 0002 6742",
        "an aggregation with an empty unit before it, 78 0000 0002 6742"
    })
    void knowsAnH264KeyFrame(String what, String hex) {
        assertTrue(starts(Codec.H264, hex), what);
    }

    @ParameterizedTest
    @CsvSource({
        "a slice of another picture, 61 9a",
        "an IDR slice without its parameters, 65 8880",
        "the first fragment of an IDR slice, 7c 85 88",
        "an aggregation of an IDR slice without its parameters, 78 0002 68ce 0002 6588",
        "a picture parameter set, 68 ce",
        "an aggregation of others, 78 0002 68ce 0002 619a",
        "a later fragment of an IDR slice, 7c 05 88",
        "the last fragment of an IDR slice, 7c 45 88",
        "the first fragment of another slice, 7c 81 9a",
        "a fragment whose header is cut off, 7c",
        "an empty payload, ''",
        "an empty aggregation, 78",
        "an aggregation that ends within a size, 78 00",
        "an aggregation that ends behind a size, 78 0001",
        "an aggregation of a unit that is longer than it, 78 ffff 61",
        "an aggregation of empty units, 78 0000 0000 0000",
        "an aggregation of an empty unit and one whose size looks like one, 78 0000 0702 61"
    })
    void isNoH264KeyFrame(String what, String hex) {
        assertFalse(starts(Codec.H264, hex), what);
    }

    @ParameterizedTest
    @EnumSource
    void looksAtNothingBehindThePayload(Codec codec) {
        Random random = new Random(4);
        byte[] types = Bytes.of("65677c789010");
        for (int round = 0; round < 100_000; round++) {
            byte[] payload = new byte[random.nextInt(12)];
            random.nextBytes(payload);
            if (payload.length > 0 && random.nextBoolean()) {
                payload[0] = types[random.nextInt(types.length)];
            }
            byte[] data = new byte[payload.length + 8];
            random.nextBytes(data);
            System.arraycopy(payload, 0, data, 4, payload.length);
            assertEquals(
                    KeyFrames.starts(codec, payload, 0, payload.length),
                    KeyFrames.starts(codec, data, 4, payload.length));
        }
    }

    @ParameterizedTest
    @EnumSource
    void isNothingIfThereIsNothing(Codec codec) {
        assertFalse(KeyFrames.starts(codec, new byte[0], 0, 0));
    }

    @Test
    void isAboutTheCodecThatItIsTold() {
        assertTrue(starts(Codec.H264, "67 4280"));
        assertFalse(starts(Codec.VP8, "67 4280"));
    }
}
