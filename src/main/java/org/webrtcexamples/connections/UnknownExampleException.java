package org.webrtcexamples.connections;

/** There is no example of that name. */
public class UnknownExampleException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnknownExampleException(String message) {
        super(message);
    }
}
