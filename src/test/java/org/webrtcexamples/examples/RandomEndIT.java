package org.webrtcexamples.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.webrtcexamples.ShippedWar;
import org.webrtcexamples.client.ClientChannel;
import org.webrtcexamples.client.ClientPeer;
import org.webrtcexamples.client.Connection;
import org.webrtcexamples.client.ConnectionsClient;
import org.webrtcexamples.client.Transfer;
import org.webrtcexamples.media.Tone;

import java.net.URL;
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
@ExtendWith(ArquillianExtension.class)
class RandomEndIT {

    private static final int ROUNDS = 50;
    private static final int AT_ONCE = 8;
    private static final int LATEST_END_MILLIS = 400;

    @ArquillianResource private URL deployed;

    private ConnectionsClient server;
    private ScheduledExecutorService executor;

    @Deployment(testable = false)
    static WebArchive war() {
        return ShippedWar.create();
    }

    @BeforeEach
    void open() {
        server = new ConnectionsClient(ShippedWar.onLocalhost(deployed));
        executor = Executors.newScheduledThreadPool(3 * AT_ONCE);
    }

    @AfterEach
    void close() {
        executor.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sine-wave",
                "sine-wave-stereo",
                "pitch-detector",
                "datachannel-buffer-limits",
                "audio-video-loopback"
            })
    void theServerServesOn(String example) throws Exception {
        Random random = new Random(1);
        ClientPeer witness = ClientPeer.answering(server, "ping-pong");
        ClientChannel pings = witness.channel("ping-pong");
        for (int round = 0; round < ROUNDS; round++) {
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
