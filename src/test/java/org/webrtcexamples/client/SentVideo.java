package org.webrtcexamples.client;

import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCRtpSendParameters;
import dev.onvoid.webrtc.RTCRtpSender;
import dev.onvoid.webrtc.media.video.CustomVideoSource;
import dev.onvoid.webrtc.media.video.NativeI420Buffer;
import dev.onvoid.webrtc.media.video.VideoFrame;
import dev.onvoid.webrtc.media.video.VideoTrack;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A moving picture that a client sends. One thread draws and pushes the frames of all clients; what
 * it misses in a pause of the JVM it leaves out, as a camera does.
 *
 * <p>Nothing is pushed while the track is added or the peer connection closes: {@link #start} comes
 * after the former, {@link #stop} before the latter.
 */
public final class SentVideo {

    /**
     * An encoder takes all that it may for what moves. At 640 × 480 and 20 frames a second this is
     * 600 kbit/s.
     */
    private static final double BITS_PER_PIXEL = 0.1;

    private static final ScheduledExecutorService PUSHER =
            Executors.newSingleThreadScheduledExecutor(
                    task -> {
                        Thread thread = new Thread(task, "sent video");
                        thread.setDaemon(true);
                        return thread;
                    });

    private final CustomVideoSource source = Engine.createVideoSource();
    private final VideoTrack track = Engine.createVideoTrack(source);
    private final RTCRtpSender sender;
    private final Drawing picture;
    private final long interval;
    private long due;
    private int frames;
    private Future<?> pushing;
    private boolean stopped;

    SentVideo(RTCPeerConnection peerConnection, Drawing picture, int framesPerSecond) {
        this.picture = picture;
        interval = TimeUnit.SECONDS.toNanos(1) / framesPerSecond;
        // A transceiver that is added would get an m-line of its own, a track takes the offer's.
        sender = peerConnection.addTrack(track, List.of());
        RTCRtpSendParameters parameters = sender.getParameters();
        int pixelsPerSecond = picture.pixels() * framesPerSecond;
        parameters.encodings.get(0).maxBitrate = (int) (BITS_PER_PIXEL * pixelsPerSecond);
        sender.setParameters(parameters);
    }

    /** How many frames were given to the engine so far, which is the number of the next one. */
    public synchronized int frames() {
        return frames;
    }

    /**
     * Whether packets are sent: the track is taken from its sender and given back to it, as a page
     * does with <code>replaceTrack</code>. Frames are drawn and counted all the same.
     */
    public synchronized void setSending(boolean sending) {
        sender.replaceTrack(sending ? track : null);
    }

    /** Whether black is sent in place of the picture. */
    public synchronized void setMuted(boolean muted) {
        track.setEnabled(!muted);
    }

    synchronized void start() {
        if (!stopped && pushing == null) {
            due = System.nanoTime();
            pushing = PUSHER.submit(this::run);
        }
    }

    private void run() {
        Callbacks.run(this::push);
    }

    private synchronized void push() {
        if (stopped) {
            return;
        }
        NativeI420Buffer buffer = picture.draw(frames++);
        try {
            source.pushFrame(new VideoFrame(buffer, System.nanoTime()));
        } finally {
            buffer.release();
        }
        long now = System.nanoTime();
        due = Math.max(due + interval, now - interval);
        pushing = PUSHER.schedule(this::run, due - now, TimeUnit.NANOSECONDS);
    }

    /** Nothing is pushed any more when this returns. */
    synchronized void stop() {
        stopped = true;
        if (pushing != null) {
            pushing.cancel(false);
        }
    }

    /** After {@link #stop}, before the peer connection closes. */
    void release() {
        Engine.release(sender);
    }

    /** After the peer connection was closed. */
    void dispose() {
        track.dispose();
        source.dispose();
    }
}
