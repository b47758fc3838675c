package org.webrtcexamples.client;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonStructure;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.client.WebTarget;
import jakarta.ws.rs.core.Response;

import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The REST API of the examples. The methods named after what they do expect the server to do it and
 * throw {@link UnexpectedResponseException} otherwise; {@link #target} is for any other request.
 */
public final class ConnectionsClient {

    private static final int PATIENCE_SECONDS = 30;

    private static final Entity<String> NO_BODY = Entity.json("");

    private final Client http =
            ClientBuilder.newBuilder()
                    .connectTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .readTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .build();
    private final WebTarget base;

    /**
     * @param base the context root of the application
     */
    public ConnectionsClient(URI base) {
        this.base = http.target(base);
    }

    /** The context root of the application. */
    public URI base() {
        return base.getUri();
    }

    /** Opens a connection, which brings the server's offer. */
    public Connection create(String example) {
        return Connection.from(object(HttpMethod.POST, connections(example), NO_BODY));
    }

    /** Gives the answer to the server's offer and returns it as the server applied it. */
    public Description answer(String example, String id, Description answer) {
        String path = connection(example, id) + "/remote-description";
        Entity<String> body = Entity.json(answer.toJson().toString());
        return Description.from(object(HttpMethod.POST, path, body)).orElseThrow();
    }

    public Connection get(String example, String id) {
        return Connection.from(object(HttpMethod.GET, connection(example, id), null));
    }

    /** For a client on the server's machine. */
    public List<ListedConnection> list(String example) {
        return expectOk(HttpMethod.GET, connections(example), null, JsonArray.class).stream()
                .map(value -> ListedConnection.from(value.asJsonObject()))
                .toList();
    }

    /** Closes a connection. */
    public Connection delete(String example, String id) {
        return Connection.from(object(HttpMethod.DELETE, connection(example, id), null));
    }

    /** Closes a connection that its own client may be closing at the same time. */
    public void deleteIfThere(String example, String id) {
        try {
            delete(example, id);
        } catch (UnexpectedResponseException e) {
            if (e.status() != Response.Status.NOT_FOUND.getStatusCode()) {
                throw e;
            }
        }
    }

    /** What the server tells of each example, in its order. */
    public List<JsonObject> examples() {
        return expectOk(HttpMethod.GET, "examples", null, JsonArray.class)
                .getValuesAs(JsonObject.class);
    }

    /** Reads the status of an example from now on. */
    public StatusEvents status(String example) {
        return new StatusEvents(target(example + "/status").getUri());
    }

    /** A path below the context root, percent-encoded where it has to be. */
    public WebTarget target(String path) {
        return path.isEmpty() ? base : base.path(path);
    }

    private JsonObject object(String method, String path, Entity<String> body) {
        return expectOk(method, path, body, JsonObject.class);
    }

    private <T extends JsonStructure> T expectOk(
            String method, String path, Entity<String> body, Class<T> type) {
        try (Response response = target(path).request().method(method, body)) {
            if (response.getStatus() != Response.Status.OK.getStatusCode()) {
                throw new UnexpectedResponseException(
                        response.getStatus(), response.readEntity(String.class));
            }
            return response.readEntity(type);
        }
    }

    private static String connections(String example) {
        return example + "/connections";
    }

    private static String connection(String example, String id) {
        return connections(example) + "/" + id;
    }
}
