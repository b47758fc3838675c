package org.webrtcexamples.peer.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Random;

/**
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6184#section-5.6">RFC 6184, section 5.6</a>
 */
@Timeout(60)
class H264DepacketizerTest {

    private static final String SPS = "6742c0168c680a02f7970101e1108d40";
    private static final String LARGER_SPS = "6742c01f8c6805005bb0101e1108d4";
    private static final String PPS = "68ce3c80";

    private final Depacketizer depacketizer = new H264Depacketizer();

    private boolean add(String hex) {
        return depacketizer.add(Bytes.of(hex));
    }

    private void assertTakes(String hex) {
        assertArrayEquals(Bytes.of(hex), depacketizer.take());
    }

    private Depacketizer.Size takeSize() {
        return depacketizer.keyFrameSize(depacketizer.take());
    }

    /** An aggregation of units. */
    private static String aggregation(String... units) {
        StringBuilder payload = new StringBuilder("78");
        for (String unit : units) {
            payload.append("%04x".formatted(Bytes.of(unit).length)).append(unit);
        }
        return payload.toString();
    }

    @Test
    void givesASingleUnitAStartCode() {
        assertTrue(add("61 9a0102"));
        assertTakes("00000001 61 9a0102");
    }

    @Test
    void takesParametersInPacketsOfTheirOwn() {
        assertTrue(add(SPS));
        assertTrue(add(PPS));
        assertTrue(add("65 8880"));
        assertTakes("00000001" + SPS + "00000001" + PPS + "00000001 65 8880");
    }

    @Test
    void putsSeveralSlicesTogether() {
        assertTrue(add("61 9a01"));
        assertTrue(add("61 5a02"));
        assertTrue(add("7c 81 03"));
        assertTrue(add("7c 41 04"));
        assertTakes("00000001 61 9a01 00000001 61 5a02 00000001 61 0304");
    }

    @Test
    void takesAggregationsApart() {
        assertTrue(add(aggregation(SPS, PPS, "65 8880")));
        assertTakes("00000001" + SPS + "00000001" + PPS + "00000001 65 8880");
    }

    @Test
    void anAggregationMayHaveOneUnit() {
        assertTrue(add(aggregation("09f0")));
        assertTakes("00000001 09f0");
    }

    @Test
    void makesOneUnitOfFragments() {
        assertTrue(add("7c 85 a0a1"));
        assertTrue(add("7c 05 a2"));
        assertTrue(add("7c 05 a3"));
        assertTrue(add("7c 45 a4"));
        assertTakes("00000001 65 a0a1a2a3a4");
    }

    /** The importance is that of the first fragment: the header of the unit is made of it. */
    @Test
    void keepsTheImportanceOfAFragmentedUnit() {
        assertTrue(add("1c 81 a0"));
        assertTrue(add("1c 41 a1"));
        assertTakes("00000001 01 a0a1");
    }

    @Test
    void goesOnAfterAFragmentedUnit() {
        assertTrue(add(aggregation(SPS, PPS)));
        assertTrue(add("7c 85 a0"));
        assertTrue(add("7c 45 a1"));
        assertTrue(add("7c 85 b0"));
        assertTrue(add("7c 45 b1"));
        assertTrue(add("65 c0"));
        assertTakes(
                "00000001"
                        + SPS
                        + "00000001"
                        + PPS
                        + "00000001 65 a0a1 00000001 65 b0b1 00000001 65 c0");
    }

    @Test
    void aFrameWhoseLastFragmentIsMissingIsNone() {
        assertTrue(add("61 9a01"));
        assertTrue(add("7c 81 a0"));
        assertTrue(add("7c 01 a1"));
        assertTakes("");
        assertTrue(add("61 9a02"));
        assertTakes("00000001 61 9a02");
    }

