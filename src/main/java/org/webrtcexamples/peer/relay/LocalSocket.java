package org.webrtcexamples.peer.relay;

import org.webrtcexamples.peer.engine.Guard;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * One of the server's addresses: a UDP socket that is bound to it, so that what is sent comes from
 * the address that the other end sends to, and a thread that receives, or more when it has too much
 * to do.
 *
 * <p>Thread-safe.
 */
final class LocalSocket {

    /** A burst to many viewers, until the network takes it. The system may give less. */
    private static final int BUFFER_SIZE = 4 * 1024 * 1024;

    /**
     * Where the system's own buffer is full, it is this machine's network that is slow, not a peer:
     * all wait for it, but not for long.
     */
    private static final int SEND_RETRIES = 20;

    private static final long RETRY_NANOS = 100_000;

    /** After one was waited for in vain, none is for so long: receiving must go on. */
    private static final long GIVE_UP_NANOS = 20_000_000;

    private static final long TIME_TO_END_MILLIS = 1000;

    private static final long LOG_INTERVAL = TimeUnit.SECONDS.toNanos(10);

    /** How many are received at a time before the thread looks at how busy it is. */
    private static final int BATCH = 256;

    /** A thread that is busy for more than this share of the time wants another beside it. */
    private static final double BUSY = 0.8;

    /** One that helps goes when it has less than this to do. */
    private static final double IDLE = 0.2;

    private static final Duration MEASURED = Duration.ofSeconds(1);

    /** Takes what is received, on a thread of the socket. It must not block. */
    interface Receiver {
        void received(
                LocalSocket socket,
                InetSocketAddress remote,
                byte[] data,
                int length,
                Scratch scratch);
    }

    /** A client's address that has proven a peer's ice-pwd. */
    record Known(RelayPeer peer, Path path) {}

    private final DatagramChannel channel;
    private final InetSocketAddress address;
    private final Set<Selector> selectors = ConcurrentHashMap.newKeySet();
    private final Map<InetSocketAddress, Known> known = new ConcurrentHashMap<>();
    private final LongAdder unsent = new LongAdder();
    private final List<Thread> running = new ArrayList<>();
    private volatile long lastGivenUp = System.nanoTime() - GIVE_UP_NANOS;
    private volatile long lastLogged = System.nanoTime() - LOG_INTERVAL;
    private final ThreadFactory threads;
    private final Receiver receiver;
    private final int maxThreads;
    private final long measuredNanos;

    /** Threads that receive, besides the first. */
    private final AtomicInteger helpers = new AtomicInteger();

    private LocalSocket(
            DatagramChannel channel,
            ThreadFactory threads,
            int maxThreads,
            Duration measured,
            Receiver receiver)
            throws IOException {
        this.channel = channel;
        this.threads = threads;
        this.maxThreads = maxThreads;
        this.receiver = receiver;
        measuredNanos = measured.toNanos();
        address = (InetSocketAddress) channel.getLocalAddress();
    }

    /**
     * Binds a socket and starts to receive.
     *
     * @param port 0 for any free one
     * @param maxThreads how many receive when one has too much to do
     * @throws IllegalStateException if there is no thread to be had
     */
    static LocalSocket open(
            InetAddress address, int port, ThreadFactory threads, int maxThreads, Receiver receiver)
            throws IOException {
        return open(address, port, threads, maxThreads, MEASURED, receiver);
    }

