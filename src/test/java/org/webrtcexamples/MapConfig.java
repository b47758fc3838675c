package org.webrtcexamples;

import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.eclipse.microprofile.config.spi.Converter;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/** A configuration of a few strings, converted and listed as MicroProfile Config does it. */
public final class MapConfig implements Config {

    private static final Map<Class<?>, Converter<?>> CONVERTERS =
            Map.of(
                    String.class, value -> value,
                    Boolean.class, Boolean::valueOf,
                    Integer.class, Integer::valueOf,
                    Long.class, Long::valueOf,
                    Duration.class, Duration::parse,
                    String[].class, value -> value.split(","));

    private final Map<String, String> values;

    public MapConfig(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    @Override
    public <T> T getValue(String name, Class<T> type) {
        return getOptionalValue(name, type)
                .orElseThrow(() -> new NoSuchElementException("no value of " + name));
    }

    /** An empty string is no value. */
    @Override
    public <T> Optional<T> getOptionalValue(String name, Class<T> type) {
        String value = values.getOrDefault(name, "");
        if (value.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(converter(type).convert(value));
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(name + " is no " + type.getSimpleName(), e);
        }
    }

    @SuppressWarnings("unchecked")
    private static <T> Converter<T> converter(Class<T> type) {
        return (Converter<T>) CONVERTERS.get(type);
    }

    @Override
    public Iterable<String> getPropertyNames() {
        return values.keySet();
    }

    @Override
    public ConfigValue getConfigValue(String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Iterable<ConfigSource> getConfigSources() {
        return List.of();
    }

    @Override
    public <T> Optional<Converter<T>> getConverter(Class<T> type) {
        return Optional.ofNullable(converter(type));
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        throw new IllegalArgumentException("not a " + type);
    }
}
