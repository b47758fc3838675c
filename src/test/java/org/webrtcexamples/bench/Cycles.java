package org.webrtcexamples.bench;

import org.webrtcexamples.client.ConnectionsClient;

/** What connections leave behind that are closed. */
final class Cycles {

    private static final int FIRST = 100;
    private static final int ALL = 2000;
    private static final int CLIENTS = 4;

    private Cycles() {}

    static void measure(ServerProcess server, Report.Part report) throws Exception {
        ConnectionsClient client = server.client();
        measure(server, report, "POST and DELETE", () -> postAndDelete(client));
        measure(server, report, "negotiations", () -> PingPong.negotiate(client));
    }

    /** Opens a connection and closes it without an answer. */
    static void postAndDelete(ConnectionsClient client) {
        client.delete(PingPong.EXAMPLE, client.create(PingPong.EXAMPLE).id());
    }

    private static void measure(
            ServerProcess server, Report.Part report, String what, Clients.Task cycle)
            throws Exception {
        Clients.run(CLIENTS, FIRST, cycle);
        Reading first = server.read();
        Progress.say("%s, %d more times".formatted(what, ALL - FIRST));
        Clients.run(CLIENTS, ALL - FIRST, cycle);
        Reading all = server.read();
        report.addGrowth("%s, from %d to %d times".formatted(what, FIRST, ALL), first, all);
    }
}
