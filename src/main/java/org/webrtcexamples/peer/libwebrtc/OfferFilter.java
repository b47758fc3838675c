package org.webrtcexamples.peer.libwebrtc;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes out of an offer what the other end is not to use, which it then leaves out as well, and
 * adds what it would not know.
 */
final class OfferFilter {

    private static final String TRICKLE = "a=ice-options:trickle\r\n";

    /** The feedback of every packet's arrival, and the header extension that numbers them. */
    private static final String TRANSPORT_CC =
            "a=rtcp-fb:\\S+ transport-cc\r\n|a=extmap:\\S+ \\S*transport-wide-cc-extensions\\S*\r\n";

    private static final String VIDEO_ORIENTATION = "a=extmap:\\S+ urn:3gpp:video-orientation\r\n";

    private static final Pattern VIDEO_CODEC =
            Pattern.compile("a=rtpmap:(\\d+) (?:VP8|VP9|H264)/90000\r\n");

    /** In kbit/s; enough for 1280 × 720. */
    private static final String START_BITRATE = "x-google-start-bitrate=1000";

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
     *
     * <p>A sender that is built on libwebrtc, as Chromium, would begin with 300 kbit/s, for which
     * it shrinks 1280 × 720 to 320 × 180, and takes a quarter of a minute to grow (measured). Told
     * to begin with more it sends the full size at once. Others ignore what they do not know.
     *
     * @see <a
     *     href="https://webrtc.googlesource.com/src/+/refs/branch-heads/7204/media/base/media_constants.h">The
     *     name of the parameter in libwebrtc</a>
     */
    static String filter(String sdp) {
        String filtered = sdp.replace(TRICKLE, "");
        return filtered.contains("\r\nm=video ")
                ? startFast(filtered.replaceAll(VIDEO_ORIENTATION, ""))
                : filtered.replaceAll(TRANSPORT_CC, "");
    }

    private static String startFast(String sdp) {
        String faster = sdp;
        Matcher codecs = VIDEO_CODEC.matcher(sdp);
        while (codecs.find()) {
            String parameters = "a=fmtp:" + codecs.group(1) + ' ';
            faster =
                    faster.contains(parameters)
                            ? faster.replace(parameters, parameters + START_BITRATE + ';')
                            : faster.replace(
                                    codecs.group(),
                                    codecs.group() + parameters + START_BITRATE + "\r\n");
        }
        return faster;
    }
}
