package org.webrtcexamples.client;

import jakarta.json.Json;
import jakarta.json.JsonObject;

import java.util.Optional;

/**
 * A session description as it is on the wire. The type is free text, for a test must be able to say
 * what the API does not allow.
 */
public record Description(String type, String sdp) {

    public static Description answer(String sdp) {
        return new Description("answer", sdp);
    }

    /** Reads a description, of which <code>{}</code> says that there is none. */
    static Optional<Description> from(JsonObject json) {
        return json.isEmpty()
                ? Optional.empty()
                : Optional.of(new Description(json.getString("type"), json.getString("sdp")));
    }

    public JsonObject toJson() {
        return Json.createObjectBuilder().add("type", type).add("sdp", sdp).build();
    }
}
