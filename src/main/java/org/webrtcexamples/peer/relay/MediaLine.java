package org.webrtcexamples.peer.relay;

import org.webrtcexamples.peer.InvalidAnswerException;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An m= line.
 *
 * @param media "audio" or another kind
 * @param port 0 to 65535
 * @param formats payload types, if this is RTP
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8866#section-5.14">RFC 8866, Media
 *     Descriptions</a>
 */
record MediaLine(String media, int port, String protocol, List<String> formats) {

    private static final int MAX_PORT = 65_535;

    /**
     * @throws InvalidAnswerException if the section's first line is not formed as one
     */
    static MediaLine of(SdpSection section) {
        String[] fields = section.mediaLine().split(" ");
        OptionalInt port = fields.length < 4 ? OptionalInt.empty() : port(fields[1]);
        if (port.isEmpty()) {
            throw section.refusal(
                    "\"m=%s\" must have a kind, a port, a protocol and payload types.",
                    section.mediaLine());
        }
        return new MediaLine(
                fields[0], port.getAsInt(), fields[2], List.of(fields).subList(3, fields.length));
    }

    private static OptionalInt port(String text) {
        return Optional.of(text)
                .filter(digits -> digits.matches("[0-9]{1,5}"))
                .map(Integer::parseInt)
                .filter(number -> number <= MAX_PORT)
                .map(OptionalInt::of)
                .orElseGet(OptionalInt::empty);
    }
}
