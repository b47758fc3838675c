package org.webrtcexamples.peer;

import java.util.ArrayList;
import java.util.List;

/**
 * The lines of a session description as somebody else wrote it. Each ends in CR LF; by <a
 * href="https://www.rfc-editor.org/rfc/rfc8866#section-5">RFC 8866, section 5</a> a parser takes LF
 * alone, too. What people's tools add or leave out on the way is accepted here, because no line
 * changes its meaning by it: a byte order mark, blank lines, spaces at the end of a line, and no
 * end of the last line.
 *
 * <p>No other character ends a line, though Java's own methods know several.
 */
public final class SdpLines {

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private SdpLines() {}

    /**
     * Cuts a description into its lines, none of which is blank.
     *
     * @throws InvalidAnswerException if there is a character that no line can have
     */
    public static List<String> of(String sdp) {
        int start = !sdp.isEmpty() && sdp.charAt(0) == BYTE_ORDER_MARK ? 1 : 0;
        List<String> lines = new ArrayList<>();
        for (int number = 1; start < sdp.length(); number++) {
            int lineFeed = sdp.indexOf('\n', start);
            int end = lineFeed < 0 ? sdp.length() : lineFeed;
            String line = withoutEnd(sdp.substring(start, end));
            check(line, number);
            if (!line.isEmpty()) {
                lines.add(line);
            }
            start = end + 1;
        }
        return lines;
    }

    /**
     * The same of a text that has to be a description.
     *
     * @throws InvalidAnswerException if it does not begin as one, too
     */
    public static List<String> ofDescription(String sdp) {
        List<String> lines = of(sdp);
        if (lines.isEmpty() || !lines.get(0).equals("v=0")) {
            throw new InvalidAnswerException(
                    "The sdp must be a session description: its first line is \"v=0\".");
        }
        return lines;
    }

    /** A description of these lines, each of which ends in CR LF. */
    public static String join(List<String> lines) {
        StringBuilder sdp = new StringBuilder();
        lines.forEach(line -> sdp.append(line).append("\r\n"));
        return sdp.toString();
    }

    /** A session's name may be one space: RFC 8866, section 5.3. */
    private static String withoutEnd(String line) {
        String ended = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
        int length = ended.length();
        while (length > 0
                && (ended.charAt(length - 1) == ' ' || ended.charAt(length - 1) == '\t')) {
            length--;
        }
        return ended.startsWith("s=") ? ended : ended.substring(0, length);
    }

    private static void check(String line, int number) {
        if (line.indexOf('\r') >= 0) {
            throw new InvalidAnswerException(
                    "Line %d of the sdp has a CR (\\r) without LF (\\n): lines end in CR LF or in LF."
                            .formatted(number));
        }
        if (line.indexOf('\0') >= 0) {
            throw new InvalidAnswerException(
                    "Line %d of the sdp has a NUL character.".formatted(number));
        }
    }
}
