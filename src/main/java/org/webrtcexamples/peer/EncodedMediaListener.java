package org.webrtcexamples.peer;

import java.util.Set;

/**
 * Listens to what a peer receives, without decoding it. Called in order and one at a time, on a
 * thread of the container.
 */
public interface EncodedMediaListener {

    /**
     * The answer was applied. Called once, before the first frame.
     *
     * @param codecs what the remote peer may send; of video, the one that it prefers. It may choose
     *     another one that was offered all the same
     * @param requestKeyFrame asks the remote peer for a key frame; may be called at any time, on
     *     any thread
     */
    void negotiated(Set<Codec> codecs, Runnable requestKeyFrame);

    /**
     * A frame has come, in the order in which frames were sent. A video frame is handed over only
     * if all frames that it refers to were.
     */
    void received(EncodedFrame frame);

    /**
     * Frames were lost after the last one that was handed over. Called at the end.
     *
     * @param video whether they were video frames, or packets of audio
     * @param count how many, as far as is known
     */
    default void missed(boolean video, int count) {}
}
