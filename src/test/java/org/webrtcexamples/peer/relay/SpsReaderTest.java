package org.webrtcexamples.peer.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

/**
 * @see <a href="https://www.itu.int/rec/T-REC-H.264">ITU-T H.264, section 7.3.2.1.1</a>
 */
@Timeout(60)
class SpsReaderTest {

    private static final int HIGH = 100;
    private static final int BASELINE = 66;

    private static String size(byte[] sps) {
        Depacketizer.Size size = SpsReader.size(sps, 0, sps.length);
        return size == null ? "none" : size.width() + "x" + size.height();
    }

    /** Writes the fields of a sequence parameter set, and then what makes a NAL unit of it. */
    private static final class Sps {

        private final StringBuilder bits = new StringBuilder();

        /** Up to the field behind {@code seq_parameter_set_id}. */
        Sps(int profile) {
            bits(8, 0x67).bits(8, profile).bits(8, 0).bits(8, 31).unsigned(0);
        }

        Sps bits(int count, int value) {
            for (int i = count - 1; i >= 0; i--) {
                bits.append(value >> i & 1);
            }
            return this;
        }

        Sps unsigned(long value) {
            String code = Long.toBinaryString(value + 1);
            bits.append("0".repeat(code.length() - 1)).append(code);
            return this;
        }

        Sps signed(long value) {
            return unsigned(value > 0 ? 2 * value - 1 : -2 * value);
        }

        /** The format of chroma, 8 bits per sample, and no matrix of one's own. */
        Sps chroma(int format) {
            unsigned(format);
            if (format == 3) {
                bits(1, 0);
            }
            return unsigned(0).unsigned(0).bits(1, 0).bits(1, 0);
        }

        /** The length of frame numbers, an order of type 2, four references, no gaps. */
        Sps order() {
            return unsigned(0).unsigned(2).unsigned(4).bits(1, 0);
        }

        Sps macroblocks(int width, int height) {
            return unsigned(width - 1).unsigned(height - 1);
        }

        Sps framesOnly() {
            return bits(1, 1).bits(1, 1);
        }

        /** Fields are possible, of macroblocks too. */
        Sps interlaced() {
            return bits(1, 0).bits(1, 1).bits(1, 1);
        }

        Sps crop(int left, int right, int top, int bottom) {
            return bits(1, 1).unsigned(left).unsigned(right).unsigned(top).unsigned(bottom);
        }

        /** With nothing cropped, the rest is of no interest. */
        Sps whole() {
            return bits(1, 0);
        }

        /** With emulation prevention bytes, ITU-T H.264, section 7.4.1. */
        byte[] unit() {
            String padded = bits + "01";
            ByteArrayOutputStream unit = new ByteArrayOutputStream();
            int zeros = 0;
            for (int i = 0; i + 8 <= padded.length() + 7; i += 8) {
                String octet = padded.substring(i, Math.min(i + 8, padded.length()));
                int value = Integer.parseInt(octet + "0".repeat(8 - octet.length()), 2);
                if (zeros >= 2 && value <= 3) {
                    unit.write(3);
                    zeros = 0;
                }
                unit.write(value);
                zeros = value == 0 ? zeros + 1 : 0;
            }
            return unit.toByteArray();
        }

        String size() {
            return SpsReaderTest.size(unit());
        }
    }

    /** As libopenh264 of the bundled ffmpeg writes them. */
    @ParameterizedTest
    @CsvSource({
        "16x16, 6742c0148c69cc0407844235",
        "18x18, 6742c0148c68958888c04078442350",
        "176x144, 6742c0148c682c4cc04078442350",
        "320x240, 6742c0148c68141f30101e1108d4",
        "360x640, 6742c0168c681705165f0101e1108d40",
        "426x240, 6742c0158c681b1f64f0101e1108d4",
        "640x360, 6742c0168c680a02f7970101e1108d40",
        "642x362, 6742c0168c680a42f6224c0407844235",
        "854x480, 6742c0168c680d83d66f0101e1108d40",
        "962x542, 6742c01f8c680f411788ac0407844235",
        "1280x720, 6742c01f8c6805005bb0101e1108d4",
        "1366x768, 6742c0208c68056061e6f0101e1108d4",
        "1920x1080, 6742c0288c680780227e5c0407844235",
        "3840x2160, 6742c0338c6803c0043ec04078442350",
        "854x480, 674d4c168c680d83d66f0101e1108d40",
        "1920x1080, 674d4c288c680780227e5c0407844235",
        "18x18, 67640c14ac18d12b11118080f08846a0",
        "640x360, 67640c16ac18d01405ef2e0203c2211a80",
        "854x480, 67640c16ac18d01b07acde0203c2211a80",
        "962x542, 67640c1fac18d01e822f1158080f08846a",
        "1280x720, 67640c1fac18d00a00b760203c2211a8",
        "1366x768, 67640c20ac18d00ac0c3cde0203c2211a8",
        "1920x1080, 67640c28ac18d00f0044fcb8080f08846a"
    })
    void readsTheSizeThatAnEncoderWasGiven(String size, String sps) {
        assertEquals(size, size(Bytes.of(sps)));
    }

