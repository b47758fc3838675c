package org.webrtcexamples.peer.libwebrtc;

import dev.onvoid.webrtc.media.video.I420Buffer;
import dev.onvoid.webrtc.media.video.VideoFrame;
import dev.onvoid.webrtc.media.video.VideoFrameBuffer;

/**
 * What is done with the frames that the engine hands over. The engine copies each for its sink, so
 * that it may be kept for any time; and releases none, so that each has one owner here, who does.
 */
final class Frames {

    /** What is done with a picture, as long as it is there. */
    interface Use {
        void use(I420Buffer picture) throws Exception;
    }

    private Frames() {}

    /**
     * Hands over a frame's picture in the size asked for.
     *
     * @throws IllegalStateException if the engine does not scale or convert it
     */
    static void scaled(VideoFrame frame, int width, int height, Use use) {
        VideoFrameBuffer buffer = frame.buffer;
        // Asked for the size that it has, the engine makes a buffer without a native one.
        boolean asItIs = buffer.getWidth() == width && buffer.getHeight() == height;
        VideoFrameBuffer picture =
                asItIs
                        ? buffer
                        : buffer.cropAndScale(
                                0, 0, buffer.getWidth(), buffer.getHeight(), width, height);
        try {
            use.use(picture.toI420());
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("A picture is not converted: " + e.getMessage(), e);
        } finally {
            if (!asItIs) {
                picture.release();
            }
        }
    }

    /** Nothing for null. */
    static void release(VideoFrame frame) {
        if (frame != null) {
            frame.release();
        }
    }
}
