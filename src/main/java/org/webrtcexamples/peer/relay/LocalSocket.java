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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * One of the server's addresses: a UDP socket that is bound to it, so that what is sent comes from
 * the address that the other end sends to, and a thread that receives.
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

    /** Takes what is received, on the socket's thread. It must not block. */
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
    private final Selector selector;
    private final Map<InetSocketAddress, Known> known = new ConcurrentHashMap<>();
    private final LongAdder unsent = new LongAdder();

    private LocalSocket(DatagramChannel channel, Selector selector) throws IOException {
        this.channel = channel;
        this.selector = selector;
        address = (InetSocketAddress) channel.getLocalAddress();
    }

    /**
     * @param port 0 for any free one
     */
    static LocalSocket open(InetAddress address, int port) throws IOException {
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
            Selector selector = Selector.open();
            channel.register(selector, SelectionKey.OP_READ);
            return new LocalSocket(channel, selector);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Starts to receive.
     *
     * @throws IllegalStateException if there is no thread to be had
     */
    void start(ThreadFactory threads, Receiver receiver) {
        Thread thread = threads.newThread(() -> receive(receiver));
        if (thread == null) {
            throw new IllegalStateException("The container gives no thread.");
        }
        thread.start();
    }

    private void receive(Receiver receiver) {
        Scratch scratch = new Scratch();
        ByteBuffer buffer = ByteBuffer.allocate(Scratch.SIZE);
        while (channel.isOpen()) {
            try {
                selector.select();
                selector.selectedKeys().clear();
                // A container that stops interrupts; the socket is closed when it is done with.
                Thread.interrupted();
                InetSocketAddress remote;
                while ((remote = receive(buffer)) != null) {
                    // One that fills the buffer may have been longer.
                    if (buffer.position() < buffer.capacity()) {
                        receiver.received(this, remote, buffer.array(), buffer.position(), scratch);
                    }
                }
            } catch (ClosedSelectorException closed) {
                return;
            } catch (Throwable failure) {
                if (channel.isOpen()) {
                    Guard.failed("Receiving at " + address, failure);
                    LockSupport.parkNanos(RETRY_NANOS);
                }
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
                if (i == SEND_RETRIES) {
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

    void close() {
        try {
            selector.close();
        } catch (IOException e) {
            Guard.failed("Closing a selector", e);
        }
        try {
            channel.close();
        } catch (IOException e) {
            Guard.failed("Closing a socket", e);
        }
    }
}
