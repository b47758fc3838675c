package org.webrtcexamples.examples;

import jakarta.enterprise.context.ApplicationScoped;

import org.webrtcexamples.peer.relay.MediaSource;
import org.webrtcexamples.peer.relay.MediaSwitch;
import org.webrtcexamples.peer.relay.ReceivedMedia;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What all viewers see: the newest of the broadcasts that are live. Thread-safe. */
@ApplicationScoped
class Broadcast {

    private final MediaSwitch shown = new MediaSwitch();

    /** In the order of their connections. */
    private final List<ReceivedMedia> broadcasts = new ArrayList<>();

    private final Set<ReceivedMedia> live = new HashSet<>();

    MediaSource media() {
        return shown;
    }

    synchronized void add(ReceivedMedia media) {
        broadcasts.add(media);
        media.onLiveChange(isLive -> setLive(media, isLive));
    }

    private synchronized void setLive(ReceivedMedia media, boolean isLive) {
        if (isLive) {
            live.add(media);
        } else {
            live.remove(media);
        }
        show();
    }

    synchronized void remove(ReceivedMedia media) {
        broadcasts.remove(media);
        live.remove(media);
        show();
    }

    private void show() {
        broadcasts.stream()
                .filter(live::contains)
                .reduce((older, newer) -> newer)
                .ifPresentOrElse(shown::select, shown::clear);
    }
}
