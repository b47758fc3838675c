package org.webrtcexamples.peer.libwebrtc;

import org.webrtcexamples.peer.InvalidAnswerException;
import org.webrtcexamples.peer.SdpLines;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Refuses answers that the engine would half apply, and adds the BUNDLE group that an answer with
 * one accepted section may omit. What does not parse, or fails libwebrtc's validation, leaves its
 * peer as it was; but some mistakes it finds only while it applies the answer, and from then on
 * that peer refuses everything ("Session error code: ERROR_CONTENT"). Those are looked for here,
 * before it sees them: ICE credentials of the wrong length or characters, a DTLS role that no
 * answer may take, a fingerprint that cannot be one, a changed BUNDLE group, a rejected first
 * section, header extensions out of range, several sources.
 *
 * <p>This is no SDP parser. What it does not check goes on to {@link AudioBandwidth}, {@link
 * RemoteCandidates} and {@link AnswerBounds}, then to the engine.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8829#section-5.11">RFC 8829, Applying a remote
 *     description</a>
 */
final class AnswerCheck {

    /**
     * Those hash functions of <a href="https://www.rfc-editor.org/rfc/rfc8122#section-5">RFC
     * 8122</a> that are not weaker than SHA-256.
     */
    private static final Map<String, Integer> DIGEST_BYTES =
            Map.of("sha-256", 32, "sha-384", 48, "sha-512", 64);

    /** What <a href="https://www.rfc-editor.org/rfc/rfc8841#section-6.1">RFC 8841</a> assumes. */
    private static final long DEFAULT_MAX_MESSAGE_SIZE = 65_536;

    /** The lines of one m= section, or those before the first. */
    private record Section(List<String> lines) {

        String firstLine() {
            return lines.isEmpty() ? "" : lines.get(0);
        }

        List<String> attributes(String name) {
            String prefix = "a=" + name + ':';
            return lines.stream()
                    .filter(line -> line.startsWith(prefix))
                    .map(line -> line.substring(prefix.length()))
                    .toList();
        }

        Optional<String> attribute(String name) {
            return attributes(name).stream().findFirst();
        }

        /** With {@code a=bundle-only} port 0 rejects nothing: RFC 9143, section 6. */
        boolean isRejected() {
            String[] fields = firstLine().split(" ");
            return fields.length > 1 && fields[1].equals("0") && !lines.contains("a=bundle-only");
        }
    }

    private final Section session;
    private final List<Section> media;

