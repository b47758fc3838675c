package org.webrtcexamples.rest;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArray;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.webrtcexamples.connections.ConnectionRegistry;

/** {@code GET {base}/examples}: what there is, for the index page. */
@Path("examples")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ExamplesResource {

    @Inject private ConnectionRegistry registry;

    @GET
    public JsonArray list() {
        return WireJson.examples(registry.examples());
    }
}
