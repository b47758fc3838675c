package org.webrtcexamples.media.recording;

import org.webrtcexamples.peer.Codec;
import org.webrtcexamples.peer.EncodedFrame;

import java.util.HexFormat;
import java.util.List;

/** What is recorded where a track has nothing yet: the least that decoders take. */
final class Filler {

    /** 20 ms. */
    private static final byte[] SILENCE = bytes("f8fffe");

    /** A black key frame of 16 x 16 pixels, made with libvpx. */
    private static final byte[] VP8 =
            bytes("1002009d012a100010000047088585889984880202000c0d6000feffab5080");

    /** The same with its parameter sets, made with OpenH264. */
    private static final byte[] H264 =
            bytes(
                    "000000016742c0148c69cc0407844235"
                            + "0000000168ce3c80"
                            + "0000000165b8000409e4c5000119fc");

    private Filler() {}

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    /** Silence or black. Not to be changed. */
    static byte[] of(Codec codec) {
        return switch (codec) {
            case OPUS -> SILENCE;
            case VP8 -> VP8;
            case H264 -> H264;
        };
    }

    /** A frame of either kind that has arrived at a time. */
    static List<EncodedFrame> frames(long arrival) {
        return List.of(
                new EncodedFrame(Codec.OPUS, 1, 0, 960, arrival, 0, true, 0, 0, SILENCE),
                new EncodedFrame(Codec.VP8, 1, 0, 0, arrival, 0, true, 16, 16, VP8));
    }
}
