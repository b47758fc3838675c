package org.webrtcexamples.peer;

/** An answer came where none is awaited. */
public class NoAnswerAwaitedException extends PeerException {

    private static final long serialVersionUID = 1L;

    public NoAnswerAwaitedException(String message) {
        super(message);
    }
}
