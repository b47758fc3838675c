package org.webrtcexamples.peer.relay;

import java.util.List;

/**
 * One m= section of an offer.
 *
 * @param direction as this side sees it
 * @param ssrc under which this side sends, 0 to 2<sup>32</sup>−1; without meaning if it does not
 */
record OfferedMedia(MediaKind kind, Direction direction, long ssrc) {

    /**
     * As in a=rtcp-fb. What tells a sender its bandwidth is asked for only where media comes in.
     */
    List<String> rtcpFeedback() {
        return switch (kind) {
            case AUDIO -> direction.receives() ? List.of("transport-cc") : List.of();
            case VIDEO ->
                    direction.receives()
                            ? List.of("nack", "nack pli", "ccm fir", "goog-remb", "transport-cc")
                            : List.of("nack", "nack pli", "ccm fir");
        };
    }

    /** The header extension of transport-wide congestion control is part of it. */
    boolean hasTransportCcExtension() {
        return direction.receives();
    }
}
