package org.webrtcexamples.peer.relay;

import java.util.concurrent.TimeUnit;

/**
 * The sound or the picture that a peer sends: packets of a feed, under an SSRC, sequence numbers
 * and timestamps of its own, so that whatever stream they are of the other end sees one.
 *
 * <p>A picture begins with a key frame; until one comes, the feed is asked for it. Packets are
 * encrypted straight out of where they were received, or are kept.
 *
 * <p>Guarded by its session.
 */
final class OutgoingTrack {

    static final int HEADER_LENGTH = 12;

    private static final int VERSION = 0x80;
    private static final int MARKER = 0x80;

    /**
     * Each packet that is sent lets another be sent again, up to so many at once: enough for a
     * network that loses half of all, and no way to have more sent than was asked for.
     */
    private static final int MAX_REPEATS = 512;

    /**
     * What leaves out more begins anew: the other end would not know how often the numbers have
     * started again at 0. <a href="https://www.rfc-editor.org/rfc/rfc3550#appendix-A.1">RFC 3550,
     * appendix A.1</a>.
     */
    private static final int MAX_DROPOUT = 3000;

    /**
     * In parts of 256: who loses half of a picture for so long sees none, and fills its network.
     */
    private static final int HEAVY_LOSS = 128;

    private static final long MAX_HEAVY_LOSS = TimeUnit.SECONDS.toNanos(10);
    private static final long PAUSE = TimeUnit.SECONDS.toNanos(10);

    private final RtpSession session;
    private final MediaKind kind;
    private final Feed feed;
    private final long ssrc;

    /** Which payload types the other end takes, by their numbers. */
    private final boolean[] accepted = new boolean[128];

    private boolean active;
    private IncomingStream stream;

    /** What is added to a sequence number of the stream, and to a timestamp. */
    private long sequenceOffset;

    private long timestampOffset;

    /** The first packet of the stream that was sent, by its own extended sequence number. */
    private long firstOfStream;

    private long lastIndex;
    private long lastTimestamp;
    private long lastSent;
    private long packets;
    private long octets;
    private int repeats;
    private boolean losesHeavily;
    private long heavyLossBegin;
    private boolean paused;
    private long pauseBegin;

    /**
     * @param index the SRTP index before the first one's: below 2^15, so that the other end, which
     *     has to guess the rollover counter, takes it for 0
     */
    OutgoingTrack(
            RtpSession session, MediaKind kind, Feed feed, long ssrc, long index, long timestamp) {
        this.session = session;
        this.kind = kind;
        this.feed = feed;
        this.ssrc = ssrc;
        lastIndex = index;
        lastTimestamp = timestamp;
    }

    MediaKind kind() {
        return kind;
    }

    long ssrc() {
        return ssrc;
    }

    void accept(int payloadType) {
        accepted[payloadType] = true;
    }

    /** The way is open: takes what the feed has from now on. */
    void start() {
        active = true;
        feed.add(this);
    }

    void stop() {
        active = false;
        feed.remove(this);
    }

    /** What comes next does not go on from what came last. On any thread. */
    void sourceChanged() {
        synchronized (session.sending()) {
            stream = null;
        }
    }

    /** A packet of the feed. On a receiving thread; takes the session's lock for sending. */
    void forward(
            IncomingStream from,
            RtpPacket packet,
            long extendedSequence,
            Scratch scratch,
            long now) {
        synchronized (session.sending()) {
            if (!active || !accepted[packet.payloadType()] || isPaused(now)) {
                return;
            }
            if (!session.hasPath()) {
                // Numbers that nobody is sent must not run on.
                stream = null;
                return;
            }
            if (stream == from && extendedSequence + sequenceOffset - lastIndex > MAX_DROPOUT) {
                stream = null;
            }
            if (stream != from && !begin(from, packet, extendedSequence, now)) {
                return;
            }
            if (extendedSequence < firstOfStream) {
                return;
            }
            long index = extendedSequence + sequenceOffset;
            long timestamp = packet.timestamp() + timestampOffset;
            send(packet, index, timestamp, scratch);
            if (index > lastIndex) {
                lastIndex = index;
                lastTimestamp = timestamp;
                lastSent = now;
            }
            packets++;
            octets += packet.payloadLength();
            repeats = Math.min(repeats + 1, MAX_REPEATS);
        }
    }

