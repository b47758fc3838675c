package org.webrtcexamples.peer.relay;

/**
 * How long the sound in an Opus packet is.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6716#section-3.1">RFC 6716, section 3.1</a>
 */
final class OpusPayload {

    /** Of one frame of each configuration, in samples at 48 kHz. */
    private static final int[] SILK = {480, 960, 1920, 2880};

    private static final int[] HYBRID = {480, 960};
    private static final int[] CELT = {120, 240, 480, 960};

    private static final int FIRST_HYBRID = 12;
    private static final int FIRST_CELT = 16;

    private static final int MAX_SAMPLES = 5760;

    private OpusPayload() {}

    /**
     * @return in samples at 48 kHz, at most 120 ms; 0 if it is none
     */
    static int samples(byte[] packet) {
        if (packet.length == 0) {
            return 0;
        }
        int configuration = (packet[0] & 0xFF) >> 3;
        int frame =
                configuration < FIRST_HYBRID
                        ? SILK[configuration % SILK.length]
                        : configuration < FIRST_CELT
                                ? HYBRID[configuration % HYBRID.length]
                                : CELT[configuration % CELT.length];
        int frames =
                switch (packet[0] & 0x03) {
                    case 0 -> 1;
                    case 1, 2 -> 2;
                    default -> packet.length < 2 ? 0 : packet[1] & 0x3F;
                };
        return frame * frames <= MAX_SAMPLES ? frame * frames : 0;
    }
}
