package org.webrtcexamples.peer;

/** No peer can be had now: its engine cannot start, or has no network. */
public class PeerUnavailableException extends PeerException {

    private static final long serialVersionUID = 1L;

    public PeerUnavailableException(String message) {
        super(message);
    }

    public PeerUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
