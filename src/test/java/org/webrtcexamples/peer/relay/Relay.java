package org.webrtcexamples.peer.relay;

import org.webrtcexamples.client.ClientPeer;
import org.webrtcexamples.client.Description;
import org.webrtcexamples.client.NetworkCable;
import org.webrtcexamples.peer.SessionDescription;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** The relay outside of a container, for a test; {@link #close} is the undeploy. */
final class Relay implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(10);

    /** The name of the threads that the container would give for callbacks. */
    static final String CALLBACK_THREAD = "callback";

    private final ExecutorService executor =
            Executors.newCachedThreadPool(task -> new Thread(task, CALLBACK_THREAD));
    private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
    private final RelayPeers peers;

    Relay() {
        this(work -> work);
    }

    /**
     * @param wrapper of what a thread of its own does, but for callbacks
     */
    Relay(UnaryOperator<Runnable> wrapper) {
        peers =
                new RelayPeers(
                        new RelaySettings(0, List.of(), 4),
                        executor,
                        scheduler,
                        work -> {
                            Thread thread = new Thread(wrapper.apply(work), "relay");
                            threads.add(thread);
                            return thread;
                        });
    }

    RelayPeer create() {
        return peers.createPeer();
    }

    /** One that sends its other end what that one sends. */
    RelayPeer createLoopback() {
        RelayPeer peer = create();
        peer.sendMedia(peer.receiveMedia());
        return peer;
    }

    /** One whose other end is sent that. */
    RelayPeer createViewer(MediaSource source) {
        RelayPeer peer = create();
        peer.sendMedia(source);
        return peer;
    }

    Counters counters() {
        return peers.engine().counters();
    }

    /** A permit for each handshake that may compute at a time. */
    Semaphore computingHandshakes() {
        return peers.engine().computingHandshakes();
    }

    /** The client's answer to the offer, which is made now. */
    static SessionDescription answer(ClientPeer client, RelayPeer peer) throws Exception {
        return answer(client, new Description("offer", peer.offer(PATIENCE).sdp()));
    }

    static SessionDescription answer(ClientPeer client, Description offer) throws Exception {
        return SessionDescription.answer(client.answer(offer).sdp());
    }

    /** Negotiates with a client. */
    static void connect(ClientPeer client, RelayPeer peer) throws Exception {
        peer.applyAnswer(answer(client, peer));
    }

    /** The same, with all traffic over a cable. */
    static void connect(ClientPeer client, RelayPeer peer, NetworkCable cable) throws Exception {
        Description offer = new Description("offer", peer.offer(PATIENCE).sdp());
        peer.applyAnswer(answer(client, cable.plugInto(offer)));
    }

    static void awaitReleased(RelayPeer peer) throws Exception {
        peer.closed().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** How many of the threads run that the container was asked for, besides for callbacks. */
    int runningThreads() {
        threads.removeIf(thread -> thread.getState() == Thread.State.TERMINATED);
        return threads.size();
    }

    ExecutorService executor() {
        return executor;
    }

    @Override
    public void close() {
        peers.stop();
        executor.shutdownNow();
        scheduler.shutdownNow();
    }
}
