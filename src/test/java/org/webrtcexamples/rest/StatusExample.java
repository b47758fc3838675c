package org.webrtcexamples.rest;

import jakarta.enterprise.context.ApplicationScoped;

import org.webrtcexamples.connections.About;
import org.webrtcexamples.connections.Example;
import org.webrtcexamples.connections.Status;
import org.webrtcexamples.peer.libwebrtc.NativePeer;

import java.util.Map;
import java.util.Optional;

/** Tells how many connections it has, at length. Added to the WAR by a test. */
@ApplicationScoped
@About(title = "Status", description = "How many connections there are.")
public class StatusExample implements Example<NativePeer> {

    static final String NAME = "status-example";

    /** Makes an event long, in characters: some hundred fill what lies between the two ends. */
    static final int PADDING = 64 * 1024;

    private final Status status = new Status(values(0));
    private int connections;

    @Override
    public void beforeOffer(NativePeer peer) {
        peer.createDataChannel("status");
        count(1);
        peer.onClose(() -> count(-1));
    }

    private synchronized void count(int change) {
        connections += change;
        status.set(values(connections));
    }

    private static Map<String, ?> values(int connections) {
        return Map.of("connections", connections, "padding", "é".repeat(PADDING));
    }

    @Override
    public Optional<Status> status() {
        return Optional.of(status);
    }
}
