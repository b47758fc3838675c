package org.webrtcexamples.peer;

/**
 * An engine: makes peers of one kind. A CDI bean; an example that asks for peers of type {@code P}
 * is given those of the factory whose {@link #peerType} it is.
 *
 * @param <P> the engine's kind of peer
 */
public interface PeerFactory<P extends Peer> {

    Class<P> peerType();

    /**
     * A new peer, not yet offering. Whoever called it closes it.
     *
     * @throws PeerUnavailableException if the engine cannot start or is stopped; the message says
     *     what an operator can do
     */
    P createPeer();
}
