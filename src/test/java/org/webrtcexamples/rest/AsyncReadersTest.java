package org.webrtcexamples.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.webrtcexamples.MapConfig;

import java.time.Duration;
import java.util.Map;

class AsyncReadersTest {

    @Test
    void theHeartbeatIsFifteenSecondsUnlessItIsSet() {
        assertEquals(Duration.ofSeconds(15), AsyncReaders.heartbeat(new MapConfig(Map.of())));
        assertEquals(
                Duration.ofMillis(2500),
                AsyncReaders.heartbeat(new MapConfig(Map.of("webrtc.heartbeat", "PT2.5S"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-5S", "PT0.9S", "PT1H0.1S", "P400000000D"})
    void aHeartbeatOutOfRangeIsRefusedWithItsName(String value) {
        MapConfig config = new MapConfig(Map.of("webrtc.heartbeat", value));

        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> AsyncReaders.heartbeat(config));

        assertTrue(refused.getMessage().startsWith("webrtc.heartbeat must be"));
    }
}
