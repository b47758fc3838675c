package org.webrtcexamples.connections;

/** There is no connection of that id, or no more. */
public class UnknownConnectionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnknownConnectionException(String message) {
        super(message);
    }
}
