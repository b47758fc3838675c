package org.webrtcexamples.peer.libwebrtc;

import dev.onvoid.webrtc.internal.NativeLoader;

import org.webrtcexamples.peer.PeerUnavailableException;

import java.io.File;

/** Loads the native library, and says in words what is missing when that fails. */
final class NativeLibrary {

    private NativeLibrary() {}

    /**
     * Does nothing when it is loaded. May be tried again after a failure: an operator can install a
     * missing file without a restart.
     *
     * @throws PeerUnavailableException if it cannot be loaded
     */
    static synchronized void load() {
        try {
            NativeLoader.loadLibrary("webrtc-java");
        } catch (UnsatisfiedLinkError e) {
            deleteCopy(e.getMessage());
            // "/tmp/libwebrtc….so: libpulse.so.0: cannot open shared object file: …"
            throw new PeerUnavailableException(
                    "The native WebRTC library does not load on this machine: " + e.getMessage(),
                    e);
        } catch (Exception e) {
            throw new PeerUnavailableException(
                    "There is no native WebRTC library for %s on %s in this application."
                            .formatted(
                                    System.getProperty("os.name"), System.getProperty("os.arch")),
                    e);
        }
    }

    /** The loader leaves the library's copy of 23 MB behind at each attempt that fails so. */
    private static void deleteCopy(String message) {
        int end = message == null ? -1 : message.indexOf(": ");
        if (end > 0) {
            File copy = new File(message.substring(0, end));
            if (copy.getName().startsWith("libwebrtc-java")) {
                copy.delete();
            }
        }
    }
}
