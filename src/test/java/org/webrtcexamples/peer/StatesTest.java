package org.webrtcexamples.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

class StatesTest {

    private static List<String> spelling(Enum<?>[] values) {
        return Arrays.stream(values).map(Enum::toString).toList();
    }

    private static EnumSet<IceConnectionState> states(Predicate<IceConnectionState> predicate) {
        EnumSet<IceConnectionState> states = EnumSet.allOf(IceConnectionState.class);
        states.removeIf(predicate.negate());
        return states;
    }

    @Test
    void iceConnectionStatesAreSpeltAsTheW3cDoes() {
        assertEquals(
                List.of(
                        "new",
                        "checking",
                        "connected",
                        "completed",
                        "disconnected",
                        "failed",
                        "closed"),
                spelling(IceConnectionState.values()));
    }

    @Test
    void signalingStatesAreSpeltAsTheW3cDoes() {
        assertEquals(
                List.of("stable", "have-local-offer", "closed"), spelling(SignalingState.values()));
    }

    @Test
    void typesOfDescriptionsAreSpeltAsTheW3cDoes() {
        assertEquals(List.of("offer", "answer"), spelling(SessionDescription.Type.values()));
    }

    /** Turkish has an i without a dot, and the lower case of I is that. */
    @Test
    void theSpellingIsTheSameWhateverTheLanguageOfTheServer() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("tr"));
        try {
            assertEquals("failed", IceConnectionState.FAILED.toString());
            assertEquals("disconnected", IceConnectionState.DISCONNECTED.toString());
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void onlyConnectedAndCompletedAreConnected() {
        assertEquals(
                EnumSet.of(IceConnectionState.CONNECTED, IceConnectionState.COMPLETED),
                states(IceConnectionState::isConnected));
    }

    @Test
    void onlyDisconnectedAndFailedAreLost() {
        assertEquals(
                EnumSet.of(IceConnectionState.DISCONNECTED, IceConnectionState.FAILED),
                states(IceConnectionState::isLost));
    }
}
