package org.webrtcexamples.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.webrtcexamples.TestServer;
import org.webrtcexamples.client.ClientChannel;
import org.webrtcexamples.client.ClientPeer;
import org.webrtcexamples.client.Connection;
import org.webrtcexamples.client.ConnectionsClient;
import org.webrtcexamples.client.Transfer;
import org.webrtcexamples.media.Tone;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Connections that end at any moment, many at once, while sound and data flow. */
class RandomEndIT {

    static final List<String> EXAMPLES =
            List.of(
                    "sine-wave",
                    "sine-wave-stereo",
                    "pitch-detector",
                    "datachannel-buffer-limits",
                    "audio-video-loopback");

    private static final int ROUNDS = 5;
    private static final int MANY_ROUNDS = 50;
    private static final int AT_ONCE = 8;
    private static final int LATEST_END_MILLIS = 400;

    private ConnectionsClient server;
    private ScheduledExecutorService executor;

    @BeforeEach
    void open() {
        server = TestServer.SHIPPED.client();
        executor = Executors.newScheduledThreadPool(3 * AT_ONCE);
    }

    @AfterEach
    void close() {
        executor.shutdownNow();
    }

    @ParameterizedTest
    @FieldSource("EXAMPLES")
    void theServerServesOn(String example) throws Exception {
        endAtRandom(example, ROUNDS);
    }

    @Tag("soak")
    @ParameterizedTest
    @FieldSource("EXAMPLES")
    void theServerServesOnForLong(String example) throws Exception {
        endAtRandom(example, MANY_ROUNDS);
    }

    private void endAtRandom(String example, int rounds) throws Exception {
        Random random = new Random(1);
        ClientPeer witness = ClientPeer.answering(server, "ping-pong");
        ClientChannel pings = witness.channel("ping-pong");
        for (int round = 0; round < rounds; round++) {
            List<Future<?>> connections = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                int end = random.nextInt(LATEST_END_MILLIS);
                connections.add(executor.submit(() -> connectAndEnd(example, end)));
            }
            for (Future<?> connection : connections) {
                connection.get(30, TimeUnit.SECONDS);
            }
        }
        assertEquals(List.of(), server.list(example));
        pings.send("ping");
        assertEquals("pong", pings.next(Duration.ofSeconds(10)));
        witness.close();
    }

    private Void connectAndEnd(String example, int endMillis) throws Exception {
        Connection connection = server.create(example);
        ScheduledFuture<?> end =
                executor.schedule(
                        () -> server.delete(example, connection.id()),
                        endMillis,
                        TimeUnit.MILLISECONDS);
        ClientPeer peer = new ClientPeer();
        Future<?> playing = executor.submit(() -> play(example, connection, peer));
        end.get(30, TimeUnit.SECONDS);
        playing.cancel(true);
        peer.close();
        return null;
    }

    /** Until it is interrupted, or fails for the other end has gone. */
    private Void play(String example, Connection connection, ClientPeer peer) throws Exception {
        if (example.equals("pitch-detector") || example.equals("audio-video-loopback")) {
            peer.sendAudio(new Tone(440, 1)::fill);
        }
        server.answer(example, connection.id(), peer.answer(connection.offer()));
        if (example.equals("datachannel-buffer-limits")) {
            Transfer.run(peer.channel(example), 64 * 1024 * 1024, 64);
        }
        return null;
    }
}
