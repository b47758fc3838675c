package org.webrtcexamples.peer.relay;

import org.webrtcexamples.peer.InvalidAnswerException;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The answerer's end of the one transport that all accepted sections share. Each of them may
 * describe it, or only one, or the session for all: <a
 * href="https://www.rfc-editor.org/rfc/rfc9143#section-7.1.3">RFC 9143, section 7.1.3</a>. Where
 * several do, they say the same.
 */
final class AnsweredTransport {

    /** One for each certificate and hash function that an answerer may have. */
    private static final int MAX_FINGERPRINTS = 8;

    private final List<SdpSection> sections;
    private final boolean active;
    private final String iceUfrag;
    private final String icePwd;
    private final List<Fingerprint> fingerprints;

    /**
     * @param sections the accepted ones, at least one
     * @throws InvalidAnswerException if no connection can be made by what they say
     */
    AnsweredTransport(List<SdpSection> sections) {
        this.sections = sections;
        active = readRole();
        checkIsFull();
        iceUfrag = readIceChars("ice-ufrag", 4);
        icePwd = readIceChars("ice-pwd", 22);
        fingerprints = readFingerprints();
        checkMux();
    }

    /** The answerer begins the DTLS handshake. */
    boolean isActive() {
        return active;
    }

    String iceUfrag() {
        return iceUfrag;
    }

    String icePwd() {
        return icePwd;
    }

    /** At least one; the answerer's certificate fits one of them. */
    List<Fingerprint> fingerprints() {
        return fingerprints;
    }

    /** RFC 8842, section 5.3; without the attribute it is passive: RFC 4145, section 4. */
    private boolean readRole() {
        for (SdpSection section : sections) {
            for (String role : section.inheritedValues("setup")) {
                if (!role.equals("active") && !role.equals("passive")) {
                    throw section.refusal(
                            "a=setup:%s: an answer is active or passive%s.",
                            role,
                            role.equals("actpass") ? "; this looks like the offer itself" : "");
                }
            }
        }
        return shared("setup").filter("active"::equals).isPresent();
    }

    /** RFC 8445, section 6.1.1: of two lite agents neither would check a path. */
    private void checkIsFull() {
        if (sections.stream().anyMatch(section -> section.inherits("ice-lite"))) {
            throw new InvalidAnswerException(
                    "a=ice-lite: this server is lite, so its peer must be a full ICE agent.");
        }
    }

    /** RFC 8839, section 5.4, and four more characters, for the sake of old clients. */
    private String readIceChars(String attribute, int min) {
        String value = shared(attribute).orElseThrow(() -> missing(attribute));
        if (!value.matches("[A-Za-z0-9+/=#_-]{" + min + ",256}")) {
            throw new InvalidAnswerException(
                    "a=%s must have %d to 256 letters, digits, \"+\" or \"/\"."
                            .formatted(attribute, min));
        }
        return value;
    }

    /** The one value of an attribute in all sections that have it. */
    private Optional<String> shared(String attribute) {
        Set<String> values =
                sections.stream()
                        .flatMap(section -> section.inheritedValues(attribute).stream())
                        .collect(Collectors.toSet());
        if (values.size() > 1) {
            throw differing(attribute);
        }
        return values.stream().findFirst();
    }

    private List<Fingerprint> readFingerprints() {
        List<Set<String>> sets =
                sections.stream()
                        .map(AnsweredTransport::fingerprints)
                        .filter(set -> !set.isEmpty())
                        .distinct()
                        .toList();
        if (sets.isEmpty()) {
            throw missing("fingerprint");
        }
        if (sets.size() > 1) {
            throw differing("fingerprint");
        }
        List<Fingerprint> known =
                sets.get(0).stream()
                        .map(AnsweredTransport::parseFingerprint)
                        .flatMap(Optional::stream)
                        .toList();
        if (known.isEmpty()) {
            throw new InvalidAnswerException(
                    "a=fingerprint: one by SHA-256, SHA-384 or SHA-512 is needed.");
        }
        if (known.size() > MAX_FINGERPRINTS) {
            throw new InvalidAnswerException(
                    "a=fingerprint: there are %d, and no more than %d are taken."
                            .formatted(known.size(), MAX_FINGERPRINTS));
        }
        return known;
    }

    private static Set<String> fingerprints(SdpSection section) {
        return section.inheritedValues("fingerprint").stream()
                .map(value -> value.toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Optional<Fingerprint> parseFingerprint(String value) {
        try {
            return Fingerprint.parse(value);
        } catch (IllegalArgumentException e) {
            throw new InvalidAnswerException(e.getMessage(), e);
        }
    }

    private void checkMux() {
        if (sections.stream().noneMatch(section -> section.has("rtcp-mux"))) {
            throw new InvalidAnswerException(
                    "a=rtcp-mux is missing: RTCP has no port of its own here.");
        }
    }

    private static InvalidAnswerException missing(String attribute) {
        return new InvalidAnswerException("a=%s is missing.".formatted(attribute));
    }

    private static InvalidAnswerException differing(String attribute) {
        return new InvalidAnswerException(
                "a=%s must be the same everywhere: all media share one transport."
                        .formatted(attribute));
    }
}
