package org.webrtcexamples.media.recording;

import java.time.Duration;
import java.util.Optional;

/**
 * How a recording is going, or how it went.
 *
 * @param state how far it is
 * @param duration of what has been recorded so far
 * @param size of its file, in bytes
 * @param width of its picture, in pixels; 0 if there is none, or none yet
 * @param height of its picture, in pixels; 0 if there is none, or none yet
 * @param droppedFrames video frames that were sent and are not in it, as far as is known
 * @param droppedAudio how much audio was sent and is not in it
 * @param reason why it ended, or is ending, if nobody has asked it to, or why it failed
 */
public record Progress(
        State state,
        Duration duration,
        long size,
        int width,
        int height,
        long droppedFrames,
        Duration droppedAudio,
        Optional<String> reason) {

    Progress inState(State other) {
        return new Progress(
                other, duration, size, width, height, droppedFrames, droppedAudio, reason);
    }
}
