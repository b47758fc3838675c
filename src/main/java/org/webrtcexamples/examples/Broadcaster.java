package org.webrtcexamples.examples;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.webrtcexamples.connections.About;
import org.webrtcexamples.connections.Example;
import org.webrtcexamples.connections.Status;
import org.webrtcexamples.peer.relay.RelayPeer;

import java.util.Optional;

/** Receives the sound and the pictures that all viewers see. */
@ApplicationScoped
@About(
        title = "Broadcaster",
        description =
                "The browser sends sound and pictures to the application server, which sends them"
                        + " on to any number of viewers.")
class Broadcaster implements Example<RelayPeer> {

    @Inject private Broadcast broadcast;

    @Override
    public void beforeOffer(RelayPeer peer) {
        broadcast.add(peer.receiveMedia(), peer);
    }

    @Override
    public Optional<Status> status() {
        return Optional.of(broadcast.status());
    }
}
