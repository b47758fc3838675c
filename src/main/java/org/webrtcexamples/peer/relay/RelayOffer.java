package org.webrtcexamples.peer.relay;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The description that a relay offers: all media in one BUNDLE, ICE-lite, all candidates in it. The
 * mids are "0", "1" and so on.
 *
 * <p>Each section has the whole transport, though one would do: an answer may reject the first, and
 * the BUNDLE then lives on another.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8829#section-5.2">RFC 8829, Constructing an
 *     Offer</a>
 */
final class RelayOffer {

    /** RFC 8445, section 5.1.2.2: that of host candidates. */
    private static final long TYPE_PREFERENCE = 126;

    private static final int MAX_LOCAL_PREFERENCE = 65_535;
    private static final int RTP_COMPONENT = 1;

    private final List<OfferedMedia> media;
    private final String sdp;

    /**
     * @param sessionId 0 to 2<sup>63</sup>−1, another for each offer
     * @param iceUfrag 4 to 256 letters, digits, "+" or "/"
     * @param icePwd 22 to 256 of the same
     * @param fingerprint of this side's certificate: the hash function's name as in RFC 8122, a
     *     space, bytes in upper case hexadecimal joined by colons
     * @param cname by which all that this side sends belongs together; also the id of its stream
     * @param media at least one
     * @param candidates addresses of this side's sockets, the best first; at least one
     */
    RelayOffer(
            long sessionId,
            String iceUfrag,
            String icePwd,
            String fingerprint,
            String cname,
            List<OfferedMedia> media,
            List<InetSocketAddress> candidates) {
        this.media = List.copyOf(media);
        StringBuilder text = new StringBuilder(4096);
        line(text, "v=0");
        line(text, "o=- " + sessionId + " 1 IN IP4 0.0.0.0");
        line(text, "s=-");
        line(text, "t=0 0");
        line(text, "a=group:BUNDLE " + mids());
        line(text, "a=ice-lite");
        InetSocketAddress defaultCandidate = candidates.get(0);
        for (int mid = 0; mid < media.size(); mid++) {
            OfferedMedia offered = media.get(mid);
            int port = defaultCandidate.getPort();
            String types = payloadTypes(offered.kind());
            line(text, "m=" + offered.kind() + " " + port + " UDP/TLS/RTP/SAVPF " + types);
            line(text, "c=IN " + family(defaultCandidate) + " " + host(defaultCandidate));
            addCandidates(text, candidates);
            line(text, "a=ice-ufrag:" + iceUfrag);
            line(text, "a=ice-pwd:" + icePwd);
            line(text, "a=fingerprint:" + fingerprint);
            line(text, "a=setup:actpass");
            line(text, "a=mid:" + mid);
            line(text, "a=rtcp-mux");
            line(text, "a=rtcp-rsize");
            addMedia(text, mid, offered, cname);
        }
        sdp = text.toString();
    }

    /** The session description, with CRLF behind each line. */
    String sdp() {
        return sdp;
    }

    /** The m= sections in their order; a mid is the index in this list. */
    List<OfferedMedia> media() {
        return media;
    }

    private String mids() {
        return IntStream.range(0, media.size())
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(" "));
    }

    private static String payloadTypes(MediaKind kind) {
        return PayloadTypes.of(kind).stream()
                .map(format -> Integer.toString(format.payloadType()))
                .collect(Collectors.joining(" "));
    }

    /** RFC 8839, section 5.1: foundations tell addresses apart, priorities fall along the list. */
    private static void addCandidates(StringBuilder text, List<InetSocketAddress> candidates) {
        List<String> foundations = candidates.stream().map(RelayOffer::host).distinct().toList();
        for (int i = 0; i < candidates.size(); i++) {
            InetSocketAddress candidate = candidates.get(i);
            String host = host(candidate);
            int foundation = foundations.indexOf(host) + 1;
            long priority = priority(MAX_LOCAL_PREFERENCE - i);
            String start = foundation + " " + RTP_COMPONENT + " udp " + priority;
            line(
                    text,
                    "a=candidate:" + start + " " + host + " " + candidate.getPort() + " typ host");
        }
        line(text, "a=end-of-candidates");
    }

    private static long priority(int localPreference) {
        return (TYPE_PREFERENCE << 24) + ((long) localPreference << 8) + (256 - RTP_COMPONENT);
    }

    private static void addMedia(StringBuilder text, int mid, OfferedMedia offered, String cname) {
        line(text, "a=" + offered.direction());
        if (offered.hasTransportCcExtension()) {
            String uri = PayloadTypes.TRANSPORT_CC_URI;
            line(text, "a=extmap:" + PayloadTypes.TRANSPORT_CC_EXTENSION + " " + uri);
        }
        for (PayloadTypes.Format format : PayloadTypes.of(offered.kind())) {
            int type = format.payloadType();
            line(text, "a=rtpmap:" + type + " " + format.rtpmap());
            if (!PayloadTypes.isRtx(type)) {
                for (String feedback : offered.rtcpFeedback()) {
                    line(text, "a=rtcp-fb:" + type + " " + feedback);
                }
            }
            if (!format.parameters().isEmpty()) {
                line(text, "a=fmtp:" + type + " " + format.parameters());
            }
        }
        if (offered.direction().sends()) {
            line(text, "a=msid:" + cname + " " + cname + "-" + mid);
            line(text, "a=ssrc:" + offered.ssrc() + " cname:" + cname);
        }
    }

    private static String family(InetSocketAddress candidate) {
        return candidate.getAddress() instanceof Inet6Address ? "IP6" : "IP4";
    }

    /** Without the name of the interface, which means nothing elsewhere. */
    private static String host(InetSocketAddress candidate) {
        return candidate.getAddress().getHostAddress().split("%", 2)[0];
    }

    private static void line(StringBuilder text, String line) {
        text.append(line).append("\r\n");
    }
}
