package org.webrtcexamples.client;

import dev.onvoid.webrtc.media.video.NativeI420Buffer;

/** A moving picture, frame by frame. */
public interface Drawing {

    /** How many pixels a frame has, or the first if not all have as many. */
    int pixels();

    /**
     * Makes a frame, which is the caller's to release.
     *
     * @param number counts from 0
     */
    NativeI420Buffer draw(int number);
}
