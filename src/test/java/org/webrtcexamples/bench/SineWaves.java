package org.webrtcexamples.bench;

import org.webrtcexamples.Reading;
import org.webrtcexamples.ServerProcess;
import org.webrtcexamples.client.AudioStats;
import org.webrtcexamples.client.ClientPeer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What it costs the server to make and send tones, and whether they arrive as they should. */
final class SineWaves {

    private static final String EXAMPLE = "sine-wave";
    private static final int FEW = 10;
    private static final int MANY = 50;
    private static final int CLIENTS_AT_ONCE = 4;
    private static final Duration WATCHED = Duration.ofSeconds(20);

    /** A full-scale sine has 1, in each second; less is another sound, or none. */
    private static final double LEAST_ENERGY = 0.8;

    private final ServerProcess server;
    private final Report.Part report;
    private final Queue<ClientPeer> peers = new ConcurrentLinkedQueue<>();

    private SineWaves(ServerProcess server, Report.Part report) {
        this.server = server;
        this.report = report;
    }

    static void measure(ServerProcess server, Report.Part report) throws Exception {
        new SineWaves(server, report).measure();
    }

    private void measure() throws Exception {
        try {
            Reading none = server.read();
            report.add("CPU with 0 tones", server.cpuPercent(WATCHED), "%");
            hold(FEW);
            server.read();
            report.add("CPU with " + FEW + " tones", watch(), "%");
            hold(MANY);
            Reading many = server.read();
            report.add("CPU with " + MANY + " tones", watch(), "%", 50);
            report.add("RSS per tone", perConnection(many.rss() - none.rss()), "KiB");
            report.add("heap per tone", perConnection(many.heap() - none.heap()), "KiB");
            report.add("threads per tone", perConnection(many.threads() - none.threads()), "");
            report.add(
                    "descriptors per tone",
                    perConnection(many.descriptors() - none.descriptors()),
                    "");
        } finally {
            peers.forEach(ClientPeer::close);
        }
    }

    private void hold(int connections) throws InterruptedException {
        Clients.run(
                CLIENTS_AT_ONCE,
                connections - peers.size(),
                () -> {
                    ClientPeer peer = ClientPeer.answering(server.client(), EXAMPLE);
                    peers.add(peer);
                    peer.channel("frequency");
                });
    }

    /** Returns the server's CPU time, in percent of a core. */
    private double watch() throws Exception {
        List<AudioStats> earlier = stats();
        Duration clientTime = ClientCpu.time();
        double percent = server.cpuPercent(WATCHED);
        double clientPercent = ClientCpu.percentSince(clientTime, WATCHED);
        List<AudioStats> received = new ArrayList<>();
        for (AudioStats now : stats()) {
            received.add(now.since(earlier.get(received.size())));
        }

        String with = " with " + peers.size() + " tones";
        double[] packets =
                received.stream().mapToDouble(each -> each.packets() / each.seconds()).toArray();
        Arrays.sort(packets);
        report.addAtLeast("packets, slowest" + with, packets[0], "1/s", 49.5);
        report.add("packets, median" + with, Latencies.percentile(packets, 50), "1/s");
        report.add("samples made up" + with, percentConcealed(received), "%");
        report.add("CPU of all clients" + with, clientPercent, "%");
        if (received.stream().anyMatch(each -> each.energy() < LEAST_ENERGY * each.seconds())) {
            throw new IllegalStateException("what arrives is no full-scale tone: " + received);
        }
        return percent;
    }

    private List<AudioStats> stats() throws Exception {
        List<AudioStats> stats = new ArrayList<>();
        for (ClientPeer peer : peers) {
            stats.add(peer.audioStats());
        }
        return stats;
    }

    /**
     * Nothing is said of samples left out: the clients' clock for playing makes the engine do that.
     */
    private static double percentConcealed(List<AudioStats> received) {
        long samples = received.stream().mapToLong(AudioStats::samples).sum();
        return 100.0 * received.stream().mapToLong(AudioStats::concealed).sum() / samples;
    }

    private static double perConnection(long figure) {
        return (double) figure / MANY;
    }
}
