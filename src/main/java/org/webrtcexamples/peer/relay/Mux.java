package org.webrtcexamples.peer.relay;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadFactory;

/**
 * The one UDP port of all the relay's peers: a socket for each of the machine's addresses, for as
 * long as the machine has it.
 *
 * <p>Thread-safe.
 */
final class Mux {

    private static final Logger LOGGER = System.getLogger(Mux.class.getName());

    /** How many ports are tried until one is free at every address. */
    private static final int MAX_ATTEMPTS = 20;

    /** How many receive at one address at a time. */
    private static final int MAX_THREADS =
            Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors()));

    private static final Comparator<InetAddress> IPV4_FIRST =
            Comparator.<InetAddress, Boolean>comparing(
                            address -> !(address instanceof Inet4Address))
                    .thenComparing(InetAddress::getHostAddress);

    private final ThreadFactory threads;
    private final LocalSocket.Receiver receiver;
    private final Map<InetAddress, LocalSocket> sockets = new TreeMap<>(IPV4_FIRST);
    private final Set<InetAddress> refused = new HashSet<>();
    private volatile List<InetSocketAddress> addresses = List.of();
    private int port;
    private boolean closed;

    /**
     * @param port 0 for any that is free at all addresses
     */
    Mux(int port, ThreadFactory threads, LocalSocket.Receiver receiver) {
        this.port = port;
        this.threads = threads;
        this.receiver = receiver;
    }

    /**
     * The machine's addresses that another machine can reach.
     *
     * @throws SocketException if the interfaces cannot be listed
     */
    static Set<InetAddress> localAddresses() throws SocketException {
        Set<InetAddress> addresses = new HashSet<>();
        for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
            if (network.isUp() && !network.isLoopback()) {
                network.inetAddresses()
                        .filter(address -> !address.isLinkLocalAddress())
                        .forEach(addresses::add);
            }
        }
        return addresses;
    }

    /** Opens sockets at new addresses and closes those at addresses that are gone. */
    synchronized void update(Set<InetAddress> current) {
        if (closed || current.equals(sockets.keySet())) {
            return;
        }
        sockets.entrySet()
                .removeIf(
                        socket -> {
                            boolean gone = !current.contains(socket.getKey());
                            if (gone) {
                                socket.getValue().close();
                            }
                            return gone;
                        });
        refused.retainAll(current);
        List<InetAddress> added = new ArrayList<>(current);
        added.removeAll(sockets.keySet());
        added.sort(IPV4_FIRST);
        if (port == 0) {
            openAtFreePort(added);
        } else {
            added.forEach(address -> open(address, port));
        }
        addresses = sockets.values().stream().map(LocalSocket::address).toList();
    }

    private void openAtFreePort(List<InetAddress> added) {
        for (int attempt = 1; attempt <= MAX_ATTEMPTS && port == 0; attempt++) {
            int chosen = 0;
            boolean all = true;
            for (InetAddress address : added) {
                LocalSocket socket = open(address, chosen);
                if (socket != null) {
                    chosen = socket.address().getPort();
                }
                all &= socket != null;
            }
            if (all || attempt == MAX_ATTEMPTS) {
                port = chosen;
            } else {
                sockets.values().forEach(LocalSocket::close);
                sockets.clear();
            }
        }
    }

    private LocalSocket open(InetAddress address, int chosen) {
        try {
            LocalSocket socket = LocalSocket.open(address, chosen, threads, MAX_THREADS, receiver);
            sockets.put(address, socket);
            refused.remove(address);
            LOGGER.log(Level.DEBUG, "The relay is at {0}", socket.address());
            return socket;
        } catch (IOException | RuntimeException | Error e) {
            if (refused.add(address)) {
                LOGGER.log(
                        Level.WARNING,
                        "The relay has no UDP port {0,number,#} at {1}: {2}",
                        chosen,
                        address.getHostAddress(),
                        e.getMessage());
            }
            return null;
        }
    }

    /** Where it can be reached, IPv4 first. */
    List<InetSocketAddress> addresses() {
        return addresses;
    }

    /** How many datagrams were not taken at the addresses of now. */
    synchronized long unsent() {
        return sockets.values().stream().mapToLong(LocalSocket::unsent).sum();
    }

    /** The port, or 0 as long as there was no address. */
    synchronized int port() {
        return port;
    }

    synchronized void close() {
        closed = true;
        sockets.values().forEach(LocalSocket::close);
        sockets.clear();
        addresses = List.of();
    }
}
