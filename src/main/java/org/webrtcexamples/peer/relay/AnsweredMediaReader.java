package org.webrtcexamples.peer.relay;

import org.webrtcexamples.peer.InvalidAnswerException;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Reads what one accepted m= section of an answer says about its media. */
final class AnsweredMediaReader {

    /**
     * That of the offer, and as endpoints older than <a
     * href="https://www.rfc-editor.org/rfc/rfc5764#section-8">RFC 5764</a> call the same.
     */
    private static final Set<String> PROTOCOLS = Set.of("UDP/TLS/RTP/SAVPF", "RTP/SAVPF");

    private final OfferedMedia offered;
    private final SdpSection section;
    private final MediaLine line;

    private AnsweredMediaReader(OfferedMedia offered, SdpSection section, MediaLine line) {
        this.offered = offered;
        this.section = section;
        this.line = line;
    }

    /**
     * @throws InvalidAnswerException if it is not what was offered, or a part of it
     */
    static AnsweredMedia read(OfferedMedia offered, SdpSection section, MediaLine line) {
        return new AnsweredMediaReader(offered, section, line).read();
    }

    private AnsweredMedia read() {
        if (!PROTOCOLS.contains(line.protocol())) {
            throw section.refusal(
                    "The protocol is \"%s\", and must be UDP/TLS/RTP/SAVPF.", line.protocol());
        }
        if (!section.inheritedValues("crypto").isEmpty()) {
            throw section.refusal("a=crypto: keys come by DTLS only; leave it out.");
        }
        checkSimulcast();
        Direction direction = direction();
        List<Integer> payloadTypes =
                AnsweredFormats.read(offered.kind(), section, line.formats(), direction.sends());
        List<Integer> codecs =
                payloadTypes.stream().filter(type -> !PayloadTypes.isRtx(type)).toList();
        return new AnsweredMedia(
                offered.kind(),
                false,
                direction.reversed(),
                payloadTypes,
                transportCcExtension(),
                RtcpFeedback.of(offered, section, codecs),
                section.has("rtcp-rsize"),
                direction.sends() ? ssrc() : OptionalLong.empty());
    }

    private void checkSimulcast() {
        if (!section.values("simulcast").isEmpty()
                || !section.values("rid").isEmpty()
                || section.values("ssrc-group").stream().anyMatch(isOf("SIM"))) {
            throw section.refusal(
                    "Simulcast was not offered: leave out a=simulcast, a=rid and a=ssrc-group:SIM.");
        }
    }

    /** As the answerer sees it. */
    private Direction direction() {
        List<Direction> named =
                Arrays.stream(Direction.values())
                        .filter(direction -> section.has(direction.toString()))
                        .toList();
        if (named.isEmpty()) {
            named =
                    Arrays.stream(Direction.values())
                            .filter(direction -> section.inherits(direction.toString()))
                            .toList();
        }
        if (named.size() > 1) {
            throw section.refusal(
                    "a=%s and a=%s: one section has one direction.", named.get(0), named.get(1));
        }
        // RFC 8866, section 6.7.
        Direction direction = named.isEmpty() ? Direction.SENDRECV : named.get(0);
        Direction allowed = offered.direction().reversed();
        if (!direction.isWithin(allowed)) {
            throw section.refusal(
                    "a=%s does not answer a=%s; a=%s does.",
                    direction, offered.direction(), allowed);
        }
        return direction;
    }

    /** RFC 8285, section 6: what is answered was offered, under the same id. */
    private int transportCcExtension() {
        int id = 0;
        for (String extension : section.inheritedValues("extmap")) {
            String[] fields = extension.split(" ", 3);
            String[] idAndDirection = fields[0].split("/", 2);
            if (!offered.hasTransportCcExtension()
                    || fields.length < 2
                    || !fields[1].equals(PayloadTypes.TRANSPORT_CC_URI)
                    || !idAndDirection[0].equals("" + PayloadTypes.TRANSPORT_CC_EXTENSION)) {
                throw section.refusal(
                        "a=extmap:%s: a header extension must have been offered with the same id.",
                        extension);
            }
            if (idAndDirection.length == 1 || sends(idAndDirection[1])) {
                id = PayloadTypes.TRANSPORT_CC_EXTENSION;
            }
        }
        return id;
    }

    private static boolean sends(String direction) {
        return Arrays.stream(Direction.values())
                .filter(each -> each.toString().equals(direction))
                .anyMatch(Direction::sends);
    }

    /** RFC 5576; a source that repeats another (RFC 4588) is none of its own. */
    private OptionalLong ssrc() {
        Set<String> repeating =
                section.values("ssrc-group").stream()
                        .filter(isOf("FID"))
                        .flatMap(group -> Arrays.stream(group.split(" ")).skip(2))
                        .collect(Collectors.toSet());
        List<String> sources =
                section.values("ssrc").stream()
                        .map(source -> source.split(" ", 2)[0])
                        .filter(source -> !repeating.contains(source))
                        .distinct()
                        .toList();
        if (sources.size() > 1) {
            throw section.refusal(
                    "a=ssrc:%s and a=ssrc:%s: one section has one source, and one that repeats it in"
                            + " an a=ssrc-group:FID.",
                    sources.get(0), sources.get(1));
        }
        Optional<String> source = sources.stream().findFirst();
        return source.isEmpty() ? OptionalLong.empty() : OptionalLong.of(unsigned32(source.get()));
    }

    private long unsigned32(String source) {
        try {
            return Integer.toUnsignedLong(Integer.parseUnsignedInt(source));
        } catch (NumberFormatException e) {
            throw section.refusal("a=ssrc:%s must be a number of 32 bits.", source);
        }
    }

    private static Predicate<String> isOf(String semantics) {
        return group -> group.startsWith(semantics + ' ');
    }
}
