package org.webrtcexamples.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.webrtcexamples.MapConfig;
import org.webrtcexamples.media.recording.RecordingSettings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

class RecordingArchiveTest {

    @Test
    void withoutConfigurationTheDefaultsAreTaken() {
        assertEquals(
                new RecordingSettings(
                        Optional.empty(),
                        Duration.ofMinutes(10),
                        2_147_483_648L,
                        Duration.ofHours(24),
                        4,
                        Optional.empty()),
                RecordingArchive.settings(new MapConfig(Map.of())));
    }

    @Test
    void eachSettingIsReadFromItsProperty() {
        assertEquals(
                new RecordingSettings(
                        Optional.of(Path.of("/var/recordings")),
                        Duration.ofMinutes(2),
                        10_000_000,
                        Duration.ofHours(1),
                        7,
                        Optional.of(Path.of("/usr/bin/ffmpeg"))),
                RecordingArchive.settings(
                        new MapConfig(
                                Map.of(
                                        "webrtc.recordings.folder", "/var/recordings",
                                        "webrtc.recordings.longest", "PT2M",
                                        "webrtc.recordings.space", "10000000",
                                        "webrtc.recordings.age", "PT1H",
                                        "webrtc.recordings.at-once", "7",
                                        "webrtc.recordings.ffmpeg", "/usr/bin/ffmpeg"))));
    }

    @ParameterizedTest
    @CsvSource({
        "webrtc.recordings.longest, 10 min",
        "webrtc.recordings.space, 2G",
        "webrtc.recordings.age, a day",
        "webrtc.recordings.at-once, four",
        "webrtc.recordings.at-once, 0",
    })
    void whatIsNotOfItsTypeOrOutOfItsRangeIsRefused(String property, String value) {
        MapConfig config = new MapConfig(Map.of(property, value));

        assertThrows(IllegalArgumentException.class, () -> RecordingArchive.settings(config));
    }
}
