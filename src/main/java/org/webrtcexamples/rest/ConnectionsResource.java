package org.webrtcexamples.rest;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;

import org.webrtcexamples.connections.Connection;
import org.webrtcexamples.connections.ConnectionRegistry;

import java.io.InputStream;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** {@code {base}/{example}/connections}: negotiation, and the end of it. */
@Path("{example}/connections")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ConnectionsResource {

    /** DELETE answers when the peer is gone, but does not wait for one that takes long. */
    private static final int TIME_TO_CLOSED_MILLIS = 1000;

    @Inject private ConnectionRegistry registry;

    @PathParam("example")
    private String example;

    @POST
    public JsonObject create() throws InterruptedException {
        return WireJson.connection(registry.create(example));
    }

    /**
     * For the operator only: anyone who knows an id can end its connection, or answer its offer.
     */
    @GET
    public JsonArray list(@Context HttpServletRequest request) {
        LocalOperator.require(request);
        return WireJson.connections(registry.connections(example));
    }

    @GET
    @Path("{id}")
    public JsonObject get(@PathParam("id") String id) {
        return WireJson.connection(connection(id));
    }

    @DELETE
    @Path("{id}")
    public JsonObject delete(@PathParam("id") String id) throws InterruptedException {
        Connection connection = connection(id);
        connection.close();
        try {
            connection
                    .closed()
                    .toCompletableFuture()
                    .get(TIME_TO_CLOSED_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException stillClosing) {
            // It is closed for all who ask; what it held is released when its callback returns.
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
        return WireJson.connection(connection);
    }

    @GET
    @Path("{id}/local-description")
    public JsonObject localDescription(@PathParam("id") String id) {
        return WireJson.description(connection(id).localDescription());
    }

    @GET
    @Path("{id}/remote-description")
    public JsonObject remoteDescription(@PathParam("id") String id) {
        return WireJson.description(connection(id).remoteDescription());
    }

    @POST
    @Path("{id}/remote-description")
    @Consumes(MediaType.APPLICATION_JSON)
    public JsonObject answer(
            @PathParam("id") String id, @Context HttpHeaders headers, InputStream body)
            throws InterruptedException {
        if (headers.getMediaType() == null) {
            throw new NotSupportedException();
        }
        Connection connection = connection(id);
        String json = RequestBody.read(body);
        return WireJson.description(connection.applyAnswer(WireJson.answer(json)));
    }

    private Connection connection(String id) {
        return registry.connection(example, id);
    }
}
