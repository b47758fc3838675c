package org.webrtcexamples.client;

import jakarta.json.JsonObject;

/** What the server's list says of a connection. The states are spelled as in the W3C API. */
public record ListedConnection(
        String id, String state, String iceConnectionState, String signalingState) {

    static ListedConnection from(JsonObject json) {
        return new ListedConnection(
                json.getString("id"),
                json.getString("state"),
                json.getString("iceConnectionState"),
                json.getString("signalingState"));
    }
}