    /**
     * The same.
     *
     * @param measured how long a thread looks at how busy it is, before it calls for help or goes
     */
    static LocalSocket open(
            InetAddress address,
            int port,
            ThreadFactory threads,
            int maxThreads,
            Duration measured,
            Receiver receiver)
            throws IOException {
        DatagramChannel channel =
                DatagramChannel.open(
                        address instanceof Inet4Address
                                ? StandardProtocolFamily.INET
                                : StandardProtocolFamily.INET6);
        try {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER_SIZE);
            channel.setOption(StandardSocketOptions.SO_SNDBUF, BUFFER_SIZE);
            channel.bind(new InetSocketAddress(address, port));
            channel.configureBlocking(false);
            LocalSocket socket = new LocalSocket(channel, threads, maxThreads, measured, receiver);
            socket.startThread(false);
            return socket;
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    private synchronized void startThread(boolean helps) throws IOException {
        Selector selector = Selector.open();
        try {
            channel.register(selector, SelectionKey.OP_READ);
            selectors.add(selector);
            Thread thread = threads.newThread(() -> receive(selector, helps));
            if (thread == null) {
                throw new IllegalStateException("The container gives no thread.");
            }
            thread.start();
            running.removeIf(ended -> !ended.isAlive());
            running.add(thread);
        } catch (IOException | RuntimeException | Error e) {
            close(selector);
            throw e;
        }
    }

    private void receive(Selector selector, boolean helps) {
        Scratch scratch = new Scratch();
        ByteBuffer buffer = ByteBuffer.allocate(Scratch.SIZE);
        long begin = System.nanoTime();
        long waited = 0;
        while (channel.isOpen()) {
            try {
                long before = System.nanoTime();
                selector.select();
                long now = System.nanoTime();
                waited += now - before;
                if (now - begin > measuredNanos) {
                    double busy = 1 - (double) waited / (now - begin);
                    begin = now;
                    waited = 0;
                    if (helps && busy < IDLE) {
                        break;
                    }
                    getHelpIfNeeded(busy);
                }
                selector.selectedKeys().clear();
                // A container that stops interrupts; the socket is closed when it is done with.
                Thread.interrupted();
                receiveAll(buffer, scratch);
            } catch (ClosedSelectorException closed) {
                break;
            } catch (Throwable failure) {
                failed(failure);
            }
        }
        close(selector);
        if (helps) {
            helpers.decrementAndGet();
        }
    }

    /** Not for each packet: whoever sends could fill the log, and have the thread wait for it. */
    private void failed(Throwable failure) {
        long now = System.nanoTime();
        if (channel.isOpen() && now - lastLogged > LOG_INTERVAL) {
            lastLogged = now;
            Guard.failed("Receiving at " + address, failure);
        }
    }

    /**
     * Another thread that receives may hand on what came later first, as any network may. It is
     * better than to lose it.
     */
    private void getHelpIfNeeded(double busy) throws IOException {
        int count = helpers.get();
        if (busy > BUSY && count + 1 < maxThreads && helpers.compareAndSet(count, count + 1)) {
            try {
                startThread(true);
            } catch (IOException | RuntimeException | Error e) {
                helpers.decrementAndGet();
                throw e;
            }
        }
    }

    private void receiveAll(ByteBuffer buffer, Scratch scratch) throws IOException {
        InetSocketAddress remote;
        for (int i = 0; i < BATCH && (remote = receive(buffer)) != null; i++) {
            // One that fills the buffer may have been longer.
            if (buffer.position() < buffer.capacity()) {
                receiver.received(this, remote, buffer.array(), buffer.position(), scratch);
            }
        }
    }

    private InetSocketAddress receive(ByteBuffer buffer) throws IOException {
        buffer.clear();
        return channel.isOpen() ? (InetSocketAddress) channel.receive(buffer) : null;
    }

    InetSocketAddress address() {
        return address;
    }

    /** Whose peer's other end is at an address, or null. */
    Known known(InetSocketAddress remote) {
        return known.get(remote);
    }

    /** The peer that an address belongs to from now on, unless it is another's. */
    Known claim(InetSocketAddress remote, RelayPeer peer) {
        Known mine = new Known(peer, new Path(this, remote));
        return known.merge(
                remote,
                mine,
                (before, claimed) ->
                        before.peer() == peer || before.peer().isThere() ? before : claimed);
    }

    void forget(Path path, RelayPeer peer) {
        known.computeIfPresent(
                path.remote(), (remote, owner) -> owner.peer() == peer ? null : owner);
    }

    void send(byte[] data, int offset, int length, InetSocketAddress remote) {
        send(ByteBuffer.wrap(data, offset, length), remote);
    }

    /** Sends what is in the scratch, from its beginning. */
    void send(Scratch scratch, int length, InetSocketAddress remote) {
        send(scratch.outBuffer.limit(length).position(0), remote);
    }

    private void send(ByteBuffer datagram, InetSocketAddress remote) {
        try {
            for (int i = 0; channel.send(datagram, remote) == 0; i++) {
                boolean hopeless = System.nanoTime() - lastGivenUp < GIVE_UP_NANOS;
                if (i == SEND_RETRIES || hopeless) {
                    if (!hopeless) {
                        lastGivenUp = System.nanoTime();
                    }
                    unsent.increment();
                    return;
                }
                LockSupport.parkNanos(RETRY_NANOS);
            }
        } catch (IOException | RuntimeException e) {
            // No route, a filter, a closed socket: lost, as on any network.
            unsent.increment();
        }
    }

    /** How many datagrams this machine's own network did not take. */
    long unsent() {
        return unsent.sum();
    }

    /** Ends the threads that receive, and waits for them, but not for long. */
    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            Guard.failed("Closing a socket", e);
        }
        selectors.forEach(this::close);
        for (Thread thread : running()) {
            try {
                thread.join(TIME_TO_END_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** One that is just being started is among them. */
    private synchronized List<Thread> running() {
        return List.copyOf(running);
    }

    private void close(Selector selector) {
        selectors.remove(selector);
        try {
            selector.close();
        } catch (IOException e) {
            Guard.failed("Closing a selector", e);
        }
    }
}
