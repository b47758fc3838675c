package org.webrtcexamples.client;

import jakarta.json.JsonObject;

import java.util.Optional;

/** What the server says of a connection. The states are spelled as in the W3C API. */
public record Connection(
        String id,
        String state,
        String iceConnectionState,
        Optional<Description> localDescription,
        Optional<Description> remoteDescription,
        String signalingState) {

    static Connection from(JsonObject json) {
        return new Connection(
                json.getString("id"),
                json.getString("state"),
                json.getString("iceConnectionState"),
                Description.from(json.getJsonObject("localDescription")),
                Description.from(json.getJsonObject("remoteDescription")),
                json.getString("signalingState"));
    }

    /** The server's offer, which every open connection has. */
    public Description offer() {
        return localDescription.orElseThrow();
    }
}
