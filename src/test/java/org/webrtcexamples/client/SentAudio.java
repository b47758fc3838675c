package org.webrtcexamples.client;

import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCRtpSender;
import dev.onvoid.webrtc.media.audio.AudioTrack;
import dev.onvoid.webrtc.media.audio.CustomAudioSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Sound that a client sends. All of them are pushed by one thread; after a pause of the JVM it
 * makes up for what it missed at once.
 *
 * <p>Nothing is pushed while the track is added or the peer connection closes, which the engine
 * does not bear: {@link #start} comes after the former, {@link #stop} before the latter.
 */
public final class SentAudio {

    private static final int SAMPLE_RATE = 48_000;
    private static final int INTERVAL_MILLIS = 10;
    private static final int SAMPLES = SAMPLE_RATE * INTERVAL_MILLIS / 1000;

    private static final ScheduledExecutorService PUSHER =
            Executors.newSingleThreadScheduledExecutor(
                    task -> {
                        Thread thread = new Thread(task, "sent audio");
                        thread.setDaemon(true);
                        return thread;
                    });

    private final CustomAudioSource source = Engine.createAudioSource();
    private final AudioTrack track = Engine.createAudioTrack(source);
    private final short[] samples = new short[SAMPLES];
    private final byte[] bytes = new byte[SAMPLES * Short.BYTES];
    private final RTCRtpSender sender;
    private final Consumer<short[]> generator;
    private Future<?> pushing;
    private boolean stopped;

    SentAudio(RTCPeerConnection peerConnection, Consumer<short[]> generator) {
        this.generator = generator;
        // A transceiver that is added would get an m-line of its own, a track takes the offer's.
        sender = peerConnection.addTrack(track, List.of());
    }

    synchronized void start() {
        if (!stopped) {
            pushing =
                    PUSHER.scheduleAtFixedRate(
                            () -> Callbacks.run(this::push),
                            0,
                            INTERVAL_MILLIS,
                            TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void push() {
        if (!stopped) {
            generator.accept(samples);
            ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).asShortBuffer().put(samples);
            source.pushAudio(bytes, Short.SIZE, SAMPLE_RATE, 1, SAMPLES);
        }
    }

    /**
     * Whether packets are sent: the track is taken from its sender and given back to it, as a page
     * does with <code>replaceTrack</code>. The generator goes on meanwhile.
     */
    public synchronized void setSending(boolean sending) {
        sender.replaceTrack(sending ? track : null);
    }

    /** Whether silence is sent in place of the sound. */
    public synchronized void setMuted(boolean muted) {
        track.setEnabled(!muted);
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
