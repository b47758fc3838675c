package org.webrtcexamples.peer.relay;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * What browsers answer to {@link Offers}, as files with LF: Chromium 156 and Firefox ESR 153 have
 * given theirs; Safari's is written by hand, in the manner of the other libwebrtc.
 *
 * <p>"loopback", "broadcaster" and "viewer" answer sendrecv, recvonly and sendonly; the others
 * answer sendrecv but "broadcaster-h264".
 */
final class Answers {

    private Answers() {}

    static String of(String name) {
        try (InputStream file = Answers.class.getResourceAsStream(name + ".sdp")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static RelayOffer offerFor(String name) {
        String shape = name.split("-")[1];
        return Offers.audioAndVideo(
                switch (shape) {
                    case "broadcaster" -> Direction.RECVONLY;
                    case "viewer" -> Direction.SENDONLY;
                    default -> Direction.SENDRECV;
                });
    }
}
