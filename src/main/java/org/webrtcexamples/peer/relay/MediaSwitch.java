package org.webrtcexamples.peer.relay;

import java.util.Objects;

/**
 * Sends on what one of several peers receives, and can be switched to another at any time. Those
 * that it is sent to see one continuous stream: sound changes at once, the picture with the new
 * one's next key frame, which is asked for; nothing is negotiated anew.
 *
 * <p>Thread-safe.
 */
public final class MediaSwitch extends MediaSource {

    private ReceivedMedia selected;

    /** Sends this on from now on, instead of what it was before. */
    public synchronized void select(ReceivedMedia media) {
        Objects.requireNonNull(media, "media");
        if (selected != media) {
            clear();
            selected = media;
            for (MediaKind kind : MediaKind.values()) {
                media.track(kind).addFeed(feed(kind));
            }
        }
    }

    /** Sends nothing on from now on. */
    public synchronized void clear() {
        if (selected != null) {
            for (MediaKind kind : MediaKind.values()) {
                selected.track(kind).removeFeed(feed(kind));
            }
            selected = null;
        }
    }
}
