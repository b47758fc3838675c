package org.webrtcexamples.peer.relay;

import java.net.InetSocketAddress;

/** The way between one of the server's addresses and one of a client's. Thread-safe. */
record Path(LocalSocket socket, InetSocketAddress remote) {

    /** Never waits for the other end; what cannot be sent is lost, as on any network. */
    void send(byte[] datagram, int offset, int length) {
        socket.send(datagram, offset, length, remote);
    }

    /** The same with what is at the beginning of the scratch, and without making anything. */
    void send(Scratch scratch, int length) {
        socket.send(scratch, length, remote);
    }
}
