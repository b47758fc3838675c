package org.webrtcexamples.examples;

import jakarta.enterprise.context.ApplicationScoped;

import org.webrtcexamples.connections.About;
import org.webrtcexamples.connections.Example;
import org.webrtcexamples.peer.relay.RelayPeer;

/** Sends back the sound and the pictures that it receives. */
@ApplicationScoped
@About(
        title = "Audio and video loopback",
        description =
                "The application server sends back the sound and the picture that the browser"
                        + " sends, as they are, without decoding them.")
class AudioVideoLoopback implements Example<RelayPeer> {

    @Override
    public void beforeOffer(RelayPeer peer) {
        peer.sendMedia(peer.receiveMedia());
    }
}
