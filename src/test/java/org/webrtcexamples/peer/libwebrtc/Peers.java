package org.webrtcexamples.peer.libwebrtc;

import static org.junit.jupiter.api.Assertions.assertFalse;

import org.webrtcexamples.client.ClientPeer;
import org.webrtcexamples.client.Description;
import org.webrtcexamples.client.NetworkCable;
import org.webrtcexamples.peer.SessionDescription;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** The native engine outside of a container, for a test; {@link #close} is the undeploy. */
final class Peers implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(10);

    /** The name of the threads that the container would give for callbacks. */
    static final String CALLBACK_THREAD = "callback";

    static final int MAX_VIDEOS = 16;

    private static final Duration TIME_TO_READ = Duration.ofMinutes(1);

    private final ExecutorService executor =
            Executors.newCachedThreadPool(task -> new Thread(task, CALLBACK_THREAD));
    private final List<Thread> pacers = new CopyOnWriteArrayList<>();
    private volatile boolean refusing;
    private final HostCandidates hostCandidates = new HostCandidates(System::nanoTime);
    private final NativePeers peers;

    Peers() {
        this(settings(100_000, 4_000_000));
    }

    Peers(NativeSettings settings) {
        this(settings, Thread::new);
    }

    /**
     * @param threads for what is done every 10 ms
     */
    Peers(NativeSettings settings, ThreadFactory threads) {
        peers =
                new NativePeers(
                        settings,
                        this::execute,
                        work -> {
                            Thread thread = threads.newThread(work);
                            if (thread != null) {
                                pacers.add(thread);
                            }
                            return thread;
                        },
                        hostCandidates);
    }

    static NativeSettings settings(long messagesPerEngine, long maxMessages) {
        return settings(List.of(), 0, 0, TIME_TO_READ, messagesPerEngine, maxMessages);
    }

    static NativeSettings settings(List<String> iceServers, int minPort, int maxPort) {
        return settings(iceServers, minPort, maxPort, TIME_TO_READ, 100_000, 4_000_000);
    }

    static NativeSettings settings(Duration timeToRead) {
        return settings(List.of(), 0, 0, timeToRead, 100_000, 4_000_000);
    }

    private static NativeSettings settings(
            List<String> iceServers,
            int minPort,
            int maxPort,
            Duration timeToRead,
            long messagesPerEngine,
            long maxMessages) {
        return new NativeSettings(
                true,
                iceServers,
                Optional.of("user"),
                Optional.of("secret"),
                false,
                minPort,
                maxPort,
                timeToRead,
                4,
                messagesPerEngine,
                maxMessages,
                MAX_VIDEOS);
    }

    private void execute(Runnable task) {
        if (refusing) {
            throw new RejectedExecutionException("the test wants it so");
        }
        executor.execute(task);
    }

    /** Whether the container gives no thread for callbacks. */
    void refuseTasks(boolean refuse) {
        refusing = refuse;
    }

    /** As if the machine had had others meanwhile. */
    void changeAddresses() {
        hostCandidates.changes(Set.of("a network that is gone"));
    }

    /**
     * What the container does at the deployment.
     *
     * @return whether the engine is ready
     */
    boolean startEngineAhead() {
        return startEngineAhead(PATIENCE);
    }

    boolean startEngineAhead(Duration patience) {
        return peers.startEngineAhead(patience);
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

    /** The same, with all traffic over a cable that can be cut. */
    static ClientPeer connect(NativePeer peer, NetworkCable cable) throws Exception {
        ClientPeer client = new ClientPeer();
        try {
            Description offer = new Description("offer", peer.offer(PATIENCE).sdp());
            Description answer = client.answer(cable.plugInto(offer));
            peer.applyAnswer(SessionDescription.answer(answer.sdp()));
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

    /** Waits until there is nothing any more that is done every 10 ms. */
    void awaitNothingPaced() throws InterruptedException {
        for (Thread pacer : pacers) {
            pacer.join(PATIENCE.toMillis());
            assertFalse(pacer.isAlive(), "something is still done every 10 ms");
        }
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
