package org.webrtcexamples.peer.libwebrtc;

import dev.onvoid.webrtc.media.video.VideoFrame;
import dev.onvoid.webrtc.media.video.VideoTrack;
import dev.onvoid.webrtc.media.video.VideoTrackSink;

import org.webrtcexamples.peer.engine.Guard;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * The moving picture that a peer receives. Its newest frame can be drawn at any time, or each frame
 * be listened to, or both.
 *
 * <p>Thread-safe. The engine's decoder waits for its sink, so this one only passes on what it gets,
 * and takes no lock.
 */
public final class ReceivedVideo {

    /** How much may wait for the listener, in pixels: ten frames of 1280 × 720. */
    private static final long MAX_WAITING = 10 * 1280 * 720;

    /** What a client can send in a few kilobytes takes hundreds of megabytes of memory here. */
    private static final long MAX_PIXELS = 4096 * 4096;

    /** The engine scales none that is longer than twice that, and loses some memory over it. */
    private static final int MAX_LENGTH = 16_384;

    private final NativePeer peer;
    private final VideoTrack track;
    private final VideoTrackSink sink = this::onVideoFrame;
    private final RgbPixels rgb = new RgbPixels();

    /** The newest one that has not been drawn. Whoever takes it out releases it. */
    private final AtomicReference<VideoFrame> newest = new AtomicReference<>();

    /** Those that wait for the listener. Whoever takes one out releases it. */
    private final Queue<Arrived> waiting = new ConcurrentLinkedQueue<>();

    private final AtomicLong waitingPixels = new AtomicLong();
    private final AtomicLong frames = new AtomicLong();
    private volatile long size;
    private volatile Consumer<ReceivedFrame> listener;

    /** Of the frame that the listener is to hear of next; belongs to the mailbox. */
    private long nextNumber;

    /** The one that was drawn last. */
    private VideoFrame drawn;

    private record Arrived(VideoFrame frame, long time, long number) {

        long pixels() {
            return (long) frame.buffer.getWidth() * frame.buffer.getHeight();
        }
    }

    ReceivedVideo(NativePeer peer, VideoTrack track) {
        this.peer = peer;
        this.track = track;
        track.addSink(sink);
    }

    /** Of the newest frame in pixels, or 0 before the first. */
    public int width() {
        return (int) (size >>> Integer.SIZE);
    }

    /** Of the newest frame in pixels, or 0 before the first. */
    public int height() {
        return (int) size;
    }

    /** How many have come so far. */
    public long frames() {
        return frames.get();
    }

    /**
     * Draws the newest frame, scaled to fit with its aspect kept, in the middle and with black
     * around it.
     *
     * @param image of {@link BufferedImage#TYPE_INT_RGB}
     * @return whether there is one: not before the first, nor after the peer has closed
     * @throws IllegalArgumentException if the image is of another type, or its width or height odd
     */
    public synchronized boolean drawOn(BufferedImage image) {
        RgbPixels.check(image);
        VideoFrame next = newest.getAndSet(null);
        if (next != null) {
            Frames.release(drawn);
            drawn = next;
        }
        if (drawn == null) {
            return false;
        }
        Placement place =
                Placement.of(
                        drawn.buffer.getWidth(),
                        drawn.buffer.getHeight(),
                        image.getWidth(),
                        image.getHeight());
        if (!place.covers(image.getWidth(), image.getHeight())) {
            blacken(image);
        }
        Frames.scaled(
                drawn,
                place.width(),
                place.height(),
                picture -> rgb.toImage(picture, image, place.x(), place.y()));
        return true;
    }

    private static void blacken(BufferedImage image) {
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.BLACK);
        graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
        graphics.dispose();
    }

    /**
     * Listens to each frame from now on.
     *
     * @param newListener called in order; when it falls behind by ten frames of 1280 × 720, or more
     *     smaller ones, it misses some. If it throws, the peer is closed.
     */
    public void onFrame(Consumer<ReceivedFrame> newListener) {
        listener = newListener;
    }

    /** On the engine's decoder thread. The frame is this object's to release. */
    private void onVideoFrame(VideoFrame frame) {
        try {
            if (isTooLarge(frame.buffer.getWidth(), frame.buffer.getHeight())) {
                frame.release();
                peer.fail("its picture is too large");
                return;
            }
            size = (long) frame.buffer.getWidth() << Integer.SIZE | frame.buffer.getHeight();
            long number = frames.getAndIncrement();
            if (listener != null) {
                frame.retain();
                enqueue(new Arrived(frame, System.nanoTime(), number));
            }
            Frames.release(newest.getAndSet(frame));
        } catch (Throwable failure) {
            Guard.failed("Receiving a picture", failure);
        }
    }

    static boolean isTooLarge(int width, int height) {
        return (long) width * height > MAX_PIXELS || Math.max(width, height) > MAX_LENGTH;
    }

    private void enqueue(Arrived arrived) {
        long before = waitingPixels.get();
        if (before > 0 && before + arrived.pixels() > MAX_WAITING) {
            arrived.frame().release();
            return;
        }
        waitingPixels.addAndGet(arrived.pixels());
        waiting.add(arrived);
        peer.post(this::deliver);
    }

    private void deliver() {
        Arrived arrived = waiting.poll();
        if (arrived == null) {
            return;
        }
        long missed = arrived.number() - nextNumber;
        nextNumber = arrived.number() + 1;
        try {
            listener.accept(new ReceivedFrame(arrived.frame(), arrived.time(), missed));
        } catch (Throwable failure) {
            Guard.failed("Listening to the picture", failure);
            peer.fail("nobody watches its picture any more");
        } finally {
            waitingPixels.addAndGet(-arrived.pixels());
            arrived.frame().release();
        }
    }

    /** Called once, before the peer closes, on a thread that holds no lock which a sink takes. */
    void stop() {
        track.removeSink(sink);
        synchronized (this) {
            Frames.release(newest.getAndSet(null));
            Frames.release(drawn);
            drawn = null;
        }
        Arrived arrived;
        while ((arrived = waiting.poll()) != null) {
            arrived.frame().release();
        }
    }
}
