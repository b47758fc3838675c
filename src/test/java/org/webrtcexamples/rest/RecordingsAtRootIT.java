package org.webrtcexamples.rest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.json.JsonObject;
import jakarta.ws.rs.core.Response;

import org.junit.jupiter.api.Test;
import org.webrtcexamples.Await;
import org.webrtcexamples.TestServer;
import org.webrtcexamples.client.ClientPeer;
import org.webrtcexamples.client.ConnectionsClient;
import org.webrtcexamples.media.Tone;

import java.time.Duration;
import java.util.Arrays;

/** A recording, where the application is that of the server's root. */
class RecordingsAtRootIT {

    private static final String EXAMPLE = "record-audio-video-stream";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ConnectionsClient server = TestServer.SHIPPED.client();

    @Test
    void tellsSendsAndDeletes() throws Exception {
        assertEquals("/", server.base().getPath());
        String path = EXAMPLE + "/recordings/" + record();
        Await.until(PATIENCE, () -> values(path).getString("state").equals("finished"), "finished");
        JsonObject values = values(path);
        assertEquals(path.replaceFirst(".*/", ""), values.getString("id"));

        String video = path + "/video";
        byte[] content = server.target(video).request().get(byte[].class);
        assertEquals(values.getInt("size"), content.length);
        try (Response part = server.target(video).request().header("Range", "bytes=-700").get()) {
            assertEquals(206, part.getStatus());
            assertArrayEquals(
                    Arrays.copyOfRange(content, content.length - 700, content.length),
                    part.readEntity(byte[].class));
        }
        assertEquals(204, server.target(path).request().delete().getStatus());
        assertEquals(404, server.target(path).request().get().getStatus());
        assertEquals(404, server.target(video).request().get().getStatus());
    }

    /**
     * @return the id
     */
    private String record() throws Exception {
        try (ClientPeer client = new ClientPeer()) {
            client.sendAudio(new Tone(440, 0.5)::fill);
            client.connect(server, EXAMPLE);
            String path = EXAMPLE + "/recordings/" + client.connectionId();
            Await.until(
                    PATIENCE,
                    () -> values(path).getJsonNumber("duration").doubleValue() > 1,
                    "a second is recorded");
            return client.connectionId();
        }
    }

    private JsonObject values(String path) {
        return server.target(path).request().get(JsonObject.class);
    }
}
