package org.webrtcexamples.peer.relay;

import org.webrtcexamples.peer.Codec;
import org.webrtcexamples.peer.EncodedFrame;
import org.webrtcexamples.peer.EncodedMediaListener;
import org.webrtcexamples.peer.engine.Guard;

import java.util.EnumSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The frames that a peer receives, on their way from the receiving threads to the application.
 *
 * <p>Thread-safe.
 */
final class EncodedFrames {

    /** How much may wait for the application, in bytes; what comes then is dropped. */
    private static final long MAX_WAITING = 8L * 1024 * 1024;

    /** What a waiting frame takes besides its data, in bytes, at most. */
    static final int OVERHEAD = 1024;

    private final RelayPeer peer;
    private final EncodedMediaListener listener;
    private final List<FrameReader> readers = new CopyOnWriteArrayList<>();
    private final Queue<EncodedFrame> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final AtomicBoolean posted = new AtomicBoolean();

    EncodedFrames(RelayPeer peer, EncodedMediaListener listener) {
        this.peer = peer;
        this.listener = listener;
    }

    FrameReader reader(IncomingTrack track) {
        FrameReader reader = new FrameReader(track.kind(), track::wantKeyFrame, this::add);
        readers.add(reader);
        return reader;
    }

    void negotiated(List<AnsweredMedia> answered, Runnable requestKeyFrame) {
        Set<Codec> codecs = EnumSet.noneOf(Codec.class);
        for (AnsweredMedia media : answered) {
            if (!media.rejected() && media.direction().receives()) {
                media.payloadTypes().stream()
                        .filter(type -> !PayloadTypes.isRtx(type))
                        .findFirst()
                        .map(PayloadTypes::codec)
                        .ifPresent(codecs::add);
            }
        }
        peer.post(() -> listener.negotiated(codecs, requestKeyFrame));
    }

    /** On a receiving thread. */
    private boolean add(EncodedFrame frame) {
        int size = frame.data().length + OVERHEAD;
        if (waitingBytes.addAndGet(size) > MAX_WAITING) {
            waitingBytes.addAndGet(-size);
            return false;
        }
        waiting.add(frame);
        if (posted.compareAndSet(false, true)) {
            peer.post(this::deliver);
        }
        return true;
    }

    private void deliver() {
        posted.set(false);
        EncodedFrame frame;
        while ((frame = waiting.poll()) != null) {
            waitingBytes.addAndGet(-frame.data().length - OVERHEAD);
            EncodedFrame next = frame;
            Guard.run("A callback", () -> listener.received(next));
        }
    }

    /** Delivers what has come until now. In the peer's mailbox. */
    void close() {
        for (FrameReader reader : readers) {
            int missed = reader.close();
            deliver();
            if (missed > 0) {
                boolean isVideo = reader.kind() == MediaKind.VIDEO;
                Guard.run("A callback", () -> listener.missed(isVideo, missed));
            }
        }
    }
}
