package org.webrtcexamples.peer.libwebrtc;

import org.webrtcexamples.peer.InvalidAnswerException;

import java.util.HashSet;
import java.util.Set;

/**
 * Passes on to the engine of an answer what it has a use for, so long as that is not too long: it
 * keeps what it reads, and gives it back as the remote description, for as long as the peer lives.
 * Some of it the engine multiplies, for each section, codec or source (measured: an answer of 10 kB
 * was kept as 127 kB). Attributes that it has no use for are left out, as <a
 * href="https://www.rfc-editor.org/rfc/rfc8866#section-5.13">RFC 8866, section 5.13</a> has it.
 *
 * <p>This is no SDP parser: what it passes on, it passes on as it is.
 */
final class AnswerBounds {

    /** Three times what browsers write for a data channel, a sound and a picture together. */
    static final int MAX_LENGTH = 16 * 1024;

    /** Of one line. The longest of browsers are format parameters with less than 200. */
    static final int MAX_LINE_LENGTH = 512;

    /** Of one section: a picture, its retransmissions and its error correction are 3. */
    static final int MAX_SOURCES = 8;

    /**
     * Not among them: ice-options, of which trickle means nothing to a peer that was told all
     * candidates; rid and simulcast, which are never offered.
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
     * The SDP that the engine may see.
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

    /** With its cname alone; what else was said of a source (RFC 5576) is of no use today. */
    private boolean isKnownSource(String value) {
        String[] fields = value.split(" ", 2);
        if (sources.add(fields[0]) && sources.size() > MAX_SOURCES) {
            throw new InvalidAnswerException(
                    "a=ssrc: one section has %d sources at most.".formatted(MAX_SOURCES));
        }
        return fields.length < 2 || fields[1].startsWith("cname:");
    }

    /** A track may be in several streams, which nobody here asks for. */
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
                    "This answer is too long: %d characters that mean something are enough."
                            .formatted(MAX_LENGTH));
        }
    }
}
