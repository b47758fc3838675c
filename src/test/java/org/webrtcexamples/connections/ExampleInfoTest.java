package org.webrtcexamples.connections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Locale;

class ExampleInfoTest {

    private static final String TITLE = "A title";
    private static final String DESCRIPTION = "One sentence.";

    @About(title = TITLE, description = DESCRIPTION)
    private static final class PingPong {}

    @About(title = TITLE, description = DESCRIPTION)
    private static final class DatachannelBufferLimits {}

    @About(title = TITLE, description = DESCRIPTION)
    private static final class SineWave {}

    @About(title = TITLE, description = DESCRIPTION)
    private static final class SineWaveStereo {}

    @About(title = TITLE, description = DESCRIPTION)
    private static final class PitchDetector {}

    @About(title = TITLE, description = DESCRIPTION)
    private static final class AudioVideoLoopback {}

    @About(title = TITLE, description = DESCRIPTION)
    private static final class VideoCompositing {}

    @About(title = TITLE, description = DESCRIPTION)
    private static final class Broadcaster {}

    @About(title = TITLE, description = DESCRIPTION)
    private static final class Viewer {}

    @About(title = TITLE, description = DESCRIPTION)
    private static final class RecordAudioVideoStream {}

    @About(title = TITLE, description = DESCRIPTION)
    private static final class H264RTPViewer {}

    @About(title = TITLE, description = DESCRIPTION)
    private static final class IceInspector {}

    private static final class NeverDescribed {}

    private static Class<?> nested(String className) throws ClassNotFoundException {
        return Class.forName(ExampleInfoTest.class.getName() + '$' + className);
    }

    @ParameterizedTest
    @CsvSource({
        "PingPong, ping-pong",
        "DatachannelBufferLimits, datachannel-buffer-limits",
        "SineWave, sine-wave",
        "SineWaveStereo, sine-wave-stereo",
        "PitchDetector, pitch-detector",
        "AudioVideoLoopback, audio-video-loopback",
        "VideoCompositing, video-compositing",
        "Broadcaster, broadcaster",
        "Viewer, viewer",
        "RecordAudioVideoStream, record-audio-video-stream",
        "H264RTPViewer, h264-rtp-viewer",
    })
    void theNameIsTheClassNameInKebabCase(String className, String name) throws Exception {
        assertEquals(name, ExampleInfo.of(nested(className)).name());
    }

    /** Turkish has an i without a dot, and the lower case of I is that. */
    @Test
    void theNameIsTheSameWhateverTheLanguageOfTheServer() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("tr"));
        try {
            assertEquals("ice-inspector", ExampleInfo.of(IceInspector.class).name());
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void titleAndDescriptionAreThoseOfItsAbout() {
        assertEquals(
                new ExampleInfo("ping-pong", TITLE, DESCRIPTION), ExampleInfo.of(PingPong.class));
    }

    @Test
    void anExampleWithoutAboutIsToldThatItNeedsOne() {
        IllegalStateException refused =
                assertThrows(
                        IllegalStateException.class, () -> ExampleInfo.of(NeverDescribed.class));

        assertTrue(refused.getMessage().contains("NeverDescribed"), refused.getMessage());
        assertTrue(refused.getMessage().contains("@About"), refused.getMessage());
    }
}
