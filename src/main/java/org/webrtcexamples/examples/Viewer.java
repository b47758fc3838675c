package org.webrtcexamples.examples;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.webrtcexamples.connections.About;
import org.webrtcexamples.connections.Example;
import org.webrtcexamples.connections.Status;
import org.webrtcexamples.peer.relay.RelayPeer;

import java.util.Optional;

/** Sends what the broadcaster sends. */
@ApplicationScoped
@About(
        title = "Viewer",
        description =
                "The application server sends on the sound and the pictures of whoever broadcasts.")
class Viewer implements Example<RelayPeer> {

    @Inject private Broadcast broadcast;

    @Override
    public void beforeOffer(RelayPeer peer) {
        broadcast.add(peer);
        peer.sendMedia(broadcast.media());
    }

    @Override
    public Optional<Status> status() {
        return Optional.of(broadcast.status());
    }
}
