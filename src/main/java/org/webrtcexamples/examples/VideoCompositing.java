package org.webrtcexamples.examples;

import jakarta.enterprise.context.ApplicationScoped;

import org.webrtcexamples.connections.About;
import org.webrtcexamples.connections.Example;
import org.webrtcexamples.media.Compositor;
import org.webrtcexamples.media.FrameClock;
import org.webrtcexamples.media.Input;
import org.webrtcexamples.media.Overlay;
import org.webrtcexamples.media.SpinningText;
import org.webrtcexamples.peer.libwebrtc.DataChannel;
import org.webrtcexamples.peer.libwebrtc.NativePeer;
import org.webrtcexamples.peer.libwebrtc.ReceivedVideo;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Draws on the picture that it receives, and sends it back. */
@ApplicationScoped
@About(
        title = "Video compositing",
        description =
                "The browser sends a picture; the application server draws over it with Java2D,"
                        + " and sends it back.")
class VideoCompositing implements Example<NativePeer> {

    private static final int WIDTH = 640;
    private static final int HEIGHT = 480;

    private static final Overlay TEXT = new SpinningText("Jakarta EE");

    /** What a client can choose; yours goes here. */
    private static final Map<String, Supplier<Overlay>> OVERLAYS =
            Map.of("text", () -> TEXT, "clock", FrameClock::new);

    @Override
    public void beforeOffer(NativePeer peer) {
        ReceivedVideo camera = peer.receiveVideo();
        Compositor compositor = new Compositor(TEXT);
        peer.sendVideo(
                WIDTH,
                HEIGHT,
                image -> {
                    boolean seen = camera.drawOn(image);
                    compositor.paint(image, seen ? Optional.of(input(camera)) : Optional.empty());
                });
        DataChannel channel = peer.createDataChannel("overlay");
        channel.onText(
                name ->
                        Optional.ofNullable(OVERLAYS.get(name))
                                .ifPresent(overlay -> compositor.setOverlay(overlay.get())));
    }

    private static Input input(ReceivedVideo camera) {
        return new Input(camera.width(), camera.height(), camera.frames());
    }
}
