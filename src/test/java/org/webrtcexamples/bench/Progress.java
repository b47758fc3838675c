package org.webrtcexamples.bench;

import java.util.Locale;

/** Lines that tell a person who waits how far the benchmark is. */
final class Progress {

    private static final long START = System.nanoTime();

    private Progress() {}

    static void say(String what) {
        double seconds = (System.nanoTime() - START) / 1e9;
        System.out.printf(Locale.ROOT, "[%5.1f s] %s%n", seconds, what);
    }
}
