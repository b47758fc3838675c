package org.webrtcexamples.client;

import java.net.DatagramPacket;
import java.time.Duration;

/**
 * What a poor network does to datagrams. The shares are those of each way, 0 to 1, and 1 at most
 * together.
 *
 * @param loss the share that is dropped
 * @param duplication the share that is sent twice
 * @param reordering the share that comes 20 ms late, so that others overtake it
 * @param mediaOnly whether STUN and DTLS are left alone
 */
public record Disturbance(double loss, double duplication, double reordering, boolean mediaOnly) {

    /** Nothing happens to anything. */
    public static final Disturbance NONE = new Disturbance(0, 0, 0, true);

    static final Duration DELAY = Duration.ofMillis(20);

    /** <a href="https://www.rfc-editor.org/rfc/rfc7983#section-7">RFC 7983</a>: RTP and RTCP. */
    private static final int SMALLEST_FIRST_BYTE_OF_MEDIA = 128;

    private static final int LARGEST_FIRST_BYTE_OF_MEDIA = 191;

    public Disturbance {
        if (loss < 0 || duplication < 0 || reordering < 0 || loss + duplication + reordering > 1) {
            throw new IllegalArgumentException("no shares of a whole");
        }
    }

    /** Media of which that share is dropped. */
    public static Disturbance lossOfMedia(double share) {
        return new Disturbance(share, 0, 0, true);
    }

    boolean concerns(DatagramPacket packet) {
        if (!mediaOnly) {
            return true;
        }
        int first = packet.getLength() > 0 ? packet.getData()[0] & 0xFF : 0;
        return first >= SMALLEST_FIRST_BYTE_OF_MEDIA && first <= LARGEST_FIRST_BYTE_OF_MEDIA;
    }
}
