package org.webrtcexamples.peer.libwebrtc;

/** <a href="https://www.w3.org/TR/webrtc/#dom-rtcdatachannelstate">RTCDataChannelState</a>. */
public enum DataChannelState {
    CONNECTING,
    OPEN,
    CLOSING,
    CLOSED
}
