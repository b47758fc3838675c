package org.webrtcexamples.bench;

import org.webrtcexamples.ServerProcess;
import org.webrtcexamples.client.ClientChannel;
import org.webrtcexamples.client.ClientPeer;
import org.webrtcexamples.client.Connection;
import org.webrtcexamples.client.ConnectionsClient;

import java.util.Arrays;

/** How long one client waits that has the server to itself. */
final class Latencies {

    private static final int POSTS = 200;
    private static final int PINGS = 2000;
    private static final int UNCOUNTED_PINGS = 500;

    private Latencies() {}

    /** Until the server has made its offer. */
    static void measurePost(ServerProcess server, Report.Part report) throws Exception {
        ConnectionsClient client = server.client();
        double[] times = new double[POSTS];
        for (int i = 0; i < POSTS; i++) {
            long start = System.nanoTime();
            Connection connection = client.create(PingPong.EXAMPLE);
            times[i] = millisSince(start);
            client.delete(PingPong.EXAMPLE, connection.id());
        }
        Arrays.sort(times);
        report.add("POST connections, p50", percentile(times, 50), "ms", 10);
        report.add("POST connections, p90", percentile(times, 90), "ms");
        report.add("POST connections, p99", percentile(times, 99), "ms");
    }

    /** Until a ping has its pong. */
    static void measurePing(ServerProcess server, Report.Part report) throws Exception {
        double[] times = new double[PINGS];
        try (ClientPeer peer = ClientPeer.answering(server.client(), PingPong.EXAMPLE)) {
            ClientChannel channel = PingPong.channel(peer);
            for (int i = -UNCOUNTED_PINGS; i < PINGS; i++) {
                long start = System.nanoTime();
                PingPong.ping(channel);
                PingPong.awaitPong(channel);
                if (i >= 0) {
                    times[i] = millisSince(start);
                }
            }
        }
        Arrays.sort(times);
        report.add("ping to pong, p50", percentile(times, 50), "ms");
        report.add("ping to pong, p99", percentile(times, 99), "ms");
    }

    static double millisSince(long start) {
        return (System.nanoTime() - start) / 1e6;
    }

    /** The smallest value that this share of all values does not exceed. */
    static double percentile(double[] sorted, int percent) {
        return sorted[(int) Math.ceil(sorted.length * percent / 100.0) - 1];
    }
}
