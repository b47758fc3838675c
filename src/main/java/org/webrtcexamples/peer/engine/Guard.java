package org.webrtcexamples.peer.engine;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Runs what must not throw. A Throwable that leaves a callback of the native library becomes a C++
 * exception there which nobody catches, and ends the JVM; one that leaves a clean-up would skip
 * those after it.
 *
 * @see <a
 *     href="https://github.com/devopvoid/webrtc-java/blob/v0.14.0/webrtc-jni/src/main/cpp/dependencies/jni-voithos/src/JavaUtils.cpp">ExceptionCheck
 *     in webrtc-java</a>
 */
public final class Guard {

    private static final Logger LOGGER = System.getLogger(Guard.class.getName());

    /** Anything that may fail. */
    public interface Action {
        void run() throws Exception;
    }

    private Guard() {}

    /**
     * @param what for the log, what this was an attempt at
     * @return whether it ended without a Throwable
     */
    public static boolean run(String what, Action action) {
        try {
            action.run();
            return true;
        } catch (Throwable failure) {
            failed(what, failure);
            return false;
        }
    }

    /**
     * For a callback of the native library, whose own try statement has caught it: where memory is
     * out, not even the action for {@link #run} can be made.
     */
    public static void failed(String what, Throwable failure) {
        try {
            LOGGER.log(Level.WARNING, what + " failed", failure);
        } catch (Throwable ignored) {
            // Out of memory, most likely. There is nobody left to tell.
        }
    }
}
