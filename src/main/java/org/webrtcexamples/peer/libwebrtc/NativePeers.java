package org.webrtcexamples.peer.libwebrtc;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import org.eclipse.microprofile.config.Config;
import org.webrtcexamples.peer.PeerClosedException;
import org.webrtcexamples.peer.PeerFactory;
import org.webrtcexamples.peer.PeerLimitException;
import org.webrtcexamples.peer.PeerUnavailableException;
import org.webrtcexamples.peer.engine.Dispatcher;
import org.webrtcexamples.peer.engine.Mailbox;
import org.webrtcexamples.peer.engine.Pacer;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * The native engine of this application. It is started with the application, or else for the first
 * peer, and renewed when it has received so many messages that what they leak counts; see {@link
 * Engine}. At undeploy all its peers are closed, and then it.
 *
 * <p>Thread-safe. The lock of this object is never taken by a native thread.
 */
@ApplicationScoped
public class NativePeers implements PeerFactory<NativePeer> {

    private static final Logger LOGGER = System.getLogger(NativePeers.class.getName());

    /** How long a deployment waits for the engine: ten times what it takes. */
    private static final Duration TIME_TO_START = Duration.ofSeconds(5);

    private static final Duration TIME_TO_RELEASE = Duration.ofSeconds(10);
    private static final int HELPING_INTERVAL_MILLIS = 20;

    /** The engine paces no sound and no picture that it is given. */
    private static final Duration SOUND_INTERVAL = Duration.ofMillis(10);

    private static final Duration PICTURE_INTERVAL =
            Duration.ofSeconds(1).dividedBy(NativePeer.VIDEO_FRAME_RATE);

    /**
     * Each has some 8 threads. Where so many are held by peers that stay, the newest serves on, up
     * to the bound on all messages.
     */
    static final int MAX_ENGINES = 8;

    /** How much all peers' messages may take that wait for the application, in bytes. */
    private static final long MAX_RECEIVE_BACKLOG = Runtime.getRuntime().maxMemory() / 8;

    /** How often the number of all received messages is looked at. */
    private static final int MESSAGES_BETWEEN_CHECKS = 1024;

    @Resource private ManagedExecutorService managedExecutor;

    @Resource private ManagedThreadFactory managedThreads;

    @Resource private ContextService contextService;

    @Inject private Config config;

    private final HostCandidates hostCandidates;
    private final Set<NativePeer> peers = ConcurrentHashMap.newKeySet();
    private final AtomicLong messages = new AtomicLong();
    private final AtomicLong receiveBacklog = new AtomicLong();
    private final Map<Engine, Integer> peersOf = new HashMap<>();
    private NativeSettings settings;
    private Semaphore freeVideos;
    private Pacer pacer;
    private Pacer videoPacer;
    private Dispatcher dispatcher;
    private Mailbox housekeeping;
    private Engine current;
    private int disposing;
    private boolean stopped;

    /** For CDI. */
    public NativePeers() {
        hostCandidates = new HostCandidates(System::nanoTime);
    }

    NativePeers(
            NativeSettings settings,
            Executor executor,
            ThreadFactory threads,
            HostCandidates hostCandidates) {
        this.hostCandidates = hostCandidates;
        start(settings, executor, threads);
    }

    @PostConstruct
    void start() {
        // A native thread has no context of the application to pass on: it is taken from here.
        Executor inContext = contextService.contextualConsumer(managedExecutor::execute)::accept;
        start(NativeSettings.from(config), inContext, managedThreads);
    }

    private void start(NativeSettings newSettings, Executor executor, ThreadFactory threads) {
        settings = newSettings;
        pacer = new Pacer(SOUND_INTERVAL, threads);
        freeVideos = new Semaphore(newSettings.maxVideos());
        videoPacer = new Pacer(PICTURE_INTERVAL, threads);
        dispatcher = new Dispatcher(executor, newSettings.maxWorkers());
        housekeeping = new Mailbox(dispatcher);
    }

    /**
     * Starts the engine, unless a setting says otherwise, and lets the deployment wait for it: the
     * first client then waits no longer than any other. If the engine takes very long the
     * deployment goes on without it; if it does not start, the first peer tries again.
     */
    void startWithApplication(@Observes @Initialized(ApplicationScoped.class) Object event) {
        if (settings.startAtDeployment() && !startEngineAhead(TIME_TO_START)) {
            LOGGER.log(Level.INFO, "The application starts without its native WebRTC engine");
        }
    }

