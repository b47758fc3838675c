package org.webrtcexamples.bench;

import org.webrtcexamples.Reading;
import org.webrtcexamples.ServerProcess;
import org.webrtcexamples.client.ClientPeer;
import org.webrtcexamples.client.Transfer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How fast data goes over a channel, what the server needs for it, and how long others wait. Both
 * ends are on this machine and share its cores.
 */
final class Transfers {

    static final String EXAMPLE = "datachannel-buffer-limits";

    private static final long MEBI = 1024 * 1024;
    private static final int SOME = 256;
    private static final int MUCH = 1024;

    private static final int SAMPLING_MILLIS = 100;

    private final ServerProcess server;
    private final Report.Part report;

    private Transfers(ServerProcess server, Report.Part report) {
        this.server = server;
        this.report = report;
    }

    static void measure(ServerProcess server, Report.Part report) throws Exception {
        Transfers transfers = new Transfers(server, report);
        transfers.measure(SOME, 16);
        transfers.measure(SOME, 64);
        transfers.measure(SOME, 256);
        transfers.measureMemory();
    }

    private void measureMemory() throws Exception {
        Reading before = server.read();
        AtomicLong most = new AtomicLong();
        ScheduledExecutorService sampler = Executors.newSingleThreadScheduledExecutor();
        try {
            sampler.scheduleAtFixedRate(
                    () -> most.accumulateAndGet(rssNow(), Math::max),
                    0,
                    SAMPLING_MILLIS,
                    TimeUnit.MILLISECONDS);
            measure(MUCH, 64);
        } finally {
            sampler.shutdown();
        }
        Reading after = server.read();
        report.add("RSS before", before.rss() / 1024.0, "MiB");
        report.add("RSS growth, at most meanwhile", (most.get() - before.rss()) / 1024.0, "MiB");
        report.addGrowth(text(MUCH, 64), before, after);
    }

    private long rssNow() {
        try {
            return server.rssNow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void measure(int mebibytes, int chunkKib) throws Exception {
        String what = text(mebibytes, chunkKib);
        Progress.say(what);
        try (ClientPeer other = ClientPeer.answering(server.client(), PingPong.EXAMPLE);
                SteadyPings pings = new SteadyPings(other);
                ClientPeer peer = ClientPeer.answering(server.client(), EXAMPLE)) {
            Transfer transfer = Transfer.run(peer.channel(EXAMPLE), mebibytes * MEBI, chunkKib);
            double[] times = pings.end();
            report.add(what + ", up", megabits(mebibytes, transfer.upload()), "Mbit/s");
            report.add(what + ", down", megabits(mebibytes, transfer.download()), "Mbit/s");
            report.add("another's ping to pong, p50", Latencies.percentile(times, 50), "ms");
            report.add("another's ping to pong, p99", Latencies.percentile(times, 99), "ms", 50);
        }
    }

    private static double megabits(int mebibytes, Duration time) {
        return 8 * mebibytes * MEBI / 1e6 / (time.toNanos() / 1e9);
    }

    private static String text(int mebibytes, int chunkKib) {
        return mebibytes + " MiB in messages of " + chunkKib + " KiB";
    }
}
