package org.webrtcexamples.peer.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6716#section-3.1">RFC 6716, section 3.1</a>
 */
class OpusPayloadTest {

    private static final int SAMPLES_PER_MILLISECOND = 48;
    private static final int MAX_MILLISECONDS = 120;

    private static int samples(int configuration, int code, int... more) {
        byte[] packet = new byte[1 + more.length];
        // Stereo says nothing of the duration.
        packet[0] = (byte) (configuration << 3 | (more.length & 1) << 2 | code);
        for (int i = 0; i < more.length; i++) {
            packet[1 + i] = (byte) more[i];
        }
        return OpusPayload.samples(packet);
    }

    /** Table 2 of the RFC, row by row. */
    @ParameterizedTest
    @CsvSource({
        "SILK-only NB, 0, 10 20 40 60",
        "SILK-only MB, 4, 10 20 40 60",
        "SILK-only WB, 8, 10 20 40 60",
        "Hybrid SWB, 12, 10 20",
        "Hybrid FB, 14, 10 20",
        "CELT-only NB, 16, 2.5 5 10 20",
        "CELT-only WB, 20, 2.5 5 10 20",
        "CELT-only SWB, 24, 2.5 5 10 20",
        "CELT-only FB, 28, 2.5 5 10 20"
    })
    void countsTheFramesOfEachConfiguration(String mode, int first, String frameSizes) {
        String[] sizes = frameSizes.split(" ");
        for (int i = 0; i < sizes.length; i++) {
            double milliseconds = Double.parseDouble(sizes[i]);
            int frame = (int) (milliseconds * SAMPLES_PER_MILLISECOND);
            int configuration = first + i;
            assertEquals(frame, samples(configuration, 0), mode + ", one frame");
            assertEquals(2 * frame, samples(configuration, 1, 7), mode + ", two equal ones");
            assertEquals(2 * frame, samples(configuration, 2, 1, 7), mode + ", two others");
            for (int count = 0; count < 64; count++) {
                int expected = count * milliseconds <= MAX_MILLISECONDS ? count * frame : 0;
                String what = mode + ", " + count + " of " + milliseconds + " ms";
                assertEquals(expected, samples(configuration, 3, count), what);
                // The two bits above tell of padding, and of frames of different lengths.
                assertEquals(expected, samples(configuration, 3, 0xC0 | count, 7), what);
            }
        }
    }

    @Test
    void anEmptyPacketHasNoDuration() {
        assertEquals(0, OpusPayload.samples(new byte[0]));
    }

    @Test
    void aPacketThatIsCutOffBeforeItsCountOfFramesHasNoDuration() {
        for (int configuration = 0; configuration < 32; configuration++) {
            assertEquals(0, samples(configuration, 3));
        }
    }

    /** What a sender with discontinuous transmission sends in silence. */
    @Test
    void aFrameWithoutDataLastsAsLongAsAnother() {
        assertEquals(960, samples(1, 0));
    }
}
