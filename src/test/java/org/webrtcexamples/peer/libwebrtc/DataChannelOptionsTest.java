package org.webrtcexamples.peer.libwebrtc;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

class DataChannelOptionsTest {

    private static DataChannelOptions withLifeTime(Duration time) {
        return new DataChannelOptions(true, Optional.of(time), OptionalInt.empty(), "");
    }

    private static DataChannelOptions withRetransmits(int times) {
        return new DataChannelOptions(true, Optional.empty(), OptionalInt.of(times), "");
    }

    private static DataChannelOptions withProtocol(String protocol) {
        return new DataChannelOptions(true, Optional.empty(), OptionalInt.empty(), protocol);
    }

    @Test
    void reliableIsOrderedAndWithoutLimit() {
        DataChannelOptions reliable = DataChannelOptions.reliable();

        assertTrue(reliable.ordered());
        assertEquals(Optional.empty(), reliable.maxPacketLifeTime());
        assertEquals(OptionalInt.empty(), reliable.maxRetransmits());
        assertEquals("", reliable.protocol());
    }

    @Test
    void unreliableSendsOnceAndInNoOrder() {
        DataChannelOptions unreliable = DataChannelOptions.unreliable();

        assertFalse(unreliable.ordered());
        assertEquals(OptionalInt.of(0), unreliable.maxRetransmits());
    }

    @Test
    void bothLimitsAreRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        new DataChannelOptions(
                                true, Optional.of(Duration.ofMillis(1)), OptionalInt.of(1), ""));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535})
    void limitsOf0To65535AreTaken(int limit) {
        assertEquals(OptionalInt.of(limit), withRetransmits(limit).maxRetransmits());
        assertEquals(
                Optional.of(Duration.ofMillis(limit)),
                withLifeTime(Duration.ofMillis(limit)).maxPacketLifeTime());
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 65_536, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void limitsBeyondAreRefused(int limit) {
        assertThrows(IllegalArgumentException.class, () -> withRetransmits(limit));
        assertThrows(IllegalArgumentException.class, () -> withLifeTime(Duration.ofMillis(limit)));
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, Long.MAX_VALUE})
    void aLifeTimeBeyondAllMillisecondsIsRefused(long seconds) {
        assertThrows(
                IllegalArgumentException.class, () -> withLifeTime(Duration.ofSeconds(seconds)));
    }

    @Test
    void theLengthOfAProtocolIsCountedInUtf8() {
        assertDoesNotThrow(() -> withProtocol("x".repeat(65_535)));
        assertThrows(IllegalArgumentException.class, () -> withProtocol("x".repeat(65_536)));
        assertDoesNotThrow(() -> withProtocol("€".repeat(21_845)));
        assertThrows(IllegalArgumentException.class, () -> withProtocol("€".repeat(21_846)));
    }

    @Test
    void theLengthOfALabelIsCountedInUtf8AndItsRefusalNamesIt() {
        assertDoesNotThrow(() -> DataChannelOptions.checkLength("label", "€".repeat(21_845)));

        IllegalArgumentException refused =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> DataChannelOptions.checkLength("label", "€".repeat(21_846)));

        assertTrue(refused.getMessage().contains("label"), refused.getMessage());
        assertTrue(refused.getMessage().contains("65538"), refused.getMessage());
    }

    @Test
    void nullIsNoLabelAndNoProtocol() {
        assertThrows(
                NullPointerException.class, () -> DataChannelOptions.checkLength("label", null));
        assertThrows(NullPointerException.class, () -> withProtocol(null));
    }

    @Test
    void theEngineIsToldOfEachOption() {
        var timed =
                new DataChannelOptions(
                                false,
                                Optional.of(Duration.ofMillis(65_535)),
                                OptionalInt.empty(),
                                "chat")
                        .toNative();
        assertFalse(timed.ordered);
        assertEquals(65_535, timed.maxPacketLifeTime);
        assertEquals(-1, timed.maxRetransmits);
        assertEquals("chat", timed.protocol);

        var counted = withRetransmits(3).toNative();
        assertTrue(counted.ordered);
        assertEquals(-1, counted.maxPacketLifeTime);
        assertEquals(3, counted.maxRetransmits);
    }
}
