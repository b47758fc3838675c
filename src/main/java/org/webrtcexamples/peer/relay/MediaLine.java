package org.webrtcexamples.peer.relay;

import org.webrtcexamples.peer.InvalidAnswerException;

import java.util.List;

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
        if (fields.length < 4
                || !fields[1].matches("[0-9]{1,5}")
                || Integer.parseInt(fields[1]) > MAX_PORT) {
            throw section.refusal(
                    "\"m=%s\" must have a kind, a port, a protocol and payload types.",
                    section.mediaLine());
        }
        return new MediaLine(
                fields[0],
                Integer.parseInt(fields[1]),
                fields[2],
                List.of(fields).subList(3, fields.length));
    }
}
