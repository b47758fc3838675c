package org.webrtcexamples.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.webrtcexamples.Await;
import org.webrtcexamples.TestServer;
import org.webrtcexamples.client.ClientChannel;
import org.webrtcexamples.client.ClientPeer;
import org.webrtcexamples.client.Connection;
import org.webrtcexamples.client.ConnectionsClient;
import org.webrtcexamples.client.Description;
import org.webrtcexamples.client.ListedConnection;
import org.webrtcexamples.client.NetworkCable;

import java.io.StringReader;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** The contract of the wire, from outside, with a real peer in this JVM. */
class ConnectionsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String PING_PONG = "ping-pong";

    private final ConnectionsClient server = TestServer.LIMITED.client();

    @AfterEach
    void nothingIsLeft() throws Exception {
        for (String example : List.of(PING_PONG, "context-example")) {
            for (ListedConnection connection : server.list(example)) {
                server.delete(example, connection.id());
            }
            assertEquals(List.of(), server.list(example));
        }
    }

    @Test
    void walksThroughTheLifeOfAConnection() throws Exception {
        assertEquals(List.of(), server.list(PING_PONG));

        Connection created = server.create(PING_PONG);
        assertEquals(4, UUID.fromString(created.id()).version());
        assertEquals("open", created.state());
        assertEquals("new", created.iceConnectionState());
        assertEquals("have-local-offer", created.signalingState());
        assertEquals(Optional.empty(), created.remoteDescription());
        Description offer = created.offer();
        assertEquals("offer", offer.type());
        assertTrue(offer.sdp().contains("\r\na=candidate:"), offer.sdp());
        assertTrue(!offer.sdp().contains("a=ice-options:trickle"), offer.sdp());

        assertEquals(created, server.get(PING_PONG, created.id()));
        assertEquals(
                List.of(
                        new ListedConnection(
                                created.id(),
                                created.state(),
                                created.iceConnectionState(),
                                created.signalingState())),
                server.list(PING_PONG));
        String path = PING_PONG + "/connections/" + created.id();
        assertEquals(offer.toJson(), getJson(path + "/local-description"));
        assertEquals(JsonObject.EMPTY_JSON_OBJECT, getJson(path + "/remote-description"));

        try (ClientPeer client = new ClientPeer()) {
            Description applied = server.answer(PING_PONG, created.id(), client.answer(offer));
            assertEquals("answer", applied.type());
            assertEquals(applied.toJson(), getJson(path + "/remote-description"));
            assertEquals("stable", server.get(PING_PONG, created.id()).signalingState());
            client.awaitConnected(PATIENCE);
            ClientChannel channel = client.channel(PING_PONG);
            channel.send("ping");
            assertEquals("pong", channel.next(PATIENCE));

            Connection closed = server.delete(PING_PONG, created.id());
            assertEquals("closed", closed.state());
            assertEquals("closed", closed.iceConnectionState());
            assertEquals("closed", closed.signalingState());
            assertEquals(Optional.empty(), closed.localDescription());
            assertEquals(Optional.empty(), closed.remoteDescription());
            channel.awaitClosed(PATIENCE);
        }
        assertEquals(List.of(), server.list(PING_PONG));
        for (String gone : List.of("", "/local-description", "/remote-description")) {
            assertProblem(404, server.target(path + gone).request().get());
        }
        assertProblem(404, server.target(path).request().delete());
    }

    /** As it is on the wire: the list has none of the members that make up a description. */
    @Test
    void listsNothingByWhichAConnectionCouldBeAnswered() {
        server.create(PING_PONG);

        String list = server.target(PING_PONG + "/connections").request().get(String.class);

        assertTrue(!list.contains("escription") && !list.contains("ice-pwd"), list);
    }

    @Test
    void listsConnectionsToNobodyBehindAProxy() throws Exception {
        for (String header :
                List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")) {
            assertListed(403, loopback(), "localhost\r\n" + header + ": 192.0.2.1");
        }
    }

    /** As a page does whose name was made to resolve to the server's loopback address. */
    @Test
    void listsConnectionsOnlyUnderTheNamesOfItsOwnMachine() throws Exception {
        for (String host : List.of("localhost", "webrtc.localhost", "127.0.0.1", "[::1]")) {
            assertListed(200, loopback(), host);
        }
        for (String host : List.of("example.org", "localhost.example.org", "192.0.2.1")) {
            assertListed(403, loopback(), host);
        }
    }

    @Test
    void listsConnectionsToNobodyWhoComesOverTheNetwork() throws Exception {
        for (InetAddress address : networkAddresses()) {
            assertListed(403, address, "localhost");
        }
    }

    /** Those of this machine, which a connection to itself comes from as well. */
    private static List<InetAddress> networkAddresses() throws Exception {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .toList();
    }

    private static InetAddress loopback() {
        return InetAddress.getLoopbackAddress();
    }

    /**
     * Asks for the list as no client here would.
     *
     * @param host the header's value; more headers may follow it
     */
    private void assertListed(int status, InetAddress address, String host) throws Exception {
        URI list = server.target(PING_PONG + "/connections").getUri();
        try (Socket socket = new Socket(address, list.getPort())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            String request =
                    "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                            .formatted(list.getPath(), host);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String response =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String what = address + ", " + host + ": " + response;
            assertTrue(response.startsWith("HTTP/1.1 " + status + " "), what);
            assertEquals(status == 403, response.contains("Only the operator may do this"), what);
        }
    }

    @Test
    void aClientConnectsAndClosesItsConnection() throws Exception {
        try (ClientPeer client = ClientPeer.answering(server, PING_PONG)) {
            ClientChannel channel = client.channel(PING_PONG);
            for (int i = 0; i < 100; i++) {
                channel.send("ping");
                assertEquals("pong", channel.next(PATIENCE));
            }
        }
        assertEquals(List.of(), server.list(PING_PONG));
    }

    @Test
    void listsTheExamples() throws Exception {
        List<JsonObject> examples = server.examples();
        assertTrue(
                examples.stream().anyMatch(each -> each.getString("name").equals(PING_PONG)),
                examples.toString());
        for (JsonObject example : examples) {
            assertTrue(!example.getString("title").isBlank());
            assertTrue(!example.getString("description").isBlank());
        }
    }

    @Test
    void servesThePages() {
        assertEquals(200, server.target("").request().get().getStatus());
        assertEquals(200, server.target("ping-pong/index.html").request().get().getStatus());
        assertEquals(200, server.target("ping-pong/").request().get().getStatus());
        assertEquals(200, server.target("ping-pong").request().get().getStatus());
        assertEquals(200, server.target("examples/ping-pong.js").request().get().getStatus());
        assertEquals(404, server.target("pong-ping/index.html").request().get().getStatus());
        assertEquals(404, server.target("WEB-INF/beans.xml").request().get().getStatus());
    }

    @Test
    void refusesEveryBadAnswerInWordsAndThenTakesAGoodOne() throws Exception {
        Connection connection = server.create(PING_PONG);
        String path = PING_PONG + "/connections/" + connection.id() + "/remote-description";
        try (ClientPeer client = new ClientPeer()) {
            Description answer = client.answer(connection.offer());
            String sdp = answer.sdp();

            Map<String, String> bad = new LinkedHashMap<>();
            bad.put("malformed JSON", "{\"type\":\"answer\",");
            bad.put("empty body", "");
            bad.put("JSON null", "null");
            bad.put("array", "[]");
            bad.put("deep array", "[".repeat(60_000));
            bad.put("string", "\"answer\"");
            bad.put("empty object", "{}");
            bad.put("number as SDP", "{\"type\":\"answer\",\"sdp\":7}");
            bad.put("null as SDP", "{\"type\":\"answer\",\"sdp\":null}");
            bad.put("garbage SDP", "{\"type\":\"answer\",\"sdp\":\"garbage\"}");
            bad.put("empty SDP", "{\"type\":\"answer\",\"sdp\":\"\"}");
            bad.put("cut SDP", json("answer", sdp.substring(0, sdp.length() / 2)));
            bad.put("type offer", json("offer", sdp));
            bad.put("unknown type", json("reply", sdp));
            bad.put("type number", "{\"type\":7,\"sdp\":\"v=0\"}");
            bad.put("offer echoed", json("answer", connection.offer().sdp()));
            bad.put("actpass", json("answer", sdp.replace("setup:active", "setup:actpass")));
            bad.put("weak fingerprint", json("answer", sdp.replace("sha-256", "sha-1")));
            for (Map.Entry<String, String> each : bad.entrySet()) {
                assertProblem(
                        400,
                        server.target(path).request().post(Entity.json(each.getValue())),
                        each.getKey());
            }
            assertProblem(
                    400,
                    server.target(path)
                            .request()
                            .post(
                                    Entity.entity(
                                            new byte[] {'"', (byte) 0xff, '"'},
                                            MediaType.APPLICATION_JSON)),
                    "not UTF-8");
            assertProblem(
                    415,
                    server.target(path).request().post(Entity.text(answer.toJson().toString())));
            assertProblem(
                    413, server.target(path).request().post(Entity.json("x".repeat(1 << 20))));
            assertProblem(
                    413,
                    server.target(path)
                            .request()
                            .post(Entity.json(json("answer", "x".repeat(65_536)))));
            Response wrongMethod = server.target(path).request().delete();
            assertTrue(wrongMethod.getHeaderString("Allow").contains("POST"));
            assertProblem(405, wrongMethod);
            assertProblem(405, server.target(path).request().put(Entity.json("{}")));

            Connection untouched = server.get(PING_PONG, connection.id());
            assertEquals(connection, untouched);
            server.answer(PING_PONG, connection.id(), answer);
            ClientChannel channel = client.channel(PING_PONG);
            channel.send("ping");
            assertEquals("pong", channel.next(PATIENCE));

            Entity<String> again = Entity.json(answer.toJson().toString());
            assertProblem(409, server.target(path).request().post(again));
            channel.send("ping");
            assertEquals("pong", channel.next(PATIENCE));

            server.delete(PING_PONG, connection.id());
            assertProblem(404, server.target(path).request().post(again));
        }
    }

    @Test
    void knowsNothingButItsOwnIds() throws Exception {
        Connection other = server.create("context-example");
        List<String> unknown =
                List.of(
                        "ping-pong/connections/" + UUID.randomUUID(),
                        "ping-pong/connections/" + other.id(),
                        "ping-pong/connections/not-a-uuid",
                        "ping-pong/connections/" + "x".repeat(4000),
                        "ping-pong/connections/%C3%A9%3F%25",
                        "ping-pong/connections/%252e%252e/%252e%252e/%252e%252e/WEB-INF/beans.xml",
                        "ping-pong/connections/a%3Bb%3Dc",
                        "rest/ping-pong/connections",
                        "rest/examples",
                        "ping-pong/connections/" + other.id() + "/nothing",
                        "pong-ping/connections",
                        "pong-ping/connections/" + other.id());
        for (String path : unknown) {
            assertProblem(404, server.target(path).request().get(), path);
        }
        assertProblem(404, server.target("pong-ping/connections").request().post(Entity.json("")));
        assertProblem(
                404,
                server.target("ping-pong/connections/" + other.id() + "/remote-description")
                        .request()
                        .post(Entity.json("{}")));
        Response wrongMethod = server.target("ping-pong/connections").request().delete();
        assertTrue(wrongMethod.getHeaderString("Allow").contains("POST"));
        assertProblem(405, wrongMethod);
        server.get("context-example", other.id());
    }

    @Test
    void callsTheApplicationBackInItsOwnContext() throws Exception {
        try (ClientPeer client = ClientPeer.answering(server, "context-example")) {
            ClientChannel channel = client.channel("context");
            channel.send("class loader");
            assertEquals("true", channel.next(PATIENCE));
            channel.send("CDI");
            assertEquals("1", channel.next(PATIENCE));
        }
    }

    @Test
    void aCallbackThatThrowsEndsItsConnectionAndNoOther() throws Exception {
        try (ClientPeer client = ClientPeer.answering(server, "context-example");
                ClientPeer other = ClientPeer.answering(server, "context-example")) {
            client.channel("context").send("error");
            client.channel("context").awaitClosed(PATIENCE);

            other.channel("context").send("still there?");
            assertEquals("still there?", other.channel("context").next(PATIENCE));
        }
    }

    @Test
    void removesAConnectionThatIsNotAnswered() throws Exception {
        server.create(PING_PONG);
        awaitConnections(
                PING_PONG, List::isEmpty, TestServer.Limits.TIME_TO_CONNECTED.plusSeconds(1));
    }

    @Test
    void removesAConnectionWhoseClientFallsSilent() throws Exception {
        try (NetworkCable cable = new NetworkCable();
                ClientPeer client = ClientPeer.answering(server, PING_PONG, cable)) {
            client.channel(PING_PONG);
            cable.cut();
            awaitConnections(PING_PONG, List::isEmpty, Duration.ofSeconds(25));
        }
    }

    @Test
    void keepsAConnectionThatComesBackInTime() throws Exception {
        try (NetworkCable cable = new NetworkCable();
                ClientPeer client = ClientPeer.answering(server, PING_PONG, cable)) {
            ClientChannel channel = client.channel(PING_PONG);
            cable.cut();
            awaitIceState("disconnected", client);
            cable.mend();
            awaitIceState("connected", client);
            channel.send("ping");
            assertEquals("pong", channel.next(PATIENCE));
            // Longer than it would have had, if its timer still ran.
            CountDownLatch never = new CountDownLatch(1);
            Duration longer = TestServer.Limits.TIME_TO_RECONNECTED.plusSeconds(1);
            assertTrue(!never.await(longer.toMillis(), TimeUnit.MILLISECONDS));
            channel.send("ping");
            assertEquals("pong", channel.next(PATIENCE));
        }
    }

    @Test
    void removesAConnectionThatItsClientAbandons() throws Exception {
        ClientPeer client = ClientPeer.answering(server, PING_PONG);
        client.channel(PING_PONG);
        client.abandon();
        awaitConnections(PING_PONG, List::isEmpty, Duration.ofSeconds(25));
    }

    @Test
    void saysWhenItIsFull() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < TestServer.Limits.CONNECTIONS; i++) {
            ids.add(server.create(PING_PONG).id());
        }
        Response full = server.target("ping-pong/connections").request().post(Entity.json(""));
        assertTrue(Integer.parseInt(full.getHeaderString("Retry-After")) > 0);
        assertProblem(503, full);
        server.delete(PING_PONG, ids.get(0));
        server.create(PING_PONG);
    }

    @Test
    void survivesFiftyParallelCreatesAndDeletes() throws Exception {
        List<Callable<Void>> clients = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            clients.add(
                    () -> {
                        Connection connection = server.create(PING_PONG);
                        server.delete(PING_PONG, connection.id());
                        return null;
                    });
        }
        inParallel(clients);
        assertEquals(List.of(), server.list(PING_PONG));
        assertPingPong();
    }

    @Test
    void survivesAnswersAndDeletesOfTheSameConnectionAtOnce() throws Exception {
        Random random = new Random(1);
        for (int round = 0; round < 20; round++) {
            Connection connection = server.create(PING_PONG);
            String path = PING_PONG + "/connections/" + connection.id();
            int delay = random.nextInt(3_000_000);
            try (ClientPeer client = new ClientPeer()) {
                String answer = client.answer(connection.offer()).toJson().toString();
                List<Callable<Void>> calls = new ArrayList<>();
                for (int i = 0; i < 2; i++) {
                    calls.add(
                            () -> {
                                try (Response response =
                                        server.target(path + "/remote-description")
                                                .request()
                                                .post(Entity.json(answer))) {
                                    assertTrue(
                                            List.of(200, 404, 409).contains(response.getStatus()),
                                            () -> "status " + response.getStatus());
                                }
                                return null;
                            });
                    calls.add(
                            () -> {
                                LockSupport.parkNanos(delay);
                                try (Response response = server.target(path).request().delete()) {
                                    assertTrue(
                                            List.of(200, 404).contains(response.getStatus()),
                                            () -> "status " + response.getStatus());
                                }
                                return null;
                            });
                }
                inParallel(calls);
            }
            assertEquals(List.of(), server.list(PING_PONG));
        }
        assertPingPong();
    }

    private void assertPingPong() throws Exception {
        try (ClientPeer client = ClientPeer.answering(server, PING_PONG)) {
            ClientChannel channel = client.channel(PING_PONG);
            channel.send("ping");
            assertEquals("pong", channel.next(PATIENCE));
        }
    }

    private static void inParallel(List<Callable<Void>> tasks) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            for (Future<Void> done : threads.invokeAll(tasks)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void awaitIceState(String state, ClientPeer client) throws Exception {
        awaitConnections(
                PING_PONG,
                connections ->
                        connections.stream()
                                .filter(each -> each.id().equals(client.connectionId()))
                                .anyMatch(
                                        each ->
                                                each.iceConnectionState().equals(state)
                                                        || state.equals("connected")
                                                                && each.iceConnectionState()
                                                                        .equals("completed")),
                Duration.ofSeconds(15));
    }

    private void awaitConnections(
            String example, Predicate<List<ListedConnection>> condition, Duration timeout)
            throws Exception {
        Await.until(
                timeout,
                () -> condition.test(server.list(example)),
                "the connections are as they should be");
    }

    private JsonObject getJson(String path) {
        return server.target(path).request().get(JsonObject.class);
    }

    private static String json(String type, String sdp) {
        return new Description(type, sdp).toJson().toString();
    }

    private static void assertProblem(int status, Response response) {
        assertProblem(status, response, "");
    }

    private static void assertProblem(int status, Response response, String what) {
        try (response) {
            String body = response.readEntity(String.class);
            assertEquals(status, response.getStatus(), () -> what + ": " + body);
            assertEquals("application/problem+json", String.valueOf(response.getMediaType()), what);
            JsonObject problem = Json.createReader(new StringReader(body)).readObject();
            assertEquals(status, problem.getInt("status"), what);
            assertTrue(!problem.getString("title").isBlank(), body);
            assertTrue(problem.getString("detail").length() > 10, body);
        }
    }
}