    /**
     * Starts the engine on a thread of the container, loads what a peer needs, and learns the
     * engine's host candidates.
     *
     * @param patience how long this waits; what has begun goes on after that
     * @return whether the engine is ready
     */
    boolean startEngineAhead(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        CompletableFuture<Optional<Engine>> start = new CompletableFuture<>();
        housekeeping.post(
                () -> {
                    Optional<Engine> engine = firstEngine();
                    // Behind what a new engine has posted.
                    housekeeping.post(() -> start.complete(engine));
                });
        try {
            Optional<Engine> engine = start.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            return engine.isPresent()
                    && engine.get()
                            .awaitHostCandidates(Duration.ofNanos(deadline - System.nanoTime()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    private synchronized Optional<Engine> firstEngine() {
        if (current == null && !stopped) {
            try {
                renewEngine();
            } catch (PeerUnavailableException e) {
                LOGGER.log(Level.WARNING, "No engine yet; the next connection tries again", e);
            }
        }
        return Optional.ofNullable(current);
    }

    @Override
    public Class<NativePeer> peerType() {
        return NativePeer.class;
    }

    @Override
    public NativePeer createPeer() {
        Engine engine = acquire();
        try {
            NativePeer peer = new NativePeer(this, engine, new Mailbox(dispatcher));
            peers.add(peer);
            if (isStopped()) {
                peer.close();
            }
            return peer;
        } catch (RuntimeException | Error e) {
            release(engine);
            throw e;
        }
    }

    private synchronized Engine acquire() {
        if (stopped) {
            throw new PeerUnavailableException("The application stops.");
        }
        boolean worn =
                current != null
                        && (current.isSilent()
                                || current.messages() >= settings.messagesPerEngine())
                        && peersOf.size() < MAX_ENGINES;
        if (current == null || worn) {
            renewEngine();
        }
        peersOf.merge(current, 1, Integer::sum);
        return current;
    }

    private void renewEngine() {
        Engine worn = current;
        try {
            Engine fresh = startEngine();
            current = fresh;
            peersOf.put(fresh, 0);
            housekeeping.post(fresh::keepAudioAlive);
            if (worn == null) {
                housekeeping.post(this::rehearseClose);
            }
        } catch (PeerUnavailableException e) {
            if (worn == null) {
                throw e;
            }
            LOGGER.log(Level.WARNING, "The engine in use goes on: no new one starts", e);
        }
        disposeIfUnused(worn);
    }

    /**
     * Closes a peer with all it can have, so that all classes are loaded that this needs. When
     * Payara Micro ends, the application's class loader finds no more by the time its beans are
     * destroyed: peers would stay open, their clients would not be told, and the engine would not
     * be disposed of.
     */
    private void rehearseClose() {
        try {
            NativePeer peer = createPeer();
            try {
                peer.createDataChannel("rehearsal").sendAll(Collections.emptyIterator());
                peer.sendAudio(1, samples -> {});
                peer.receiveAudio(samples -> {});
                peer.receiveVideo();
                peer.sendVideo(16, 16, image -> {});
            } finally {
                peer.close();
            }
        } catch (PeerClosedException | PeerUnavailableException e) {
            if (!isStopped()) {
                throw e;
            }
        }
    }

    private Engine startEngine() {
        try {
            Engine engine = new Engine(hostCandidates);
            LOGGER.log(Level.INFO, "The native WebRTC engine has started");
            return engine;
        } catch (PeerUnavailableException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            throw new PeerUnavailableException(
                    "The native WebRTC engine does not start: " + e.getMessage(), e);
        }
    }

    private synchronized void release(Engine engine) {
        peersOf.merge(engine, -1, Integer::sum);
        disposeIfUnused(engine);
    }

    /** An engine that gets no new peers goes with its last one. */
    private synchronized void disposeIfUnused(Engine engine) {
        if (engine != null
                && (engine != current || stopped)
                && peersOf.remove(engine, Integer.valueOf(0))) {
            messages.addAndGet(-engine.messages());
            disposing++;
            housekeeping.post(() -> dispose(engine));
        }
        notifyAll();
    }

    private void dispose(Engine engine) {
        engine.dispose();
        synchronized (this) {
            disposing--;
            notifyAll();
        }
    }

    /** How many engines run: the one for new peers, and those whose peers have not left. */
    synchronized int engines() {
        return peersOf.size();
    }

    private synchronized boolean isStopped() {
        return stopped;
    }

    /** A peer has let go of all it held. */
    void released(NativePeer peer, Engine engine) {
        peers.remove(peer);
        release(engine);
    }

    NativeSettings settings() {
        return settings;
    }

    Pacer pacer() {
        return pacer;
    }

    /**
     * Room for one peer more that has a picture, to be given back by {@link #releaseVideo}.
     *
     * @throws PeerLimitException if as many have one as may
     */
    void acquireVideo() {
        if (!freeVideos.tryAcquire()) {
            throw new PeerLimitException(
                    "This server has %d pictures under way, and takes no more."
                            .formatted(settings.maxVideos()));
        }
    }

    void releaseVideo() {
        freeVideos.release();
    }

    Pacer videoPacer() {
        return videoPacer;
    }

    /**
     * On any thread.
     *
     * @return whether all peers' messages that wait for the application take too much
     */
    boolean addReceiveBacklog(long bytes) {
        return receiveBacklog.addAndGet(bytes) > MAX_RECEIVE_BACKLOG;
    }

    /** How many messages of one peer are enough, so that it does not cost others their engine. */
    long maxMessagesOfOnePeer() {
        return Math.max(1, settings.maxMessages() / 4);
    }

    /** On a native thread. */
    void messageReceived() {
        if (messages.incrementAndGet() % MESSAGES_BETWEEN_CHECKS == 0
                && messages.get() > settings.maxMessages()) {
            housekeeping.post(this::closePeersOfWorstEngine);
        }
    }

    /**
     * The last resort where peers never leave: their engine's memory can be had back only whole.
     */
    private void closePeersOfWorstEngine() {
        Engine worst;
        synchronized (this) {
            worst =
                    peersOf.keySet().stream()
                            .max(Comparator.comparingLong(Engine::messages))
                            .orElse(null);
            if (worst == null || messages.get() <= settings.maxMessages()) {
                return;
            }
            if (worst == current) {
                current = null;
            }
        }
        LOGGER.log(
                Level.WARNING,
                "All peers of a native engine are closed: it has received {0} messages,"
                        + " and each leaves some memory behind. See webrtc.max-messages.",
                worst.messages());
        peers.stream().filter(peer -> peer.engine() == worst).forEach(NativePeer::close);
        disposeIfUnused(worst);
    }

    /**
     * Closes all peers and then the engine. If a peer cannot be closed in time the engine is left
     * as it is: some memory lost is better than a JVM.
     */
    @PreDestroy
    void stop() {
        synchronized (this) {
            if (stopped) {
                return;
            }
            stopped = true;
        }
        dispatcher.stop();
        if (!helpUntil(this::allReleased)) {
            LOGGER.log(Level.WARNING, "Some peers could not be closed; their engine is left alone");
        }
        synchronized (this) {
            List.copyOf(peersOf.keySet()).forEach(this::disposeIfUnused);
        }
        if (!helpUntil(this::allDisposed)) {
            LOGGER.log(Level.WARNING, "The native WebRTC engine could not be stopped in time");
        }
    }

    /** Also true of a peer that is being created just now: it closes when it sees the stop. */
    private synchronized boolean allReleased() {
        return peersOf.values().stream().allMatch(count -> count == 0);
    }

    private synchronized boolean allDisposed() {
        return disposing == 0;
    }

    /** The container may give its threads to this application no more: this one does their work. */
    private boolean helpUntil(BooleanSupplier done) {
        long deadline = System.nanoTime() + TIME_TO_RELEASE.toNanos();
        while (!done.getAsBoolean()) {
            peers.forEach(NativePeer::close);
            dispatcher.emptyMailboxes();
            synchronized (this) {
                if (done.getAsBoolean()) {
                    break;
                }
                if (System.nanoTime() > deadline) {
                    return false;
                }
                try {
                    wait(HELPING_INTERVAL_MILLIS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
        }
        return true;
    }
}
