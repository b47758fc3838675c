package org.webrtcexamples.rest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import jakarta.ws.rs.core.Response;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.webrtcexamples.ShippedWar;
import org.webrtcexamples.client.ConnectionsClient;

import java.net.URI;
import java.net.URL;
import java.util.Arrays;
import java.util.List;

/** The recordings of an example, where the application is that of the server's root. */
@ExtendWith(ArquillianExtension.class)
class RecordingsAtRootIT {

    private static final String PATH = RecordingsExample.NAME + "/recordings/finished-0";

    @ArquillianResource private URL deployed;

    @Deployment(testable = false)
    static WebArchive war() {
        return ShrinkWrap.create(WebArchive.class, "ROOT.war")
                .merge(ShippedWar.create())
                .addClass(RecordingsExample.class);
    }

    @Test
    void tellsSendsAndDeletes() {
        URI base = ShippedWar.onLocalhost(deployed);
        assertTrue(List.of("", "/").contains(base.getPath()), base::toString);
        ConnectionsClient server = new ConnectionsClient(base);
        JsonObject values = server.target(PATH).request().get(JsonObject.class);
        assertEquals("finished-0", values.getString("id"));

        String video = PATH + "/video";
        byte[] content = RecordingsExample.content();
        assertArrayEquals(content, server.target(video).request().get(byte[].class));
        try (Response part = server.target(video).request().header("Range", "bytes=-70000").get()) {
            assertEquals(206, part.getStatus());
            assertArrayEquals(
                    Arrays.copyOfRange(content, content.length - 70_000, content.length),
                    part.readEntity(byte[].class));
        }
        assertEquals(204, server.target(PATH).request().delete().getStatus());
        assertEquals(404, server.target(PATH).request().get().getStatus());
        assertEquals(404, server.target(video).request().get().getStatus());
    }
}
