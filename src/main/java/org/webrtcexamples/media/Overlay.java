package org.webrtcexamples.media;

import java.awt.Graphics2D;

/** Draws over a picture, such as a frame of a video. */
@FunctionalInterface
public interface Overlay {

    /**
     * Draws over one frame. Called for each frame, in their order, by one thread at a time; it has
     * to be done before the next frame is due. For text there is {@link Glyphs}.
     *
     * @param graphics draws on the frame: in pixels, (0, 0) at the upper left, anti-aliased; what
     *     is set in it holds for this call only
     * @param scene what is to be known about the frame
     */
    void draw(Graphics2D graphics, Scene scene);
}