    @Test
    void readsTheSizeWithinOtherBytes() {
        byte[] data = Bytes.of("0000 03 6742c0168c680a02f7970101e1108d40 000003");
        assertEquals(new Depacketizer.Size(640, 360), SpsReader.size(data, 3, data.length - 3));
    }

    @ParameterizedTest
    @CsvSource({
        "no colour, 0, 633x477",
        "4:2:0, 1, 626x474",
        "4:2:2, 2, 626x477",
        "4:4:4, 3, 633x477"
    })
    void cropsInUnitsOfTheFormatOfChroma(String what, int format, String size) {
        Sps sps = new Sps(HIGH).chroma(format).order().macroblocks(40, 30).framesOnly();
        assertEquals(size, sps.crop(3, 4, 1, 2).size(), what);
    }

    /** As 1920x1080 has it in television: 34 pairs of rows of macroblocks, four lines too many. */
    @Test
    void countsBothFieldsOfInterlacedFrames() {
        Sps sps = new Sps(HIGH).chroma(1).order().macroblocks(120, 34).interlaced();
        assertEquals("1920x1080", sps.crop(0, 0, 0, 2).size());
    }

    @ParameterizedTest
    @ValueSource(ints = {44, 83, 86, 100, 110, 118, 122, 128, 134, 135, 138, 139, 244})
    void readsTheFormatOfChromaInEveryHighProfile(int profile) {
        Sps sps = new Sps(profile).chroma(3).order().macroblocks(40, 30).framesOnly();
        assertEquals("639x480", sps.crop(1, 0, 0, 0).size());
    }

    @ParameterizedTest
    @ValueSource(ints = {66, 77, 88})
    void assumesTheOneFormatOfChromaOfOtherProfiles(int profile) {
        Sps sps = new Sps(profile).order().macroblocks(40, 30).framesOnly();
        assertEquals("638x480", sps.crop(1, 0, 0, 0).size());
    }

    @ParameterizedTest
    @CsvSource({"1, 8", "3, 12"})
    void skipsScalingLists(int format, int lists) {
        Sps sps = new Sps(HIGH).unsigned(format);
        if (format == 3) {
            sps.bits(1, 0);
        }
        sps.unsigned(0).unsigned(0).bits(1, 0).bits(1, 1);
        for (int list = 0; list < lists; list++) {
            int length = list < 6 ? 16 : 64;
            switch (list % 3) {
                // None, the default one.
                case 0 -> sps.bits(1, 0);
                // One that ends before its time: the next value is 0, and the rest is the last.
                case 1 -> sps.bits(1, 1).signed(2).signed(-10);
                default -> {
                    sps.bits(1, 1);
                    for (int i = 0; i < length; i++) {
                        sps.signed(i == 0 ? 120 : i % 2 == 0 ? 100 : -100);
                    }
                }
            }
        }
        sps.order().macroblocks(40, 30).framesOnly();
        assertEquals("640x480", sps.whole().size());
    }

    @Test
    void skipsTheOrderOfPictures() {
        Sps first = new Sps(BASELINE).unsigned(0).unsigned(0).unsigned(12);
        first.unsigned(4).bits(1, 0).macroblocks(40, 30).framesOnly();
        assertEquals("640x480", first.whole().size());

        Sps second = new Sps(BASELINE).unsigned(0).unsigned(1).bits(1, 1).signed(-7).signed(9);
        second.unsigned(255);
        for (int i = 0; i < 255; i++) {
            second.signed(i - 100);
        }
        second.unsigned(4).bits(1, 0).macroblocks(40, 30).framesOnly();
        assertEquals("640x480", second.whole().size());
    }

    @Test
    void leavesOutEmulationPreventionBytes() {
        // Zeros all the way, of offsets that are as large as can be.
        Sps sps = new Sps(BASELINE).unsigned(0).unsigned(1).bits(1, 0);
        sps.signed(-(1L << 30)).signed(1L << 30).unsigned(3);
        sps.signed(1L << 30).signed(-(1L << 30)).signed(1L << 30);
        byte[] unit = sps.unsigned(4).bits(1, 0).macroblocks(40, 30).framesOnly().whole().unit();
        assertTrue(count(unit, "000003") >= 5, Arrays.toString(unit));
        assertEquals("640x480", size(unit));
    }

