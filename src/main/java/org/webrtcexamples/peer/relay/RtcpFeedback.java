package org.webrtcexamples.peer.relay;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What RTCP tells a sender of media, of which both ends have said that they understand it.
 *
 * @param nack packets that are missing
 * @param pli a key frame that is needed
 * @param transportCc when each packet of the transport arrived
 * @param remb a bandwidth that the receiver has estimated
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4585#section-4.2">RFC 4585, RTCP Feedback
 *     Capability Attribute</a>
 */
record RtcpFeedback(boolean nack, boolean pli, boolean transportCc, boolean remb) {

    static final RtcpFeedback NONE = new RtcpFeedback(false, false, false, false);

    /**
     * What holds for each of the payload types.
     *
     * @param payloadTypes without those of RTX, which have no feedback of their own
     */
    static RtcpFeedback of(OfferedMedia offered, SdpSection section, List<Integer> payloadTypes) {
        Set<String> understood = new HashSet<>(offered.rtcpFeedback());
        Set<String> answered = new HashSet<>(section.values("rtcp-fb"));
        understood.removeIf(
                feedback ->
                        !answered.contains("* " + feedback)
                                && !payloadTypes.stream()
                                        .allMatch(
                                                type -> answered.contains(type + " " + feedback)));
        return new RtcpFeedback(
                understood.contains("nack"),
                understood.contains("nack pli"),
                understood.contains("transport-cc"),
                understood.contains("goog-remb"));
    }

    /**
     * Whether both ends understand it.
     *
     * @param feedback as in a=rtcp-fb
     */
    boolean has(String feedback) {
        return switch (feedback) {
            case "nack" -> nack;
            case "nack pli" -> pli;
            case "transport-cc" -> transportCc;
            case "goog-remb" -> remb;
            default -> false;
        };
    }
}
