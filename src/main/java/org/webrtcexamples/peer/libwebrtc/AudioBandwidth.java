package org.webrtcexamples.peer.libwebrtc;

import java.util.regex.Pattern;

/**
 * Keeps from the engine the bandwidth that an answer allows to sound: less than its encoder's
 * least, 6 kbit/s for Opus and 64 for PCMU, fails when the answer is half applied. One sound has 32
 * kbit/s; whoever wants less of it says so in its codec's parameters.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8866#section-5.8">RFC 8866, Bandwidth</a>
 */
final class AudioBandwidth {

    private static final Pattern SECTION = Pattern.compile("(?m)^(?=m=)");
    private static final Pattern LINE = Pattern.compile("(?m)^b=.*(\\R|$)");

    private AudioBandwidth() {}

    /** The SDP without it. */
    static String filter(String sdp) {
        StringBuilder filtered = new StringBuilder(sdp.length());
        for (String section : SECTION.split(sdp)) {
            filtered.append(
                    section.startsWith("m=audio ")
                            ? LINE.matcher(section).replaceAll("")
                            : section);
        }
        return filtered.toString();
    }
}
