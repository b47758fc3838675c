package org.webrtcexamples.client;

import dev.onvoid.webrtc.RTCStats;
import dev.onvoid.webrtc.RTCStatsReport;
import dev.onvoid.webrtc.RTCStatsType;

/**
 * What a client has received of a sound, as <a
 * href="https://www.w3.org/TR/webrtc-stats/#inboundrtpstats-dict*">RTCInboundRtpStreamStats</a>
 * counts it.
 *
 * @param seconds when these were counted, since the Unix epoch
 * @param samples of each channel that were played, made up or not
 * @param concealed how many of the samples were made up for packets that were not there in time
 * @param removed how many samples were left out because packets came faster than they were played:
 *     this engine's headless module plays some 0.6 % too slowly, so these are never few
 * @param inserted how many samples were added because packets came slower
 * @param energy of the sound in the seconds before: in each the square of its peak, of which 1 is
 *     full scale
 */
public record AudioStats(
        double seconds,
        long packets,
        long lost,
        long samples,
        long concealed,
        long removed,
        long inserted,
        double energy) {

    static AudioStats of(RTCStatsReport report) {
        RTCStats stats =
                report.getStats().values().stream()
                        .filter(each -> each.getType() == RTCStatsType.INBOUND_RTP)
                        .filter(each -> "audio".equals(each.getAttributes().get("kind")))
                        .findAny()
                        .orElseThrow(() -> new IllegalStateException("no sound has come yet"));
        return new AudioStats(
                stats.getTimestamp() / 1e6,
                count(stats, "packetsReceived"),
                count(stats, "packetsLost"),
                count(stats, "totalSamplesReceived"),
                count(stats, "concealedSamples"),
                count(stats, "removedSamplesForAcceleration"),
                count(stats, "insertedSamplesForDeceleration"),
                number(stats, "totalAudioEnergy").doubleValue());
    }

    /** What was received since then: the time is how long it took. */
    public AudioStats since(AudioStats earlier) {
        return new AudioStats(
                seconds - earlier.seconds,
                packets - earlier.packets,
                lost - earlier.lost,
                samples - earlier.samples,
                concealed - earlier.concealed,
                removed - earlier.removed,
                inserted - earlier.inserted,
                energy - earlier.energy);
    }

    private static long count(RTCStats stats, String name) {
        return number(stats, name).longValue();
    }

    private static Number number(RTCStats stats, String name) {
        return (Number) stats.getAttributes().get(name);
    }
}
