package org.webrtcexamples.peer.relay;

import org.webrtcexamples.peer.Codec;

/** Tells where a decoder that knows nothing can start. */
final class KeyFrames {

    /** Types of NAL units, RFC 6184, section 5.2. */
    private static final int SEQUENCE_PARAMETER_SET = 7;

    private static final int STAP_A = 24;

    private KeyFrames() {}

    /**
     * Whether the payload of an RTP packet begins a key frame.
     *
     * @param codec how it is encoded
     * @param data holds the payload, whatever it is
     * @param offset where it starts
     * @param length how many bytes it has
     * @return of VP8, whether it is the first packet of a key frame's first partition; of H.264,
     *     whether there is a sequence parameter set in it, which senders put before each IDR slice:
     *     without it that cannot be decoded
     */
    static boolean starts(Codec codec, byte[] data, int offset, int length) {
        return switch (codec) {
            case VP8 -> startsVp8(data, offset, offset + length);
            case H264 -> startsH264(data, offset, offset + length);
            case OPUS -> false;
        };
    }

    private static boolean startsVp8(byte[] data, int offset, int end) {
        int header = Vp8Payload.frame(data, offset, end);
        return header >= 0 && Vp8Payload.startsFrame(data, offset) && (data[header] & 0x01) == 0;
    }

    /** See <a href="https://www.rfc-editor.org/rfc/rfc6184#section-5.4">RFC 6184</a>. */
    private static boolean startsH264(byte[] data, int offset, int end) {
        if (offset >= end) {
            return false;
        }
        if (type(data[offset]) != STAP_A) {
            return type(data[offset]) == SEQUENCE_PARAMETER_SET;
        }
        int unit = offset + 1;
        while (unit + 2 < end) {
            int size = BigEndian.uint16(data, unit);
            if (size > 0 && type(data[unit + 2]) == SEQUENCE_PARAMETER_SET) {
                return true;
            }
            unit += 2 + size;
        }
        return false;
    }

    private static int type(byte header) {
        return header & 0x1F;
    }
}
