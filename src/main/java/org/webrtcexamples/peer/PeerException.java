package org.webrtcexamples.peer;

/** What a peer refuses or cannot do. Its message is meant for the person at the other end. */
public class PeerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public PeerException(String message) {
        super(message);
    }

    public PeerException(String message, Throwable cause) {
        super(message, cause);
    }
}
