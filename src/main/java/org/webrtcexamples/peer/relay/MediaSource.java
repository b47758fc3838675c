package org.webrtcexamples.peer.relay;

/**
 * Sound and pictures that peers can send on: those that one peer receives ({@link ReceivedMedia}),
 * or those of whichever peer is chosen ({@link MediaSwitch}).
 *
 * @see RelayPeer#sendMedia
 */
public abstract sealed class MediaSource permits ReceivedMedia, MediaSwitch {

    private final Feed audio = new Feed();
    private final Feed video = new Feed();

    MediaSource() {}

    Feed feed(MediaKind kind) {
        return kind == MediaKind.AUDIO ? audio : video;
    }
}
