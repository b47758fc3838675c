package org.webrtcexamples.connections;

/** The application has as many connections as it may have. */
public class TooManyConnectionsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TooManyConnectionsException(String message) {
        super(message);
    }
}
