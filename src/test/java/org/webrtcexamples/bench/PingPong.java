package org.webrtcexamples.bench;

import org.webrtcexamples.client.ClientChannel;
import org.webrtcexamples.client.ClientPeer;
import org.webrtcexamples.client.ConnectionsClient;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** The example that is measured, which answers every ping with a pong. */
final class PingPong {

    static final String EXAMPLE = "ping-pong";

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private PingPong() {}

    /** Opens a connection, pings once and closes it again. */
    static void negotiate(ConnectionsClient client) throws InterruptedException, TimeoutException {
        try (ClientPeer peer = ClientPeer.answering(client, EXAMPLE)) {
            ClientChannel channel = channel(peer);
            ping(channel);
            awaitPong(channel);
        }
    }

    static ClientChannel channel(ClientPeer peer) throws InterruptedException, TimeoutException {
        return peer.channel("ping-pong");
    }

    static void ping(ClientChannel channel) {
        channel.send("ping");
    }

    static void awaitPong(ClientChannel channel) throws InterruptedException, TimeoutException {
        String reply = channel.next(PATIENCE);
        if (!reply.equals("pong")) {
            throw new IllegalStateException("not a pong: " + reply);
        }
    }
}
