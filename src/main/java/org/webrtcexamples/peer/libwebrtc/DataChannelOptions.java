package org.webrtcexamples.peer.libwebrtc;

import dev.onvoid.webrtc.RTCDataChannelInit;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a data channel delivers, as in <a
 * href="https://www.w3.org/TR/webrtc/#dom-rtcdatachannelinit">RTCDataChannelInit</a>. Without a
 * limit it is reliable.
 *
 * @param ordered whether messages arrive in the order in which they were sent
 * @param maxPacketLifeTime how long a message is sent again if it gets lost, up to 65,535 ms; not
 *     with {@code maxRetransmits}
 * @param maxRetransmits how often it is sent again, 0 to 65,535
 * @param protocol a subprotocol that both ends know, or an empty string; up to 65,535 bytes in
 *     UTF-8
 */
public record DataChannelOptions(
        boolean ordered,
        Optional<Duration> maxPacketLifeTime,
        OptionalInt maxRetransmits,
        String protocol) {

    private static final int MAX_UNSIGNED_SHORT = 65_535;

    /**
     * @throws IllegalArgumentException if both limits are there, or a value is out of its range;
     *     the engine would end the JVM for the former
     */
    public DataChannelOptions {
        if (maxPacketLifeTime.isPresent() && maxRetransmits.isPresent()) {
            throw new IllegalArgumentException(
                    "either maxPacketLifeTime or maxRetransmits, not both");
        }
        maxPacketLifeTime.ifPresent(DataChannelOptions::checkLifeTime);
        maxRetransmits.ifPresent(times -> checkRange("maxRetransmits", times));
        checkLength("protocol", protocol);
    }

    public static DataChannelOptions reliable() {
        return new DataChannelOptions(true, Optional.empty(), OptionalInt.empty(), "");
    }

    /** Each message is sent once: it may get lost, or arrive after a later one. */
    public static DataChannelOptions unreliable() {
        return new DataChannelOptions(false, Optional.empty(), OptionalInt.of(0), "");
    }

    private static void checkLifeTime(Duration time) {
        if (time.isNegative() || time.compareTo(Duration.ofMillis(MAX_UNSIGNED_SHORT)) > 0) {
            throw new IllegalArgumentException(
                    "maxPacketLifeTime must be 0 to %d ms, not %s"
                            .formatted(MAX_UNSIGNED_SHORT, time));
        }
    }

    static void checkLength(String name, String value) {
        int length = Objects.requireNonNull(value, name).getBytes(StandardCharsets.UTF_8).length;
        checkRange("the length of " + name, length);
    }

    private static void checkRange(String name, long value) {
        if (value < 0 || value > MAX_UNSIGNED_SHORT) {
            throw new IllegalArgumentException(
                    "%s must be 0 to %d, not %d".formatted(name, MAX_UNSIGNED_SHORT, value));
        }
    }

    RTCDataChannelInit toNative() {
        RTCDataChannelInit init = new RTCDataChannelInit();
        init.ordered = ordered;
        maxPacketLifeTime.ifPresent(time -> init.maxPacketLifeTime = (int) time.toMillis());
        maxRetransmits.ifPresent(times -> init.maxRetransmits = times);
        init.protocol = protocol;
        return init;
    }
}
