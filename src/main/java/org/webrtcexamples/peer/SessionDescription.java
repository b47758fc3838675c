package org.webrtcexamples.peer;

import java.util.Objects;

/**
 * An <a href="https://www.w3.org/TR/webrtc/#rtcsessiondescription-class">RTCSessionDescription</a>.
 *
 * @param type what the SDP is: an offer or its answer
 * @param sdp the session description, lines as <a href="https://www.rfc-editor.org/rfc/rfc8866">RFC
 *     8866</a> has them
 */
public record SessionDescription(Type type, String sdp) {

    /** The <a href="https://www.w3.org/TR/webrtc/#rtcsdptype">RTCSdpType</a>s in use here. */
    public enum Type {
        OFFER,
        ANSWER;

        /** As the W3C API spells it. */
        @Override
        public String toString() {
            return StateNames.of(this);
        }
    }

    public SessionDescription {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(sdp, "sdp");
    }

    public static SessionDescription offer(String sdp) {
        return new SessionDescription(Type.OFFER, sdp);
    }

    public static SessionDescription answer(String sdp) {
        return new SessionDescription(Type.ANSWER, sdp);
    }
}
