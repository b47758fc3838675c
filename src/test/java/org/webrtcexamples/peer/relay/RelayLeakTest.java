package org.webrtcexamples.peer.relay;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.webrtcexamples.Await;
import org.webrtcexamples.client.ClientPeer;
import org.webrtcexamples.media.Tone;
import org.webrtcexamples.peer.PeerException;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** What is left of connections that come and go, beside one that stays. */
@Timeout(120)
class RelayLeakTest {

    private static final int AT_ONCE = 8;
    private static final int ROUNDS = 10;
    private static final int SOAK_ROUNDS = 200;
    private static final int CONNECTIONS = 500;
    private static final int WARM_UP = 100;
    private static final int LONGEST_LIFE_MILLIS = 200;

    private static final Relay RELAY = new Relay();
    private static final ClientPeer BROADCASTER = new ClientPeer();
    private static final ExecutorService CLIENTS = Executors.newFixedThreadPool(AT_ONCE);
    private static final ScheduledExecutorService CLOSER = Executors.newScheduledThreadPool(1);

    private static ReceivedMedia broadcast;

    private final Random random = new Random(5);

    /** All that were made, as long as anything holds them. */
    private final Queue<WeakReference<RelayPeer>> peers = new ConcurrentLinkedQueue<>();

    @BeforeAll
    static void broadcast() throws Exception {
        RelayPeer studio = RELAY.create();
        broadcast = studio.receiveMedia();
        BROADCASTER.sendAudio(new Tone(440, 0.5)::fill);
        BROADCASTER.sendVideo(1, 128, 96, 10);
        Relay.connect(BROADCASTER, studio);
        BROADCASTER.awaitConnected(Relay.PATIENCE);
    }

    @AfterAll
    static void stop() {
        BROADCASTER.close();
        RELAY.close();
        CLIENTS.shutdownNow();
        CLOSER.shutdownNow();
    }

    private RelayPeer watch(RelayPeer peer) {
        peers.add(new WeakReference<>(peer));
        return peer;
    }

    private static <T> List<T> atOnce(List<Callable<T>> clients) throws Exception {
        List<T> results = new ArrayList<>();
        for (Future<T> client : CLIENTS.invokeAll(clients)) {
            results.add(client.get());
        }
        return results;
    }

    @Test
    void nothingIsLeftOfThoseThatCloseAtAnyMoment() throws Exception {
        assertNothingIsLeft(ROUNDS);
    }

    @Test
    @Tag("soak")
    void nothingIsLeftOfManyThatCloseAtAnyMoment() throws Exception {
        assertNothingIsLeft(SOAK_ROUNDS);
    }

    private void assertNothingIsLeft(int rounds) throws Exception {
        AtomicInteger streamed = new AtomicInteger();
        round(streamed);
        round(streamed);
        long sockets = sockets();
        int threads = RELAY.runningThreads();
        for (int i = 0; i < rounds; i++) {
            round(streamed);
        }
        assertTrue(streamed.get() > rounds, "only " + streamed + " had come so far");
        Await.until(Relay.PATIENCE, () -> RELAY.runningThreads() <= threads, "threads end");
        Await.until(Relay.PATIENCE, () -> sockets() <= sockets, "sockets are closed");
        awaitPeersGone();
    }

    /** Two that see themselves, and six that see the broadcaster. */
    private void round(AtomicInteger streamed) throws Exception {
        List<Callable<Void>> clients = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            int life = random.nextInt(LONGEST_LIFE_MILLIS);
            boolean mirror = i < 2;
            clients.add(
                    () -> {
                        if (mirror ? seesItself(life) : seesTheBroadcaster(life)) {
                            streamed.incrementAndGet();
                        }
                        return null;
                    });
        }
        atOnce(clients);
    }

    private boolean seesItself(int lifeMillis) throws Exception {
        RelayPeer peer = watch(RELAY.createLoopback());
        try (ClientPeer client = new ClientPeer()) {
            client.sendVideo(2, 128, 96, 20);
            CLOSER.schedule(peer::close, lifeMillis, TimeUnit.MILLISECONDS);
            try {
                Relay.connect(client, peer);
            } catch (PeerException closedBefore) {
                return false;
            } finally {
                Relay.awaitReleased(peer);
            }
            return client.receivedVideo().frames() > 0;
        }
    }

    private boolean seesTheBroadcaster(int lifeMillis) throws Exception {
        RelayPeer peer = watch(RELAY.createViewer(broadcast));
        boolean received = false;
        try (RawClient client = new RawClient(peer.offer(Relay.PATIENCE).sdp())) {
            CLOSER.schedule(() -> end(peer, client), lifeMillis, TimeUnit.MILLISECONDS);
            peer.applyAnswer(client.answer());
            client.check(true);
            client.handshake();
            while (true) {
                received |= isMedia(client.receive());
            }
        } catch (PeerException | IOException closed) {
            Relay.awaitReleased(peer);
            return received;
        }
    }

    private static void end(RelayPeer peer, RawClient client) {
        peer.close();
        client.close();
    }

    private static boolean isMedia(byte[] datagram) {
        return datagram[0] < -64;
    }

    @Test
    void fiveHundredThatComeAndGoLeaveTheLevels() throws Exception {
        comeAndGo(WARM_UP);
        awaitPeersGone();
        long sockets = sockets();
        int threads = RELAY.runningThreads();
        long memory = memory();
        comeAndGo(CONNECTIONS);
        Await.until(Relay.PATIENCE, () -> RELAY.runningThreads() <= threads, "threads end");
        Await.until(Relay.PATIENCE, () -> sockets() <= sockets, "sockets are closed");
        awaitPeersGone();
        long more = memory() - memory;
        assertTrue(more < 2_000 * CONNECTIONS, more + " bytes more");
    }

    private void comeAndGo(int count) throws Exception {
        List<Callable<Void>> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean takesLeave = i % 2 == 0;
            clients.add(
                    () -> {
                        RelayPeer peer = watch(RELAY.createViewer(broadcast));
                        try (RawClient client = RawClient.connected(peer)) {
                            while (!isMedia(client.receive())) {
                                // A response to a check, or the end of the handshake.
                            }
                            if (takesLeave) {
                                client.dtls().close();
                            }
                        }
                        peer.close();
                        Relay.awaitReleased(peer);
                        return null;
                    });
        }
        atOnce(clients);
    }

    /** Whatever holds a peer's track, address or timer holds the peer. */
    private void awaitPeersGone() {
        Await.until(
                Duration.ofSeconds(5),
                () -> {
                    System.gc();
                    peers.removeIf(peer -> peer.get() == null);
                    return peers.isEmpty();
                },
                "nothing holds a peer that is closed");
    }

    private static long sockets() {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.filter(RelayLeakTest::isSocket).count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isSocket(Path file) {
        try {
            return Files.readSymbolicLink(file).toString().startsWith("socket:");
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    /**
     * Of the heap and of buffers outside of it, in bytes: the least of several measurements, since
     * garbage may be left, and what is held is never missing.
     */
    private static long memory() {
        return LongStream.generate(RelayLeakTest::memoryNow).limit(5).min().orElseThrow();
    }

    private static long memoryNow() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        long buffers =
                ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                        .mapToLong(BufferPoolMXBean::getMemoryUsed)
                        .sum();
        return runtime.totalMemory() - runtime.freeMemory() + buffers;
    }
}
