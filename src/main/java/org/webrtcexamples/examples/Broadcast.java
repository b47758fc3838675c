package org.webrtcexamples.examples;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import org.eclipse.microprofile.config.Config;
import org.webrtcexamples.connections.Status;
import org.webrtcexamples.peer.IceConnectionState;
import org.webrtcexamples.peer.Peer;
import org.webrtcexamples.peer.PeerLimitException;
import org.webrtcexamples.peer.relay.MediaSource;
import org.webrtcexamples.peer.relay.MediaSwitch;
import org.webrtcexamples.peer.relay.ReceivedMedia;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The one broadcast of this application: the newest of those that are live, and those who see it.
 *
 * <p>Thread-safe.
 */
@ApplicationScoped
class Broadcast {

    @Inject private Config config;

    private final MediaSwitch shown = new MediaSwitch();
    private final Status status = new Status(values("waiting", 0));

    /** In the order of their connections, the newest last. */
    private final List<ReceivedMedia> broadcasts = new ArrayList<>();

    private final Set<ReceivedMedia> live = new HashSet<>();
    private final Set<Peer> viewers = new HashSet<>();
    private final Set<Peer> connectedViewers = new HashSet<>();
    private int maxViewers;

    /** With the application, whose deployment a mistake in the setting fails. */
    void start(@Observes @Initialized(ApplicationScoped.class) Object event) {
        maxViewers = config.getOptionalValue("webrtc.max-viewers", Integer.class).orElse(500);
        if (maxViewers < 1) {
            throw new IllegalArgumentException(
                    "webrtc.max-viewers must be at least 1, not " + maxViewers);
        }
    }

    /** What viewers are sent. */
    MediaSource media() {
        return shown;
    }

    /** {@code state}: live or waiting; {@code viewers}: how many are connected. */
    Status status() {
        return status;
    }

    /** It is shown from when its media comes until it ends or a newer one's does. */
    synchronized void add(ReceivedMedia media, Peer broadcaster) {
        broadcasts.add(media);
        media.onLiveChange(isLive -> change(live, media, isLive));
        broadcaster.onClose(() -> remove(media));
    }

    private synchronized void remove(ReceivedMedia media) {
        broadcasts.remove(media);
        change(live, media, false);
    }

    /**
     * @throws PeerLimitException if there are as many as there may be
     */
    synchronized void add(Peer viewer) {
        if (viewers.size() >= maxViewers) {
            throw new PeerLimitException(
                    "The broadcast has %d viewers, and takes no more.".formatted(maxViewers));
        }
        viewers.add(viewer);
        viewer.onIceConnectionStateChange(state -> changed(viewer, state));
        viewer.onClose(() -> remove(viewer));
    }

    private void changed(Peer viewer, IceConnectionState state) {
        change(connectedViewers, viewer, state.isConnected());
    }

    private synchronized void remove(Peer viewer) {
        viewers.remove(viewer);
        change(connectedViewers, viewer, false);
    }

    private synchronized <T> void change(Set<T> members, T one, boolean isMember) {
        if (isMember) {
            members.add(one);
        } else {
            members.remove(one);
        }
        broadcasts.stream()
                .filter(live::contains)
                .reduce((older, newer) -> newer)
                .ifPresentOrElse(shown::select, shown::clear);
        status.set(values(live.isEmpty() ? "waiting" : "live", connectedViewers.size()));
    }

    private static Map<String, Object> values(String state, int viewers) {
        return new TreeMap<>(Map.of("state", state, "viewers", viewers));
    }
}
