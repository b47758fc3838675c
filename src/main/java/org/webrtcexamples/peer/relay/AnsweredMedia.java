package org.webrtcexamples.peer.relay;

import java.util.List;
import java.util.OptionalLong;

/**
 * What an answer makes of one offered m= section.
 *
 * @param rejected the section does not exist for this connection, and all that follows is empty
 * @param direction as this side sees it: what it may send, and what it may receive
 * @param payloadTypes of {@link PayloadTypes}, in the order in which the answerer prefers them; at
 *     least one is that of a codec, and each RTX stands beside what it repeats
 * @param transportCcExtension the id under which the answerer counts its packets, 0 if it does not
 * @param feedback what the two tell each other about all of these payload types
 * @param reducedSizeRtcp RTCP packets need not be compound: RFC 5506
 * @param ssrc under which the answerer says that it sends, 0 to 2<sup>32</sup>−1; RTX has another.
 *     Nothing if it does not say or does not send
 */
record AnsweredMedia(
        MediaKind kind,
        boolean rejected,
        Direction direction,
        List<Integer> payloadTypes,
        int transportCcExtension,
        RtcpFeedback feedback,
        boolean reducedSizeRtcp,
        OptionalLong ssrc) {

    static AnsweredMedia rejected(MediaKind kind) {
        return new AnsweredMedia(
                kind,
                true,
                Direction.INACTIVE,
                List.of(),
                0,
                RtcpFeedback.NONE,
                false,
                OptionalLong.empty());
    }
}
