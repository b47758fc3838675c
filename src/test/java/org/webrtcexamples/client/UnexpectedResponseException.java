package org.webrtcexamples.client;

import java.net.http.HttpResponse;

/** The server did not do what it was asked, and says why in the response. */
public final class UnexpectedResponseException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int status;

    UnexpectedResponseException(HttpResponse<String> response) {
        super(
                "%s %s: %d %s"
                        .formatted(
                                response.request().method(),
                                response.uri(),
                                response.statusCode(),
                                response.body()));
        status = response.statusCode();
    }

    /** The HTTP status code. */
    public int status() {
        return status;
    }
}
