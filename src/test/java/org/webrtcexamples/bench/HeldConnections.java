package org.webrtcexamples.bench;

import org.webrtcexamples.Reading;
import org.webrtcexamples.ServerProcess;
import org.webrtcexamples.client.ClientChannel;
import org.webrtcexamples.client.ClientPeer;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What connections cost that are open and ping once a second. */
final class HeldConnections {

    private static final int FEW = 50;
    private static final int MANY = 200;
    private static final int CLIENTS_AT_ONCE = 4;
    private static final Duration WATCHED = Duration.ofSeconds(10);

    private final ServerProcess server;
    private final Report.Part report;
    private final Queue<ClientPeer> peers = new ConcurrentLinkedQueue<>();
    private final Queue<Pings> pings = new ConcurrentLinkedQueue<>();
    private final AtomicInteger missing = new AtomicInteger();

    private HeldConnections(ServerProcess server, Report.Part report) {
        this.server = server;
        this.report = report;
    }

    static void measure(ServerProcess server, Report.Part report) throws Exception {
        new HeldConnections(server, report).measure();
    }

    private void measure() throws Exception {
        Reading none = read();
        report.add("CPU with 0 connections", server.cpuPercent(WATCHED), "%");
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        try {
            hold(FEW);
            clock.scheduleAtFixedRate(this::pingAll, 0, 1, TimeUnit.SECONDS);
            read();
            hold(MANY);
            Reading many = read();
            report.add("CPU with " + MANY + " connections", server.cpuPercent(WATCHED), "%");
            report.add("pongs not there within a second", missing.get(), "", 0);
            report.add("RSS per connection", perConnection(many.rss() - none.rss()), "KiB");
            report.add("heap per connection", perConnection(many.heap() - none.heap()), "KiB");
            report.add(
                    "RSS and heap per connection",
                    perConnection(many.rss() - none.rss() + many.heap() - none.heap()),
                    "KiB",
                    250);
            report.add(
                    "descriptors per connection",
                    perConnection(many.descriptors() - none.descriptors()),
                    "");
            // Not 0: a pool of the container may grow by a thread in the meantime.
            report.add(
                    "threads per connection",
                    perConnection(many.threads() - none.threads()),
                    "",
                    0.05);
        } finally {
            clock.shutdown();
            clock.awaitTermination(5, TimeUnit.SECONDS);
            peers.forEach(ClientPeer::close);
        }
    }

    private void hold(int connections) throws InterruptedException {
        Clients.run(
                CLIENTS_AT_ONCE,
                connections - peers.size(),
                () -> {
                    ClientPeer peer = ClientPeer.answering(server.client(), PingPong.EXAMPLE);
                    peers.add(peer);
                    pings.add(new Pings(PingPong.channel(peer)));
                });
    }

    private void pingAll() {
        for (Pings each : pings) {
            if (!each.next()) {
                missing.incrementAndGet();
            }
        }
    }

    private Reading read() throws Exception {
        Reading reading = server.read();
        String with = " with " + peers.size() + " connections";
        report.add("RSS" + with, reading.rss() / 1024.0, "MiB");
        report.add("heap" + with, reading.heap() / 1024.0, "MiB");
        report.add("threads" + with, reading.threads(), "");
        report.add("descriptors" + with, reading.descriptors(), "");
        return reading;
    }

    private static double perConnection(long figure) {
        return (double) figure / MANY;
    }

    /** The pings of one connection, each with a pong before the next one. */
    private static final class Pings {

        private final ClientChannel channel;
        private boolean begun;

        private Pings(ClientChannel channel) {
            this.channel = channel;
        }

        /** Returns whether the last ping has its pong. */
        private boolean next() {
            try {
                if (begun && channel.waiting() == 0) {
                    return false;
                }
                if (begun) {
                    PingPong.awaitPong(channel);
                }
                PingPong.ping(channel);
                begun = true;
                return true;
            } catch (Exception e) {
                return false;
            }
        }
    }
}