    private AnswerCheck(String sdp) {
        List<Section> sections = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (String line : SdpLines.of(sdp)) {
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
     * @throws InvalidAnswerException if the engine must not see this answer to that offer
     */
    static void check(String offerSdp, String answerSdp) {
        AnswerCheck answer = new AnswerCheck(answerSdp);
        answer.checkAttributes(answer.session);
        answer.media.stream()
                .filter(section -> !section.isRejected())
                .forEach(answer::checkAttributes);
        List<String> offeredMids = new AnswerCheck(offerSdp).mids();
        if (answer.soleMid(offeredMids).isEmpty()) {
            answer.checkBundle(offeredMids);
        }
        answer.checkFirst();
    }

    /**
     * The answer with a BUNDLE group for its only accepted section, which may be in none. The
     * offer's policy is max-bundle, for which the engine half applies an answer without a group.
     *
     * @return a description with CR LF behind each line
     * @see <a href="https://www.rfc-editor.org/rfc/rfc9143#section-7.3.1">RFC 9143, section
     *     7.3.1</a>
     */
    static String withBundle(String offerSdp, String answerSdp) {
        AnswerCheck answer = new AnswerCheck(answerSdp);
        List<String> lines = new ArrayList<>(answer.session.lines());
        answer.soleMid(new AnswerCheck(offerSdp).mids())
                .ifPresent(mid -> lines.add("a=group:BUNDLE " + mid));
        answer.media.forEach(section -> lines.addAll(section.lines()));
        return SdpLines.join(lines);
    }

    /** That of the only accepted section, if it is in no group. */
    private Optional<String> soleMid(List<String> offeredMids) {
        boolean isGrouped =
                session.attributes("group").stream()
                        .anyMatch(group -> group.matches("BUNDLE( .*)?"));
        List<Integer> accepted =
                IntStream.range(0, Math.min(media.size(), offeredMids.size()))
                        .filter(i -> !media.get(i).isRejected())
                        .boxed()
                        .toList();
        if (isGrouped || accepted.size() != 1) {
            return Optional.empty();
        }
        return Optional.of(mid(accepted.get(0), offeredMids));
    }

    /** A section that does not name itself has the name it was offered with. */
    private String mid(int index, List<String> offeredMids) {
        return media.get(index).attribute("mid").orElse(offeredMids.get(index));
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
        section.attributes("ice-ufrag").forEach(ufrag -> checkIceChars("ice-ufrag", ufrag, 4));
        section.attributes("ice-pwd").forEach(pwd -> checkIceChars("ice-pwd", pwd, 22));
        section.attributes("setup").forEach(AnswerCheck::checkRole);
        section.attributes("fingerprint").forEach(AnswerCheck::checkFingerprint);
        if (section.firstLine().startsWith("m=audio ")) {
            section.attributes("extmap").forEach(AnswerCheck::checkExtension);
            checkSources(section.attributes("ssrc"));
        }
    }

    /** RFC 8285, section 4.3; the engine takes no more of them than those with two-byte headers. */
    private static void checkExtension(String extension) {
        String id = extension.split("[/ ]", 2)[0];
        if (!id.matches("[0-9]{1,3}") || Integer.parseInt(id) < 1 || Integer.parseInt(id) > 255) {
            throw new InvalidAnswerException(
                    "a=extmap:%s: the id must be 1 to 255.".formatted(abbreviate(id)));
        }
    }

    /** RFC 5576, section 4.1; the engine receives one for each section. */
    private static void checkSources(List<String> sources) {
        if (sources.stream().map(source -> source.split(" ", 2)[0]).distinct().count() > 1) {
            throw new InvalidAnswerException("a=ssrc: one sound has one source, not several.");
        }
    }

    /**
     * RFC 8839, section 5.4, and four more characters, which the engine takes for the sake of old
     * clients. An empty value it refuses without harm.
     */
    private static void checkIceChars(String name, String value, int min) {
        if (!value.isEmpty() && !value.matches("[A-Za-z0-9+/=#_-]{" + min + ",256}")) {
            throw new InvalidAnswerException(
                    "a=%s must have %d to 256 letters, digits, \"+\" or \"/\"."
                            .formatted(name, min));
        }
    }

    /** RFC 8842, section 5.3. */
    private static void checkRole(String role) {
        if (!role.equals("active") && !role.equals("passive")) {
            throw new InvalidAnswerException(
                    "a=setup:%s: an answer is active or passive%s."
                            .formatted(
                                    abbreviate(role),
                                    role.equals("actpass")
                                            ? "; this looks like the offer itself"
                                            : ""));
        }
    }

    private static void checkFingerprint(String fingerprint) {
        String[] fields = fingerprint.split(" ", 2);
        Integer bytes = DIGEST_BYTES.get(fields[0].toLowerCase(Locale.ROOT));
        if (bytes == null) {
            throw new InvalidAnswerException(
                    "a=fingerprint:%s: SHA-256, SHA-384 or SHA-512 is needed."
                            .formatted(abbreviate(fields[0])));
        }
        if (fields.length < 2
                || !fields[1].matches("[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){" + (bytes - 1) + "}")) {
            throw new InvalidAnswerException(
                    "a=fingerprint:%s must have %d bytes in hexadecimal, joined by colons."
                            .formatted(fields[0], bytes));
        }
    }

    private static String abbreviate(String value) {
        return value.length() <= 20 ? value : value.substring(0, 20) + '…';
    }

    private List<String> mids() {
        return media.stream().map(section -> section.attribute("mid").orElse("")).toList();
    }

    /** RFC 9143: the offer wants one transport, so each accepted section is in its one group. */
    private void checkBundle(List<String> offeredMids) {
        Set<String> bundled = new HashSet<>();
        for (String group : session.attributes("group")) {
            if (!group.startsWith("BUNDLE ")) {
                continue;
            }
            for (String mid : group.substring("BUNDLE ".length()).split(" ")) {
                if (!bundled.add(mid)) {
                    throw new InvalidAnswerException(
                            "a=group:BUNDLE names \"%s\" more than once."
                                    .formatted(abbreviate(mid)));
                }
            }
        }
        for (int i = 0; i < Math.min(media.size(), offeredMids.size()); i++) {
            String mid = mid(i, offeredMids);
            if (!media.get(i).isRejected() && !bundled.contains(mid)) {
                throw new InvalidAnswerException(
                        "a=group:BUNDLE lacks \"%s\", which the offer bundles."
                                .formatted(abbreviate(mid)));
            }
        }
    }

    /** The engine ties the one transport to the first section ("Failed to setup RTCP mux"). */
    private void checkFirst() {
        boolean othersAreTaken = media.stream().skip(1).anyMatch(section -> !section.isRejected());
        if (othersAreTaken && media.get(0).isRejected()) {
            throw new InvalidAnswerException(
                    "The first m= section can only be rejected with all the others: a=inactive"
                            + " instead of port 0 does without it.");
        }
    }
}
