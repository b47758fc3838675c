package org.webrtcexamples.peer.relay;

import org.webrtcexamples.peer.InvalidAnswerException;

import java.util.ArrayList;
import java.util.List;

/**
 * An answer to a {@link RelayOffer}, of which everything that this peer has to know was understood.
 * It never changes. What could not be served is refused, with a message for whoever wrote it;
 * candidates, bandwidths and unknown attributes are not looked at.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8829#section-5.11">RFC 8829, Applying a remote
 *     description</a>
 */
final class RelayAnswer {

    private final AnsweredTransport transport;
    private final List<AnsweredMedia> media;

    private RelayAnswer(AnsweredTransport transport, List<AnsweredMedia> media) {
        this.transport = transport;
        this.media = media;
    }

    /**
     * @param sdp any text
     * @throws InvalidAnswerException if it does not answer that offer, or not in a way that this
     *     peer can serve
     */
    static RelayAnswer parse(RelayOffer offer, String sdp) {
        List<SdpSection> sections = SdpSection.split(sdp);
        SdpSection session = sections.get(0);
        List<SdpSection> answered = sections.subList(1, sections.size());
        List<OfferedMedia> offered = offer.media();
        if (answered.size() != offered.size()) {
            throw new InvalidAnswerException(
                    "The offer has %d m= sections, the answer has %d; one that is not wanted has"
                                    .formatted(offered.size(), answered.size())
                            + " port 0.");
        }
        List<MediaLine> lines = new ArrayList<>();
        List<Integer> accepted = new ArrayList<>();
        for (int mid = 0; mid < offered.size(); mid++) {
            SdpSection section = answered.get(mid);
            lines.add(MediaLine.of(section));
            checkFits(mid, offered.get(mid), section, lines.get(mid));
            if (!isRejected(section, lines.get(mid))) {
                accepted.add(mid);
            }
        }
        if (accepted.isEmpty()) {
            throw new InvalidAnswerException(
                    "Each m= section is rejected, so there is nothing to connect for.");
        }
        checkBundle(session, accepted);
        AnsweredTransport transport =
                new AnsweredTransport(accepted.stream().map(answered::get).toList());
        List<AnsweredMedia> media = new ArrayList<>();
        for (int mid = 0; mid < offered.size(); mid++) {
            media.add(
                    accepted.contains(mid)
                            ? AnsweredMediaReader.read(
                                    offered.get(mid), answered.get(mid), lines.get(mid))
                            : AnsweredMedia.rejected(offered.get(mid).kind()));
        }
        return new RelayAnswer(transport, List.copyOf(media));
    }

    /** A section that does not name itself has the name it was offered with. */
    private static void checkFits(
            int mid, OfferedMedia offered, SdpSection section, MediaLine line) {
        if (!line.media().equals(offered.kind().toString())) {
            throw section.refusal(
                    "\"m=%s\" answers what was offered as \"m=%s\".", line.media(), offered.kind());
        }
        for (String name : section.values("mid")) {
            if (!name.equals(Integer.toString(mid))) {
                throw section.refusal("a=mid:%s was offered as a=mid:%s.", name, mid);
            }
        }
    }

    /** With {@code a=bundle-only} port 0 rejects nothing: RFC 9143, section 6. */
    private static boolean isRejected(SdpSection section, MediaLine line) {
        return line.port() == 0 && !section.has("bundle-only");
    }

    /** RFC 9143: there is one path, so two accepted sections are in one group. */
    private static void checkBundle(SdpSection session, List<Integer> accepted) {
        List<String> groups =
                session.values("group").stream()
                        .filter(group -> group.equals("BUNDLE") || group.startsWith("BUNDLE "))
                        .toList();
        if (groups.isEmpty() && accepted.size() == 1) {
            return;
        }
        if (groups.size() != 1) {
            throw session.refusal(
                    "One a=group:BUNDLE with all accepted sections is needed, not %s.",
                    groups.size());
        }
        List<String> bundled = List.of(groups.get(0).split(" "));
        for (int mid : accepted) {
            if (!bundled.contains(Integer.toString(mid))) {
                throw session.refusal("a=group:BUNDLE lacks \"%s\", which the offer bundles.", mid);
            }
        }
    }

    String iceUfrag() {
        return transport.iceUfrag();
    }

    String icePwd() {
        return transport.icePwd();
    }

    /** At least one; the answerer's certificate fits one of them. */
    List<Fingerprint> fingerprints() {
        return transport.fingerprints();
    }

    /** The answerer is the client of the DTLS handshake, and this side its server. */
    boolean dtlsClient() {
        return transport.isActive();
    }

    /** As many as were offered, in that order; at least one is not rejected. */
    List<AnsweredMedia> media() {
        return media;
    }
}
