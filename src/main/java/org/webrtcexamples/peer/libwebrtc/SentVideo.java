package org.webrtcexamples.peer.libwebrtc;

import dev.onvoid.webrtc.media.video.CustomVideoSource;
import dev.onvoid.webrtc.media.video.NativeI420Buffer;
import dev.onvoid.webrtc.media.video.VideoFrame;

import org.webrtcexamples.peer.engine.Guard;
import org.webrtcexamples.peer.engine.Pacer;

import java.awt.image.BufferedImage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A moving picture that a peer sends, painted by the application. The clock is one for all peers,
 * the painting is done by the peer's own mailbox: it may take its time without holding up others,
 * and what is due meanwhile is left out.
 *
 * <p>Only the mailbox pushes and stops, so that nothing is pushed once the peer begins to close.
 *
 * <p>The engine stamps frames by a clock of the source's own, which counts from when it was made:
 * its sender reports (<a href="https://www.rfc-editor.org/rfc/rfc3550#section-6.4.1">RFC 3550</a>)
 * are wrong by as long as the machine had been running then. Who keeps a picture in time with a
 * sound goes by them. A track that is in no stream, as all are here ({@code a=msid:-}), is not kept
 * in time with any: seen with a sound beside it in Chromium, which plays each as it comes.
 *
 * @see <a
 *     href="https://github.com/devopvoid/webrtc-java/blob/v0.14.0/webrtc-jni/src/main/cpp/src/media/video/CustomVideoSource.cpp">CustomVideoSource
 *     in webrtc-java</a>
 */
final class SentVideo {

    private final NativePeer peer;
    private final Pacer pacer;
    private final CustomVideoSource source;
    private final Consumer<BufferedImage> painter;
    private final BufferedImage image;
    private final RgbPixels rgb = new RgbPixels();
    private final AtomicBoolean due = new AtomicBoolean();
    private final Runnable sendNext = this::sendNext;
    private final Runnable paint = this::paint;

    SentVideo(
            NativePeer peer,
            Pacer pacer,
            CustomVideoSource source,
            int width,
            int height,
            Consumer<BufferedImage> painter) {
        this.peer = peer;
        this.pacer = pacer;
        this.source = source;
        this.painter = painter;
        image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    }

    /** Called once, when the answer is applied. */
    void start() {
        pacer.add(sendNext);
    }

    /** Called once, before the peer closes, by its mailbox: nothing is pushed any more. */
    void stop() {
        pacer.remove(sendNext);
    }

    /** On the pacer's thread. */
    private void sendNext() {
        if (due.compareAndSet(false, true)) {
            peer.post(paint);
        }
    }

    private void paint() {
        due.set(false);
        try {
            painter.accept(image);
            push();
        } catch (Throwable failure) {
            Guard.failed("Painting the picture to be sent", failure);
            peer.fail("there is no picture to send any more");
        }
    }

    private void push() throws Exception {
        NativeI420Buffer picture = NativeI420Buffer.allocate(image.getWidth(), image.getHeight());
        try {
            rgb.toI420(image, picture);
            source.pushFrame(new VideoFrame(picture, System.nanoTime()));
        } finally {
            picture.release();
        }
    }
}
