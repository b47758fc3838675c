package org.webrtcexamples.media.recording;

/** Nothing can be recorded now: its message says why. */
public class RecordingUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RecordingUnavailableException(String message) {
        super(message);
    }

    RecordingUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
