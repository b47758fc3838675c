package org.webrtcexamples.peer.relay;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.webrtcexamples.Await;
import org.webrtcexamples.connections.Connection;
import org.webrtcexamples.connections.TestConnections;
import org.webrtcexamples.peer.IceConnectionState;
import org.webrtcexamples.peer.SessionDescription;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** Clients that answer at length, and then only check. */
@Timeout(60)
class HeldConnectionsTest {

    private static final int ANSWER_LENGTH = 58_000;

    private final Relay relay = new Relay();
    private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
    private final List<Held> held = new ArrayList<>();

    private record Held(Connection connection, RawClient client) {

        void check() {
            try {
                client.send(client.request());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @AfterEach
    void stop() {
        held.forEach(each -> each.client().close());
        relay.close();
        scheduler.shutdownNow();
    }

    private Held hold(Duration timeToConnected) throws Exception {
        Connection connection =
                TestConnections.offered(relay.createLoopback(), timeToConnected, scheduler);
        RawClient client = new RawClient(connection.localDescription().orElseThrow().sdp());
        Held each = new Held(connection, client);
        held.add(each);
        StringBuilder answer = new StringBuilder(client.answer().sdp());
        while (answer.length() < ANSWER_LENGTH) {
            answer.append("a=x-pad:").append("y".repeat(900)).append("\r\n");
        }
        connection.applyAnswer(SessionDescription.answer(answer.toString()));
        client.check(true);
        return each;
    }

    private static boolean isHeld(Held each) {
        return each.connection().iceConnectionState() == IceConnectionState.CONNECTED;
    }

    /** A connection learns of its first check a moment after its client. */
    private void awaitAllHeld() {
        Await.until(
                Duration.ofSeconds(2),
                () -> held.stream().allMatch(HeldConnectionsTest::isHeld),
                "all are held");
    }

    @Test
    void connectionsThatAreHeldByChecksAloneEndInTheTimeToConnect() throws Exception {
        Held secured = hold(Duration.ofSeconds(3));
        secured.client().handshake();
        for (int i = 0; i < 50; i++) {
            hold(Duration.ofSeconds(3));
        }
        awaitAllHeld();

        Await.until(
                Duration.ofSeconds(10),
                () -> {
                    held.forEach(Held::check);
                    return held.stream().filter(each -> each.connection().isOpen()).count() == 1;
                },
                "all end but the one with DTLS");

        assertTrue(secured.connection().isOpen());
    }

    @Test
    void aConnectionThatIsHeldKeepsFarLessOfTheHeapThanItsAnswer() throws Exception {
        int warmUp = 50;
        int count = 200;
        for (int i = 0; i < warmUp; i++) {
            hold(Duration.ofMinutes(1));
        }
        long before = usedHeap();
        for (int i = 0; i < count; i++) {
            hold(Duration.ofMinutes(1));
        }
        awaitAllHeld();
        long each = (usedHeap() - before) / count;

        assertTrue(each < ANSWER_LENGTH / 4, each + " bytes for each connection");
    }

    /** The least of several measurements: garbage may be left, what is held is never missing. */
    private static long usedHeap() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
