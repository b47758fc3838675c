package org.webrtcexamples.peer.relay;

import org.webrtcexamples.peer.Codec;

import java.util.List;

/**
 * The payload types and the header extension of every offer. They are the same for all peers, so
 * that a packet goes from one to another without a change of either.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7742#section-5">RFC 7742, the video codecs that
 *     everyone has</a>
 */
final class PayloadTypes {

    static final int OPUS = 111;
    static final int VP8 = 96;
    static final int VP8_RTX = 97;
    static final int H264 = 102;
    static final int H264_RTX = 103;

    /** The id of the header extension that counts packets of all media on one transport. */
    static final int TRANSPORT_CC_EXTENSION = 5;

    static final String TRANSPORT_CC_URI =
            "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";

    /**
     * Constrained Baseline, without the two digits of the level that follow, which each end chooses
     * for itself: <a href="https://www.rfc-editor.org/rfc/rfc6184#section-8.1">RFC 6184, section
     * 8.1</a>.
     */
    static final String H264_PROFILE = "42e0";

    /**
     * A sender that is built on libwebrtc, as Chromium, would begin with 300 kbit/s, for which it
     * shrinks 1280 × 720 to 320 × 180, and takes a quarter of a minute to grow. Told to begin with
     * more it sends the full size at once. Others ignore what they do not know.
     *
     * @see <a
     *     href="https://webrtc.googlesource.com/src/+/refs/branch-heads/7204/media/base/media_constants.h">The
     *     name of the parameter in libwebrtc</a>
     */
    private static final String START_BITRATE = "x-google-start-bitrate=1000";

    /**
     * What a payload type stands for.
     *
     * @param rtpmap encoding name, clock rate and channels, as in a=rtpmap
     * @param parameters as in a=fmtp; may be empty
     */
    record Format(int payloadType, String rtpmap, String parameters) {}

    private static final List<Format> AUDIO =
            List.of(new Format(OPUS, "opus/48000/2", "minptime=10;useinbandfec=1"));

    private static final List<Format> VIDEO =
            List.of(
                    new Format(VP8, "VP8/90000", START_BITRATE),
                    new Format(VP8_RTX, "rtx/90000", "apt=" + VP8),
                    new Format(
                            H264,
                            "H264/90000",
                            "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id="
                                    + H264_PROFILE
                                    + "1f;"
                                    + START_BITRATE),
                    new Format(H264_RTX, "rtx/90000", "apt=" + H264));

    private PayloadTypes() {}

    /** What is offered of a kind, the preferred ones first. */
    static List<Format> of(MediaKind kind) {
        return switch (kind) {
            case AUDIO -> AUDIO;
            case VIDEO -> VIDEO;
        };
    }

    /**
     * How the media of a payload type is encoded.
     *
     * @param payloadType one of these, and no RTX
     */
    static Codec codec(int payloadType) {
        return switch (payloadType) {
            case OPUS -> Codec.OPUS;
            case VP8 -> Codec.VP8;
            default -> Codec.H264;
        };
    }

    /** Whether packets of this type only repeat those of another: RFC 4588. */
    static boolean isRtx(int payloadType) {
        return payloadType == VP8_RTX || payloadType == H264_RTX;
    }

    /**
     * The type of the packets that an RTX type repeats.
     *
     * @param rtx a payload type of which {@link #isRtx} is true
     */
    static int repeatedBy(int rtx) {
        return switch (rtx) {
            case VP8_RTX -> VP8;
            case H264_RTX -> H264;
            default -> throw new IllegalArgumentException(rtx + " is no RTX");
        };
    }
}
