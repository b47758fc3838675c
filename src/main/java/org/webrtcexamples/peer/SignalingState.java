package org.webrtcexamples.peer;

/**
 * <a href="https://www.w3.org/TR/webrtc/#rtcsignalingstate-enum">RTCSignalingState</a>, those that
 * a peer which offers once can be in.
 */
public enum SignalingState {
    STABLE,
    HAVE_LOCAL_OFFER,
    CLOSED;

    /** As the W3C API spells it. */
    @Override
    public String toString() {
        return StateNames.of(this);
    }
}
