package org.webrtcexamples.peer.relay;

import org.webrtcexamples.peer.InvalidAnswerException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The payload types that a section takes of those offered. Each must be what it was offered as, for
 * packets are forwarded as they are. One that is not is left out while a codec remains, except
 * where the remote peer would send it: it sends the first of its codecs.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8829#section-5.3.1">RFC 8829, what an answer
 *     makes of offered codecs</a>
 */
final class AnsweredFormats {

    private static final Pattern PAYLOAD_TYPE = Pattern.compile("0|[1-9][0-9]{0,2}");

    private final MediaKind kind;
    private final SdpSection section;

    private AnsweredFormats(MediaKind kind, SdpSection section) {
        this.kind = kind;
        this.section = section;
    }

    /**
     * @param formats of the m= line
     * @param sends whether the remote peer sends
     * @return at least one with a codec; the order is the answer's
     */
    static List<Integer> read(
            MediaKind kind, SdpSection section, List<String> formats, boolean sends) {
        return new AnsweredFormats(kind, section).read(formats, sends);
    }

    private List<Integer> read(List<String> formats, boolean sends) {
        checkForm(formats);
        List<Integer> payloadTypes = new ArrayList<>();
        Optional<InvalidAnswerException> first = Optional.empty();
        for (String format : formats) {
            Optional<InvalidAnswerException> misfit = misfit(format);
            if (misfit.isEmpty()) {
                payloadTypes.add(Integer.valueOf(format));
            } else if (first.isEmpty() && (!sends || hasNoCodec(payloadTypes))) {
                first = misfit;
            }
        }
        if (first.isPresent() && (sends || hasNoCodec(payloadTypes))) {
            throw first.get();
        }
        if (hasNoCodec(payloadTypes)) {
            throw section.refusal(
                    "RTX alone carries nothing: it needs the codec it was offered for.");
        }
        checkRtx(formats, payloadTypes);
        payloadTypes.removeIf(type -> isAlone(type, payloadTypes));
        return List.copyOf(payloadTypes);
    }

    private void checkForm(List<String> formats) {
        Set<String> found = new HashSet<>();
        for (String format : formats) {
            if (!PAYLOAD_TYPE.matcher(format).matches()) {
                throw notOffered(format);
            }
            if (!found.add(format)) {
                throw section.refusal("The m= line has payload type %s twice.", format);
            }
        }
    }

    private static boolean hasNoCodec(List<Integer> payloadTypes) {
        return payloadTypes.stream().allMatch(PayloadTypes::isRtx);
    }

    private void checkRtx(List<String> formats, List<Integer> payloadTypes) {
        for (int type : payloadTypes) {
            if (PayloadTypes.isRtx(type)
                    && !formats.contains(Integer.toString(PayloadTypes.repeatedBy(type)))) {
                throw section.refusal(
                        "Payload type %s repeats %s, which the m= line lacks.",
                        type, PayloadTypes.repeatedBy(type));
            }
        }
    }

    /** Whether it only repeats packets of a codec that was left out. */
    private static boolean isAlone(int type, List<Integer> payloadTypes) {
        return PayloadTypes.isRtx(type) && !payloadTypes.contains(PayloadTypes.repeatedBy(type));
    }

    /** Why a format of the m= line is not one that was offered. */
    private Optional<InvalidAnswerException> misfit(String format) {
        Optional<PayloadTypes.Format> offered =
                PayloadTypes.of(kind).stream()
                        .filter(each -> Integer.toString(each.payloadType()).equals(format))
                        .findFirst();
        return offered.isEmpty() ? Optional.of(notOffered(format)) : misfit(offered.get());
    }

    private InvalidAnswerException notOffered(String format) {
        return section.refusal(
                "Payload type \"%s\" was not offered; those of %s are %s.",
                format,
                kind,
                PayloadTypes.of(kind).stream()
                        .map(each -> Integer.toString(each.payloadType()))
                        .collect(Collectors.joining(", ")));
    }

    private Optional<InvalidAnswerException> misfit(PayloadTypes.Format offered) {
        int type = offered.payloadType();
        List<String> names = valuesFor("rtpmap", type);
        if (names.isEmpty() || !names.stream().allMatch(offered.rtpmap()::equalsIgnoreCase)) {
            return Optional.of(
                    section.refusal(
                            "a=rtpmap:%s must be \"%s\", as it was offered.",
                            type, offered.rtpmap()));
        }
        if (PayloadTypes.isRtx(type)) {
            return parameterMisfit(type, "apt", Integer.toString(PayloadTypes.repeatedBy(type)));
        }
        return type == PayloadTypes.H264
                ? parameterMisfit(type, "packetization-mode", "1").or(() -> profileMisfit(type))
                : Optional.empty();
    }

    private Optional<InvalidAnswerException> parameterMisfit(int type, String name, String value) {
        return parameters(type, name).equals(List.of(value))
                ? Optional.empty()
                : Optional.of(
                        section.refusal(
                                "a=fmtp:%s must say %s=%s, as it was offered.", type, name, value));
    }

    /**
     * The level is each end's own, the profile is not: RFC 6184, section 8.2.2. Without the
     * parameter libwebrtc, too, assumes the profile that all of WebRTC has.
     */
    private Optional<InvalidAnswerException> profileMisfit(int type) {
        return parameters(type, "profile-level-id").stream()
                        .allMatch(H264Profile::isConstrainedBaseline)
                ? Optional.empty()
                : Optional.of(
                        section.refusal(
                                "a=fmtp:%s must have a profile-level-id of Constrained Baseline, as"
                                        + " it was offered: %s1f or the like.",
                                type, PayloadTypes.H264_PROFILE));
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
