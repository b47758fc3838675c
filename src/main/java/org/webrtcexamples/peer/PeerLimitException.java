package org.webrtcexamples.peer;

/**
 * There are as many peers of a kind as there may be. No fault: one can be had when another has
 * gone.
 */
public class PeerLimitException extends PeerUnavailableException {

    private static final long serialVersionUID = 1L;

    public PeerLimitException(String message) {
        super(message);
    }
}
