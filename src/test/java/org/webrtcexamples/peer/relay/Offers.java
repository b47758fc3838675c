package org.webrtcexamples.peer.relay;

import java.net.InetSocketAddress;
import java.util.List;

/** Offers of the three shapes that the examples make. */
final class Offers {

    static final long AUDIO_SSRC = 1_000_001;
    static final long VIDEO_SSRC = 4_000_000_002L;

    private static final String BYTES = "9D:0A:F4:5C:11:E7:72:3B:C6:8A:5E:01:9F:42:D0:B7";

    private Offers() {}

    /** Audio and video, both in that direction. */
    static RelayOffer audioAndVideo(Direction direction) {
        return of(
                new OfferedMedia(MediaKind.AUDIO, direction, AUDIO_SSRC),
                new OfferedMedia(MediaKind.VIDEO, direction, VIDEO_SSRC));
    }

    static RelayOffer of(OfferedMedia... media) {
        return of(
                List.of(media),
                List.of(
                        new InetSocketAddress("192.0.2.10", 40_000),
                        new InetSocketAddress("2001:db8::10", 40_000)));
    }

    static RelayOffer of(List<OfferedMedia> media, List<InetSocketAddress> candidates) {
        return new RelayOffer(
                4_611_686_018_427_387_904L,
                "relayUfrag/+1",
                "relayPasswordOf24Chars+/",
                "sha-256 " + BYTES + ':' + BYTES,
                "cname1",
                media,
                candidates);
    }
}
