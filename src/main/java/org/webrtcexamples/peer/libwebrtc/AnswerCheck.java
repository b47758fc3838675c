package org.webrtcexamples.peer.libwebrtc;

import org.webrtcexamples.peer.InvalidAnswerException;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Refuses the answers that the engine would half apply. What does not parse, or fails libwebrtc's
 * validation, leaves its peer as it was; but some mistakes it finds only while it applies the
 * answer, and from then on that peer refuses everything ("Session error code: ERROR_CONTENT").
 * Those are looked for here, before it sees them: ICE credentials of the wrong length, a DTLS role
 * that no answer may take, a fingerprint that cannot be one, a changed BUNDLE group.
 *
 * <p>This is no SDP parser: whatever it does not look at is left to the engine.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8829#section-5.11">RFC 8829, Applying a remote
 *     description</a>
 */
final class AnswerCheck {

    /**
     * Hash functions of <a href="https://www.rfc-editor.org/rfc/rfc8122#section-5">RFC 8122</a>.
     */
    private static final Map<String, Integer> DIGEST_BYTES =
            Map.of("sha-256", 32, "sha-384", 48, "sha-512", 64);

    /** What <a href="https://www.rfc-editor.org/rfc/rfc8841#section-6.1">RFC 8841</a> assumes. */
    private static final long DEFAULT_MAX_MESSAGE_SIZE = 65_536;

    /** The lines of one m= section, or those before the first. */
    private record Section(List<String> lines) {

        String firstLine() {
            return lines.get(0);
        }

        List<String> attributes(String name) {
            String prefix = "a=" + name + ':';
            return lines.stream()
                    .filter(line -> line.startsWith(prefix))
                    .map(line -> line.substring(prefix.length()).strip())
                    .toList();
        }

        Optional<String> attribute(String name) {
            return attributes(name).stream().findFirst();
        }

        boolean isRejected() {
            String[] fields = firstLine().split(" ");
            return fields.length > 1 && fields[1].equals("0");
        }
    }

    private final Section session;
    private final List<Section> media;

    private AnswerCheck(String sdp) {
        List<Section> sections = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (String line : sdp.split("\r?\n")) {
            if (line.startsWith("m=")) {
                sections.add(new Section(lines));
                lines = new ArrayList<>();
            }
            lines.add(line);
        }
        sections.add(new Section(lines));
        session = sections.get(0);
        media = sections.subList(1, sections.size());
    }

    /**
     * @throws InvalidAnswerException if the engine must not see this answer
     */
    static void check(String sdp) {
        AnswerCheck answer = new AnswerCheck(sdp);
        answer.checkAttributes(answer.session);
        answer.media.stream()
                .filter(section -> !section.isRejected())
                .forEach(answer::checkAttributes);
        answer.checkBundle();
    }

    /**
     * The largest message that the other end takes on a data channel.
     *
     * @return bytes; nothing if it names no limit (0) or has no data channels
     */
    static OptionalLong maxMessageSize(String sdp) {
        return new AnswerCheck(sdp)
                .media.stream()
                        .filter(section -> section.firstLine().startsWith("m=application "))
                        .mapToLong(AnswerCheck::maxMessageSize)
                        .filter(size -> size > 0)
                        .findFirst();
    }

    private static long maxMessageSize(Section section) {
        Optional<String> size = section.attribute("max-message-size");
        try {
            return size.isEmpty() ? DEFAULT_MAX_MESSAGE_SIZE : Long.parseLong(size.get());
        } catch (NumberFormatException e) {
            return DEFAULT_MAX_MESSAGE_SIZE;
        }
    }

    private void checkAttributes(Section section) {
        section.attributes("ice-ufrag").forEach(ufrag -> checkLength("ice-ufrag", ufrag, 4));
        section.attributes("ice-pwd").forEach(pwd -> checkLength("ice-pwd", pwd, 22));
        section.attributes("setup").forEach(AnswerCheck::checkRole);
        section.attributes("fingerprint").forEach(AnswerCheck::checkFingerprint);
    }

    /** RFC 8839, section 5.4. An empty one the engine refuses without harm. */
    private static void checkLength(String name, String value, int min) {
        if (!value.isEmpty() && (value.length() < min || value.length() > 256)) {
            throw new InvalidAnswerException(
                    "a=%s must have %d to 256 characters, not %d."
                            .formatted(name, min, value.length()));
        }
    }

    /** RFC 8842, section 5.3. */
    private static void checkRole(String role) {
        if (!role.equals("active") && !role.equals("passive")) {
            throw new InvalidAnswerException(
                    "a=setup:%s: an answer is active or passive%s."
                            .formatted(
                                    role,
                                    role.equals("actpass")
                                            ? "; this looks like the offer itself"
                                            : ""));
        }
    }

    private static void checkFingerprint(String fingerprint) {
        String[] fields = fingerprint.split(" +", 2);
        Integer bytes = DIGEST_BYTES.get(fields[0].toLowerCase(Locale.ROOT));
        if (bytes == null) {
            throw new InvalidAnswerException(
                    "a=fingerprint:%s: SHA-256, SHA-384 or SHA-512 is needed."
                            .formatted(fields[0]));
        }
        if (fields.length < 2
                || !fields[1]
                        .strip()
                        .matches("[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){" + (bytes - 1) + "}")) {
            throw new InvalidAnswerException(
                    "a=fingerprint:%s must have %d bytes in hexadecimal, joined by colons."
                            .formatted(fields[0], bytes));
        }
    }

    /** RFC 9143: the offer wants one transport, so each accepted section is in its one group. */
    private void checkBundle() {
        Set<String> bundled = new HashSet<>();
        for (String group : session.attributes("group")) {
            String[] mids = group.split(" +");
            if (!mids[0].equals("BUNDLE")) {
                continue;
            }
            for (int i = 1; i < mids.length; i++) {
                if (!bundled.add(mids[i])) {
                    throw new InvalidAnswerException(
                            "a=group:BUNDLE names \"%s\" more than once.".formatted(mids[i]));
                }
            }
        }
        for (Section section : media) {
            Optional<String> mid = section.attribute("mid");
            if (!section.isRejected() && mid.isPresent() && !bundled.contains(mid.get())) {
                throw new InvalidAnswerException(
                        "a=group:BUNDLE lacks \"%s\", which the offer bundles."
                                .formatted(mid.get()));
            }
        }
    }
}
