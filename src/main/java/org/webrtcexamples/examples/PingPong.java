package org.webrtcexamples.examples;

import jakarta.enterprise.context.ApplicationScoped;

import org.webrtcexamples.connections.About;
import org.webrtcexamples.connections.Example;
import org.webrtcexamples.peer.libwebrtc.DataChannel;
import org.webrtcexamples.peer.libwebrtc.NativePeer;

/** Answers every "ping" on a data channel with a "pong". */
@ApplicationScoped
@About(
        title = "Ping pong",
        description =
                "The browser sends a “ping” over a data channel, and the application server answers"
                        + " it with a “pong”.")
class PingPong implements Example<NativePeer> {

    @Override
    public void beforeOffer(NativePeer peer) {
        DataChannel channel = peer.createDataChannel("ping-pong");
        channel.onText(
                text -> {
                    if (text.equals("ping")) {
                        channel.send("pong");
                    }
                });
    }
}
