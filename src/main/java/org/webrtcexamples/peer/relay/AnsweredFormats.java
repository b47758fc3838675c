package org.webrtcexamples.peer.relay;

import org.webrtcexamples.peer.InvalidAnswerException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The payload types that a section takes of those offered. Each must be what it was offered as, for
 * packets are forwarded as they are.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8829#section-5.3.1">RFC 8829, what an answer
 *     makes of offered codecs</a>
 */
final class AnsweredFormats {

    private final SdpSection section;

    private AnsweredFormats(SdpSection section) {
        this.section = section;
    }

    /**
     * @param formats of the m= line
     * @return at least one with a codec; the order is the answer's
     */
    static List<Integer> read(MediaKind kind, SdpSection section, List<String> formats) {
        AnsweredFormats answered = new AnsweredFormats(section);
        List<Integer> payloadTypes = new ArrayList<>();
        for (String format : formats) {
            PayloadTypes.Format offered = answered.offered(kind, format);
            if (payloadTypes.contains(offered.payloadType())) {
                throw section.refusal("The m= line has payload type %s twice.", format);
            }
            answered.check(offered);
            payloadTypes.add(offered.payloadType());
        }
        if (payloadTypes.stream().allMatch(PayloadTypes::isRtx)) {
            throw section.refusal(
                    "RTX alone carries nothing: it needs the codec it was offered for.");
        }
        for (int type : payloadTypes) {
            if (PayloadTypes.isRtx(type) && !payloadTypes.contains(PayloadTypes.repeatedBy(type))) {
                throw section.refusal(
                        "Payload type %s repeats %s, which the m= line lacks.",
                        type, PayloadTypes.repeatedBy(type));
            }
        }
        return List.copyOf(payloadTypes);
    }

    private PayloadTypes.Format offered(MediaKind kind, String format) {
        return PayloadTypes.of(kind).stream()
                .filter(each -> Integer.toString(each.payloadType()).equals(format))
                .findFirst()
                .orElseThrow(() -> notOffered(kind, format));
    }

    private InvalidAnswerException notOffered(MediaKind kind, String format) {
        return section.refusal(
                "Payload type \"%s\" was not offered; those of %s are %s.",
                format,
                kind,
                PayloadTypes.of(kind).stream()
                        .map(each -> Integer.toString(each.payloadType()))
                        .collect(Collectors.joining(", ")));
    }

    private void check(PayloadTypes.Format offered) {
        int type = offered.payloadType();
        List<String> names = valuesFor("rtpmap", type);
        if (names.isEmpty() || !names.stream().allMatch(offered.rtpmap()::equalsIgnoreCase)) {
            throw section.refusal(
                    "a=rtpmap:%s must be \"%s\", as it was offered.", type, offered.rtpmap());
        }
        if (PayloadTypes.isRtx(type)) {
            checkParameter(type, "apt", Integer.toString(PayloadTypes.repeatedBy(type)));
        }
        if (type == PayloadTypes.H264) {
            checkParameter(type, "packetization-mode", "1");
            checkProfile(type);
        }
    }

    private void checkParameter(int type, String name, String value) {
        if (!parameters(type, name).equals(List.of(value))) {
            throw section.refusal(
                    "a=fmtp:%s must say %s=%s, as it was offered.", type, name, value);
        }
    }

    /** The level is each end's own, the profile is not: RFC 6184, section 8.2.2. */
    private void checkProfile(int type) {
        List<String> profiles = parameters(type, "profile-level-id");
        if (profiles.size() != 1
                || !profiles.get(0).matches(PayloadTypes.H264_PROFILE + "[0-9a-f]{2}")) {
            throw section.refusal(
                    "a=fmtp:%s must have a profile-level-id that begins with %s, as it was offered.",
                    type, PayloadTypes.H264_PROFILE);
        }
    }

    private List<String> parameters(int type, String name) {
        return valuesFor("fmtp", type).stream()
                .flatMap(parameters -> Arrays.stream(parameters.split(";")))
                .map(parameter -> parameter.strip().toLowerCase(Locale.ROOT))
                .filter(parameter -> parameter.startsWith(name + '='))
                .map(parameter -> parameter.substring(name.length() + 1))
                .distinct()
                .toList();
    }

    private List<String> valuesFor(String attribute, int type) {
        String prefix = type + " ";
        return section.values(attribute).stream()
                .filter(value -> value.startsWith(prefix))
                .map(value -> value.substring(prefix.length()))
                .toList();
    }
}
