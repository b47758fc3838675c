package org.webrtcexamples.peer.libwebrtc;

import org.webrtcexamples.peer.SdpLines;

import java.util.ArrayList;
import java.util.List;

/**
 * Keeps from the engine the bandwidth that an answer allows to sound: less than its encoder's
 * least, 6 kbit/s for Opus and 64 for PCMU, fails when the answer is half applied. One sound has 32
 * kbit/s; whoever wants less of it says so in its codec's parameters.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8866#section-5.8">RFC 8866, Bandwidth</a>
 */
final class AudioBandwidth {

    private AudioBandwidth() {}

    /** The SDP without it. */
    static String filter(String sdp) {
        List<String> filtered = new ArrayList<>();
        boolean audio = false;
        for (String line : SdpLines.of(sdp)) {
            if (line.startsWith("m=")) {
                audio = line.startsWith("m=audio ");
            }
            if (!audio || !line.startsWith("b=")) {
                filtered.add(line);
            }
        }
        return SdpLines.join(filtered);
    }
}
