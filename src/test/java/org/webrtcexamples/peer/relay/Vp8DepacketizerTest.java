package org.webrtcexamples.peer.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7741#section-4.2">RFC 7741, section 4.2</a>
 */
class Vp8DepacketizerTest {

    private final Depacketizer depacketizer = new Vp8Depacketizer();

    private boolean add(String hex) {
        return depacketizer.add(Bytes.of(hex));
    }

    private Depacketizer.Size size(String hex) {
        return depacketizer.keyFrameSize(Bytes.of(hex));
    }

    @ParameterizedTest
    @CsvSource({
        "without an extension, 10",
        "not to be used as a reference, 30",
        "with an empty extension, 90 00",
        "with a picture id of 7 bits, 90 80 7f",
        "with a picture id of 15 bits, 90 80 ffff",
        "with TL0PICIDX, 90 40 01",
        "with TID, 90 20 41",
        "with KEYIDX, 90 10 41",
        "with TID and KEYIDX in one byte, 90 30 41",
        "with a short picture id and TL0PICIDX, 90 c0 7f 01",
        "with all of it, 90 f0 8001 01 41"
    })
    void leavesOutTheDescriptor(String what, String descriptor) {
        assertTrue(add(descriptor + "d0d1d2"), what);
        assertTrue(add(descriptor.replace('9', '8') + "d3"), what);
        assertArrayEquals(Bytes.of("d0d1d2d3"), depacketizer.take(), what);
    }

    @Test
    void putsPartitionsTogether() {
        assertTrue(add("10 a0a1"));
        assertTrue(add("00 a2"));
        assertTrue(add("11 b0"));
        assertTrue(add("01 b1b2"));
        assertTrue(add("12 c0"));
        assertArrayEquals(Bytes.of("a0a1a2b0b1b2c0"), depacketizer.take());
    }

    @Test
    void beginsAnewWithEachFrame() {
        assertTrue(add("10 a0"));
        assertArrayEquals(Bytes.of("a0"), depacketizer.take());
        assertTrue(add("10 b0"));
        depacketizer.clear();
        assertTrue(add("10 c0"));
        assertArrayEquals(Bytes.of("c0"), depacketizer.take());
        assertEquals(0, depacketizer.take().length);
    }

    @ParameterizedTest
    @CsvSource({
        "what goes on with a partition, 00 a0",
        "the beginning of another partition, 11 a0",
        "what goes on with another partition, 01 a0"
    })
    void doesNotBeginWith(String what, String payload) {
        assertFalse(add(payload), what);
        assertEquals(0, depacketizer.take().length, what);
    }

    @ParameterizedTest
    @CsvSource({
        "an empty payload, ''",
        "a descriptor alone, 10",
        "a descriptor whose extension is cut off, 90",
        "a descriptor whose picture id is cut off, 90 80",
        "a descriptor whose long picture id is cut off, 90 80 80",
        "a descriptor that ends with TL0PICIDX, 90 40 00",
        "a descriptor with all of it and nothing more, 90 f0 8001 01 41"
    })
    void refuses(String what, String payload) {
        assertFalse(add(payload), what);
        assertTrue(add("10 a0"), what);
        assertFalse(add(payload), what);
    }

    @ParameterizedTest
    @CsvSource({
        "500200 9d012a 8002 6801, 640, 360",
        "500200 9d012a 0005 d002, 1280, 720",
        "500200 9d012a 0100 0100, 1, 1",
        "500200 9d012a ff3f ff3f, 16383, 16383"
    })
    void readsTheSizeOfAKeyFrame(String data, int width, int height) {
        assertEquals(new Depacketizer.Size(width, height), size(data));
    }

    /** The two bits above tell a player to scale. */
    @Test
    void readsTheSizeBeforeItIsScaled() {
        assertEquals(new Depacketizer.Size(640, 360), size("500200 9d012a 8042 68c1 00"));
    }

    @ParameterizedTest
    @CsvSource({
        "an interframe, 510200 9d012a 8002 6801",
        "one that is cut off, 500200 9d012a 8002 68",
        "one without a width, 500200 9d012a 00c0 6801",
        "one without a height, 500200 9d012a 8002 0040",
        "nothing, ''"
    })
    void isNoKeyFrame(String what, String data) {
        assertNull(size(data), what);
    }

    @Test
    void aFrameHasAtMost4Mebibytes() {
        byte[] payload = new byte[1 + 1024];
        payload[0] = 0x10;
        for (int i = 0; i < 4 * 1024 - 1; i++) {
            assertTrue(depacketizer.add(payload), "KiB " + i);
        }
        assertFalse(depacketizer.add(payload), "with its descriptor it is more");
        assertEquals(4 * 1024 * 1024 - 1024, depacketizer.take().length);
        assertTrue(add("10 a0"));
    }
}
