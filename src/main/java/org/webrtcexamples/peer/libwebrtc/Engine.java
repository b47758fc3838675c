package org.webrtcexamples.peer.libwebrtc;

import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.media.audio.HeadlessAudioDeviceModule;

import org.webrtcexamples.peer.PeerUnavailableException;
import org.webrtcexamples.peer.engine.Guard;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketException;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One native factory with its threads and its audio.
 *
 * <p>The audio module is the headless one: without a module the factory aborts the JVM where there
 * is no sound card, and with the dummy layer no sound reaches a sink. It must be recording before
 * the factory exists, or the first sound that is sent aborts the JVM ({@code RaceDetected}) and one
 * user's sound is fed to another. A {@link KeepAlive} then sees to it that it never stops.
 *
 * <p>Each message received on a data channel leaves two JNI references on the engine's signalling
 * thread: 88 bytes of Java heap and some 20 of native memory (measured over a million), which only
 * the end of that thread gives back, and which each full garbage collection has to look at. An
 * engine that was disposed of leaves some 40 KiB. Hence an engine is counted worn after a number of
 * messages; {@link NativePeers} gives new peers a new one, and disposes of the old when its last
 * peer is gone.
 *
 * @see <a
 *     href="https://github.com/devopvoid/webrtc-java/blob/v0.14.0/webrtc-jni/src/main/cpp/src/api/RTCDataChannelObserver.cpp">OnMessage
 *     in webrtc-java</a>
 */
final class Engine {

    private static final Logger LOGGER = System.getLogger(Engine.class.getName());

    private final HostCandidates hostCandidates;
    private final OptionalInt addressChanges;
    private final HeadlessAudioDeviceModule audio;
    private final PeerConnectionFactory factory;
    private final KeepAlive keepAlive;
    private final AtomicLong messages = new AtomicLong();
    private volatile boolean inUseForEver;
    private volatile boolean silent;

    /**
     * @param hostCandidates what is known of the addresses that engines offer on this machine; this
     *     one adds to it when {@link #keepAudioAlive} connects its own two peers
     * @throws PeerUnavailableException if the native library does not load
     */
    Engine(HostCandidates hostCandidates) {
        this.hostCandidates = hostCandidates;
        NativeLibrary.load();
        // Before the factory exists, and thus before the engine looks at the interfaces.
        addressChanges = addressChanges();
        audio = new HeadlessAudioDeviceModule();
        audio.initRecording();
        audio.startRecording();
        factory = new PeerConnectionFactory(audio);
        keepAlive = new KeepAlive(factory, this::beginGathering);
    }

    private OptionalInt addressChanges() {
        try {
            return OptionalInt.of(hostCandidates.changes(HostCandidates.localAddresses()));
        } catch (SocketException e) {
            LOGGER.log(Level.DEBUG, "The network interfaces cannot be listed", e);
            return OptionalInt.empty();
        }
    }

    /** To be called just before a peer of this engine gathers nothing but host candidates. */
    Gathering beginGathering() {
        if (addressChanges.isEmpty()) {
            return Gathering.untilComplete();
        }
        try {
            return hostCandidates.begin(HostCandidates.localAddresses(), addressChanges.getAsInt());
        } catch (SocketException e) {
            LOGGER.log(Level.DEBUG, "The network interfaces cannot be listed", e);
            return Gathering.untilComplete();
        }
    }

    /**
     * Waits until {@link #keepAudioAlive} has taught which host candidates this engine offers.
     *
     * @return whether it has
     */
    boolean awaitHostCandidates(Duration timeout) throws InterruptedException {
        return keepAlive.gathering().await(timeout);
    }

    /** Connects the pair that keeps the audio going; takes some 30 ms. */
    void keepAudioAlive() {
        keepAlive.connect();
    }

    /**
     * To be called before a peer sends or receives sound.
     *
     * @throws PeerUnavailableException if the audio does not run, and never will
     */
    void awaitAudio() {
        keepAlive.connect();
        if (!keepAlive.isConnected()) {
            silent = true;
            throw new PeerUnavailableException(
                    "The engine's audio does not run: its own two peers do not connect.");
        }
    }

    /** Whether sound was wanted from it in vain. */
    boolean isSilent() {
        return silent;
    }

    KeepAlive keepAlive() {
        return keepAlive;
    }

    PeerConnectionFactory factory() {
        return factory;
    }

    RTCPeerConnection createPeerConnection(
            RTCConfiguration configuration, PeerConnectionObserver observer) {
        return factory.createPeerConnection(configuration, observer);
    }

    void messageReceived() {
        messages.incrementAndGet();
    }

    long messages() {
        return messages.get();
    }

    /** Something of it could not be released: to dispose of it now might end the JVM. */
    void leaveAlone() {
        inUseForEver = true;
    }

    /** Called once, when all peers of this engine have released what they held. */
    void dispose() {
        boolean released =
                Guard.run("Closing the peers that keep the audio alive", keepAlive::close);
        if (!released || inUseForEver) {
            LOGGER.log(
                    Level.WARNING,
                    "A native engine is not disposed of: some memory lost is better than a JVM");
            return;
        }
        Guard.run("Stopping the audio's recording", audio::stopRecording);
        Guard.run("Stopping the audio's playout", audio::stopPlayout);
        Guard.run("Disposing of the native factory", factory::dispose);
        Guard.run("Disposing of the audio module", audio::dispose);
    }
}
