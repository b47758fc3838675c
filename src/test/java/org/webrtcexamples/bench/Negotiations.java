package org.webrtcexamples.bench;

import org.webrtcexamples.ServerProcess;

/**
 * How many connections a second the server takes from the POST to the DELETE, one ping and its pong
 * included. The clients share the machine with the server.
 */
final class Negotiations {

    private static final int NEGOTIATIONS = 300;

    private Negotiations() {}

    static void measure(ServerProcess server, Report.Part report) throws Exception {
        for (int clients : new int[] {1, 4, 16}) {
            double seconds =
                    Clients.run(clients, NEGOTIATIONS, () -> PingPong.negotiate(server.client()));
            report.add("negotiations, " + clients + " at once", NEGOTIATIONS / seconds, "1/s");
        }
    }
}
