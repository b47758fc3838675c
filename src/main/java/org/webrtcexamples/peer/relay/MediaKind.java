package org.webrtcexamples.peer.relay;

/** What a media description carries: the {@code <media>} of its m= line. */
enum MediaKind {
    AUDIO("audio"),
    VIDEO("video");

    private final String media;

    MediaKind(String media) {
        this.media = media;
    }

    /** As SDP spells it. */
    @Override
    public String toString() {
        return media;
    }
}
