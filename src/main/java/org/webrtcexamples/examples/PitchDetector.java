package org.webrtcexamples.examples;

import jakarta.enterprise.context.ApplicationScoped;

import org.webrtcexamples.connections.About;
import org.webrtcexamples.connections.Example;
import org.webrtcexamples.media.PitchMeter;
import org.webrtcexamples.peer.libwebrtc.DataChannel;
import org.webrtcexamples.peer.libwebrtc.NativePeer;

import java.time.Duration;

/** Listens to the client, and reports the pitch of what it hears over a data channel. */
@ApplicationScoped
@About(
        title = "Pitch detector",
        description =
                "The browser sends a tone; the application server listens, and reports its pitch"
                        + " over a data channel.")
class PitchDetector implements Example<NativePeer> {

    /** No more than 20 times a second. */
    private static final Duration INTERVAL = Duration.ofMillis(55);

    @Override
    public void beforeOffer(NativePeer peer) {
        PitchMeter meter = new PitchMeter(NativePeer.AUDIO_SAMPLE_RATE);
        DataChannel channel = peer.createDataChannel("frequency");
        RateLimit reports = new RateLimit(INTERVAL);
        peer.receiveAudio(
                samples -> {
                    meter.add(samples);
                    if (reports.permits()) {
                        meter.pitch().ifPresent(hz -> channel.send(String.valueOf(hz)));
                    }
                });
    }
}
