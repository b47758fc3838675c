package org.webrtcexamples.peer.libwebrtc;

import dev.onvoid.webrtc.media.audio.CustomAudioSource;

import org.webrtcexamples.peer.engine.Guard;
import org.webrtcexamples.peer.engine.Pacer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.util.function.Consumer;

/**
 * Sound that a peer sends, made by the application in pieces of 10 ms. The engine copies what is
 * pushed and encodes it on a thread of its own.
 *
 * <p>The engine's list of those who get what is pushed has no lock. It is changed while a
 * transceiver is added, while an answer that rejects it is applied, and while its peer closes; to
 * push meanwhile ends the JVM sooner or later. Hence nothing is pushed but between {@link #start},
 * after the answer, and {@link #stop}, before the close.
 *
 * @see <a
 *     href="https://github.com/devopvoid/webrtc-java/blob/v0.14.0/webrtc-jni/src/main/cpp/src/media/audio/CustomAudioSource.cpp">CustomAudioSource
 *     in webrtc-java</a>
 */
final class SentAudio {

    private final NativePeer peer;
    private final Pacer pacer;
    private final LocalTrack audio;
    private final CustomAudioSource source;
    private final Consumer<short[]> generator;
    private final int channels;
    private final short[] samples;
    private final byte[] bytes;
    private final ShortBuffer bytesAsSamples;
    private final Runnable sendNext = this::sendNext;
    private boolean sending;

    SentAudio(
            NativePeer peer,
            Pacer pacer,
            LocalTrack audio,
            CustomAudioSource source,
            int channels,
            Consumer<short[]> generator) {
        this.peer = peer;
        this.pacer = pacer;
        this.audio = audio;
        this.source = source;
        this.channels = channels;
        this.generator = generator;
        samples = new short[NativePeer.AUDIO_FRAMES * channels];
        bytes = new byte[samples.length * Short.BYTES];
        bytesAsSamples = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).asShortBuffer();
    }

    /** Called once, when the answer is applied. */
    void start() {
        synchronized (this) {
            sending = true;
        }
        pacer.add(sendNext);
    }

    /** Called once, before the peer closes; nothing is pushed when this returns. */
    void stop() {
        pacer.remove(sendNext);
        synchronized (this) {
            sending = false;
        }
        audio.release();
    }

    void dispose() {
        audio.dispose();
    }

    /** On the pacer's thread. */
    private void sendNext() {
        if (peer.isClosed()) {
            return;
        }
        try {
            generator.accept(samples);
        } catch (Throwable failure) {
            pacer.remove(sendNext);
            Guard.failed("Making the sound to be sent", failure);
            peer.fail("there is no sound to send any more");
            return;
        }
        bytesAsSamples.clear().put(samples);
        synchronized (this) {
            if (sending) {
                source.pushAudio(
                        bytes,
                        Short.SIZE,
                        NativePeer.AUDIO_SAMPLE_RATE,
                        channels,
                        NativePeer.AUDIO_FRAMES);
            }
        }
    }
}
