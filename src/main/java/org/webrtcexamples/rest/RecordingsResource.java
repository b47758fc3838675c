package org.webrtcexamples.rest;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.webrtcexamples.connections.ConnectionRegistry;

/**
 * {@code {base}/{example}/recordings/{id}}: what is recorded of a connection, by its id. There is
 * no list of them: who knows the id may see it.
 */
@Path("{example}/recordings/{id}")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class RecordingsResource {

    @Inject private ConnectionRegistry registry;

    @PathParam("example")
    private String example;

    @PathParam("id")
    private String id;

    @GET
    public JsonObject get() {
        return WireJson.recording(id, registry.recording(example, id));
    }

    @DELETE
    public void delete() {
        registry.recording(example, id).delete();
    }
}
