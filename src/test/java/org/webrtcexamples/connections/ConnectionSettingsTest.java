package org.webrtcexamples.connections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.webrtcexamples.MapConfig;

import java.time.Duration;
import java.util.Map;

class ConnectionSettingsTest {

    @Test
    void withoutConfigurationTheTimesAreThoseOfTheContract() {
        assertEquals(
                new ConnectionSettings(
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(10),
                        1000),
                ConnectionSettings.from(new MapConfig(Map.of())));
    }

    @Test
    void eachIsReadFromItsProperty() {
        assertEquals(
                new ConnectionSettings(
                        Duration.ofMillis(1500), Duration.ofSeconds(20), Duration.ofMinutes(1), 7),
                ConnectionSettings.from(
                        new MapConfig(
                                Map.of(
                                        "webrtc.time-to-host-candidates", "PT1.5S",
                                        "webrtc.time-to-connected", "PT20S",
                                        "webrtc.time-to-reconnected", "PT1M",
                                        "webrtc.max-connections", "7"))));
    }

    @ParameterizedTest
    @CsvSource({
        "webrtc.time-to-host-candidates, PT0S",
        "webrtc.time-to-host-candidates, PT-1S",
        "webrtc.time-to-connected, PT0S",
        "webrtc.time-to-connected, PT-0.001S",
        "webrtc.time-to-reconnected, PT0S",
        "webrtc.time-to-reconnected, PT-1H",
        "webrtc.max-connections, 0",
        "webrtc.max-connections, -1",
    })
    void whatIsOutOfRangeIsRefusedWithTheNameOfTheProperty(String property, String value) {
        MapConfig config = new MapConfig(Map.of(property, value));

        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> ConnectionSettings.from(config));

        assertTrue(refused.getMessage().contains(property), refused.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "webrtc.time-to-host-candidates, 3 s",
        "webrtc.time-to-connected, 10",
        "webrtc.time-to-reconnected, ten",
        "webrtc.max-connections, 1e3",
    })
    void whatIsNotOfItsTypeIsRefused(String property, String value) {
        MapConfig config = new MapConfig(Map.of(property, value));

        assertThrows(IllegalArgumentException.class, () -> ConnectionSettings.from(config));
    }
}
