package org.webrtcexamples.peer.libwebrtc;

/** Takes out of an offer what the other end is not to use, which it then leaves out as well. */
final class OfferFilter {

    private static final String TRICKLE = "a=ice-options:trickle\r\n";

    /** The feedback of every packet's arrival, and the header extension that numbers them. */
    private static final String TRANSPORT_CC =
            "a=rtcp-fb:\\S+ transport-cc\r\n|a=extmap:\\S+ \\S*transport-wide-cc-extensions\\S*\r\n";

    private static final String VIDEO_ORIENTATION = "a=extmap:\\S+ urn:3gpp:video-orientation\r\n";

    private OfferFilter() {}

    /**
     * Without trickle ICE, for no candidate will follow (<a
     * href="https://www.rfc-editor.org/rfc/rfc8840#section-4.1">RFC 8840</a>). An offer without
     * video is also rid of <a
     * href="https://datatracker.ietf.org/doc/html/draft-holmer-rmcat-transport-wide-cc-extensions">transport-wide
     * congestion control</a>: it finds out how much more than a sound's 32 kbit/s there is room
     * for, at a twentieth of what it costs to make and send the sound. Video goes without the <a
     * href="https://www.rfc-editor.org/rfc/rfc7742#section-4">orientation of the camera</a>: who
     * may not tell it has to turn the picture himself, and a frame is as it is to be seen.
     */
    static String filter(String sdp) {
        String filtered = sdp.replace(TRICKLE, "").replaceAll(VIDEO_ORIENTATION, "");
        return filtered.contains("\r\nm=video ") ? filtered : filtered.replaceAll(TRANSPORT_CC, "");
    }
}
