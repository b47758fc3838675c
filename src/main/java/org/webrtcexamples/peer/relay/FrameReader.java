package org.webrtcexamples.peer.relay;

import org.webrtcexamples.peer.Codec;
import org.webrtcexamples.peer.EncodedFrame;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Assembles the packets of one track into frames, in sending order. Waits up to {@link #MAX_WAIT}
 * for a missing packet to be retransmitted. After a loss, drops video until the next key frame,
 * which it requests.
 *
 * <p>Thread-safe. Called on a receiving thread for each packet.
 */
final class FrameReader {

    /** In nanoseconds: a packet missing for this long is given up; NACK has asked for it often. */
    static final long MAX_WAIT = TimeUnit.SECONDS.toNanos(1);

    /** With this many packets waiting, a missing one is given up at once. */
    private static final int MAX_WAITING = 1024;

    /** No current frame; extended timestamps never have this value. */
    private static final long NO_TIMESTAMP = Long.MIN_VALUE;

    private static final Depacketizer.Size NO_SIZE = new Depacketizer.Size(0, 0);

    /**
     * @param waitsSince when the first packet came of this one and those that follow it: this one
     *     may have been sent again, after they had waited for it
     */
    private record Packet(
            Codec codec,
            long timestamp,
            boolean marker,
            long arrival,
            long waitsSince,
            byte[] payload) {}

    private final MediaKind kind;
    private final Runnable requestKeyFrame;
    private final Predicate<EncodedFrame> sink;
    private final TreeMap<Long, Packet> waiting = new TreeMap<>();
    private IncomingStream stream;
    private int streams;
    private long next;
    private boolean closed;

    /** The timestamp before, counted on beyond 32 bits. */
    private long timestamp;

    private int missed;

    private Codec codec;
    private Depacketizer depacketizer;
    private boolean inFrame;

    /** Of the last packet of video, whether its frame is put together or skipped. */
    private long frameTimestamp;

    private long frameArrival;

    /** Until one is handed over: what begins as one may turn out to be none. */
    private boolean waitsForKeyFrame = true;

    private boolean skipping;

    /**
     * @param requestKeyFrame called whenever one is needed
     * @param sink takes a frame and returns true, or cannot take it
     */
    FrameReader(MediaKind kind, Runnable requestKeyFrame, Predicate<EncodedFrame> sink) {
        this.kind = kind;
        this.requestKeyFrame = requestKeyFrame;
        this.sink = sink;
    }

    /** Takes a packet in that has not come before. */
    synchronized void received(IncomingStream from, RtpPacket packet, long sequence, long now) {
        if (closed) {
            return;
        }
        if (from != stream) {
            readAll();
            begin(from, packet, sequence);
        }
        if (sequence < next) {
            return;
        }
        Map.Entry<Long, Packet> following = waiting.higherEntry(sequence);
        int start = packet.payloadOffset();
        waiting.put(
                sequence,
                new Packet(
                        PayloadTypes.codec(packet.payloadType()),
                        packet.timestamp(),
                        packet.marker(),
                        now,
                        following == null ? now : following.getValue().waitsSince(),
                        Arrays.copyOfRange(packet.data, start, start + packet.payloadLength())));
        read(now);
    }

    private void begin(IncomingStream from, RtpPacket packet, long sequence) {
        stream = from;
        streams++;
        next = sequence;
        timestamp = packet.timestamp();
        missed += inFrame ? 1 : 0;
        waitForKeyFrame();
        frameTimestamp = NO_TIMESTAMP;
    }

    /** What has waited for long enough goes on. Called often. */
    synchronized void tick(long now) {
        if (!closed) {
            read(now);
        }
    }

    /**
     * Reads what there is, and nothing more from then on.
     *
     * @return how many frames were missed since the last
     */
    synchronized int close() {
        readAll();
        closed = true;
        return missed + (inFrame ? 1 : 0);
    }

    MediaKind kind() {
        return kind;
    }

    private void readAll() {
        while (!waiting.isEmpty()) {
            readFirst();
        }
    }

    private void read(long now) {
        while (!waiting.isEmpty()) {
            Map.Entry<Long, Packet> first = waiting.firstEntry();
            if (first.getKey() > next
                    && now - first.getValue().waitsSince() < MAX_WAIT
                    && waiting.size() < MAX_WAITING) {
                return;
            }
            readFirst();
        }
    }

    private void readFirst() {
        Map.Entry<Long, Packet> first = waiting.pollFirstEntry();
        long lost = first.getKey() - next;
        if (lost > 0) {
            lost(lost);
        }
        next = first.getKey() + 1;
        Packet packet = first.getValue();
        // 32 bits, counted on: RFC 3550, appendix A.1.
        timestamp += (int) (packet.timestamp() - timestamp);
        if (kind == MediaKind.AUDIO) {
            readAudio(packet);
        } else if (packet.payload().length > 0) {
            readVideo(packet);
        }
    }

    private void lost(long packets) {
        if (kind == MediaKind.AUDIO) {
            missed += (int) Math.min(packets, MAX_WAITING);
        } else if (inFrame || !waitsForKeyFrame) {
            dropFrame();
        }
    }

    private void readAudio(Packet packet) {
        int duration = OpusPayload.samples(packet.payload());
        codec = packet.codec();
        if (duration == 0 || !hand(packet.arrival(), duration, true, NO_SIZE, packet.payload())) {
            missed++;
        }
    }

    private void readVideo(Packet packet) {
        if (timestamp != frameTimestamp) {
            if (inFrame) {
                finishFrame();
            }
            frameTimestamp = timestamp;
            skipping = false;
        }
        if (packet.codec() != codec) {
            codec = packet.codec();
            depacketizer = Depacketizer.of(codec);
            waitForKeyFrame();
        }
        if (waitsForKeyFrame && !inFrame && !startsKeyFrame(packet)) {
            if (!H264Depacketizer.isPreface(packet.payload(), packet.codec())) {
                skip();
            }
            return;
        }
        if (!inFrame) {
            inFrame = true;
            frameArrival = packet.arrival();
        }
        frameArrival = Math.min(frameArrival, packet.arrival());
        if (!depacketizer.add(packet.payload())) {
            dropFrame();
        } else if (packet.marker()) {
            finishFrame();
        }
    }

    private boolean startsKeyFrame(Packet packet) {
        byte[] payload = packet.payload();
        return KeyFrames.starts(packet.codec(), payload, 0, payload.length);
    }

    /** One packet of a frame that cannot be decoded. */
    private void skip() {
        if (!skipping) {
            skipping = true;
            missed++;
            requestKeyFrame.run();
        }
    }

    /** The one that is being put together, or that was to begin. */
    private void dropFrame() {
        waitForKeyFrame();
        skip();
    }

    private void waitForKeyFrame() {
        inFrame = false;
        waitsForKeyFrame = true;
        if (depacketizer != null) {
            depacketizer.clear();
        }
    }

    private void finishFrame() {
        inFrame = false;
        byte[] data = depacketizer.take();
        Depacketizer.Size size = depacketizer.keyFrameSize(data);
        boolean isKeyFrame = size != null;
        if (data.length == 0
                || waitsForKeyFrame && !isKeyFrame
                || !hand(frameArrival, 0, isKeyFrame, isKeyFrame ? size : NO_SIZE, data)) {
            dropFrame();
        } else {
            waitsForKeyFrame = false;
        }
    }

    private boolean hand(
            long arrival, int duration, boolean keyFrame, Depacketizer.Size size, byte[] data) {
        long rtpTimestamp = kind == MediaKind.AUDIO ? timestamp : frameTimestamp;
        boolean taken =
                sink.test(
                        new EncodedFrame(
                                codec,
                                streams,
                                rtpTimestamp,
                                duration,
                                stream.captured(rtpTimestamp),
                                arrival,
                                missed,
                                keyFrame,
                                size.width(),
                                size.height(),
                                data));
        missed = taken ? 0 : missed;
        return taken;
    }
}
