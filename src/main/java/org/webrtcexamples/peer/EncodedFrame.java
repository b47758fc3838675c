package org.webrtcexamples.peer;

import java.util.OptionalLong;

/**
 * One encoded video frame, or one packet of encoded audio, as a peer has received it.
 *
 * @param codec how {@code data} is encoded
 * @param stream numbers the RTP streams (SSRCs) of a track; timestamps of different streams are
 *     unrelated
 * @param timestamp when the sender captured it, in units of the codec's {@link Codec#clockRate},
 *     counted on beyond 32 bits; from an arbitrary beginning
 * @param duration of audio, in the same units; 0 of video
 * @param captured when the sender captured it by its own clock, in nanoseconds since the NTP epoch
 *     (1900, or 2036 after the rollover), as its last sender report tells (<a
 *     href="https://www.rfc-editor.org/rfc/rfc3550#section-6.4.1">RFC 3550, section 6.4.1</a>);
 *     empty before the first one. Senders exist that tell it wrong
 * @param arrival when its first packet came, in nanoseconds of {@link System#nanoTime}
 * @param missed at least how many video frames, or packets of audio, were lost, could not be
 *     decoded, or were dropped for want of room since the frame before
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

    /** A frame without a sender report. */
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
