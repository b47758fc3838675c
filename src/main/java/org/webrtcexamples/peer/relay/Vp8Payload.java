package org.webrtcexamples.peer.relay;

/**
 * The descriptor that the payload of an RTP packet with VP8 begins with.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7741#section-4.2">RFC 7741, section 4.2</a>
 */
final class Vp8Payload {

    private static final int EXTENDED = 0x80;
    private static final int START_OF_PARTITION = 0x10;
    private static final int PARTITION = 0x07;

    private static final int PICTURE_ID = 0x80;
    private static final int LONG_PICTURE_ID = 0x80;
    private static final int TL0PICIDX = 0x40;
    private static final int TID_OR_KEYIDX = 0x30;

    private Vp8Payload() {}

    /**
     * Where the frame's own bytes begin.
     *
     * @return -1 if there are none, or the descriptor is cut off
     */
    static int frame(byte[] data, int offset, int end) {
        int at = offset + 1;
        if (offset < end && (data[offset] & EXTENDED) != 0) {
            if (at >= end) {
                return -1;
            }
            int extension = data[at++];
            if ((extension & PICTURE_ID) != 0) {
                if (at >= end) {
                    return -1;
                }
                at += (data[at] & LONG_PICTURE_ID) != 0 ? 2 : 1;
            }
            at += (extension & TL0PICIDX) != 0 ? 1 : 0;
            at += (extension & TID_OR_KEYIDX) != 0 ? 1 : 0;
        }
        return at < end ? at : -1;
    }

    /** Whether a frame begins here: a payload of which {@link #frame} is not -1. */
    static boolean startsFrame(byte[] data, int offset) {
        return (data[offset] & START_OF_PARTITION) != 0 && (data[offset] & PARTITION) == 0;
    }
}
