package org.webrtcexamples.peer.relay;

import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** An offer as a text of lines, of which a receive-only answer is made by keeping some. */
final class OfferText {

    private static final Pattern KEPT =
            Pattern.compile("a=(mid|rtpmap|fmtp|rtcp-fb|rtcp-mux|rtcp-rsize)\\b.*");

    private static final Pattern CANDIDATE =
            Pattern.compile("a=candidate:\\S+ 1 udp \\d+ ([\\d.]+) (\\d+) typ host");

    private final String sdp;
    private final String iceUfrag = hexadecimal(4);
    private final Set<Integer> video;

    OfferText(String sdp) {
        this.sdp = sdp;
        video =
                Pattern.compile("a=rtpmap:(\\d+) (?:VP8|H264)/90000")
                        .matcher(sdp)
                        .results()
                        .map(found -> Integer.valueOf(found.group(1)))
                        .collect(Collectors.toSet());
    }

    private static String hexadecimal(int bytes) {
        byte[] random = new byte[bytes];
        ThreadLocalRandom.current().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    /** The server's first host candidate over IPv4. */
    InetSocketAddress candidate() {
        Matcher candidate = find(CANDIDATE);
        return new InetSocketAddress(candidate.group(1), Integer.parseInt(candidate.group(2)));
    }

    /** The USERNAME of a check: RFC 8445, section 7.2.2. */
    String username() {
        return value("ice-ufrag") + ":" + iceUfrag;
    }

    String icePwd() {
        return value("ice-pwd");
    }

    /** The name of the hash function, a space, and the hash. */
    String fingerprint() {
        return value("fingerprint");
    }

    /** Whether a packet with this payload type is part of a picture, and none that is repeated. */
    boolean isVideo(int payloadType) {
        return video.contains(payloadType);
    }

    /** An answer that takes all that is offered, begins the DTLS handshake and sends nothing. */
    String answer(String fingerprint) {
        String transport =
                lines(
                        "c=IN IP4 0.0.0.0",
                        "a=ice-ufrag:" + iceUfrag,
                        "a=ice-pwd:" + hexadecimal(12),
                        "a=fingerprint:" + fingerprint,
                        "a=setup:active",
                        "a=recvonly");
        StringBuilder answer = new StringBuilder();
        answer.append(lines("v=0", "o=- 1 1 IN IP4 0.0.0.0", "s=-", "t=0 0"));
        for (String line : sdp.split("\r\n")) {
            if (line.startsWith("a=group:") || KEPT.matcher(line).matches()) {
                answer.append(lines(line));
            } else if (line.startsWith("m=")) {
                answer.append(lines(line)).append(transport);
            }
        }
        return answer.toString();
    }

    private static String lines(String... lines) {
        return String.join("\r\n", lines) + "\r\n";
    }

    private String value(String attribute) {
        return find(Pattern.compile("a=" + attribute + ":(.*)\r\n")).group(1);
    }

    private Matcher find(Pattern pattern) {
        Matcher found = pattern.matcher(sdp);
        if (!found.find()) {
            throw new IllegalArgumentException("no " + pattern + " in " + sdp);
        }
        return found;
    }
}
