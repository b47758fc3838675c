package org.webrtcexamples.connections;

import java.util.Locale;

/**
 * What is published about an example.
 *
 * @param name its name on the wire, in kebab case
 */
public record ExampleInfo(String name, String title, String description) {

    static ExampleInfo of(Class<?> example) {
        About about = example.getAnnotation(About.class);
        if (about == null) {
            throw new IllegalStateException(
                    "%s needs an @About with its title and description".formatted(example));
        }
        return new ExampleInfo(
                kebabCase(example.getSimpleName()), about.title(), about.description());
    }

    private static String kebabCase(String className) {
        return className
                .replaceAll("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-")
                .toLowerCase(Locale.ROOT);
    }
}
