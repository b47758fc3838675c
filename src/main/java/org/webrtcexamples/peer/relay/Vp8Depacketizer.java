package org.webrtcexamples.peer.relay;

/**
 * VP8 frames out of RTP payloads.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7741#section-4.5.1">RFC 7741, section 4.5.1</a>
 */
final class Vp8Depacketizer extends Depacketizer {

    private static final int KEY_FRAME_HEADER = 10;

    @Override
    boolean append(byte[] payload) {
        int start = Vp8Payload.frame(payload, 0, payload.length);
        if (start < 0 || frame.size() == 0 && !Vp8Payload.startsFrame(payload, 0)) {
            return false;
        }
        frame.write(payload, start, payload.length - start);
        return true;
    }

    @Override
    byte[] take() {
        byte[] whole = frame.toByteArray();
        clear();
        return whole;
    }

    /** <a href="https://www.rfc-editor.org/rfc/rfc6386#section-9.1">RFC 6386, section 9.1</a>. */
    @Override
    Size keyFrameSize(byte[] data) {
        if (data.length < KEY_FRAME_HEADER || (data[0] & 0x01) != 0) {
            return null;
        }
        int width = data[6] & 0xFF | (data[7] & 0x3F) << 8;
        int height = data[8] & 0xFF | (data[9] & 0x3F) << 8;
        return width == 0 || height == 0 ? null : new Size(width, height);
    }
}
