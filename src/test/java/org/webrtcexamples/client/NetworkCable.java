package org.webrtcexamples.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stretch of network between a client and the server that can be cut and mended: a UDP forwarder
 * in place of the server's candidate. To the server, what happens on the client's side of a cut is
 * silence.
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

    /** The client's addresses, each with the socket that the server knows it by. */
    private final Map<SocketAddress, DatagramSocket> clients = new ConcurrentHashMap<>();

    private enum Passing {
        ALL,
        CHECKS,
        NOTHING
    }

    private volatile Passing passing = Passing.ALL;
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
            socket = new DatagramSocket(new InetSocketAddress(address, 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        forward(socket, packet -> client(packet.getSocketAddress()).send(to(server, packet)));

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

    private DatagramSocket client(SocketAddress client) {
        return clients.computeIfAbsent(
                client,
                key -> {
                    try {
                        DatagramSocket outer =
                                new DatagramSocket(
                                        new InetSocketAddress(socket.getLocalAddress(), 0));
                        forward(outer, packet -> socket.send(to(client, packet)));
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

    private static DatagramPacket to(SocketAddress receiver, DatagramPacket packet) {
        packet.setSocketAddress(receiver);
        return packet;
    }

    private interface Route {
        void send(DatagramPacket packet) throws IOException;
    }

    private void forward(DatagramSocket from, Route route) {
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
                                        route.send(packet);
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
