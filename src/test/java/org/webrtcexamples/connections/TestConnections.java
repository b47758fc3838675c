package org.webrtcexamples.connections;

import org.webrtcexamples.peer.Peer;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;

/** Connections without a registry, for the tests of what shows or holds them. */
public final class TestConnections {

    private static final ConnectionSettings SETTINGS =
            new ConnectionSettings(
                    Duration.ofSeconds(3), Duration.ofSeconds(10), Duration.ofSeconds(10), 1);

    private TestConnections() {}

    /** What is thrown when there are as many as there may be. */
    public static RuntimeException tooMany() {
        return new TooManyConnectionsException("This server takes no more connections.");
    }

    /** One that has not made its offer. */
    public static Connection fresh(String id) {
        return new Connection(
                "ping-pong",
                new ScriptedPeer(id),
                SETTINGS,
                new ManualScheduler(),
                closing -> {},
                () -> {});
    }

    /**
     * One of an engine's peer, which makes its offer now.
     *
     * @param timeToConnected how long it may take from here on
     */
    public static Connection offered(
            Peer peer, Duration timeToConnected, ScheduledExecutorService scheduler)
            throws InterruptedException {
        ConnectionSettings settings =
                new ConnectionSettings(
                        SETTINGS.timeToHostCandidates(),
                        timeToConnected,
                        SETTINGS.timeToReconnected(),
                        SETTINGS.maxConnections());
        Connection connection =
                new Connection("ping-pong", peer, settings, scheduler, closing -> {}, () -> {});
        connection.offer();
        return connection;
    }

    /** One that awaits an answer to {@link ScriptedPeer#OFFER}. */
    public static Connection offered(String id) {
        Connection connection = fresh(id);
        try {
            connection.offer();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return connection;
    }
}
