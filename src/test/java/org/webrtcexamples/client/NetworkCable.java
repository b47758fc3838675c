package org.webrtcexamples.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stretch of network between a client and the server that can be cut, mended, held up and
 * disturbed: a UDP forwarder in place of the server's candidate. To the server, what happens on the
 * client's side of a cut is silence.
 */
public final class NetworkCable implements AutoCloseable {

    /** A <a href="https://www.rfc-editor.org/rfc/rfc8839#section-5.1">candidate</a> over IPv4. */
    private static final Pattern CANDIDATE =
            Pattern.compile(
                    "a=candidate:\\S+ 1 udp \\d+ (?<address>[\\d.]+) (?<port>\\d+) typ host.*\r\n",
                    Pattern.CASE_INSENSITIVE);

    private static final Pattern ANY_CANDIDATE = Pattern.compile("a=candidate:.*\r\n");

    /** Bytes; the largest payload of a UDP datagram over IPv4. */
    private static final int LARGEST_DATAGRAM = 65_507;

    /**
     * <a href="https://www.rfc-editor.org/rfc/rfc7983#section-7">RFC 7983</a>; DTLS begins at 20.
     */
    private static final int LARGEST_FIRST_BYTE_OF_STUN = 3;

    private static final ScheduledExecutorService DELAYS =
            Executors.newSingleThreadScheduledExecutor(
                    task -> {
                        Thread thread = new Thread(task, "network cables' delays");
                        thread.setDaemon(true);
                        return thread;
                    });

    /** The client's addresses, each with the socket that the server knows it by. */
    private final Map<SocketAddress, DatagramSocket> clients = new ConcurrentHashMap<>();

    private enum Passing {
        ALL,
        CHECKS,
        NOTHING
    }

    /** In bytes; the system may give less. */
    private static final int RECEIVE_BUFFER = 4 * 1024 * 1024;

    private volatile Passing passing = Passing.ALL;
    private volatile Consumer<byte[]> watcher = datagram -> {};
    private final Way toServer = new Way();
    private final Way toClient = new Way();
    private SocketAddress server;
    private DatagramSocket socket;

    /** Drops every datagram from now on, both ways. */
    public void cut() {
        passing = Passing.NOTHING;
    }

    /**
     * Drops from now on, both ways, every datagram but those of STUN, which tell each side that the
     * other is there: a client that takes nothing any more.
     */
    public void cutAllButChecks() {
        passing = Passing.CHECKS;
    }

    /** Forwards again. What was dropped is lost. */
    public void mend() {
        passing = Passing.ALL;
    }

    /**
     * Does that to datagrams from now on, both ways.
     *
     * @param seed which ones are hit depends on this and on their order alone
     */
    public void disturb(Disturbance disturbance, long seed) {
        toServer.disturb(disturbance, seed);
        toClient.disturb(disturbance, ~seed);
    }

    /** Keeps every datagram from now on, both ways, and loses none. */
    public void hold() {
        toServer.hold();
        toClient.hold();
    }

    /**
     * Sends on what was held, in its order and at once, as far as that goes without sockets'
     * buffers overflowing. What comes meanwhile goes behind it.
     */
    public void release() {
        release(Double.POSITIVE_INFINITY);
    }

    /**
     * Sends on what was held, in its order. What comes meanwhile goes behind it, as fast.
     *
     * @param pace how many times as fast as it came; more than 1, or it would never end
     */
    public void release(double pace) {
        if (!(pace > 1)) {
            throw new IllegalArgumentException("pace " + pace);
        }
        toServer.release(pace);
        toClient.release(pace);
    }

    /** Whether nothing is held any more, either way. */
    public boolean isDrained() {
        return toServer.isDrained() && toClient.isDrained();
    }

    /**
     * Shows every datagram that a client sends from now on, before anything happens to it.
     *
     * @param watcher called on one thread for each client
     */
    public void watch(Consumer<byte[]> watcher) {
        this.watcher = watcher;
    }

    /**
     * Shows every datagram that the server is sent from now on, when it is.
     *
     * @param watcher called on any thread, by one at a time
     */
    public void watchDelivered(Consumer<byte[]> watcher) {
        toServer.watcher = watcher;
    }

    /** Sends that to the server from wherever it knows a client to be. */
    public void inject(byte[] datagram) throws IOException {
        for (DatagramSocket client : clients.values()) {
            client.send(new DatagramPacket(datagram, datagram.length, server));
        }
    }

    /** How many datagrams a disturbance has dropped so far, both ways. */
    public long dropped() {
        return toServer.dropped.get() + toClient.dropped.get();
    }

