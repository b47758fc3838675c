package org.webrtcexamples.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.ws.rs.core.Response;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.webrtcexamples.Await;
import org.webrtcexamples.TestServer;
import org.webrtcexamples.client.ClientChannel;
import org.webrtcexamples.client.ClientPeer;
import org.webrtcexamples.client.ConnectionsClient;
import org.webrtcexamples.client.NetworkCable;
import org.webrtcexamples.client.Transfer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What goes through it, and what a client cannot do to it. */
class DatachannelBufferLimitsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String EXAMPLE = "datachannel-buffer-limits";
    private static final String FULL_TRANSFER = "full-transfer";
    private static final String PING_PONG = "ping-pong";
    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;

    private ConnectionsClient server;

    /** Another client, which has nothing to do with what is tested, and must not notice. */
    private ClientPeer bystander;

    @BeforeEach
    void connectBystander() throws Exception {
        server = TestServer.LIMITED.client();
        bystander = ClientPeer.answering(server, PING_PONG);
    }

    @AfterEach
    void bystanderIsStillServed() throws Exception {
        assertBystanderIsServed();
        bystander.close();
        assertEquals(List.of(), server.list(EXAMPLE));
    }

    private void assertBystanderIsServed() throws Exception {
        ClientChannel channel = bystander.channel(PING_PONG);
        channel.send("ping");
        assertEquals("pong", channel.next(PATIENCE));
    }

    private ClientPeer connect() throws Exception {
        return ClientPeer.answering(server, EXAMPLE);
    }

    private void awaitGone(ClientPeer client, Duration timeout) throws Exception {
        awaitGone(client, EXAMPLE, timeout);
    }

    private void awaitGone(ClientPeer client, String example, Duration timeout) throws Exception {
        String path = example + "/connections/" + client.connectionId();
        Await.until(
                timeout,
                () -> status(path) == Response.Status.NOT_FOUND.getStatusCode(),
                "the connection is gone");
    }

    private int status(String path) {
        try (Response response = server.target(path).request().get()) {
            return response.getStatus();
        }
    }

    private static String data(int bytes) {
        return ".".repeat(bytes);
    }

    private static void assertMatches(String pattern, String message) {
        assertTrue(message.matches(pattern), () -> message + " is not like " + pattern);
    }

    @Test
    void sendsAsMuchBackInChunksOfThatSizeAndAShorterLastOne() throws Exception {
        try (ClientPeer client = connect()) {
            Transfer transfer = Transfer.run(client.channel(EXAMPLE), 3 * MIB + 5, 16);
            assertEquals(3 * 64 + 1, transfer.chunks());
        }
    }

    @Test
    void sendsNothingBackForNothingAndServesOneChannelAgainAndAgain() throws Exception {
        try (ClientPeer client = connect()) {
            ClientChannel channel = client.channel(EXAMPLE);
            assertEquals(0, Transfer.run(channel, 0, 1).chunks());
            assertEquals(1, Transfer.run(channel, 1, 256).chunks());
            for (int chunks = 28; chunks < 36; chunks++) {
                assertEquals(chunks, Transfer.run(channel, chunks * KIB, 1).chunks());
            }
            assertEquals(4, Transfer.run(channel, MIB, 256).chunks());
            assertEquals(5, Transfer.run(channel, MIB + 1, 256).chunks());
        }
    }

    @Test
    void countsTheBytesOfTextInUtf8() throws Exception {
        try (ClientPeer client = connect()) {
            ClientChannel channel = client.channel(EXAMPLE);
            channel.send("#START 1");
            channel.send("é".repeat(512));
            channel.send("🏓".repeat(256));
            channel.send("€".repeat(300));
            channel.send("#STOP");
            assertMatches("#START \\d+", channel.next(PATIENCE));
            assertEquals(data(KIB), channel.next(PATIENCE));
            assertEquals(data(KIB), channel.next(PATIENCE));
            assertEquals(data(300 * 3), channel.next(PATIENCE));
            assertMatches("#STOP \\d+", channel.next(PATIENCE));
        }
    }

    /** One refusal takes the server a second. */
    private void assertEachRefused(String reason, List<String> messages) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(messages.size());
        try {
            List<Callable<Void>> refusals = new ArrayList<>();
            for (String message : messages) {
                refusals.add(
                        () -> {
                            assertRefused(reason, message);
                            return null;
                        });
            }
            for (Future<Void> refused : clients.invokeAll(refusals)) {
                refused.get();
            }
        } finally {
            clients.shutdownNow();
        }
        assertBystanderIsServed();
    }

    /** The last of these messages is one too many. */
    private void assertRefused(String reason, String... messages) throws Exception {
        try (ClientPeer client = connect()) {
            ClientChannel channel = client.channel(EXAMPLE);
            for (String message : messages) {
                channel.send(message);
            }
            assertEquals("#ERROR " + reason, channel.next(PATIENCE));
            awaitGone(client, PATIENCE);
            channel.awaitClosed(PATIENCE);
        }
    }

    @Test
    void refusesASizeThatIsNone() throws Exception {
        List<String> none =
                List.of(
                        "#START",
                        "#START ",
                        "#START x",
                        "#START -1",
                        "#START 1.5",
                        "#START  1",
                        "#START 1 ",
                        "#START 1\n",
                        "#START ١",
                        "#START 0x10",
                        "#START 99999999999",
                        "#START " + "9".repeat(200_000),
                        "#STARTLE",
                        "#START 1#START 1");
        assertEachRefused("#START needs the size of a chunk in KiB.", none);
    }

    @Test
    void refusesASizeThatIsOutOfRange() throws Exception {
        assertEachRefused(
                "A chunk has 1 to 256 KiB.",
                List.of("#START 0", "#START 000", "#START 257", "#START 999999999"));
    }

    @Test
    void refusesWhatComesBeforeStart() throws Exception {
        assertRefused("#STOP comes without #START.", "#STOP");
        assertBystanderIsServed();
        assertEachRefused(
                "Data comes outside of #START and #STOP.",
                List.of(data(16 * KIB), "", " #START 16"));
    }

    @Test
    void refusesASecondStart() throws Exception {
        assertRefused("#START comes while a transfer is under way.", "#START 1", "#START 1");
        assertRefused("#START comes while a transfer is under way.", "#START 1", ".", "#START 9");
    }

    @Test
    void refusesAnythingWhileItSends() throws Exception {
        for (String word : List.of("#START 64", "#STOP", ".")) {
            try (ClientPeer client = connect()) {
                ClientChannel channel = client.channel(EXAMPLE);
                upload(channel, 8 * MIB);
                channel.send("#STOP");
                channel.send(word);
                awaitGone(client, PATIENCE);
                channel.awaitClosed(PATIENCE);
                while (channel.waiting() > 0) {
                    assertFalse(channel.next(PATIENCE).startsWith("#STOP"), "all came back");
                }
            }
            assertBystanderIsServed();
        }
    }

    @Test
    void takesAGibibyteAndRefusesAByteMore() throws Exception {
        String reason = "#ERROR No more than 1073741824 bytes can be sent.";
        try (ClientPeer client = ClientPeer.answering(server, FULL_TRANSFER)) {
            ClientChannel channel = client.channel(FULL_TRANSFER);
            channel.send(".");
            assertEquals(reason, channel.next(PATIENCE));
            awaitGone(client, FULL_TRANSFER, PATIENCE);
        }
        try (ClientPeer client = ClientPeer.answering(server, FULL_TRANSFER)) {
            ClientChannel channel = client.channel(FULL_TRANSFER);
            channel.send("#STOP");
            assertMatches("#START \\d+", channel.next(PATIENCE));
            assertEquals(data(256 * KIB), channel.next(PATIENCE));
        }
    }

    @Test
    void refusesAChunkThatTheClientCannotTake() throws Exception {
        try (ClientPeer client = takingOnly(100_000)) {
            ClientChannel channel = client.channel(EXAMPLE);
            channel.send("#START 98");
            assertEquals(
                    "#ERROR This client takes messages of up to 100000 bytes.",
                    channel.next(PATIENCE));
            awaitGone(client, PATIENCE);
        }
    }

    @Test
    void endsTheConnectionOfAClientThatCannotEvenTakeTheReason() throws Exception {
        for (String bad : List.of("#START x", "#START 1")) {
            try (ClientPeer client = takingOnly(40)) {
                client.channel(EXAMPLE).send(bad);
                awaitGone(client, PATIENCE);
            }
        }
    }

    private ClientPeer takingOnly(int bytes) throws Exception {
        ClientPeer client = new ClientPeer();
        try {
            client.changeAnswer(
                    sdp -> sdp.replace("max-message-size:262144", "max-message-size:" + bytes));
            client.connect(server, EXAMPLE);
            return client;
        } catch (Throwable e) {
            client.close();
            throw e;
        }
    }

    private static void upload(ClientChannel channel, int bytes) throws Exception {
        channel.send("#START 64");
        for (int sent = 0; sent < bytes; sent += 64 * KIB) {
            channel.awaitRoom(PATIENCE);
            channel.send(data(64 * KIB));
        }
    }

    @Test
    void endsTheConnectionOfAClientThatTakesNothing() throws Exception {
        try (NetworkCable cable = new NetworkCable();
                ClientPeer client = ClientPeer.answering(server, EXAMPLE, cable)) {
            ClientChannel channel = client.channel(EXAMPLE);
            upload(channel, 8 * MIB);
            channel.send("#STOP");
            assertMatches("#START \\d+", channel.next(PATIENCE));
            cable.cutAllButChecks();
            awaitGone(client, PATIENCE);
        }
    }

    @Test
    void endsTheConnectionsOfClientsThatGoAway() throws Exception {
        try (NetworkCable cable = new NetworkCable();
                ClientPeer leavingUpload = connect();
                ClientPeer leavingDownload = connect();
                ClientPeer cutUpload = ClientPeer.answering(server, EXAMPLE, cable)) {
            upload(cutUpload.channel(EXAMPLE), 8 * MIB);
            cable.cut();
            upload(leavingUpload.channel(EXAMPLE), 8 * MIB);
            leavingUpload.abandon();
            ClientChannel channel = leavingDownload.channel(EXAMPLE);
            upload(channel, 8 * MIB);
            channel.send("#STOP");
            assertMatches("#START \\d+", channel.next(PATIENCE));
            leavingDownload.abandon();

            awaitGone(leavingDownload, Duration.ofSeconds(5));
            assertBystanderIsServed();
            awaitGone(leavingUpload, Duration.ofSeconds(25));
            awaitGone(cutUpload, Duration.ofSeconds(25));
        }
    }
}
