package org.webrtcexamples.peer.relay;

import java.util.Arrays;

/**
 * Where the packets of one kind of media go: the tracks that are sent, of any number of peers.
 *
 * <p>Thread-safe. Packets are handed on without a lock.
 */
final class Feed {

    private volatile OutgoingTrack[] sinks = {};
    private volatile IncomingTrack source;

    synchronized void add(OutgoingTrack sink) {
        OutgoingTrack[] more = Arrays.copyOf(sinks, sinks.length + 1);
        more[sinks.length] = sink;
        sinks = more;
        wantKeyFrame();
    }

    synchronized void remove(OutgoingTrack sink) {
        sinks = Arrays.stream(sinks).filter(other -> other != sink).toArray(OutgoingTrack[]::new);
    }

    /** Where its packets come from at the moment, or null. */
    void setSource(IncomingTrack newSource) {
        source = newSource;
        for (OutgoingTrack sink : sinks) {
            sink.sourceChanged();
        }
        wantKeyFrame();
    }

    /** Some sink can show nothing without one. */
    void wantKeyFrame() {
        IncomingTrack current = source;
        if (current != null && sinks.length > 0) {
            current.wantKeyFrame();
        }
    }

    /** Some sink has lost something, and asks for one. */
    void wantKeyFrameForViewer() {
        IncomingTrack current = source;
        if (current != null) {
            current.wantKeyFrameForViewer();
        }
    }

    /** On a receiving thread. */
    void forward(
            IncomingStream stream,
            RtpPacket packet,
            long extendedSequence,
            Scratch scratch,
            long now) {
        for (OutgoingTrack sink : sinks) {
            sink.forward(stream, packet, extendedSequence, scratch, now);
        }
    }
}
