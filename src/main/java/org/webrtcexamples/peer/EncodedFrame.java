package org.webrtcexamples.peer;

import java.util.OptionalLong;

/**
 * One encoded video frame, or one packet of encoded audio, as a peer has received it.
 *
 * @param stream tells the RTP streams of a track apart: each new SSRC has another. Timestamps of
 *     different streams have nothing to do with each other
 * @param timestamp when the sender captured it, in units of the codec's {@link Codec#clockRate},
 *     counted on beyond 32 bits; from an arbitrary beginning
 * @param duration of audio, in the same units; 0 of video
 * @param captured when the sender captured it by its own clock, in nanoseconds since 1900, as its
 *     last sender report tells (<a href="https://www.rfc-editor.org/rfc/rfc3550#section-6.4.1">RFC
 *     3550, section 6.4.1</a>); empty before the first one. Senders exist that tell it wrong
 * @param arrival when its first packet came, in nanoseconds of {@link System#nanoTime}
 * @param missed how many video frames, or packets of audio, were lost or could not be decoded since
 *     the frame before
 * @param keyFrame whether it can be decoded without the frame before; true of audio
 * @param width of a key frame in pixels; otherwise 0
 * @param height of a key frame in pixels; otherwise 0
 * @param data whole: of H.264, NAL units with start codes (ITU-T H.264, annex B). Not to be changed
 */
public record EncodedFrame(
        Codec codec,
        int stream,
        long timestamp,
        int duration,
        OptionalLong captured,
        long arrival,
        int missed,
        boolean keyFrame,
        int width,
        int height,
        byte[] data) {

    /** One of whose capture the sender has not told. */
    public EncodedFrame(
            Codec codec,
            int stream,
            long timestamp,
            int duration,
            long arrival,
            int missed,
            boolean keyFrame,
            int width,
            int height,
            byte[] data) {
        this(
                codec,
                stream,
                timestamp,
                duration,
                OptionalLong.empty(),
                arrival,
                missed,
                keyFrame,
                width,
                height,
                data);
    }
}
