package org.webrtcexamples.client;

import java.net.DatagramPacket;
import java.time.Duration;
import java.util.Random;

/**
 * What a poor network does to datagrams. The shares are those of each way, 0 to 1, and 1 at most
 * together.
 *
 * @param loss the share that is dropped
 * @param duplication the share that is sent twice
 * @param reordering the share that comes late, so that others overtake it
 * @param minDelay of what comes late
 * @param maxDelay of what comes late; each one has a delay of its own
 * @param mediaOnly whether STUN and DTLS are left alone
 */
public record Disturbance(
        double loss,
        double duplication,
        double reordering,
        Duration minDelay,
        Duration maxDelay,
        boolean mediaOnly) {

    /** Nothing happens to anything. */
    public static final Disturbance NONE = new Disturbance(0, 0, 0, true);

    private static final Duration DELAY = Duration.ofMillis(20);

    /** <a href="https://www.rfc-editor.org/rfc/rfc7983#section-7">RFC 7983</a>: RTP and RTCP. */
    private static final int SMALLEST_FIRST_BYTE_OF_MEDIA = 128;

    private static final int LARGEST_FIRST_BYTE_OF_MEDIA = 191;

    public Disturbance {
        if (loss < 0 || duplication < 0 || reordering < 0 || loss + duplication + reordering > 1) {
            throw new IllegalArgumentException("no shares of a whole");
        }
    }

    /** All that comes late comes 20 ms late. */
    public Disturbance(double loss, double duplication, double reordering, boolean mediaOnly) {
        this(loss, duplication, reordering, DELAY, DELAY, mediaOnly);
    }

    /** Media of which that share is dropped. */
    public static Disturbance lossOfMedia(double share) {
        return new Disturbance(share, 0, 0, true);
    }

    /** How late the next one comes. */
    Duration delay(Random random) {
        long spread = maxDelay.minus(minDelay).toNanos();
        return minDelay.plusNanos((long) (random.nextDouble() * spread));
    }

    boolean concerns(DatagramPacket packet) {
        if (!mediaOnly) {
            return true;
        }
        int first = packet.getLength() > 0 ? packet.getData()[0] & 0xFF : 0;
        return first >= SMALLEST_FIRST_BYTE_OF_MEDIA && first <= LARGEST_FIRST_BYTE_OF_MEDIA;
    }
}
