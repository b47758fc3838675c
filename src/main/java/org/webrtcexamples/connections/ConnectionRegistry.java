package org.webrtcexamples.connections;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import org.eclipse.microprofile.config.Config;
import org.webrtcexamples.peer.Peer;
import org.webrtcexamples.peer.PeerClosedException;
import org.webrtcexamples.peer.PeerUnavailableException;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The open connections of the application, by their ids.
 *
 * <p>Thread-safe. A connection is here from its offer to its close, whoever closes it.
 */
@ApplicationScoped
public class ConnectionRegistry {

    /** No other is looked for: what finds it may make a file's name of it. */
    private static final Pattern RECORDING_ID = Pattern.compile("[A-Za-z0-9-]{1,64}");

    @Inject private Examples examples;

    @Resource private ManagedScheduledExecutorService managedScheduler;

    @Inject private Config config;

    /** In the order of their creation. */
    private final Map<String, Connection> connections =
            Collections.synchronizedMap(new LinkedHashMap<>());

    private ConnectionSettings settings;
    private ScheduledExecutorService scheduler;
    private Semaphore free;
    private volatile boolean stopped;

    /** For CDI. */
    public ConnectionRegistry() {}

    ConnectionRegistry(
            Examples examples, ConnectionSettings settings, ScheduledExecutorService scheduler) {
        this.examples = examples;
        start(settings, scheduler);
    }

    /**
     * Starts with the application, not with its first request: thus a mistake in the settings fails
     * the deployment, and what the callbacks' context is taken from is no caller's.
     */
    void startWithApplication(@Observes @Initialized(ApplicationScoped.class) Object event) {
        examples.all();
    }

    @PostConstruct
    void start() {
        start(ConnectionSettings.from(config), managedScheduler);
    }

    private void start(ConnectionSettings newSettings, ScheduledExecutorService newScheduler) {
        settings = newSettings;
        scheduler = newScheduler;
        free = new Semaphore(newSettings.maxConnections());
    }

    public List<ExampleInfo> examples() {
        return examples.all();
    }

    /**
     * What an example tells its pages, or nothing if it has nothing to tell.
     *
     * @throws UnknownExampleException if there is no such example
     */
    public Optional<Status> status(String example) {
        requireExample(example);
        return examples.statusOf(example);
    }

    /**
     * What an example has recorded, or nothing if it does not record.
     *
     * @throws UnknownExampleException if there is no such example
     */
    public Optional<Recordings> recordings(String example) {
        requireExample(example);
        return examples.recordingsOf(example);
    }

    /**
     * @throws UnknownExampleException if there is no such example
     * @throws UnknownRecordingException if it has no recording of that id
     */
    public Recording recording(String example, String id) {
        return recordings(example)
                .filter(any -> RECORDING_ID.matcher(id).matches())
                .flatMap(recordings -> recordings.find(id))
                .orElseThrow(() -> new UnknownRecordingException(example, id));
    }

    /**
     * A new connection for an example, with its offer made. If anything fails nothing is left.
     *
     * @throws UnknownExampleException if there is no such example
     * @throws TooManyConnectionsException if there are as many as there may be
     * @throws org.webrtcexamples.peer.PeerUnavailableException if no peer can be had
     */
    public Connection create(String example) throws InterruptedException {
        return create(
                example, examples.peersFor(example).orElseThrow(() -> unknownExample(example)));
    }

    Connection create(String example, Supplier<Peer> peers) throws InterruptedException {
        if (!free.tryAcquire()) {
            throw new TooManyConnectionsException(
                    "This server has %d connections and takes no more."
                            .formatted(settings.maxConnections()));
        }
        Peer peer = createPeer(peers);
        Connection connection = register(example, peer);
        boolean offered = false;
        try {
            connection.offer();
            if (stopped) {
                throw new PeerUnavailableException("The application stops.");
            }
            offered = true;
            return connection;
        } catch (PeerClosedException e) {
            throw new PeerUnavailableException("The new connection was closed at once.", e);
        } finally {
            if (!offered) {
                connection.close();
            }
        }
    }

    private Peer createPeer(Supplier<Peer> peers) {
        try {
            return peers.get();
        } catch (RuntimeException | Error e) {
            free.release();
            throw e;
        }
    }

    /** Before the offer, so that {@link #stop} finds it. */
    private synchronized Connection register(String example, Peer peer) {
        Connection connection =
                new Connection(
                        example,
                        peer,
                        settings,
                        scheduler,
                        closed -> connections.remove(closed.id()),
                        free::release);
        connections.put(connection.id(), connection);
        if (!connection.isOpen()) {
            // It was closed before it could be found.
            connections.remove(connection.id());
        }
        return connection;
    }

    /**
     * Those of one example that have made their offer; none of one that records, for their ids are
     * the keys to the recordings.
     *
     * @throws UnknownExampleException if there is no such example
     */
    public List<Connection> connections(String example) {
        if (recordings(example).isPresent()) {
            return List.of();
        }
        return connections().stream()
                .filter(connection -> connection.example().equals(example))
                .filter(connection -> connection.localDescription().isPresent())
                .toList();
    }

    /** Those of all examples. */
    public List<Connection> connections() {
        synchronized (connections) {
            return List.copyOf(connections.values());
        }
    }

    /**
     * @throws UnknownExampleException if there is no such example
     * @throws UnknownConnectionException if it has no open connection of that id
     */
    public Connection connection(String example, String id) {
        requireExample(example);
        Connection connection = connections.get(id);
        if (connection == null || !connection.example().equals(example) || !connection.isOpen()) {
            throw new UnknownConnectionException(
                    "%s has no connection %s; it may have been closed.".formatted(example, id));
        }
        return connection;
    }

    private void requireExample(String example) {
        if (examples.peersFor(example).isEmpty()) {
            throw unknownExample(example);
        }
    }

    private static UnknownExampleException unknownExample(String example) {
        return new UnknownExampleException("There is no example called %s.".formatted(example));
    }

    @PreDestroy
    void stop() {
        stopped = true;
        connections().forEach(Connection::close);
    }
}
