package org.webrtcexamples.peer.libwebrtc;

import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCRtpTransceiver;
import dev.onvoid.webrtc.RTCRtpTransceiverDirection;
import dev.onvoid.webrtc.RTCRtpTransceiverInit;
import dev.onvoid.webrtc.media.MediaStreamTrack;
import dev.onvoid.webrtc.media.MediaType;
import dev.onvoid.webrtc.media.audio.CustomAudioSource;
import dev.onvoid.webrtc.media.video.CustomVideoSource;

/**
 * A transceiver of a peer connection, with the track it sends: the library adds none without a
 * track, so one that only receives has a track to which nothing is ever pushed.
 *
 * <p>Not thread-safe. {@link #release} comes before the peer connection closes, {@link #dispose}
 * after.
 */
final class LocalTrack {

    private final MediaStreamTrack track;
    private final Runnable disposeOfSource;
    private final RTCRtpTransceiver transceiver;

    private LocalTrack(
            RTCPeerConnection peerConnection,
            RTCRtpTransceiverDirection direction,
            MediaStreamTrack track,
            Runnable disposeOfSource) {
        this.track = track;
        this.disposeOfSource = disposeOfSource;
        RTCRtpTransceiverInit init = new RTCRtpTransceiverInit();
        init.direction = direction;
        try {
            transceiver = peerConnection.addTransceiver(track, init);
        } catch (RuntimeException | Error e) {
            dispose();
            throw e;
        }
    }

    /** Sound; the source is this track's from here on. */
    static LocalTrack of(
            CustomAudioSource source,
            PeerConnectionFactory factory,
            RTCPeerConnection peerConnection,
            RTCRtpTransceiverDirection direction) {
        return new LocalTrack(
                peerConnection,
                direction,
                factory.createAudioTrack(MediaStreamTrack.AUDIO_TRACK_KIND, source),
                source::dispose);
    }

    /**
     * A picture; the source is this track's from here on. AV1 is not offered: its pictures may have
     * 65,536 pixels each way (<a href="https://aomediacodec.github.io/av1-spec/">section
     * 5.5.1</a>), and it is not known that the engine's decoder has a limit.
     */
    static LocalTrack of(
            CustomVideoSource source,
            PeerConnectionFactory factory,
            RTCPeerConnection peerConnection,
            RTCRtpTransceiverDirection direction) {
        LocalTrack track =
                new LocalTrack(
                        peerConnection,
                        direction,
                        factory.createVideoTrack(MediaStreamTrack.VIDEO_TRACK_KIND, source),
                        source::dispose);
        track.transceiver.setCodecPreferences(
                factory.getRtpReceiverCapabilities(MediaType.VIDEO).getCodecs().stream()
                        .filter(codec -> !codec.getName().equals("AV1"))
                        .toList());
        return track;
    }

    /** Before the offer only. */
    void setDirection(RTCRtpTransceiverDirection direction) {
        transceiver.setDirection(direction);
    }

    /**
     * The track that is received; each call makes another object for it, none to be disposed of.
     */
    MediaStreamTrack remoteTrack() {
        return transceiver.getReceiver().getTrack();
    }

    void release() {
        NativeMemory.release(transceiver);
    }

    void dispose() {
        track.dispose();
        disposeOfSource.run();
    }
}
