package org.webrtcexamples.peer.relay;

import org.webrtcexamples.peer.InvalidAnswerException;
import org.webrtcexamples.peer.SdpLines;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The lines of one m= section of a session description, or those before the first.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8866#section-5">RFC 8866, SDP Specification</a>
 */
final class SdpSection {

    private static final int MAX_QUOTED = 80;

    private final String name;
    private final List<String> lines;
    private final List<String> sessionLines;

    private SdpSection(String name, List<String> lines, List<String> sessionLines) {
        this.name = name;
        this.lines = lines;
        this.sessionLines = sessionLines;
    }

    /**
     * Cuts a description up.
     *
     * @return first what stands before the first m= line, then the m= sections
     * @throws InvalidAnswerException if this is no session description
     */
    static List<SdpSection> split(String sdp) {
        List<String> lines = SdpLines.ofDescription(sdp);
        for (String line : lines) {
            if (line.length() < 2 || line.charAt(1) != '=') {
                throw new InvalidAnswerException(
                        "\"%s\" is no line of a session description: each is a letter, \"=\" and"
                                        .formatted(abbreviate(line))
                                + " a value.");
            }
        }
        int[] starts =
                IntStream.range(0, lines.size())
                        .filter(i -> lines.get(i).startsWith("m="))
                        .toArray();
        List<String> session = lines.subList(0, starts.length == 0 ? lines.size() : starts[0]);
        List<SdpSection> sections = new ArrayList<>();
        sections.add(new SdpSection("The session", session, List.of()));
        for (int i = 0; i < starts.length; i++) {
            int end = i + 1 < starts.length ? starts[i + 1] : lines.size();
            sections.add(
                    new SdpSection(
                            "m= section " + (i + 1), lines.subList(starts[i], end), session));
        }
        return sections;
    }

    /** The first line without its "m=", or what stands there for the session. */
    String mediaLine() {
        return lines.get(0).substring("m=".length());
    }

    /** Whether an attribute without a value is in this section. */
    boolean has(String attribute) {
        return lines.contains("a=" + attribute);
    }

    /** Whether an attribute without a value is in this section or holds for all of them. */
    boolean inherits(String attribute) {
        return has(attribute) || sessionLines.contains("a=" + attribute);
    }

    /** The values of an attribute in this section, in their order. */
    List<String> values(String attribute) {
        return values(lines, attribute);
    }

    /** The same; where this section has none, those which the session has for all sections. */
    List<String> inheritedValues(String attribute) {
        List<String> own = values(attribute);
        return own.isEmpty() ? values(sessionLines, attribute) : own;
    }

    private static List<String> values(List<String> lines, String attribute) {
        String prefix = "a=" + attribute + ':';
        return lines.stream()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()))
                .toList();
    }

    /**
     * Says that something in this section cannot be.
     *
     * @param detail a sentence with a "%s" for each of the values
     * @param values of which very long ones are shortened
     */
    InvalidAnswerException refusal(String detail, Object... values) {
        Object[] quoted =
                Arrays.stream(values).map(value -> abbreviate(value.toString())).toArray();
        return new InvalidAnswerException(name + ": " + detail.formatted(quoted));
    }

    private static String abbreviate(String value) {
        return value.length() <= MAX_QUOTED ? value : value.substring(0, MAX_QUOTED) + '…';
    }
}
