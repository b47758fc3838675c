package org.webrtcexamples.client;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonStructure;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/**
 * The REST API of the examples. The methods named after what they do expect the server to do it and
 * throw {@link UnexpectedResponseException} otherwise; {@link #request} and {@link #send} give the
 * bare response to any request, good or bad.
 */
public final class ConnectionsClient {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient http =
            HttpClient.newBuilder()
                    // No attempt to upgrade to HTTP/2 in the headers of each first request.
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(PATIENCE)
                    .build();
    private final URI base;

    /**
     * @param base the context root of the application
     */
    public ConnectionsClient(URI base) {
        this.base = base.toString().endsWith("/") ? base : URI.create(base + "/");
    }

    /** Opens a connection, which brings the server's offer. */
    public Connection create(String example) throws InterruptedException {
        return Connection.from(object(request(connections(example)).POST(BodyPublishers.noBody())));
    }

    /** Gives the answer to the server's offer and returns it as the server applied it. */
    public Description answer(String example, String id, Description answer)
            throws InterruptedException {
        String path = connection(example, id) + "/remote-description";
        return Description.from(object(json(path, answer.toJson().toString()))).orElseThrow();
    }

    public Connection get(String example, String id) throws InterruptedException {
        return Connection.from(object(request(connection(example, id))));
    }

    public List<Connection> list(String example) throws InterruptedException {
        return expectOk(request(connections(example))).asJsonArray().stream()
                .map(value -> Connection.from(value.asJsonObject()))
                .toList();
    }

    /** Closes a connection. */
    public Connection delete(String example, String id) throws InterruptedException {
        return Connection.from(object(request(connection(example, id)).DELETE()));
    }

    /** What the server tells of each example, in its order. */
    public List<JsonObject> examples() throws InterruptedException {
        return expectOk(request("examples")).asJsonArray().getValuesAs(JsonObject.class);
    }

    /** A GET of a path below the context root, to be made into any other request. */
    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(PATIENCE);
    }

    /** A POST of a body that claims to be JSON. */
    public HttpRequest.Builder json(String path, String body) {
        return request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
    }

    /** Sends the request and returns the response, whatever its status. */
    public HttpResponse<String> send(HttpRequest.Builder request) throws InterruptedException {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonObject object(HttpRequest.Builder request) throws InterruptedException {
        return expectOk(request).asJsonObject();
    }

    private JsonStructure expectOk(HttpRequest.Builder request) throws InterruptedException {
        HttpResponse<String> response = send(request);
        if (response.statusCode() != 200) {
            throw new UnexpectedResponseException(response);
        }
        try (JsonReader reader = Json.createReader(new StringReader(response.body()))) {
            return reader.read();
        }
    }

    private static String connections(String example) {
        return example + "/connections";
    }

    private static String connection(String example, String id) {
        return connections(example) + "/" + id;
    }
}
