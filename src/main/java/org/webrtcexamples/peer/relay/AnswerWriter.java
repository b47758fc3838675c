package org.webrtcexamples.peer.relay;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes an answer as this peer understood it: a valid answer to the same offer, which gives the
 * same {@link RelayAnswer} when it is parsed. Its length does not depend on anything that was not
 * understood. It has no candidates, because an ICE-lite agent uses none.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8829#section-5.3.1">RFC 8829, Initial Answers</a>
 */
final class AnswerWriter {

    /** RFC 5576, section 4.1: an SSRC is written with an attribute. Nobody reads this one. */
    private static final String CNAME = "answerer";

    private final RelayOffer offer;
    private final RelayAnswer answer;
    private final StringBuilder text = new StringBuilder(2048);

    private AnswerWriter(RelayOffer offer, RelayAnswer answer) {
        this.offer = offer;
        this.answer = answer;
    }

    /** The session description, with CRLF behind each line. */
    static String write(RelayOffer offer, RelayAnswer answer) {
        return new AnswerWriter(offer, answer).write();
    }

    private String write() {
        line("v=0");
        line("o=- 0 0 IN IP4 0.0.0.0");
        line("s=-");
        line("t=0 0");
        line("a=group:BUNDLE " + acceptedMids());
        for (int mid = 0; mid < answer.media().size(); mid++) {
            AnsweredMedia media = answer.media().get(mid);
            if (media.rejected()) {
                addRejected(mid, media);
            } else {
                addAccepted(mid, media);
            }
        }
        return text.toString();
    }

    private String acceptedMids() {
        List<AnsweredMedia> media = answer.media();
        return IntStream.range(0, media.size())
                .filter(mid -> !media.get(mid).rejected())
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(" "));
    }

    /** RFC 8866, section 5.14: an m= line names a format, even of what is rejected. */
    private void addRejected(int mid, AnsweredMedia media) {
        int format = PayloadTypes.of(media.kind()).get(0).payloadType();
        line("m=" + media.kind() + " 0 UDP/TLS/RTP/SAVPF " + format);
        line("c=IN IP4 0.0.0.0");
        line("a=mid:" + mid);
        line("a=inactive");
    }

    private void addAccepted(int mid, AnsweredMedia media) {
        String formats =
                media.payloadTypes().stream().map(String::valueOf).collect(Collectors.joining(" "));
        line("m=" + media.kind() + " 9 UDP/TLS/RTP/SAVPF " + formats);
        line("c=IN IP4 0.0.0.0");
        addTransport();
        line("a=mid:" + mid);
        line("a=rtcp-mux");
        if (media.reducedSizeRtcp()) {
            line("a=rtcp-rsize");
        }
        line("a=" + media.direction().reversed());
        if (media.transportCcExtension() != 0) {
            line("a=extmap:" + media.transportCcExtension() + " " + PayloadTypes.TRANSPORT_CC_URI);
        }
        for (PayloadTypes.Format format : PayloadTypes.of(media.kind())) {
            if (media.payloadTypes().contains(format.payloadType())) {
                addFormat(format, offer.media().get(mid), media.feedback());
            }
        }
        media.ssrc().ifPresent(ssrc -> line("a=ssrc:" + ssrc + " cname:" + CNAME));
    }

    private void addTransport() {
        line("a=ice-ufrag:" + answer.iceUfrag());
        line("a=ice-pwd:" + answer.icePwd());
        for (Fingerprint fingerprint : answer.fingerprints()) {
            String[] fields = fingerprint.toString().split(" ", 2);
            line("a=fingerprint:" + fields[0].toLowerCase(Locale.ROOT) + " " + fields[1]);
        }
        line("a=setup:" + (answer.dtlsClient() ? "active" : "passive"));
    }

    private void addFormat(
            PayloadTypes.Format format, OfferedMedia offered, RtcpFeedback feedback) {
        int type = format.payloadType();
        line("a=rtpmap:" + type + " " + format.rtpmap());
        if (!PayloadTypes.isRtx(type)) {
            offered.rtcpFeedback().stream()
                    .filter(feedback::has)
                    .forEach(each -> line("a=rtcp-fb:" + type + " " + each));
        }
        if (!format.parameters().isEmpty()) {
            line("a=fmtp:" + type + " " + format.parameters());
        }
    }

    private void line(String line) {
        text.append(line).append("\r\n");
    }
}
