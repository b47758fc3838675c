package org.webrtcexamples.examples;

import jakarta.enterprise.context.ApplicationScoped;

import org.webrtcexamples.connections.About;
import org.webrtcexamples.connections.Example;
import org.webrtcexamples.media.Tone;
import org.webrtcexamples.peer.libwebrtc.DataChannel;
import org.webrtcexamples.peer.libwebrtc.NativePeer;

/** Sends a tone, whose frequency the client changes over a data channel. */
@ApplicationScoped
@About(
        title = "Sine wave",
        description =
                "The application server makes a tone and sends it as an audio track; the browser"
                        + " sets its frequency over a data channel.")
class SineWave implements Example<NativePeer> {

    @Override
    public void beforeOffer(NativePeer peer) {
        Tone tone = new Tone(440, 1);
        peer.sendAudio(1, tone::fill);
        DataChannel channel = peer.createDataChannel("frequency");
        channel.onText(text -> Numbers.parse(text).ifPresent(tone::setFrequency));
    }
}
