package org.webrtcexamples.peer.libwebrtc;

/** The native library for the tests' own clients, which need no library of a desktop either. */
public final class ClientLibrary {

    private ClientLibrary() {}

    /** Does nothing when it is loaded. */
    public static void load() {
        NativeLibrary.load();
    }
}
