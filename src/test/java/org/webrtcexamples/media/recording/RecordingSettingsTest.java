package org.webrtcexamples.media.recording;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.Optional;

class RecordingSettingsTest {

    @Test
    void theDefaultsAreThoseOfTheContract() {
        assertEquals(Duration.ofMinutes(10), RecordingSettings.DEFAULT_LONGEST);
        assertEquals(2_147_483_648L, RecordingSettings.DEFAULT_SPACE);
        assertEquals(Duration.ofHours(24), RecordingSettings.DEFAULT_AGE);
        assertEquals(4, RecordingSettings.DEFAULT_AT_ONCE);
    }

    @ParameterizedTest
    @CsvSource({
        "webrtc.recordings.longest, PT0S, 1048576, PT1H, 1",
        "webrtc.recordings.longest, PT-1S, 1048576, PT1H, 1",
        "webrtc.recordings.longest, PT24H0.001S, 1048576, PT1H, 1",
        "webrtc.recordings.space, PT1S, 1048575, PT1H, 1",
        "webrtc.recordings.space, PT1S, -1, PT1H, 1",
        "webrtc.recordings.age, PT1S, 1048576, PT0S, 1",
        "webrtc.recordings.age, PT1S, 1048576, PT-0.1S, 1",
        "webrtc.recordings.at-once, PT1S, 1048576, PT1H, 0",
        "webrtc.recordings.at-once, PT1S, 1048576, PT1H, -1",
    })
    void whatIsOutOfRangeIsRefusedWithTheNameOfTheSetting(
            String setting, Duration longest, long space, Duration age, int atOnce) {
        IllegalArgumentException refused =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> settings(longest, space, age, atOnce));

        assertTrue(refused.getMessage().startsWith(setting + " must be"), refused.getMessage());
    }

    @Test
    void theLeastAndTheMostAreTaken() {
        assertDoesNotThrow(() -> settings(Duration.ofNanos(1), 1 << 20, Duration.ofNanos(1), 1));
        assertDoesNotThrow(
                () ->
                        settings(
                                Duration.ofHours(24),
                                Long.MAX_VALUE,
                                Duration.ofSeconds(Long.MAX_VALUE),
                                Integer.MAX_VALUE));
    }

    private static RecordingSettings settings(
            Duration longest, long space, Duration age, int atOnce) {
        return new RecordingSettings(
                Optional.empty(), longest, space, age, atOnce, Optional.empty());
    }
}
