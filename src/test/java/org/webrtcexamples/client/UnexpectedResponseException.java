package org.webrtcexamples.client;

/** The server did not do what it was asked, and says why in the response. */
public final class UnexpectedResponseException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int status;

    UnexpectedResponseException(int status, String body) {
        super("%d %s".formatted(status, body));
        this.status = status;
    }

    /** The HTTP status code. */
    public int status() {
        return status;
    }
}
