package org.webrtcexamples.connections;

import org.webrtcexamples.peer.Peer;

import java.util.Optional;

/**
 * What a server can do with a peer. An implementation is an {@code @ApplicationScoped} bean with an
 * {@link About}; its name on the wire is its class name in kebab case ({@code PingPong} is {@code
 * ping-pong}), and it needs no registration.
 *
 * @param <P> the kind of peer it wants, which chooses the engine
 */
public interface Example<P extends Peer> {

    /**
     * Adds to a new peer what is to be negotiated, and sets its callbacks. Whatever this starts it
     * hands to {@link Peer#onClose}.
     *
     * <p>Called once for each connection, on the thread of its request, for several at once. If it
     * throws, the peer is closed and the request fails.
     */
    void beforeOffer(P peer);

    /**
     * What it tells its pages, connected or not: the same at each call. None unless it has
     * something to tell.
     */
    default Optional<Status> status() {
        return Optional.empty();
    }

    /** What it has recorded: the same at each call. None unless it records. */
    default Optional<Recordings> recordings() {
        return Optional.empty();
    }
}
