package org.webrtcexamples.client;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Looks for codecs of pictures in SDP. */
final class VideoCodecs {

    private static final Pattern M_LINE = Pattern.compile("m=video \\d+ \\S+(?<formats>( \\d+)+)");
    private static final Pattern ANY_FORMAT =
            Pattern.compile("a=(?:rtpmap|fmtp|rtcp-fb):(\\d+) .*\r\n");

    private VideoCodecs() {}

    /**
     * An offer of which no other codec is left than this, and its <a
     * href="https://www.rfc-editor.org/rfc/rfc4588">retransmissions</a>.
     */
    static String keepOnly(String name, String sdp) {
        Matcher mLine = M_LINE.matcher(sdp);
        if (!mLine.find()) {
            return sdp;
        }
        Set<String> kept = new HashSet<>(find("a=rtpmap:(\\d+) " + name + "/90000\r\n", sdp));
        for (String type : Set.copyOf(kept)) {
            kept.addAll(find("a=fmtp:(\\d+) apt=" + type + "\r\n", sdp));
        }
        String[] formats = mLine.group("formats").strip().split(" ");
        Set<String> removed = new HashSet<>(Set.of(formats));
        removed.removeAll(kept);
        String left =
                Arrays.stream(formats)
                        .filter(kept::contains)
                        .collect(Collectors.joining(" ", " ", ""));
        if (left.isBlank()) {
            throw new IllegalArgumentException("no " + name + " in " + sdp);
        }
        String shortened =
                sdp.substring(0, mLine.start("formats")) + left + sdp.substring(mLine.end());
        return ANY_FORMAT
                .matcher(shortened)
                .replaceAll(line -> removed.contains(line.group(1)) ? "" : quote(line));
    }

    private static String quote(MatchResult line) {
        return Matcher.quoteReplacement(line.group());
    }

    private static Set<String> find(String pattern, String sdp) {
        return Pattern.compile(pattern)
                .matcher(sdp)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toSet());
    }
}
