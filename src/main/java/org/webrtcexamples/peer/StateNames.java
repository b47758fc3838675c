package org.webrtcexamples.peer;

import java.util.Locale;

/** The W3C's spelling of an enumerated value: lower case, words joined by hyphens. */
final class StateNames {

    private StateNames() {}

    static String of(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
