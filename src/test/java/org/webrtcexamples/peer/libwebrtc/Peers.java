package org.webrtcexamples.peer.libwebrtc;

import org.webrtcexamples.client.ClientPeer;
import org.webrtcexamples.client.Description;
import org.webrtcexamples.peer.SessionDescription;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The native engine outside of a container, for a test; {@link #close} is the undeploy. */
final class Peers implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final AtomicLong clock = new AtomicLong();
    private final NativePeers peers;

    Peers() {
        this(settings(100_000, 4_000_000));
    }

    Peers(NativeSettings settings) {
        peers = new NativePeers(settings, executor, Thread::new, new HostCandidates(clock::get));
    }

    static NativeSettings settings(long messagesPerEngine, long maxMessages) {
        return settings(List.of(), 0, 0, messagesPerEngine, maxMessages);
    }

    static NativeSettings settings(List<String> iceServers, int minPort, int maxPort) {
        return settings(iceServers, minPort, maxPort, 100_000, 4_000_000);
    }

    private static NativeSettings settings(
            List<String> iceServers,
            int minPort,
            int maxPort,
            long messagesPerEngine,
            long maxMessages) {
        return new NativeSettings(
                iceServers,
                Optional.of("user"),
                Optional.of("secret"),
                false,
                minPort,
                maxPort,
                Duration.ofMinutes(1),
                4,
                messagesPerEngine,
                maxMessages);
    }

    /** Lets time pass for the rule that tells when the host candidates are known. */
    void elapse(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    NativePeer create() {
        return peers.createPeer();
    }

    /** Negotiates with a client, which is given back; not yet connected. */
    static ClientPeer connect(NativePeer peer) throws Exception {
        ClientPeer client = new ClientPeer();
        try {
            peer.applyAnswer(answer(client, peer.offer(PATIENCE)));
            return client;
        } catch (Throwable e) {
            client.close();
            throw e;
        }
    }

    static SessionDescription answer(ClientPeer client, SessionDescription offer) throws Exception {
        return SessionDescription.answer(
                client.answer(new Description("offer", offer.sdp())).sdp());
    }

    static void awaitReleased(NativePeer peer) throws Exception {
        peer.closed().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** As if other peers' messages waited for the application, of so many bytes. */
    void addReceiveBacklog(long bytes) {
        peers.addReceiveBacklog(bytes);
    }

    int engines() {
        return peers.engines();
    }

    ExecutorService executor() {
        return executor;
    }

    void stop() {
        peers.stop();
    }

    @Override
    public void close() {
        peers.stop();
        executor.shutdownNow();
    }
}