    /** Makes the offer lead to this cable, and the cable to where the offer led. */
    public Description plugInto(Description offer) {
        Matcher candidate = CANDIDATE.matcher(offer.sdp());
        if (!candidate.find()) {
            throw new IllegalArgumentException("no UDP host candidate over IPv4 in " + offer);
        }
        try {
            InetAddress address = InetAddress.getByName(candidate.group("address"));
            server = new InetSocketAddress(address, Integer.parseInt(candidate.group("port")));
            // An address that the client takes to be the server's, or it would not send there.
            socket = socket(address);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        forward(
                socket,
                toServer,
                packet -> {
                    watcher.accept(Arrays.copyOf(packet.getData(), packet.getLength()));
                    DatagramSocket client = client(packet.getSocketAddress());
                    packet.setSocketAddress(server);
                    return client;
                });

        String line = candidate.group();
        int port = candidate.start("port") - candidate.start();
        String rerouted =
                line.substring(0, port)
                        + socket.getLocalPort()
                        + line.substring(candidate.end("port") - candidate.start());
        return new Description(
                offer.type(),
                ANY_CANDIDATE
                        .matcher(offer.sdp())
                        .replaceAll(other -> other.group().equals(line) ? rerouted : ""));
    }

    @Override
    public void close() {
        if (socket != null) {
            socket.close();
        }
        clients.values().forEach(DatagramSocket::close);
    }

    /** Whose buffer does not overflow while a busy machine keeps this cable's thread waiting. */
    private static DatagramSocket socket(InetAddress address) throws IOException {
        DatagramSocket socket = new DatagramSocket(new InetSocketAddress(address, 0));
        socket.setReceiveBufferSize(RECEIVE_BUFFER);
        return socket;
    }

    private DatagramSocket client(SocketAddress client) {
        return clients.computeIfAbsent(
                client,
                key -> {
                    try {
                        DatagramSocket outer = socket(socket.getLocalAddress());
                        forward(
                                outer,
                                toClient,
                                packet -> {
                                    packet.setSocketAddress(client);
                                    return socket;
                                });
                        return outer;
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    private boolean passes(DatagramPacket packet) {
        return switch (passing) {
            case ALL -> true;
            case CHECKS ->
                    packet.getLength() > 0
                            && packet.getData()[0] >= 0
                            && packet.getData()[0] <= LARGEST_FIRST_BYTE_OF_STUN;
            case NOTHING -> false;
        };
    }

    /** Addresses a packet that came to where it goes, and tells the socket to send it from. */
    private interface Route {
        DatagramSocket of(DatagramPacket packet);
    }

    /**
     * A datagram that waits.
     *
     * @param came by {@link System#nanoTime}
     */
    private record Held(DatagramPacket packet, DatagramSocket from, long came) {}

    /** What is done to what goes in one direction. */
    private static final class Way {

        /** 40 Mbit/s of full datagrams. A socket's buffer takes a hundred of them. */
        private static final int HELD_PER_MILLI = 4;

        private final AtomicLong dropped = new AtomicLong();
        private volatile Disturbance disturbance = Disturbance.NONE;
        private volatile Random random = new Random();
        private volatile Consumer<byte[]> watcher = datagram -> {};

        // Guarded by this.

        private final Deque<Held> held = new ArrayDeque<>();
        private boolean holding;
        private long heldSince;
        private long released;
        private double pace;

        private void disturb(Disturbance changed, long seed) {
            random = new Random(seed);
            disturbance = changed;
        }

        private synchronized void hold() {
            holding = true;
            heldSince = held.isEmpty() ? System.nanoTime() : heldSince;
        }

        private synchronized void release(double newPace) {
            holding = false;
            pace = newPace;
            released = System.nanoTime();
            DELAYS.execute(this::drain);
        }

        private synchronized boolean isDrained() {
            return !holding && held.isEmpty();
        }

        private synchronized void drain() {
            if (holding) {
                return;
            }
            long now = System.nanoTime();
            for (int i = 0; i < HELD_PER_MILLI && !held.isEmpty() && due() <= now; i++) {
                Held next = held.remove();
                try {
                    deliver(next.packet, next.from);
                } catch (IOException e) {
                    // Closed, or the other side has gone.
                }
            }
            if (!held.isEmpty()) {
                long milli = TimeUnit.MILLISECONDS.toNanos(1);
                DELAYS.schedule(this::drain, Math.max(milli, due() - now), TimeUnit.NANOSECONDS);
            }
        }

        /** When the next one is to go. */
        private long due() {
            return released + (long) ((held.element().came - heldSince) / pace);
        }

        /** On one thread for each client, or its datagrams would come in another order. */
        private void send(DatagramPacket packet, DatagramSocket from) throws IOException {
            Disturbance current = disturbance;
            if (!current.concerns(packet)) {
                pass(packet, from);
                return;
            }
            double dice = random.nextDouble();
            if ((dice -= current.loss()) < 0) {
                dropped.incrementAndGet();
            } else if ((dice -= current.duplication()) < 0) {
                pass(packet, from);
                pass(packet, from);
            } else if (dice < current.reordering()) {
                sendLater(packet, from, current.delay(random));
            } else {
                pass(packet, from);
            }
        }

        private void sendLater(DatagramPacket packet, DatagramSocket from, Duration delay) {
            DatagramPacket copy = copy(packet);
            DELAYS.schedule(
                    () -> {
                        pass(copy, from);
                        return null;
                    },
                    delay.toNanos(),
                    TimeUnit.NANOSECONDS);
        }

        private synchronized void pass(DatagramPacket packet, DatagramSocket from)
                throws IOException {
            if (holding || !held.isEmpty()) {
                held.add(new Held(copy(packet), from, System.nanoTime()));
            } else {
                deliver(packet, from);
            }
        }

        private void deliver(DatagramPacket packet, DatagramSocket from) throws IOException {
            from.send(packet);
            watcher.accept(Arrays.copyOf(packet.getData(), packet.getLength()));
        }

        private static DatagramPacket copy(DatagramPacket packet) {
            return new DatagramPacket(
                    Arrays.copyOf(packet.getData(), packet.getLength()),
                    packet.getLength(),
                    packet.getSocketAddress());
        }
    }

    private void forward(DatagramSocket from, Way way, Route route) {
        Thread thread =
                new Thread(
                        () -> {
                            byte[] buffer = new byte[LARGEST_DATAGRAM];
                            while (!from.isClosed()) {
                                try {
                                    DatagramPacket packet =
                                            new DatagramPacket(buffer, buffer.length);
                                    from.receive(packet);
                                    if (passes(packet)) {
                                        way.send(packet, route.of(packet));
                                    }
                                } catch (IOException e) {
                                    // Closed, which ends the loop, or the other side has gone.
                                }
                            }
                        },
                        "network cable " + from.getLocalPort());
        thread.setDaemon(true);
        thread.start();
    }
}
