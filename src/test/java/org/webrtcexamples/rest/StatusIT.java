package org.webrtcexamples.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.core.Response;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.webrtcexamples.TestServer;
import org.webrtcexamples.client.Connection;
import org.webrtcexamples.client.ConnectionsClient;
import org.webrtcexamples.client.ListedConnection;
import org.webrtcexamples.client.StatusEvents;
import org.webrtcexamples.client.UnexpectedResponseException;

import java.io.StringReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The status of an example, read from outside. */
class StatusIT {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Two heartbeats, and some. */
    private static final Duration TIME_TO_NOTICE = TestServer.Limits.HEARTBEAT.multipliedBy(3);

    private static final int MAX_READERS = TestServer.Limits.STATUS_READERS;
    private static final String PATH = StatusExample.NAME + "/status";

    private final URI base = TestServer.LIMITED.base();
    private final ConnectionsClient server = TestServer.LIMITED.client();

    @AfterEach
    void nothingIsLeft() {
        for (ListedConnection connection : server.list(StatusExample.NAME)) {
            server.delete(StatusExample.NAME, connection.id());
        }
    }

    @Test
    void tellsTheStateAtOnceAndThenEachChangeToEveryReader() throws Exception {
        try (StatusEvents first = server.status(StatusExample.NAME);
                StatusEvents second = server.status(StatusExample.NAME)) {
            assertEquals("text/event-stream;charset=UTF-8", first.header("content-type"));
            assertEquals("no-store", first.header("cache-control"));
            assertEquals("retry: 2000", first.nextLine(PATIENCE));
            assertConnections(0, first, second);
            Connection connection = server.create(StatusExample.NAME);
            assertConnections(1, first, second);
            Connection other = server.create(StatusExample.NAME);
            assertConnections(2, first, second);
            try (StatusEvents late = server.status(StatusExample.NAME)) {
                assertConnections(2, late);
            }
            server.delete(StatusExample.NAME, other.id());
            assertConnections(1, first, second);
            server.delete(StatusExample.NAME, connection.id());
            assertConnections(0, first, second);
        }
    }

    @Test
    void refusesWhatIsNoStatusAsAProblem() {
        assertProblem(404, server.target("ping-pong/status").request().get());
        assertProblem(404, server.target("pong-ping/status").request().get());
        assertProblem(404, server.target("rest/status_events/ping-pong").request().get());
        assertProblem(404, server.target("rest/status_events/status-example").request().get());
        Response wrongMethod = server.target(PATH).request().post(Entity.json("{}"));
        assertEquals("GET", wrongMethod.getHeaderString("Allow"));
        assertProblem(405, wrongMethod);
    }

    @Test
    void readersAreLimitedAndThoseWhoVanishMakeRoom() throws Exception {
        List<StatusEvents> readers = new ArrayList<>();
        for (int i = 0; i < MAX_READERS; i++) {
            readers.add(awaitAdmission());
        }
        Response refused = server.target(PATH).request().get();
        assertEquals(503, refused.getStatus());
        assertEquals("10", refused.getHeaderString("Retry-After"));
        assertProblem(503, refused);

        readers.forEach(StatusEvents::close);

        awaitReaders(0);
    }

    /** Who takes nothing at all is dropped, and keeps nobody waiting meanwhile. */
    @Test
    void aReaderWhoTakesNothingHindersNobodyAndIsDropped() throws Exception {
        try (Socket stuck = new Socket();
                StatusEvents reader = awaitAdmission()) {
            stuck.setReceiveBufferSize(4096);
            stuck.connect(new InetSocketAddress(base.getHost(), base.getPort()));
            stuck.getOutputStream()
                    .write(
                            "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                    .formatted(base.resolve(PATH).getPath())
                                    .getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < 100; i++) {
                Connection connection = server.create(StatusExample.NAME);
                awaitConnections(1, reader);
                server.delete(StatusExample.NAME, connection.id());
                awaitConnections(0, reader);
            }
            awaitReaders(1);
            assertEquals(0, server.list(StatusExample.NAME).size());
        }
    }

    /** Until there is room for all others, and no more. */
    private void awaitReaders(int readers) throws Exception {
        List<StatusEvents> others = new ArrayList<>();
        for (int i = readers; i < MAX_READERS; i++) {
            others.add(awaitAdmission());
        }
        others.forEach(StatusEvents::close);
    }

    private StatusEvents awaitAdmission() throws Exception {
        long deadline = System.nanoTime() + TIME_TO_NOTICE.toNanos();
        while (true) {
            try {
                return server.status(StatusExample.NAME);
            } catch (UnexpectedResponseException e) {
                assertTrue(System.nanoTime() < deadline, e::getMessage);
                // Those who have gone are found when there is something to tell them.
                Connection connection = server.create(StatusExample.NAME);
                server.delete(StatusExample.NAME, connection.id());
            }
        }
    }

    private static void assertConnections(int connections, StatusEvents... readers)
            throws Exception {
        for (StatusEvents reader : readers) {
            JsonObject status = reader.next(PATIENCE);
            assertEquals(connections, status.getInt("connections"));
            assertEquals(StatusExample.PADDING, status.getString("padding").length());
        }
    }

    private static void awaitConnections(int connections, StatusEvents reader) throws Exception {
        int told;
        do {
            told = reader.next(PATIENCE).getInt("connections");
        } while (told != connections);
    }

    private static void assertProblem(int status, Response response) {
        try (response) {
            String body = response.readEntity(String.class);
            assertEquals(status, response.getStatus(), body);
            assertEquals("application/problem+json", String.valueOf(response.getMediaType()));
            JsonObject problem = Json.createReader(new StringReader(body)).readObject();
            assertEquals(status, problem.getInt("status"));
            assertTrue(problem.getString("detail").length() > 10, body);
        }
    }
}
