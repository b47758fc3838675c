package org.webrtcexamples.peer;

/** A description that is no answer, does not parse, or does not fit the offer. */
public class InvalidAnswerException extends PeerException {

    private static final long serialVersionUID = 1L;

    public InvalidAnswerException(String message) {
        super(message);
    }

    public InvalidAnswerException(String message, Throwable cause) {
        super(message, cause);
    }
}
