package org.webrtcexamples.peer.relay;

/**
 * Which way media flows, as the one who says it sees it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8866#section-6.7">RFC 8866, Media Direction
 *     Attributes</a>
 */
enum Direction {
    SENDRECV("sendrecv", true, true),
    SENDONLY("sendonly", true, false),
    RECVONLY("recvonly", false, true),
    INACTIVE("inactive", false, false);

    private final String attribute;
    private final boolean sends;
    private final boolean receives;

    Direction(String attribute, boolean sends, boolean receives) {
        this.attribute = attribute;
        this.sends = sends;
        this.receives = receives;
    }

    boolean sends() {
        return sends;
    }

    boolean receives() {
        return receives;
    }

    /** The same as the other end sees it. */
    Direction reversed() {
        return switch (this) {
            case SENDONLY -> RECVONLY;
            case RECVONLY -> SENDONLY;
            case SENDRECV, INACTIVE -> this;
        };
    }

    /** Asks for nothing that the other does not have: all may be left out, nothing added. */
    boolean isWithin(Direction other) {
        return (!sends || other.sends) && (!receives || other.receives);
    }

    /** As SDP spells it. */
    @Override
    public String toString() {
        return attribute;
    }
}