    /** Goes over to another stream, if this packet is one to begin with. */
    private boolean begin(IncomingStream from, RtpPacket packet, long extendedSequence, long now) {
        if (kind == MediaKind.VIDEO) {
            boolean isKeyFrame =
                    KeyFrames.starts(
                            PayloadTypes.codec(packet.payloadType()),
                            packet.data,
                            packet.payloadOffset(),
                            packet.payloadLength());
            if (!isKeyFrame) {
                from.wantKeyFrame();
                return false;
            }
            from.keyFrameCame();
        }
        long pause = packets == 0 ? 0 : Math.max(now - lastSent, TimeUnit.MILLISECONDS.toNanos(20));
        stream = from;
        firstOfStream = extendedSequence;
        sequenceOffset = lastIndex + 1 - extendedSequence;
        timestampOffset =
                lastTimestamp + Math.round(pause * 1e-9 * from.clockRate()) - packet.timestamp();
        return true;
    }

    private void send(RtpPacket packet, long index, long timestamp, Scratch scratch) {
        byte[] out = scratch.out;
        out[0] = (byte) VERSION;
        out[1] = (byte) (packet.payloadType() | (packet.marker() ? MARKER : 0));
        BigEndian.put16(out, 2, index);
        BigEndian.put32(out, 4, timestamp);
        BigEndian.put32(out, 8, ssrc);
        session.sendRtp(
                scratch,
                HEADER_LENGTH,
                packet.data,
                packet.payloadOffset(),
                packet.payloadLength(),
                index);
    }

    /**
     * The other end tells how much it has lost of late. When that is half of a picture, all the
     * time, the picture pauses, and tries again.
     *
     * @param fractionLost in parts of 256
     * @see <a href="https://www.rfc-editor.org/rfc/rfc8083#section-4.3">RFC 8083, section 4.3</a>
     */
    void lossReported(int fractionLost, long now) {
        synchronized (session.sending()) {
            if (kind != MediaKind.VIDEO || fractionLost < HEAVY_LOSS) {
                losesHeavily = false;
            } else if (!losesHeavily) {
                losesHeavily = true;
                heavyLossBegin = now;
            } else if (now - heavyLossBegin > MAX_HEAVY_LOSS) {
                losesHeavily = false;
                paused = true;
                pauseBegin = now;
            }
        }
    }

    private boolean isPaused(long now) {
        if (paused && now - pauseBegin > PAUSE) {
            paused = false;
            stream = null;
        }
        return paused;
    }

    /** The other end misses a packet. */
    void repeat(int sequenceNumber, Scratch scratch) {
        if (stream == null || repeats == 0 || paused) {
            return;
        }
        long index = lastIndex - (lastIndex - sequenceNumber & 0xFFFF);
        long extendedSequence = index - sequenceOffset;
        if (extendedSequence >= firstOfStream) {
            stream.repeat(
                    extendedSequence,
                    packet -> {
                        if (!accepted[packet.payloadType()]) {
                            return;
                        }
                        repeats--;
                        send(packet, index, packet.timestamp() + timestampOffset, scratch);
                    });
        }
    }

    /** The other end cannot go on without a key frame. */
    void keyFrameRequested() {
        synchronized (session.sending()) {
            if (active && !paused && stream != null) {
                feed.wantKeyFrameForViewer();
            }
        }
    }

    /** Appends a sender report, if there is anything to report. */
    boolean appendReport(RtcpWriter rtcp, long ntp, long now) {
        return packets > 0
                && stream != null
                && stream.hasReport()
                && rtcp.senderReport(
                        ssrc, ntp, stream.timestampAt(now) + timestampOffset, packets, octets);
    }
}