    @ParameterizedTest
    @CsvSource({
        "a later fragment, 7c 05 a1",
        "the last fragment, 7c 45 a1",
        "an empty payload, ''",
        "a header without a unit, 65",
        "a fragment without a header, 7c",
        "a unit of type 0, 60 01",
        "STAP-B, 79 0000 0002 6588",
        "MTAP16, 7a 0000 0002 6588",
        "MTAP24, 7b 0000 0002 6588",
        "FU-B, 7d 85 0000 88",
        "type 30, 7e 01",
        "type 31, 7f 01",
        "an empty aggregation, 78",
        "an aggregation that ends within a length, 78 00",
        "an aggregation that ends behind a length, 78 0002",
        "an aggregation whose unit is cut off, 78 0003 6588",
        "an aggregation whose second unit is cut off, 78 0002 6588 0003 6588",
        "an aggregation with an empty unit, 78 0002 6588 0000 0002 6588",
        "an aggregation that ends with an empty unit, 78 0002 6588 0000",
        "an aggregation with something behind it, 78 0002 6588 00",
        "an aggregation within an aggregation, 78 0005 78 0002 6588",
        "a fragment within an aggregation, 78 0003 7c85a0"
    })
    void refuses(String what, String payload) {
        assertFalse(add(payload), what);
        depacketizer.clear();
        assertTrue(add("61 9a"), what);
        assertFalse(add(payload), what);
    }

    @ParameterizedTest
    @CsvSource({
        "the beginning of another unit, 7c 85 b0",
        "a unit that is whole, 65 b0",
        "an aggregation, 78 0002 65b0"
    })
    void refusesBetweenFragments(String what, String payload) {
        assertTrue(add("7c 85 a0"), what);
        assertFalse(add(payload), what);
        depacketizer.clear();
        assertTrue(add(payload), what);
    }

    @Test
    void tellsTheSizeOfAKeyFrame() {
        add(SPS);
        add(PPS);
        add("65 88");
        assertEquals(new Depacketizer.Size(640, 360), takeSize());
        add(aggregation(LARGER_SPS, PPS, "65 88"));
        assertEquals(new Depacketizer.Size(1280, 720), takeSize());
        add(aggregation(SPS, PPS));
        add("7c 85 88");
        add("7c 45 88");
        assertEquals(new Depacketizer.Size(640, 360), takeSize());
    }

    @Test
    void aKeyFrameWithoutParametersHasTheSizeOfTheOneBefore() {
        add(aggregation(SPS, PPS, "65 88"));
        depacketizer.take();
        add("65 88");
        assertEquals(new Depacketizer.Size(640, 360), takeSize());
    }

    @Test
    void othersAreNoKeyFrames() {
        add(aggregation(SPS, PPS, "65 88"));
        depacketizer.take();
        add("61 9a");
        assertNull(takeSize(), "a slice of another picture");
        add(SPS);
        assertNull(takeSize(), "parameters alone");
        add("65 88");
        depacketizer.clear();
        add("61 9a");
        assertNull(takeSize(), "the one that follows a frame that was dropped");
    }

    @Test
    void aKeyFrameWhoseParametersCannotBeReadHasNoSize() {
        add(aggregation("6742c0", PPS, "65 88"));
        assertNull(takeSize());
    }

    @Test
    void aFrameHasAtMost4Mebibytes() {
        byte[] payload = new byte[1024];
        payload[0] = 0x61;
        int added = 0;
        while (depacketizer.add(payload)) {
            added++;
            assertTrue(added < 4 * 1024, "has an end");
        }
        int length = depacketizer.take().length;
        assertEquals(added * (4 + 1024), length);
        assertTrue(length > 4 * 1024 * 1024 - 2 * 1024, length + " bytes");
        assertTrue(add("61 9a"));
    }

    @Test
    void randomPayloadsNeverThrow() {
        Random random = new Random(4);
        byte[] types = Bytes.of("65677c785c61");
        int taken = 0;
        for (int round = 0; round < 300_000; round++) {
            byte[] payload = new byte[random.nextInt(20)];
            random.nextBytes(payload);
            if (payload.length > 0 && random.nextInt(8) > 0) {
                payload[0] = types[random.nextInt(types.length)];
            }
            if (payload.length > 2 && random.nextBoolean()) {
                payload[1] = 0;
                payload[2] = (byte) random.nextInt(payload.length);
            }
            if (!depacketizer.add(payload)) {
                depacketizer.clear();
            } else if (random.nextInt(4) == 0) {
                byte[] data = depacketizer.take();
                depacketizer.keyFrameSize(data);
                taken += data.length > 0 ? 1 : 0;
            }
        }
        assertTrue(taken > 1_000, taken + " frames");
    }
}
