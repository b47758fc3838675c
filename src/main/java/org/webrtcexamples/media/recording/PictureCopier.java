package org.webrtcexamples.media.recording;

import java.nio.ByteBuffer;

/** Gives a picture in whatever size it is asked for. */
@FunctionalInterface
public interface PictureCopier {

    /**
     * Writes the picture from position 0 on, scaled to fit with its aspect kept, centred, black
     * around it: its planes Y, U and V in 4:2:0, one after the other, without padding.
     *
     * @param i420 a direct buffer with room for {@code width * height * 3 / 2} bytes, in which is
     *     anything
     * @param width in pixels, even
     * @param height in pixels, even
     */
    void copyTo(ByteBuffer i420, int width, int height);
}
