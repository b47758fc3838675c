package org.webrtcexamples.connections;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What an example tells its pages about itself, whether they are connected or not: {@code {state:
 * live, viewers: 3}}. Only the newest counts.
 *
 * <p>Thread-safe.
 */
public final class Status {

    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    private volatile Map<String, Object> current;

    /**
     * @param first its values to begin with: strings, numbers and booleans by their names
     */
    public Status(Map<String, ?> first) {
        current = copy(first);
    }

    /**
     * Replaces all values. If they equal the current ones nothing happens. Returns without waiting
     * for anybody to have read them.
     */
    public void set(Map<String, ?> values) {
        Map<String, Object> next = copy(values);
        synchronized (this) {
            if (next.equals(current)) {
                return;
            }
            current = next;
        }
        listeners.forEach(Runnable::run);
    }

    /** In the order in which they were set, unmodifiable. */
    public Map<String, Object> current() {
        return current;
    }

    /**
     * @param listener called after each change from now on, on the thread that changes it, at times
     *     by several at once. It must not block or throw, and reads {@link #current}.
     */
    public void subscribe(Runnable listener) {
        listeners.add(listener);
    }

    /** A call under way may still arrive. */
    public void unsubscribe(Runnable listener) {
        listeners.remove(listener);
    }

    private static Map<String, Object> copy(Map<String, ?> values) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
}
