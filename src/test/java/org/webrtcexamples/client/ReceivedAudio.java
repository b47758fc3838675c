package org.webrtcexamples.client;

import dev.onvoid.webrtc.media.audio.AudioTrack;
import dev.onvoid.webrtc.media.audio.AudioTrackSink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** The sound that a client hears, which comes in pieces of 10 ms at 48 kHz. */
public final class ReceivedAudio {

    /** Hz. */
    public static final int SAMPLE_RATE = 48_000;

    private final AudioTrack track;
    private final AudioTrackSink sink = this::onData;
    private final AtomicLong pieces = new AtomicLong();
    private final Queue<Recording> recordings = new ConcurrentLinkedQueue<>();

    ReceivedAudio(AudioTrack track) {
        this.track = track;
        track.addSink(sink);
    }

    /** How many pieces of 10 ms were heard; the engine makes up those that did not arrive. */
    public long pieces() {
        return pieces.get();
    }

    /**
     * Records what is heard from now on.
     *
     * @param samples how many of each channel
     * @return by channel: one row, or one for left and one for right if the sound is stereo
     * @throws TimeoutException if they are not there in time, of as many channels all along
     */
    public short[][] record(int samples, Duration timeout)
            throws InterruptedException, TimeoutException {
        Recording recording = new Recording(samples);
        recordings.add(recording);
        try {
            return Futures.get(recording.finished, timeout);
        } finally {
            recordings.remove(recording);
        }
    }

    /** On the engine's audio thread, which must not be held up. */
    private void onData(byte[] data, int bitsPerSample, int sampleRate, int channels, int frames) {
        Callbacks.run(
                () -> {
                    pieces.incrementAndGet();
                    ShortBuffer interleaved =
                            ByteBuffer.wrap(data).order(ByteOrder.nativeOrder()).asShortBuffer();
                    recordings.forEach(recording -> recording.add(interleaved, channels));
                });
    }

    /** Nothing is heard any more when this returns. The track itself belongs to the engine. */
    void stop() {
        track.removeSink(sink);
    }

    /** Belongs to the engine's audio thread until it is finished. */
    private static final class Recording {

        private final CompletableFuture<short[][]> finished = new CompletableFuture<>();
        private final int length;
        private short[][] samples = {};
        private int recorded;

        private Recording(int length) {
            this.length = length;
        }

        private void add(ShortBuffer interleaved, int channels) {
            if (samples.length != channels) {
                samples = new short[channels][length];
                recorded = 0;
            }
            int more = Math.min(interleaved.limit() / channels, length - recorded);
            for (int channel = 0; channel < channels; channel++) {
                for (int i = 0; i < more; i++) {
                    samples[channel][recorded + i] = interleaved.get(i * channels + channel);
                }
            }
            recorded += more;
            if (recorded == length) {
                finished.complete(samples);
            }
        }
    }
}
