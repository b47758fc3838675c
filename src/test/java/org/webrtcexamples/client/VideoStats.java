package org.webrtcexamples.client;

import dev.onvoid.webrtc.RTCStats;
import dev.onvoid.webrtc.RTCStatsReport;
import dev.onvoid.webrtc.RTCStatsType;

/**
 * What a client has received of a picture, as <a
 * href="https://www.w3.org/TR/webrtc-stats/#inboundrtpstats-dict*">RTCInboundRtpStreamStats</a>
 * counts it.
 *
 * @param seconds when these were counted, since the Unix epoch
 * @param mimeType of the codec, such as <code>video/VP8</code>
 * @param frames that were decoded
 * @param keyFrames how many of them were key frames
 * @param dropped how many frames came too late or in pieces
 * @param freezes how often the picture froze
 * @param freezeSeconds how long altogether
 * @param keyFramesAskedFor how often the client asked for a key frame
 */
public record VideoStats(
        double seconds,
        String mimeType,
        long packets,
        long lost,
        long frames,
        long keyFrames,
        long dropped,
        long freezes,
        double freezeSeconds,
        long keyFramesAskedFor) {

    static VideoStats of(RTCStatsReport report) {
        RTCStats stats =
                report.getStats().values().stream()
                        .filter(each -> each.getType() == RTCStatsType.INBOUND_RTP)
                        .filter(each -> "video".equals(each.getAttributes().get("kind")))
                        .findAny()
                        .orElseThrow(() -> new IllegalStateException("no picture has come yet"));
        RTCStats codec = report.getStats().get((String) stats.getAttributes().get("codecId"));
        return new VideoStats(
                stats.getTimestamp() / 1e6,
                codec == null ? "" : (String) codec.getAttributes().get("mimeType"),
                count(stats, "packetsReceived"),
                count(stats, "packetsLost"),
                count(stats, "framesDecoded"),
                count(stats, "keyFramesDecoded"),
                count(stats, "framesDropped"),
                count(stats, "freezeCount"),
                number(stats, "totalFreezesDuration").doubleValue(),
                count(stats, "pliCount"));
    }

    /** What was received since then: the time is how long it took. */
    public VideoStats since(VideoStats earlier) {
        return new VideoStats(
                seconds - earlier.seconds,
                mimeType,
                packets - earlier.packets,
                lost - earlier.lost,
                frames - earlier.frames,
                keyFrames - earlier.keyFrames,
                dropped - earlier.dropped,
                freezes - earlier.freezes,
                freezeSeconds - earlier.freezeSeconds,
                keyFramesAskedFor - earlier.keyFramesAskedFor);
    }

    private static long count(RTCStats stats, String name) {
        return number(stats, name).longValue();
    }

    private static Number number(RTCStats stats, String name) {
        return (Number) stats.getAttributes().getOrDefault(name, 0);
    }
}
