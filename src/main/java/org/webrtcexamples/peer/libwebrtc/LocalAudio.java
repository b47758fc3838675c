package org.webrtcexamples.peer.libwebrtc;

import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCRtpTransceiver;
import dev.onvoid.webrtc.RTCRtpTransceiverDirection;
import dev.onvoid.webrtc.RTCRtpTransceiverInit;
import dev.onvoid.webrtc.media.audio.AudioTrack;
import dev.onvoid.webrtc.media.audio.CustomAudioSource;

/**
 * An audio transceiver of a peer connection, with the track it sends: the library adds none without
 * a track, so one that only receives has a track to which nothing is ever pushed.
 *
 * <p>Not thread-safe. {@link #release} comes before the peer connection closes, {@link #dispose}
 * after.
 */
final class LocalAudio {

    private final CustomAudioSource source = new CustomAudioSource();
    private final AudioTrack track;
    private final RTCRtpTransceiver transceiver;

    LocalAudio(
            PeerConnectionFactory factory,
            RTCPeerConnection peerConnection,
            RTCRtpTransceiverDirection direction) {
        track = factory.createAudioTrack("audio", source);
        RTCRtpTransceiverInit init = new RTCRtpTransceiverInit();
        init.direction = direction;
        try {
            transceiver = peerConnection.addTransceiver(track, init);
        } catch (RuntimeException | Error e) {
            dispose();
            throw e;
        }
    }

    CustomAudioSource source() {
        return source;
    }

    /**
     * The track that is received; each call makes another object for it, none to be disposed of.
     */
    AudioTrack remoteTrack() {
        return (AudioTrack) transceiver.getReceiver().getTrack();
    }

    void release() {
        NativeMemory.release(transceiver);
    }

    void dispose() {
        track.dispose();
        source.dispose();
    }
}
