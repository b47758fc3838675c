package org.webrtcexamples.examples;

import jakarta.enterprise.context.ApplicationScoped;

import org.webrtcexamples.connections.About;
import org.webrtcexamples.connections.Example;
import org.webrtcexamples.media.Tone;
import org.webrtcexamples.peer.libwebrtc.DataChannel;
import org.webrtcexamples.peer.libwebrtc.NativePeer;

/** Sends a tone in stereo, which the client moves between left and right over a data channel. */
@ApplicationScoped
@About(
        title = "Sine wave in stereo",
        description =
                "The application server sends a tone on two channels; the browser moves it from"
                        + " left to right over a data channel.")
class SineWaveStereo implements Example<NativePeer> {

    @Override
    public void beforeOffer(NativePeer peer) {
        Tone tone = new Tone(440, 0.5, 0.5);
        peer.sendAudio(2, tone::fill);
        DataChannel channel = peer.createDataChannel("panning");
        channel.onText(
                text -> Numbers.parse(text).ifPresent(p -> tone.setGains(1 - p / 100, p / 100)));
    }
}
