package org.webrtcexamples.peer.relay;

import org.webrtcexamples.peer.Codec;

/**
 * H.264 frames out of RTP payloads, as NAL units behind start codes.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6184#section-5.6">RFC 6184, section 5.6</a>
 */
final class H264Depacketizer extends Depacketizer {

    private static final int IDR = 5;
    private static final int SEI = 6;
    private static final int SPS = 7;
    private static final int DELIMITER = 9;
    private static final int LAST_SINGLE = 23;
    private static final int STAP_A = 24;
    private static final int FU_A = 28;

    private static final int TYPE = 0x1F;
    private static final int FU_START = 0x80;
    private static final int FU_END = 0x40;

    private static final byte[] START_CODE = {0, 0, 0, 1};

    private boolean fragmented;
    private boolean idr;
    private Size size;

    /** Of the last frame that was taken. */
    private boolean tookIdr;

    /** SEI and delimiters may precede a key frame's parameter sets; they are no skipped frame. */
    static boolean isPreface(byte[] payload, Codec codec) {
        int type = payload[0] & TYPE;
        return codec == Codec.H264 && (type == SEI || type == DELIMITER);
    }

    @Override
    boolean append(byte[] payload) {
        if (payload.length < 2) {
            return false;
        }
        int type = payload[0] & TYPE;
        if (type == FU_A) {
            return fragment(payload);
        }
        if (fragmented || type == 0 || type > STAP_A) {
            return false;
        }
        return type == STAP_A ? aggregate(payload) : unit(payload, 0, payload.length);
    }

    private boolean unit(byte[] data, int offset, int length) {
        int type = data[offset] & TYPE;
        if (type > LAST_SINGLE) {
            return false;
        }
        idr |= type == IDR;
        if (type == SPS) {
            size = SpsReader.size(data, offset, offset + length);
        }
        frame.writeBytes(START_CODE);
        frame.write(data, offset, length);
        return true;
    }

    private boolean aggregate(byte[] data) {
        int at = 1;
        while (at + 2 < data.length) {
            int length = BigEndian.uint16(data, at);
            at += 2;
            if (length == 0 || length > data.length - at || !unit(data, at, length)) {
                return false;
            }
            at += length;
        }
        return at == data.length;
    }

    private boolean fragment(byte[] data) {
        boolean starts = (data[1] & FU_START) != 0;
        if (starts == fragmented) {
            return false;
        }
        if (starts) {
            int type = data[1] & TYPE;
            idr |= type == IDR;
            frame.writeBytes(START_CODE);
            frame.write(data[0] & ~TYPE | type);
        }
        frame.write(data, 2, data.length - 2);
        fragmented = (data[1] & FU_END) == 0;
        return true;
    }

    @Override
    void clear() {
        super.clear();
        fragmented = false;
        idr = false;
    }

    @Override
    byte[] take() {
        byte[] whole = fragmented ? new byte[0] : frame.toByteArray();
        tookIdr = idr;
        clear();
        return whole;
    }

    @Override
    Size keyFrameSize(byte[] data) {
        return tookIdr ? size : null;
    }
}
