package org.webrtcexamples.bench;

import org.webrtcexamples.client.ClientChannel;
import org.webrtcexamples.client.ClientPeer;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.DoubleStream;

/** Pings every 20 ms, also while pongs are overdue. */
final class SteadyPings implements AutoCloseable {

    private static final int INTERVAL_MILLIS = 20;
    private static final long END = Long.MIN_VALUE;

    private final ClientChannel channel;

    /** When each ping was sent whose pong is not there yet. */
    private final BlockingQueue<Long> sent = new LinkedBlockingQueue<>();

    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(2);
    private final Future<?> pinging;
    private final Future<double[]> times;

    /**
     * @param peer pings from now on
     */
    SteadyPings(ClientPeer peer) throws InterruptedException, TimeoutException {
        channel = PingPong.channel(peer);
        times = threads.submit(this::awaitPongs);
        pinging =
                threads.scheduleAtFixedRate(this::ping, 0, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void ping() {
        sent.add(System.nanoTime());
        PingPong.ping(channel);
    }

    private double[] awaitPongs() throws InterruptedException, TimeoutException {
        DoubleStream.Builder millis = DoubleStream.builder();
        long start;
        while ((start = sent.take()) != END) {
            PingPong.awaitPong(channel);
            millis.add(Latencies.millisSince(start));
        }
        return millis.build().sorted().toArray();
    }

    /**
     * Ends the pings and waits for their pongs.
     *
     * @return how long each took, in ms, the shortest first
     */
    double[] end() throws Exception {
        pinging.cancel(false);
        threads.schedule(() -> sent.add(END), 0, TimeUnit.SECONDS).get();
        return times.get();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
