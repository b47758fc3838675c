package org.webrtcexamples.peer;

/** <a href="https://www.w3.org/TR/webrtc/#rtciceconnectionstate-enum">RTCIceConnectionState</a>. */
public enum IceConnectionState {
    NEW,
    CHECKING,
    CONNECTED,
    COMPLETED,
    DISCONNECTED,
    FAILED,
    CLOSED;

    /** A path to the other peer is there and in use. */
    public boolean isConnected() {
        return this == CONNECTED || this == COMPLETED;
    }

    /** The path was lost; {@code DISCONNECTED} may come back by itself. */
    public boolean isLost() {
        return this == DISCONNECTED || this == FAILED;
    }

    /** As the W3C API spells it. */
    @Override
    public String toString() {
        return StateNames.of(this);
    }
}
