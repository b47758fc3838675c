package org.webrtcexamples.peer.libwebrtc;

import dev.onvoid.webrtc.internal.NativeLoader;

import org.webrtcexamples.linker.EmptyLibraries;
import org.webrtcexamples.peer.PeerUnavailableException;

import java.io.File;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;

/** Loads the native library, and says in words what is missing when that fails. */
final class NativeLibrary {

    private static final Logger LOGGER = System.getLogger(NativeLibrary.class.getName());

    private static final String NAME = "webrtc-java";

    /**
     * What it is linked against for sound cards, cameras and desktops, of which a server has none,
     * in the order in which they need each other. It imports nothing but functions of these, bound
     * lazily, and calls none of them here.
     */
    static final List<String> DISPENSABLE =
            List.of(
                    "libdbus-1.so.3",
                    "libudev.so.1",
                    "libX11.so.6",
                    "libXfixes.so.3",
                    "libXrandr.so.2",
                    "libXcomposite.so.1",
                    "libpulse.so.0");

    private NativeLibrary() {}

    /**
     * Does nothing when it is loaded. Where the machine lacks libraries that it is linked against
     * and makes no use of, {@linkplain EmptyLibraries empty ones} are loaded first. May be tried
     * again after a failure: an operator can install a missing file without a restart.
     *
     * @throws PeerUnavailableException if it cannot be loaded
     */
    static synchronized void load() {
        try {
            tryToLoad();
        } catch (UnsatisfiedLinkError e) {
            loadWithEmptyLibraries(e);
        }
    }

    private static void tryToLoad() {
        try {
            NativeLoader.loadLibrary(NAME);
        } catch (UnsatisfiedLinkError e) {
            deleteCopy(e.getMessage());
            throw e;
        } catch (IOException e) {
            throw new PeerUnavailableException(
                    "The native WebRTC library, of 23 MB, cannot be unpacked into the folder for"
                            + " temporary files: "
                            + e,
                    e);
        } catch (Exception e) {
            throw new PeerUnavailableException(
                    "There is no native WebRTC library for %s on %s in this application."
                            .formatted(
                                    System.getProperty("os.name"), System.getProperty("os.arch")),
                    e);
        }
    }

    private static void loadWithEmptyLibraries(UnsatisfiedLinkError before) {
        List<String> empty;
        try {
            empty = EmptyLibraries.loadMissing(DISPENSABLE);
        } catch (IOException | UnsatisfiedLinkError e) {
            before.addSuppressed(e);
            throw unavailable(before);
        }
        if (empty.isEmpty()) {
            throw unavailable(before);
        }
        try {
            tryToLoad();
        } catch (UnsatisfiedLinkError e) {
            e.addSuppressed(before);
            throw unavailable(e);
        }
        LOGGER.log(
                Level.INFO,
                "The native WebRTC library runs with empty libraries for what this machine lacks: "
                        + String.join(", ", empty));
    }

    private static PeerUnavailableException unavailable(UnsatisfiedLinkError e) {
        // "/tmp/libwebrtc….so: libstdc++.so.6: cannot open shared object file: …"
        return new PeerUnavailableException(
                "The native WebRTC library does not load on this machine: " + e.getMessage(), e);
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
