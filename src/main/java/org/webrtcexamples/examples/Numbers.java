package org.webrtcexamples.examples;

import java.util.OptionalDouble;

/** Numbers that clients send as text. */
final class Numbers {

    private Numbers() {}

    /** The number, or nothing if the text is none, or not a finite one. */
    static OptionalDouble parse(String text) {
        try {
            double number = Double.parseDouble(text);
            return Double.isFinite(number) ? OptionalDouble.of(number) : OptionalDouble.empty();
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }
}
