package org.webrtcexamples.client;

import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCBundlePolicy;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.internal.NativeObject;
import dev.onvoid.webrtc.internal.RefCountedObject;
import dev.onvoid.webrtc.media.SyncClock;
import dev.onvoid.webrtc.media.audio.AudioTrack;
import dev.onvoid.webrtc.media.audio.CustomAudioSource;
import dev.onvoid.webrtc.media.audio.HeadlessAudioDeviceModule;
import dev.onvoid.webrtc.media.video.CustomVideoSource;
import dev.onvoid.webrtc.media.video.NativeI420Buffer;
import dev.onvoid.webrtc.media.video.VideoTrack;

import org.webrtcexamples.peer.libwebrtc.ClientLibrary;

import java.lang.reflect.Field;

/** The native WebRTC of this JVM: one factory, which lives as long as the JVM. */
public final class Engine {

    private static final PeerConnectionFactory FACTORY = createFactory();
    private static final Field HANDLE = handle();
    private static final SyncClock CLOCK = createClock();

    private Engine() {}

    public static RTCPeerConnection createPeerConnection(PeerConnectionObserver observer) {
        RTCConfiguration configuration = new RTCConfiguration();
        configuration.bundlePolicy = RTCBundlePolicy.MAX_BUNDLE;
        // The server offers UDP only; a thousand peers need the descriptors more.
        configuration.portAllocatorConfig.setDisableTcp(true);
        return FACTORY.createPeerConnection(configuration, observer);
    }

    public static AudioTrack createAudioTrack(CustomAudioSource source) {
        return FACTORY.createAudioTrack("audio", source);
    }

    public static VideoTrack createVideoTrack(CustomVideoSource source) {
        return FACTORY.createVideoTrack("video", source);
    }

    /**
     * A source whose frames are stamped with the engine's own time. By itself it counts from when
     * it was made, whereupon the engine tells receivers in its <a
     * href="https://www.rfc-editor.org/rfc/rfc3550#section-6.4.1">sender reports</a> that the
     * picture is as old as the machine has been running, and who goes by that shows none.
     *
     * @see <a
     *     href="https://github.com/devopvoid/webrtc-java/blob/v0.14.0/webrtc-jni/src/main/cpp/src/media/SyncClock.cpp">SyncClock
     *     in webrtc-java</a>
     */
    static CustomVideoSource createVideoSource() {
        return new CustomVideoSource(CLOCK);
    }

    /** The same for sound, or receivers could not tell which picture belongs to it. */
    static CustomAudioSource createAudioSource() {
        return new CustomAudioSource(CLOCK);
    }

    /** A frame without content, which is the caller's to release. */
    static NativeI420Buffer createFrame(int width, int height) {
        return NativeI420Buffer.allocate(width, height);
    }

    private static SyncClock createClock() {
        SyncClock clock = new SyncClock();
        try {
            Class<?> unsafe = Class.forName("sun.misc.Unsafe");
            Field instance = unsafe.getDeclaredField("theUnsafe");
            instance.setAccessible(true);
            // All that the native object holds is the time from which it counts.
            unsafe.getMethod("putLong", long.class, long.class)
                    .invoke(instance.get(null), HANDLE.getLong(clock), 0L);
            return clock;
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** Closes a peer connection and gives its native memory back, which its own close keeps. */
    public static void close(RTCPeerConnection peerConnection) {
        // Close forgets the handle, and with it the one reference that Java holds.
        NativeReference reference = referenceOf(peerConnection);
        peerConnection.close();
        reference.release();
    }

    /** Releases an object that has no method for it and is not used any more. */
    static void release(NativeObject object) {
        referenceOf(object).release();
    }

    private static NativeReference referenceOf(NativeObject object) {
        try {
            NativeReference reference = new NativeReference();
            HANDLE.setLong(reference, HANDLE.getLong(object));
            return reference;
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private static PeerConnectionFactory createFactory() {
        ClientLibrary.load();
        // Without a module a machine that has no sound card aborts; without recording the first
        // peer that sends audio does.
        HeadlessAudioDeviceModule audio = new HeadlessAudioDeviceModule();
        audio.initRecording();
        audio.startRecording();
        return new PeerConnectionFactory(audio);
    }

    private static Field handle() {
        try {
            Field handle = NativeObject.class.getDeclaredField("nativeHandle");
            handle.setAccessible(true);
            return handle;
        } catch (NoSuchFieldException e) {
            throw new AssertionError(e);
        }
    }

    /** One reference to a native object that webrtc-java's own wrapper has let go of. */
    private static final class NativeReference extends RefCountedObject {}
}
