package org.webrtcexamples.peer;

/** The peer is closed. */
public class PeerClosedException extends PeerException {

    private static final long serialVersionUID = 1L;

    public PeerClosedException(String message) {
        super(message);
    }
}
