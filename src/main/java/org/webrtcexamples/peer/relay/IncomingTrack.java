package org.webrtcexamples.peer.relay;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * The sound or the picture that a peer receives. What the other end sends under one SSRC is one
 * stream; it may begin another, but not all the time.
 *
 * <p>Guarded by its session, but for what says otherwise.
 */
final class IncomingTrack {

    private static final int AUDIO_CLOCK_RATE = 48_000;
    private static final int VIDEO_CLOCK_RATE = 90_000;

    /** Browsers make no more than about three a second, whatever they are asked. */
    private static final long KEY_FRAME_INTERVAL = TimeUnit.MILLISECONDS.toNanos(300);

    /** Who lost something waits longer than who has seen nothing yet. */
    private static final long KEY_FRAME_INTERVAL_OF_VIEWERS = TimeUnit.SECONDS.toNanos(1);

    private static final long STREAM_INTERVAL = TimeUnit.SECONDS.toNanos(1);

    private final MediaKind kind;
    private final ReceivedMedia media;
    private volatile Feed[] feeds = {};
    private volatile FrameReader frames;
    private volatile boolean keyFrameWanted;
    private volatile boolean keyFrameWantedByViewer;
    private IncomingStream stream;
    private long streamBegin;
    private boolean askedForKeyFrame;
    private long lastAsked;

    IncomingTrack(MediaKind kind, ReceivedMedia media) {
        this.kind = kind;
        this.media = media;
    }

    MediaKind kind() {
        return kind;
    }

    ReceivedMedia media() {
        return media;
    }

    /** On any thread. */
    synchronized void addFeed(Feed feed) {
        Feed[] more = Arrays.copyOf(feeds, feeds.length + 1);
        more[feeds.length] = feed;
        feeds = more;
        feed.setSource(this);
    }

    /** On any thread. */
    synchronized void removeFeed(Feed feed) {
        feeds = Arrays.stream(feeds).filter(other -> other != feed).toArray(Feed[]::new);
        feed.setSource(null);
    }

    /** Makes frames of what comes from now on. On any thread. */
    void read(FrameReader reader) {
        frames = reader;
    }

    /** The stream that packets belong to, or null before the first. */
    IncomingStream stream() {
        return stream;
    }

    /** The stream of an SSRC, which may be a new one, or null if it is not to be listened to. */
    IncomingStream stream(long ssrc, long now) {
        if (stream != null && stream.ssrc() == ssrc) {
            return stream;
        }
        if (stream != null && now - streamBegin < STREAM_INTERVAL) {
            return null;
        }
        stream =
                new IncomingStream(
                        this,
                        ssrc,
                        kind == MediaKind.AUDIO ? AUDIO_CLOCK_RATE : VIDEO_CLOCK_RATE,
                        stream);
        streamBegin = now;
        return stream;
    }

    void forward(IncomingStream from, RtpPacket packet, long sequence, Scratch scratch, long now) {
        for (Feed feed : feeds) {
            feed.forward(from, packet, sequence, scratch, now);
        }
        FrameReader reader = frames;
        if (reader != null) {
            reader.received(from, packet, sequence, now);
        }
    }

    void tick(long now) {
        FrameReader reader = frames;
        if (reader != null) {
            reader.tick(now);
        }
    }

    /** Somebody cannot go on without a key frame. On any thread. */
    void wantKeyFrame() {
        keyFrameWanted = kind == MediaKind.VIDEO;
    }

    /** One has come, which all who wait see. On any thread. */
    void keyFrameCame() {
        keyFrameWanted = false;
    }

    /** Somebody who has seen some asks for a key frame. On any thread. */
    void wantKeyFrameForViewer() {
        keyFrameWantedByViewer = kind == MediaKind.VIDEO;
    }

    /** Whether the other end is to be asked for a key frame now; it is, if this says so. */
    boolean takeKeyFrameRequest(long now) {
        boolean wanted = keyFrameWanted;
        if (!wanted && !keyFrameWantedByViewer || stream == null) {
            return false;
        }
        long interval = wanted ? KEY_FRAME_INTERVAL : KEY_FRAME_INTERVAL_OF_VIEWERS;
        if (askedForKeyFrame && now - lastAsked < interval) {
            return false;
        }
        keyFrameWanted = false;
        keyFrameWantedByViewer = false;
        askedForKeyFrame = true;
        lastAsked = now;
        return true;
    }
}
