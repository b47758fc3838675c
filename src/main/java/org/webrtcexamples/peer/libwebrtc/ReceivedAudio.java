package org.webrtcexamples.peer.libwebrtc;

import dev.onvoid.webrtc.media.audio.AudioTrack;
import dev.onvoid.webrtc.media.audio.AudioTrackSink;

import org.webrtcexamples.peer.engine.Guard;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Sound that a peer receives, handed to the application in pieces of 10 ms. One thread of the
 * engine decodes and mixes the sound of all its peers and calls every sink: one that takes its time
 * starves all others, so this one only passes on what it gets.
 */
final class ReceivedAudio implements AudioTrackSink {

    /** How many pieces may wait for the application, a second's worth; later ones are lost. */
    private static final int MAX_WAITING = 100;

    private final NativePeer peer;
    private final LocalTrack audio;
    private final AudioTrack track;
    private final Consumer<short[]> listener;
    private final AtomicInteger waiting = new AtomicInteger();

    ReceivedAudio(NativePeer peer, LocalTrack audio, Consumer<short[]> listener) {
        this.peer = peer;
        this.audio = audio;
        this.listener = listener;
        track = (AudioTrack) audio.remoteTrack();
        track.addSink(this);
    }

    /** Called once, before the peer closes, on a thread that holds no lock which a sink takes. */
    void stop() {
        track.removeSink(this);
        audio.release();
    }

    void dispose() {
        audio.dispose();
    }

    /**
     * On the engine's audio thread, from the answer on: of silence, as long as there is no
     * connection. The array is a new one each time.
     */
    @Override
    public void onData(byte[] data, int bitsPerSample, int sampleRate, int channels, int frames) {
        try {
            if (peer.hasConnected() && waiting.get() < MAX_WAITING) {
                waiting.incrementAndGet();
                peer.post(() -> deliver(data, channels));
            }
        } catch (Throwable failure) {
            Guard.failed("Receiving sound", failure);
        }
    }

    private void deliver(byte[] data, int channels) {
        waiting.decrementAndGet();
        ShortBuffer interleaved =
                ByteBuffer.wrap(data).order(ByteOrder.nativeOrder()).asShortBuffer();
        short[] samples = new short[interleaved.remaining() / channels];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = interleaved.get(i * channels);
        }
        try {
            listener.accept(samples);
        } catch (Throwable failure) {
            Guard.failed("Listening to the sound", failure);
            peer.fail("nobody listens to its sound any more");
        }
    }
}
