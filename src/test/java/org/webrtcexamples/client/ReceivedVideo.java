package org.webrtcexamples.client;

import dev.onvoid.webrtc.media.video.VideoFrame;
import dev.onvoid.webrtc.media.video.VideoTrack;
import dev.onvoid.webrtc.media.video.VideoTrackSink;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** The pictures that a client sees. It remembers of each frame when it came and what it says. */
public final class ReceivedVideo {

    private final VideoTrack track;
    private final VideoTrackSink sink = frame -> Callbacks.run(() -> onVideoFrame(frame));
    private final List<ReceivedFrame> frames = new ArrayList<>();

    ReceivedVideo(VideoTrack track) {
        this.track = track;
        track.addSink(sink);
    }

    /** All frames so far. */
    public synchronized Footage footage() {
        return new Footage(frames);
    }

    /** How many frames were decoded so far. */
    public synchronized int frames() {
        return frames.size();
    }

    /** The first frame of all that is wanted, which may have come long ago. */
    public synchronized ReceivedFrame await(Predicate<ReceivedFrame> wanted, Duration timeout)
            throws InterruptedException, TimeoutException {
        long deadline = System.nanoTime() + timeout.toNanos();
        for (int i = 0; ; i++) {
            while (i == frames.size()) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new TimeoutException(
                            "no such frame in %s, the last of %d was %s"
                                    .formatted(timeout, i, i == 0 ? "none" : frames.get(i - 1)));
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
            if (wanted.test(frames.get(i))) {
                return frames.get(i);
            }
        }
    }

    /** On a thread of the engine's, which must not be held up. */
    private void onVideoFrame(VideoFrame frame) {
        long now = System.nanoTime();
        try {
            TestPicture.Label label = TestPicture.read(frame.buffer.toI420());
            add(
                    new ReceivedFrame(
                            now,
                            frame.buffer.getWidth(),
                            frame.buffer.getHeight(),
                            label == null ? ReceivedFrame.UNREADABLE : label.source(),
                            label == null ? ReceivedFrame.UNREADABLE : label.number()));
        } finally {
            frame.release();
        }
    }

    private synchronized void add(ReceivedFrame frame) {
        frames.add(frame);
        notifyAll();
    }

    /** Nothing is seen any more when this returns. The track itself belongs to the engine. */
    void stop() {
        track.removeSink(sink);
    }
}
