package org.webrtcexamples.peer.libwebrtc;

import org.webrtcexamples.peer.InvalidAnswerException;

import java.util.HashSet;
import java.util.Set;

/**
 * Passes to the engine only the attributes of an answer that the engine uses, and refuses an answer
 * that has too much of them. The engine keeps what it has parsed, and serialises it as the remote
 * description, for as long as the peer lives. It copies some attributes to each section, codec or
 * source (measured: an answer of 10 kB became a remote description of 127 kB). Unknown attributes
 * are left out, as <a href="https://www.rfc-editor.org/rfc/rfc8866#section-5.13">RFC 8866, section
 * 5.13</a> says.
 *
 * <p>This is no SDP parser: the lines that it passes are not changed.
 */
final class AnswerBounds {

    /** Three times what browsers write for a data channel, a sound and a picture together. */
    static final int MAX_LENGTH = 16 * 1024;

    /** Of one line. The longest of browsers are format parameters with less than 200. */
    static final int MAX_LINE_LENGTH = 512;

    /** SSRCs of one section. Video with RTX and FEC has 3. */
    static final int MAX_SOURCES = 8;

    /**
     * Left out on purpose: ice-options, because trickle ICE is not offered; rid and simulcast,
     * because they are not offered either.
     */
    private static final Set<String> KNOWN =
            Set.of(
                    "bundle-only",
                    "candidate",
                    "end-of-candidates",
                    "extmap",
                    "extmap-allow-mixed",
                    "fingerprint",
                    "fmtp",
                    "group",
                    "ice-lite",
                    "ice-pwd",
                    "ice-ufrag",
                    "inactive",
                    "max-message-size",
                    "maxptime",
                    "mid",
                    "msid",
                    "msid-semantic",
                    "ptime",
                    "recvonly",
                    "rtcp",
                    "rtcp-fb",
                    "rtcp-mux",
                    "rtcp-rsize",
                    "rtpmap",
                    "sctp-port",
                    "sctpmap",
                    "sendonly",
                    "sendrecv",
                    "setup",
                    "ssrc",
                    "ssrc-group",
                    "x-google-flag");

    /**
     * Of a=rtcp-fb, behind the payload type; "*" stands for all codecs, to each of which it is
     * added.
     */
    private static final Set<String> FEEDBACK =
            Set.of("ccm fir", "goog-lntf", "goog-remb", "nack", "nack pli", "rrtr", "transport-cc");

    private final StringBuilder passed = new StringBuilder();
    private final Set<String> sources = new HashSet<>();
    private boolean inSection;
    private int sessionLength;
    private int sections;
    private boolean hasMsid;

    private AnswerBounds() {}

    /**
     * The SDP for the engine.
     *
     * @throws InvalidAnswerException if that is too long
     */
    static String apply(String sdp) {
        return new AnswerBounds().pass(sdp);
    }

    private String pass(String sdp) {
        // As the engine finds the lines: a CR that no LF follows is a part of one.
        for (int start = 0; start < sdp.length(); ) {
            int end = sdp.indexOf('\n', start) + 1;
            String line = sdp.substring(start, end == 0 ? sdp.length() : end);
            start += line.length();
            if (line.startsWith("m=")) {
                begin();
            }
            if (!line.startsWith("a=") || isTaken(line.substring(2).stripTrailing())) {
                add(line);
            }
        }
        return passed.toString();
    }

    private void begin() {
        if (!inSection) {
            inSection = true;
            sessionLength = passed.length();
        }
        sections++;
        sources.clear();
        hasMsid = false;
    }

    private boolean isTaken(String attribute) {
        String name = attribute.split("[: ]", 2)[0];
        String value = attribute.substring(Math.min(name.length() + 1, attribute.length()));
        return KNOWN.contains(name)
                && switch (name) {
                    case "rtcp-fb" -> isKnownFeedback(value);
                    case "ssrc" -> isKnownSource(value);
                    case "msid" -> isFirstMsid();
                    default -> true;
                };
    }

    private static boolean isKnownFeedback(String value) {
        String[] fields = value.split(" ", 2);
        return fields.length == 2 && FEEDBACK.contains(fields[1]);
    }

    /** Only the cname of a source: the other attributes (RFC 5576) are for Plan B. */
    private boolean isKnownSource(String value) {
        String[] fields = value.split(" ", 2);
        if (sources.add(fields[0]) && sources.size() > MAX_SOURCES) {
            throw new InvalidAnswerException(
                    "a=ssrc: one section has %d sources at most.".formatted(MAX_SOURCES));
        }
        return fields.length < 2 || fields[1].startsWith("cname:");
    }

    /** One stream for each track: the API of peers has no streams. */
    private boolean isFirstMsid() {
        boolean first = !hasMsid;
        hasMsid = true;
        return first;
    }

    private void add(String line) {
        if (line.length() > MAX_LINE_LENGTH) {
            throw new InvalidAnswerException(
                    "\"%s…\" is longer than the %d characters that a line may have."
                            .formatted(line.substring(0, 20).strip(), MAX_LINE_LENGTH));
        }
        passed.append(line);
        // What stands before the sections may be kept for each of them.
        long length = passed.length() + (long) sessionLength * Math.max(0, sections - 1);
        if (length > MAX_LENGTH) {
            throw new InvalidAnswerException(
                    "This answer is too long: it may have %d characters of attributes that are used here."
                            .formatted(MAX_LENGTH));
        }
    }
}
