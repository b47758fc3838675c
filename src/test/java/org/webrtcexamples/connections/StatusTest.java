package org.webrtcexamples.connections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

class StatusTest {

    private final Status status = new Status(Map.of("state", "waiting"));
    private final List<Map<String, Object>> heard = new ArrayList<>();
    private final Runnable listener = () -> heard.add(status.current());

    @Test
    void isWhatItBeginsWithUntilItIsSet() {
        assertEquals(Map.of("state", "waiting"), status.current());
        status.set(Map.of("state", "live", "viewers", 3));
        assertEquals(Map.of("state", "live", "viewers", 3), status.current());
    }

    @Test
    void tellsOfEachChangeAndOfNothingElse() {
        status.subscribe(listener);
        status.set(Map.of("state", "waiting"));
        status.set(Map.of("state", "live"));
        status.set(Map.of("state", "live"));
        status.set(Map.of("state", "waiting"));
        assertEquals(List.of(Map.of("state", "live"), Map.of("state", "waiting")), heard);
    }

    @Test
    void tellsNothingToWhomeverHasUnsubscribed() {
        List<String> others = new ArrayList<>();
        status.subscribe(listener);
        status.subscribe(() -> others.add("changed"));
        status.unsubscribe(listener);
        status.set(Map.of("state", "live"));
        assertEquals(List.of(), heard);
        assertEquals(List.of("changed"), others);
    }

    @Test
    void keepsTheOrderOfItsValues() {
        Map<String, Object> values = new LinkedHashMap<>();
        for (String name : List.of("z", "a", "m", "b")) {
            values.put(name, 1);
        }
        status.set(values);
        assertEquals(List.of("z", "a", "m", "b"), List.copyOf(status.current().keySet()));
    }

    @Test
    void nobodyButItsSettersChangesIt() {
        Map<String, Object> values = new HashMap<>(Map.of("state", "live"));
        status.set(values);
        values.put("state", "changed");
        assertEquals(Map.of("state", "live"), status.current());
        assertThrows(UnsupportedOperationException.class, () -> status.current().clear());
    }
}
