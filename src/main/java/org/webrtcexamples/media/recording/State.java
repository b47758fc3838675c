package org.webrtcexamples.media.recording;

import java.util.Locale;

/** How far a recording is. */
public enum State {
    /** Waits for sound and picture, or writes them. */
    RECORDING,

    /** Takes nothing any more, and its file is being completed. */
    FINISHING,

    /** Its file is whole. */
    FINISHED,

    /** It ended before it should have; its file, if there is one, has what came until then. */
    FAILED;

    /** As it is called on the wire, such as {@code recording}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
