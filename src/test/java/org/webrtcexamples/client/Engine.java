package org.webrtcexamples.client;

import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCBundlePolicy;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.internal.NativeObject;
import dev.onvoid.webrtc.internal.RefCountedObject;
import dev.onvoid.webrtc.media.audio.AudioTrack;
import dev.onvoid.webrtc.media.audio.CustomAudioSource;
import dev.onvoid.webrtc.media.audio.HeadlessAudioDeviceModule;
import dev.onvoid.webrtc.media.video.CustomVideoSource;
import dev.onvoid.webrtc.media.video.VideoTrack;

import java.lang.reflect.Field;

/** The native WebRTC of this JVM: one factory, which lives as long as the JVM. */
final class Engine {

    private static final PeerConnectionFactory FACTORY = createFactory();
    private static final Field HANDLE = handle();

    private Engine() {}

    static RTCPeerConnection createPeerConnection(PeerConnectionObserver observer) {
        RTCConfiguration configuration = new RTCConfiguration();
        configuration.bundlePolicy = RTCBundlePolicy.MAX_BUNDLE;
        // The server offers UDP only; a thousand peers need the descriptors more.
        configuration.portAllocatorConfig.setDisableTcp(true);
        return FACTORY.createPeerConnection(configuration, observer);
    }

    static AudioTrack createAudioTrack(CustomAudioSource source) {
        return FACTORY.createAudioTrack("audio", source);
    }

    static VideoTrack createVideoTrack(CustomVideoSource source) {
        return FACTORY.createVideoTrack("video", source);
    }

    /** Closes a peer connection and gives its native memory back, which its own close keeps. */
    static void close(RTCPeerConnection peerConnection) {
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