    /** In the level, and in what comes after it. */
    @Test
    void leavesOutEmulationPreventionBytesThatFollowEachOther() {
        byte[] unit = Bytes.of("67 42 0000 03 00 0003 00 0000");
        assertNull(SpsReader.size(unit, 0, unit.length));
        Sps sps = new Sps(BASELINE);
        sps.bits.setLength(16);
        sps.bits(8, 0).bits(8, 0).unsigned(0xFFFFFE).unsigned(0).unsigned(2).unsigned(4);
        byte[] escaped = sps.bits(1, 0).macroblocks(40, 30).framesOnly().whole().unit();
        assertArrayEquals(Bytes.of("67 42 0000 03 0000 03 01"), Arrays.copyOf(escaped, 9));
        assertEquals("640x480", size(escaped));
    }

    private static int count(byte[] data, String hex) {
        String all = HexFormat.of().formatHex(data);
        return (all.length() - all.replace(hex, "").length()) / hex.length();
    }

    @Test
    void knowsTheLargestSizeOfAnyLevel() {
        Sps largest = new Sps(BASELINE).order().macroblocks(1055, 1055).framesOnly();
        assertEquals("16880x16880", largest.whole().size());
        Sps wide = new Sps(BASELINE).order().macroblocks(1056, 2).framesOnly();
        assertEquals("none", wide.whole().size());
        Sps high = new Sps(BASELINE).order().macroblocks(2, 528).interlaced();
        assertEquals("none", high.whole().size());
        Sps absurd = new Sps(BASELINE).order().unsigned((1L << 32) - 2).unsigned((1L << 32) - 2);
        assertEquals("none", absurd.framesOnly().whole().size());
    }

    /** With 64 zeros ahead it would be 0, if it were cut down to what fits into a number. */
    @Test
    void hasNoSizeIfANumberHasMoreThan32Bits() {
        for (int zeros : new int[] {32, 64}) {
            Sps sps = new Sps(BASELINE).order();
            sps.bits.append("0".repeat(zeros)).append("1").append("0".repeat(zeros));
            assertEquals("none", sps.unsigned(29).framesOnly().whole().size());
        }
    }

    @Test
    void hasNoSizeIfAllOfItIsCropped() {
        Sps nothing = new Sps(BASELINE).order().macroblocks(2, 2).framesOnly();
        assertEquals("none", nothing.crop(8, 8, 0, 0).size());
        Sps less = new Sps(BASELINE).order().macroblocks(2, 2).framesOnly();
        assertEquals("none", less.crop(0, 0, 1 << 30, 1 << 30).size());
        Sps some = new Sps(BASELINE).order().macroblocks(2, 2).framesOnly();
        assertEquals("2x2", some.crop(8, 7, 7, 8).size());
    }

    @Test
    void hasNoSizeIfItIsCutOffBeforeTheSizeIsKnown() {
        byte[] whole = new Sps(BASELINE).order().macroblocks(40, 30).framesOnly().whole().unit();
        assertNotNull(SpsReader.size(whole, 0, whole.length));
        for (int length = 0; length < whole.length - 1; length++) {
            assertNull(SpsReader.size(whole, 0, length), "of " + length);
            assertEquals("none", size(Arrays.copyOf(whole, length)), "of " + length);
        }
    }

    @Test
    void randomBytesNeitherThrowNorLoop() {
        Random random = new Random(4);
        byte[] profiles = {66, 77, 100, 110, 122, (byte) 244};
        int sizes = 0;
        for (int round = 0; round < 300_000; round++) {
            byte[] data = new byte[random.nextInt(random.nextInt(50) == 0 ? 2000 : 40)];
            if (random.nextInt(8) > 0) {
                random.nextBytes(data);
            }
            if (data.length > 4 && random.nextBoolean()) {
                data[1] = profiles[random.nextInt(profiles.length)];
                // Short codes, so that the end is reached.
                data[4] |= (byte) 0xF0;
            }
            Depacketizer.Size size = SpsReader.size(data, 0, data.length);
            if (size != null) {
                sizes++;
                assertTrue(size.width() > 0 && size.width() <= 16_880, size.toString());
                assertTrue(size.height() > 0 && size.height() <= 16_880, size.toString());
            }
        }
        assertTrue(sizes > 1_000, sizes + " of them have a size");
    }
}
