package org.webrtcexamples.peer.relay;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import org.eclipse.microprofile.config.Config;
import org.webrtcexamples.peer.PeerException;
import org.webrtcexamples.peer.PeerFactory;
import org.webrtcexamples.peer.PeerUnavailableException;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The relay of this application. It starts with the application; at undeploy all its peers are
 * closed, and then it.
 *
 * <p>Thread-safe.
 */
@ApplicationScoped
public class RelayPeers implements PeerFactory<RelayPeer> {

    private static final Logger LOGGER = System.getLogger(RelayPeers.class.getName());

    private static final Duration TIME_TO_RELEASE = Duration.ofSeconds(10);
    private static final int HELPING_INTERVAL_MILLIS = 20;

    @Resource private ManagedExecutorService managedExecutor;

    @Resource private ManagedScheduledExecutorService managedScheduler;

    @Resource private ManagedThreadFactory managedThreads;

    @Resource private ContextService contextService;

    @Inject private Config config;

    private final Set<RelayPeer> peers = ConcurrentHashMap.newKeySet();
    private RelayEngine engine;
    private ScheduledFuture<?> updates;
    private volatile boolean stopped;

    /** For CDI. */
    public RelayPeers() {}

    RelayPeers(
            RelaySettings settings,
            Executor executor,
            ScheduledExecutorService scheduler,
            ThreadFactory threads) {
        start(settings, executor, scheduler, threads);
    }

    @PostConstruct
    void start() {
        // A receiving thread has no context of the application to pass on: it is taken from here.
        Executor inContext = contextService.contextualConsumer(managedExecutor::execute)::accept;
        start(RelaySettings.from(config), inContext, managedScheduler, managedThreads);
    }

    private void start(
            RelaySettings settings,
            Executor executor,
            ScheduledExecutorService scheduler,
            ThreadFactory threads) {
        engine = new RelayEngine(settings, executor, threads);
        long interval = RelayEngine.UPDATE_INTERVAL.toMillis();
        updates =
                scheduler.scheduleWithFixedDelay(
                        engine::update, interval, interval, TimeUnit.MILLISECONDS);
    }

    /**
     * Makes an offer that nobody gets, so that the first client does not wait until all classes are
     * loaded that this needs.
     */
    void startWithApplication(@Observes @Initialized(ApplicationScoped.class) Object event) {
        try {
            rehearseOffer();
        } catch (PeerException e) {
            LOGGER.log(Level.WARNING, "The relay makes no offer yet: {0}", e.getMessage());
        }
    }

    private void rehearseOffer() {
        RelayPeer peer = createPeer();
        try {
            peer.sendMedia(peer.receiveMedia());
            peer.offer(Duration.ZERO);
        } finally {
            peer.close();
        }
    }

    @Override
    public Class<RelayPeer> peerType() {
        return RelayPeer.class;
    }

    @Override
    public RelayPeer createPeer() {
        if (stopped) {
            throw new PeerUnavailableException("The application stops.");
        }
        RelayPeer peer = new RelayPeer(engine, this::released);
        peers.add(peer);
        if (stopped) {
            peer.close();
            engine.emptyMailboxes();
        }
        return peer;
    }

    private void released(RelayPeer peer) {
        peers.remove(peer);
    }

    RelayEngine engine() {
        return engine;
    }

    /** Closes all peers, whose other ends are told, and then the relay's port. */
    @PreDestroy
    void stop() {
        if (stopped) {
            return;
        }
        stopped = true;
        updates.cancel(false);
        engine.stopping();
        long deadline = System.nanoTime() + TIME_TO_RELEASE.toNanos();
        while (!peers.isEmpty() && System.nanoTime() < deadline) {
            peers.forEach(RelayPeer::close);
            // The container may give its threads to this application no more.
            engine.emptyMailboxes();
            if (!peers.isEmpty()) {
                try {
                    TimeUnit.MILLISECONDS.sleep(HELPING_INTERVAL_MILLIS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    break;
                }
            }
        }
        if (!peers.isEmpty()) {
            LOGGER.log(Level.WARNING, "{0} peers of the relay could not be closed", peers.size());
        }
        engine.close();
    }
}
