package org.webrtcexamples.peer.relay;

import org.webrtcexamples.peer.EncodedMediaListener;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * The sound and the pictures that a peer receives: one track of each, as far as the other end sends
 * them. Thread-safe.
 */
public final class ReceivedMedia extends MediaSource {

    private final RelayPeer peer;
    private final IncomingTrack audio;
    private final IncomingTrack video;
    private final List<Consumer<Boolean>> onLiveChange = new CopyOnWriteArrayList<>();
    private final AtomicBoolean live = new AtomicBoolean();
    private final SenderClock senderClock = new SenderClock();
    private final AtomicReference<EncodedFrames> frames = new AtomicReference<>();

    ReceivedMedia(RelayPeer peer) {
        this.peer = peer;
        audio = new IncomingTrack(MediaKind.AUDIO, this);
        video = new IncomingTrack(MediaKind.VIDEO, this);
        audio.addFeed(feed(MediaKind.AUDIO));
        video.addFeed(feed(MediaKind.VIDEO));
    }

    IncomingTrack track(MediaKind kind) {
        return kind == MediaKind.AUDIO ? audio : video;
    }

    SenderClock senderClock() {
        return senderClock;
    }

    /**
     * Adds a callback for when media begins to come ({@code true}: the other end is connected, has
     * proven who it is, and has sent some), and when it has ended ({@code false}: its ICE
     * connection is lost, or the peer closes). It may begin again.
     *
     * <p>Called on a thread of the container, one at a time for each peer.
     */
    public void onLiveChange(Consumer<Boolean> callback) {
        onLiveChange.add(Objects.requireNonNull(callback, "callback"));
    }

    /**
     * Listens to each frame, as it was encoded. Called once, before the offer.
     *
     * @throws IllegalStateException if something listens already
     */
    public void onFrames(EncodedMediaListener listener) {
        EncodedFrames encoded = new EncodedFrames(peer, listener);
        if (!frames.compareAndSet(null, encoded)) {
            throw new IllegalStateException("something listens to the frames already");
        }
        audio.read(encoded.reader(audio));
        video.read(encoded.reader(video));
    }

    /** The answer was applied. */
    void negotiated(List<AnsweredMedia> media) {
        EncodedFrames encoded = frames.get();
        if (encoded != null) {
            encoded.negotiated(media, video::wantKeyFrame);
        }
    }

    /** Some has come. On a receiving thread, for each packet. */
    void arrived() {
        if (!live.getPlain() && live.compareAndSet(false, true)) {
            peer.post(() -> tell(true));
        }
    }

    /** The connection is lost. */
    void lost() {
        if (live.compareAndSet(true, false)) {
            peer.post(() -> tell(false));
        }
    }

    /** The peer closes; this is one of its clean-ups. */
    void close() {
        EncodedFrames encoded = frames.get();
        if (encoded != null) {
            encoded.close();
        }
        tell(false);
    }

    private void tell(boolean isLive) {
        onLiveChange.forEach(callback -> callback.accept(isLive));
    }
}
