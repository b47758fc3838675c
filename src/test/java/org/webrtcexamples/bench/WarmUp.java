package org.webrtcexamples.bench;

import org.webrtcexamples.ServerProcess;
import org.webrtcexamples.client.ConnectionsClient;

/** Brings the server to the speed and size that it has in use. */
final class WarmUp {

    private static final int POSTS = 300;
    private static final int NEGOTIATIONS = 600;
    private static final int CLIENTS = 16;

    static final String DESCRIPTION =
            POSTS
                    + " times POST and DELETE, then "
                    + NEGOTIATIONS
                    + " negotiations with one ping each by "
                    + CLIENTS
                    + " clients";

    private WarmUp() {}

    static void run(ServerProcess server) throws Exception {
        ConnectionsClient client = server.client();
        Clients.run(1, POSTS, () -> Cycles.postAndDelete(client));
        Clients.run(CLIENTS, NEGOTIATIONS, () -> PingPong.negotiate(client));
        // The JVM starts a thread for the first such request.
        server.read();
    }
}
