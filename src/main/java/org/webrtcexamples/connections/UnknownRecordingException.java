package org.webrtcexamples.connections;

/** There is no recording of that id, or no more. */
public class UnknownRecordingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnknownRecordingException(String example, String id) {
        super("%s has no recording %s; it may have been deleted.".formatted(example, id));
    }
}
