package org.webrtcexamples.rest;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonCollectors;
import jakarta.json.stream.JsonParser;

import org.webrtcexamples.connections.Connection;
import org.webrtcexamples.connections.ExampleInfo;
import org.webrtcexamples.connections.Recording;
import org.webrtcexamples.peer.InvalidAnswerException;
import org.webrtcexamples.peer.SessionDescription;

import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The JSON of the wire, which is that of node-webrtc-examples. */
final class WireJson {

    private WireJson() {}

    /** Without their descriptions, which have the passwords of both peers. */
    static JsonArray connections(List<Connection> connections) {
        return connections.stream().map(WireJson::entry).collect(JsonCollectors.toJsonArray());
    }

    private static JsonObject entry(Connection connection) {
        return states(connection)
                .add("signalingState", connection.signalingState().toString())
                .build();
    }

    private static JsonObjectBuilder states(Connection connection) {
        return Json.createObjectBuilder()
                .add("id", connection.id())
                .add("state", connection.isOpen() ? "open" : "closed")
                .add("iceConnectionState", connection.iceConnectionState().toString());
    }

    static JsonObject connection(Connection connection) {
        return states(connection)
                .add("localDescription", description(connection.localDescription()))
                .add("remoteDescription", description(connection.remoteDescription()))
                .add("signalingState", connection.signalingState().toString())
                .build();
    }

    static JsonObject description(Optional<SessionDescription> description) {
        return description.map(WireJson::description).orElse(JsonValue.EMPTY_JSON_OBJECT);
    }

    static JsonObject description(SessionDescription description) {
        return Json.createObjectBuilder()
                .add("type", description.type().toString())
                .add("sdp", description.sdp())
                .build();
    }

    static JsonArray examples(List<ExampleInfo> examples) {
        return examples.stream()
                .<JsonValue>map(
                        example ->
                                Json.createObjectBuilder()
                                        .add("name", example.name())
                                        .add("title", example.title())
                                        .add("description", example.description())
                                        .build())
                .collect(JsonCollectors.toJsonArray());
    }

    static JsonObject status(Map<String, Object> status) {
        return Json.createObjectBuilder(status).build();
    }

    static JsonObject recording(String id, Recording recording) {
        return Json.createObjectBuilder()
                .add("id", id)
                .addAll(Json.createObjectBuilder(recording.values()))
                .build();
    }

    /**
     * Reads {@code {"type": "answer", "sdp": "…"}}; other members are ignored.
     *
     * @throws InvalidAnswerException if it is anything else
     */
    static SessionDescription answer(String json) {
        JsonValue value = parse(json);
        if (value.getValueType() != JsonValue.ValueType.OBJECT) {
            throw new InvalidAnswerException(
                    "A JSON object with the members \"type\" and \"sdp\" is needed, not "
                            + nameOf(value)
                            + '.');
        }
        JsonObject description = value.asJsonObject();
        String type = string(description, "type");
        if (!type.equals(SessionDescription.Type.ANSWER.toString())) {
            throw new InvalidAnswerException(
                    "\"type\" must be \"answer\", not \"" + abbreviate(type) + "\".");
        }
        return SessionDescription.answer(string(description, "sdp"));
    }

    private static JsonValue parse(String json) {
        if (json.isBlank()) {
            throw new InvalidAnswerException("The body is empty; a JSON object is needed.");
        }
        try (JsonParser parser = Json.createParser(new StringReader(json))) {
            parser.next();
            JsonValue value = parser.getValue();
            if (parser.hasNext()) {
                throw new JsonException("there is something behind its end");
            }
            return value;
        } catch (RuntimeException e) {
            // Not only JsonException: what nests too deep is a plain RuntimeException.
            throw new InvalidAnswerException("The body is not JSON: " + e.getMessage(), e);
        }
    }

    private static String string(JsonObject object, String name) {
        JsonValue value = object.get(name);
        if (value == null) {
            throw new InvalidAnswerException("The member \"" + name + "\" is missing.");
        }
        if (!(value instanceof JsonString string)) {
            throw new InvalidAnswerException(
                    "\"" + name + "\" must be a string, not " + nameOf(value) + '.');
        }
        return string.getString();
    }

    private static String nameOf(JsonValue value) {
        return switch (value.getValueType()) {
            case OBJECT -> "an object";
            case ARRAY -> "an array";
            case STRING -> "a string";
            case NUMBER -> "a number";
            case TRUE, FALSE -> "a boolean";
            case NULL -> "null";
        };
    }

    private static String abbreviate(String text) {
        return text.length() <= 20 ? text : text.substring(0, 20) + '…';
    }
}
