package org.webrtcexamples.peer.relay;

import org.webrtcexamples.peer.EncodedFrame;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * The packets of one SSRC that a peer receives.
 *
 * <p>Guarded by its track's session, but for what says otherwise.
 */
final class IncomingStream {

    /** Two seconds of a picture of 2 Mbit/s. */
    private static final int CACHED_PACKETS = 512;

    /**
     * A sender report: an RTP timestamp, and when that was by the sender's clock and this
     * machine's.
     */
    private record Report(long timestamp, long ntp, long nanoTime) {}

    private final IncomingTrack track;
    private final long ssrc;
    private final int clockRate;
    private final SequenceUnwrapper unwrapper = new SequenceUnwrapper();
    private final ReceptionStatistics statistics;
    private final MissingPackets missing = new MissingPackets(CACHED_PACKETS);
    private final ReplayWindow window = new ReplayWindow();

    /** Guards itself; null for sound, and when another stream has it. */
    private volatile PacketCache cache;

    /** The last 16 bits of the highest sequence number. */
    private int newest;

    private volatile Report report;

    /**
     * @param before the stream that this takes the place of, or null
     */
    IncomingStream(IncomingTrack track, long ssrc, int clockRate, IncomingStream before) {
        this.track = track;
        this.ssrc = ssrc;
        this.clockRate = clockRate;
        statistics = new ReceptionStatistics(ssrc, clockRate);
        if (before != null) {
            cache = before.giveCache();
        } else if (track.kind() == MediaKind.VIDEO) {
            cache = new PacketCache(CACHED_PACKETS);
        }
    }

    private PacketCache giveCache() {
        PacketCache given = cache;
        cache = null;
        if (given != null) {
            synchronized (given) {
                given.clear();
            }
        }
        return given;
    }

    long ssrc() {
        return ssrc;
    }

    int clockRate() {
        return clockRate;
    }

    MissingPackets missing() {
        return missing;
    }

    ReceptionStatistics statistics() {
        return statistics;
    }

    /**
     * Takes a packet in.
     *
     * @param repeated whether it was sent again, which says nothing of the network's delay
     */
    void received(RtpPacket packet, boolean repeated, Scratch scratch, long now) {
        if (repeated && Math.abs((short) (packet.sequenceNumber() - newest)) > CACHED_PACKETS) {
            return;
        }
        long sequence = unwrapper.unwrap(packet.sequenceNumber());
        // Two packets that SRTP tells apart may have one number here, and must never be encrypted
        // under it both.
        if (!window.isNew(sequence)) {
            return;
        }
        window.add(sequence);
        newest = (int) window.highest() & 0xFFFF;
        if (!repeated) {
            statistics.received(sequence, packet.timestamp(), now);
        }
        PacketCache mine = cache;
        if (mine != null) {
            if (!missing.received(sequence, now)) {
                return;
            }
            synchronized (mine) {
                mine.store(packet, sequence);
            }
        }
        track.forward(this, packet, sequence, scratch, now);
    }

    void senderReport(long ntp, long timestamp, long now) {
        statistics.senderReport(ntp, now);
        report = new Report(timestamp, ntp, track.media().senderClock().toNanoTime(ntp, now));
    }

    /** Whether {@link #timestampAt} can tell. On any thread. */
    boolean hasReport() {
        return report != null;
    }

    /** Which RTP timestamp belongs to a time. On any thread. */
    long timestampAt(long nanoTime) {
        Report last = report;
        long nanos = nanoTime - last.nanoTime;
        return last.timestamp + Math.round(nanos * 1e-9 * clockRate);
    }

    /** When a packet was captured, by the sender's clock: see {@link EncodedFrame#captured}. */
    OptionalLong captured(long timestamp) {
        Report last = report;
        if (last == null) {
            return OptionalLong.empty();
        }
        long units = (int) (timestamp - last.timestamp);
        return OptionalLong.of(
                NtpClock.nanos(last.ntp) + units * TimeUnit.SECONDS.toNanos(1) / clockRate);
    }

    /** What wants a packet of those that are kept. */
    interface Repeater {
        void repeat(RtpPacket packet);
    }

    /** Sends a packet again, if it is still there. On any thread. */
    void repeat(long extendedSequence, Repeater repeater) {
        PacketCache mine = cache;
        if (mine != null) {
            synchronized (mine) {
                RtpPacket packet = mine == cache ? mine.find(extendedSequence) : null;
                if (packet != null) {
                    repeater.repeat(packet);
                }
            }
        }
    }

    void wantKeyFrame() {
        track.wantKeyFrame();
    }

    void keyFrameCame() {
        track.keyFrameCame();
    }
}
