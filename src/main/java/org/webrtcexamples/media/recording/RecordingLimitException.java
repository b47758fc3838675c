package org.webrtcexamples.media.recording;

/**
 * As many recordings run as may, or they fill their space. No fault: there is room again when one
 * has ended or is deleted.
 */
public class RecordingLimitException extends RecordingUnavailableException {

    private static final long serialVersionUID = 1L;

    RecordingLimitException(String message) {
        super(message);
    }
}
