package org.webrtcexamples.connections;

import java.time.Duration;

/** Connections without an engine, for the tests of what shows them. */
public final class TestConnections {

    private static final ConnectionSettings SETTINGS =
            new ConnectionSettings(
                    Duration.ofSeconds(3), Duration.ofSeconds(10), Duration.ofSeconds(10), 1);

    private TestConnections() {}

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
