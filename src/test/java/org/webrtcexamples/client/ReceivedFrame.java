package org.webrtcexamples.client;

/**
 * A frame that was decoded.
 *
 * @param nanoTime when it was there, by {@link System#nanoTime}
 * @param width in pixels; senders change it in mid-stream
 * @param height in pixels
 * @param source which client drew it, or {@link #UNREADABLE}
 * @param number the how manieth of that client it is, from 0, or {@link #UNREADABLE}
 */
public record ReceivedFrame(long nanoTime, int width, int height, int source, int number) {

    /** What a frame says that no test client drew, or that came garbled. */
    public static final int UNREADABLE = -1;

    boolean isReadable() {
        return source != UNREADABLE;
    }
}
