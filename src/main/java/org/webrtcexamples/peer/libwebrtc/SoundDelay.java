package org.webrtcexamples.peer.libwebrtc;

import dev.onvoid.webrtc.RTCStats;
import dev.onvoid.webrtc.RTCStatsCollectorCallback;
import dev.onvoid.webrtc.RTCStatsReport;
import dev.onvoid.webrtc.RTCStatsType;

import org.webrtcexamples.peer.engine.Guard;

import java.time.Duration;
import java.util.Map;

/**
 * How much later sound comes out of the engine than the picture that was taken with it. Either has
 * a jitter buffer, which keeps it for as long as its packets come irregularly: that of sound some
 * 40 ms, that of the picture 15. The engine brings them in step (RTCP sender reports tell it how),
 * but knows how only after some 9 s. Their <a
 * href="https://www.w3.org/TR/webrtc-stats/#dom-rtcinboundrtpstreamstats-jitterbufferdelay">statistics</a>
 * tell how long it was for what has come out since they were read last.
 *
 * <p>Thread-safe.
 */
final class SoundDelay implements RTCStatsCollectorCallback {

    /** A packet has 20 ms of sound, of which the first had to wait; a picture has to be encoded. */
    private static final double OF_THE_SENDER = 0.016;

    /** Before anything is known. */
    private static final Duration TYPICAL = Duration.ofMillis(40);

    /** What is more is no delay but a mistake. */
    private static final double MAX = 1;

    private final JitterBuffer audio = new JitterBuffer("audio");
    private final JitterBuffer video = new JitterBuffer("video");
    private volatile Duration delay = TYPICAL;

    /** What passed through one of them between two looks at it. Belongs to a native thread. */
    private static final class JitterBuffer {

        private final String kind;
        private double delay;
        private double emitted;
        private double latest = Double.NaN;

        JitterBuffer(String kind) {
            this.kind = kind;
        }

        void read(Map<String, Object> attributes) {
            if (kind.equals(attributes.get("kind"))
                    && attributes.get("jitterBufferDelay") instanceof Number newDelay
                    && attributes.get("jitterBufferEmittedCount") instanceof Number newEmitted
                    && newEmitted.doubleValue() > emitted) {
                latest = (newDelay.doubleValue() - delay) / (newEmitted.doubleValue() - emitted);
                delay = newDelay.doubleValue();
                emitted = newEmitted.doubleValue();
            }
        }
    }

    Duration get() {
        return delay;
    }

    /** On a native thread. */
    @Override
    public void onStatsDelivered(RTCStatsReport report) {
        try {
            for (RTCStats stats : report.getStats().values()) {
                if (stats.getType() == RTCStatsType.INBOUND_RTP) {
                    read(stats.getAttributes());
                }
            }
        } catch (Throwable failure) {
            Guard.failed("Reading statistics", failure);
        }
    }

    /** Of an incoming stream, as they are named in the specification. */
    void read(Map<String, Object> attributes) {
        audio.read(attributes);
        video.read(attributes);
        double seconds = audio.latest - video.latest + OF_THE_SENDER;
        if (Math.abs(seconds) < MAX) {
            delay = Duration.ofNanos(Math.round(seconds * 1e9));
        }
    }
}
