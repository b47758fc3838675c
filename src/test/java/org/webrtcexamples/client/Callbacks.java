package org.webrtcexamples.client;

import java.lang.System.Logger.Level;

/** Keeps what is thrown in a callback from the engine, which would abort the JVM. */
final class Callbacks {

    private static final System.Logger LOGGER = System.getLogger(Callbacks.class.getName());

    private Callbacks() {}

    static void run(Runnable callback) {
        try {
            callback.run();
        } catch (Throwable e) {
            LOGGER.log(Level.ERROR, "A callback failed", e);
        }
    }
}
