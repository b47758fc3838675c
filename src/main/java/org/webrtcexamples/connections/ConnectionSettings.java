package org.webrtcexamples.connections;

import org.eclipse.microprofile.config.Config;

import java.time.Duration;

/**
 * @param timeToHostCandidates how long an offer waits for its ICE candidates
 * @param timeToConnected how long after its offer a connection may take to be connected
 * @param timeToReconnected how long a lost ICE connection may take to come back
 * @param maxConnections how many connections the application has at a time, all examples together
 */
record ConnectionSettings(
        Duration timeToHostCandidates,
        Duration timeToConnected,
        Duration timeToReconnected,
        int maxConnections) {

    ConnectionSettings {
        checkPositive("webrtc.time-to-host-candidates", timeToHostCandidates);
        checkPositive("webrtc.time-to-connected", timeToConnected);
        checkPositive("webrtc.time-to-reconnected", timeToReconnected);
        if (maxConnections < 1) {
            throw new IllegalArgumentException(
                    "webrtc.max-connections must be at least 1, not " + maxConnections);
        }
    }

    /**
     * @throws IllegalArgumentException if a setting is none of its type, or out of its range
     */
    static ConnectionSettings from(Config config) {
        return new ConnectionSettings(
                seconds(config, "webrtc.time-to-host-candidates", 3),
                seconds(config, "webrtc.time-to-connected", 10),
                seconds(config, "webrtc.time-to-reconnected", 10),
                config.getOptionalValue("webrtc.max-connections", Integer.class).orElse(1000));
    }

    private static Duration seconds(Config config, String name, int defaultSeconds) {
        return config.getOptionalValue(name, Duration.class)
                .orElse(Duration.ofSeconds(defaultSeconds));
    }

    private static void checkPositive(String name, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(name + " must be positive, not " + duration);
        }
    }
}
