package org.webrtcexamples.bench;

import org.webrtcexamples.Reading;
import org.webrtcexamples.ServerProcess;
import org.webrtcexamples.client.ClientChannel;
import org.webrtcexamples.client.ClientPeer;

import java.util.concurrent.atomic.AtomicInteger;

/** What received messages leave behind, and how fast they are answered. */
final class Messages {

    private static final int FIRST = 100_000;
    private static final int ALL = 1_000_000;
    private static final int CLIENTS = 4;
    private static final int PINGS_PER_CLIENT = 1000;

    /** Pings on their way without a pong yet, at most, so that no buffer fills up. */
    private static final int WINDOW = 64;

    private static final int PROGRESS = 100_000 / PINGS_PER_CLIENT;

    private Messages() {}

    static void measure(ServerProcess server, Report.Part report) throws Exception {
        AtomicInteger done = new AtomicInteger();
        Clients.Task client =
                () -> {
                    comeAndGo(server);
                    if (done.incrementAndGet() % PROGRESS == 0) {
                        Progress.say(done.get() * PINGS_PER_CLIENT + " messages");
                    }
                };
        Clients.run(CLIENTS, FIRST / PINGS_PER_CLIENT, client);
        Reading first = server.read();
        double seconds = Clients.run(CLIENTS, (ALL - FIRST) / PINGS_PER_CLIENT, client);
        Reading all = server.read();
        report.add("pings answered by " + CLIENTS + " clients", (ALL - FIRST) / seconds, "1/s");
        report.addGrowth("from %d to %d messages".formatted(FIRST, ALL), first, all);
    }

    private static void comeAndGo(ServerProcess server) throws Exception {
        try (ClientPeer peer = ClientPeer.answering(server.client(), PingPong.EXAMPLE)) {
            ClientChannel channel = PingPong.channel(peer);
            for (int i = 0; i < PINGS_PER_CLIENT + WINDOW; i++) {
                if (i >= WINDOW) {
                    PingPong.awaitPong(channel);
                }
                if (i < PINGS_PER_CLIENT) {
                    PingPong.ping(channel);
                }
            }
        }
    }
}
