package org.webrtcexamples.peer.relay;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * The media of one peer: what it receives goes to its tracks and from there to other peers', what
 * other peers receive is encrypted for this one; and the control protocol of both.
 *
 * <p>Thread-safe, with two locks. One guards receiving: held by the thread that has a packet of
 * this peer, while it hands it to all who send it on. The other guards sending, and is held for one
 * packet at a time by whoever sends one. So no lock is ever waited for that is held for longer than
 * it takes to encrypt a packet, or to receive one of this very peer; but where this machine's own
 * network is full, for the two milliseconds that {@link LocalSocket} waits for it.
 *
 * <p>Locks are taken in this order: receiving (of one peer), sending (of one peer), a cache's.
 */
final class RtpSession {

    private static final long REPORT_INTERVAL = TimeUnit.SECONDS.toNanos(1);

    /** Browsers wait for feedback before they dare to send more: libwebrtc sends it as often. */
    private static final long FEEDBACK_INTERVAL = TimeUnit.MILLISECONDS.toNanos(50);

    /** For senders without transport-wide congestion control, in bits per second. */
    private static final long MAX_BITRATE = 3_000_000;

    private static final int REPORT_BLOCK_LENGTH = 24;

    /** What a payload type is: which track's, and whether of packets that are sent again. */
    private record Incoming(IncomingTrack track, boolean rtx, int originalPayloadType) {}

    private final Supplier<Path> path;
    private final IntConsumer onRefused;
    private final String cname;
    private final long ssrc;
    private final Object receiving = new Object();
    private final Object sending = new Object();
    private final List<IncomingTrack> incomingTracks = new ArrayList<>();
    private final List<OutgoingTrack> outgoingTracks = new ArrayList<>();
    private final Incoming[] incoming = new Incoming[128];
    private final Control control = new Control();
    private final byte[] reportBlocks = new byte[2 * REPORT_BLOCK_LENGTH];
    private TransportFeedback feedback;
    private int feedbackExtension;
    private boolean remb;
    private boolean nack;
    private boolean pli;
    private boolean reducedSize;
    private SrtpReceiver receiver;
    private SrtpSender sender;
    private boolean stopped;
    private long lastFeedback;
    private long lastReport;

    /**
     * @param path where the other end is at the moment, or null
     * @param onRefused told of each packet that SRTP refuses, and why
     * @param ssrc of the reports of what is received
     */
    RtpSession(Supplier<Path> path, IntConsumer onRefused, String cname, long ssrc) {
        this.path = path;
        this.onRefused = onRefused;
        this.cname = cname;
        this.ssrc = ssrc;
    }

    /** Guards what is sent. */
    Object sending() {
        return sending;
    }

    /** What was negotiated. Called once, before {@link #start}. */
    void negotiated(RelayAnswer answer, ReceivedMedia received, List<OutgoingTrack> offered) {
        synchronized (receiving) {
            synchronized (sending) {
                for (AnsweredMedia media : answer.media()) {
                    if (media.rejected()) {
                        continue;
                    }
                    reducedSize |= media.reducedSizeRtcp();
                    if (received != null && media.direction().receives()) {
                        receive(media, received.track(media.kind()));
                    }
                    for (OutgoingTrack track : offered) {
                        if (track.kind() == media.kind() && media.direction().sends()) {
                            media.payloadTypes().stream()
                                    .filter(type -> !PayloadTypes.isRtx(type))
                                    .forEach(track::accept);
                            outgoingTracks.add(track);
                        }
                    }
                }
            }
        }
    }

    /**
     * Chromium sends what the offer prefers, even if its own answer does without: all that was
     * offered may come.
     */
    private void receive(AnsweredMedia media, IncomingTrack track) {
        incomingTracks.add(track);
        for (PayloadTypes.Format format : PayloadTypes.of(media.kind())) {
            int type = format.payloadType();
            boolean rtx = PayloadTypes.isRtx(type);
            incoming[type] = new Incoming(track, rtx, rtx ? PayloadTypes.repeatedBy(type) : type);
        }
        if (media.transportCcExtension() != 0 && media.feedback().transportCc()) {
            feedbackExtension = media.transportCcExtension();
            feedback = new TransportFeedback();
        }
        remb |= media.feedback().remb();
        nack |= media.feedback().nack();
        pli |= media.feedback().pli();
    }

    /** Both ends have their keys: media may flow. */
    void start(SrtpSender newSender, SrtpReceiver newReceiver) {
        synchronized (receiving) {
            synchronized (sending) {
                if (!stopped) {
                    receiver = newReceiver;
                    sender = newSender;
                    outgoingTracks.forEach(OutgoingTrack::start);
                }
            }
        }
    }

    /** Nothing is sent, received or handed on any more when this returns. */
    void stop() {
        synchronized (receiving) {
            synchronized (sending) {
                stopped = true;
                receiver = null;
                sender = null;
                outgoingTracks.forEach(OutgoingTrack::stop);
            }
        }
    }

    /**
     * A packet of RTP, encrypted.
     *
     * @return whether it is the other end's
     */
    boolean receivedRtp(byte[] data, int length, Scratch scratch, long now) {
        synchronized (receiving) {
            if (receiver == null) {
                return false;
            }
            int decrypted = receiver.unprotectRtp(data, length, scratch.packet.data);
            if (decrypted < 0) {
                onRefused.accept(decrypted);
                return false;
            }
            if (scratch.packet.parse(decrypted)) {
                received(scratch.packet, scratch, now);
                sendFeedback(scratch, now);
            }
            return true;
        }
    }

    private void received(RtpPacket packet, Scratch scratch, long now) {
        if (feedback != null) {
            int extension = packet.extensionOffset(feedbackExtension);
            if (extension >= 0 && packet.extensionLength(feedbackExtension) == 2) {
                feedback.arrived(BigEndian.uint16(packet.data, extension), now);
            }
        }
        Incoming type = incoming[packet.payloadType()];
        if (type == null) {
            return;
        }
        IncomingTrack track = type.track();
        if (type.rtx()) {
            IncomingStream stream = track.stream();
            if (stream != null && Rtx.unwrap(packet, type.originalPayloadType(), stream.ssrc())) {
                stream.received(packet, true, scratch, now);
            }
            return;
        }
        IncomingStream stream = track.stream(packet.ssrc(), now);
        if (stream != null) {
            track.media().arrived();
            stream.received(packet, false, scratch, now);
        }
    }

    /**
     * A packet of RTCP, encrypted.
     *
     * @return whether it is the other end's
     */
    boolean receivedRtcp(byte[] data, int length, Scratch scratch, long now) {
        synchronized (receiving) {
            if (receiver == null) {
                return false;
            }
            int decrypted = receiver.unprotectRtcp(data, length, scratch.control);
            if (decrypted < 0) {
                onRefused.accept(decrypted);
                return false;
            }
            control.scratch = scratch;
            control.now = now;
            RtcpReader.read(scratch.control, decrypted, control);
            sendFeedback(scratch, now);
            return true;
        }
    }

    /** What an RTCP packet says to the tracks. Guarded by the lock for receiving. */
    private final class Control implements RtcpListener {

        private Scratch scratch;
        private long now;

        @Override
        public void senderReport(
                long reporter, long ntp, long timestamp, long packetCount, long octetCount) {
            for (IncomingTrack track : incomingTracks) {
                IncomingStream stream = track.stream();
                if (stream != null && stream.ssrc() == reporter) {
                    stream.senderReport(ntp, timestamp, now);
                }
            }
        }

        @Override
        public void nack(long mediaSsrc, int sequenceNumber) {
            synchronized (sending) {
                for (OutgoingTrack track : outgoingTracks) {
                    if (track.ssrc() == mediaSsrc) {
                        track.repeat(sequenceNumber, scratch);
                    }
                }
            }
        }

        @Override
        public void receiverReport(
                long reporteeSsrc,
                int fractionLost,
                long cumulativeLost,
                long highestSequence,
                long jitter,
                long lsr,
                long dlsr) {
            for (OutgoingTrack track : outgoingTracks) {
                if (track.ssrc() == reporteeSsrc) {
                    track.lossReported(fractionLost, now);
                }
            }
        }

        @Override
        public void keyFrameRequest(long mediaSsrc) {
            for (OutgoingTrack track : outgoingTracks) {
                if (track.ssrc() == mediaSsrc) {
                    track.keyFrameRequested();
                }
            }
        }
    }

    /** What is due at intervals, besides what is due with a packet. */
    void tick(Scratch scratch, long now) {
        synchronized (receiving) {
            if (receiver == null) {
                return;
            }
            for (IncomingTrack track : incomingTracks) {
                track.tick(now);
            }
            sendFeedback(scratch, now);
            if (now - lastReport >= REPORT_INTERVAL) {
                lastReport = now;
                sendReports(scratch, now);
            }
        }
    }

    private void sendFeedback(Scratch scratch, long now) {
        RtcpWriter rtcp = scratch.rtcp;
        if (feedback != null && now - lastFeedback >= FEEDBACK_INTERVAL) {
            lastFeedback = now;
            sendTransportFeedback(scratch);
        }
        for (int i = 0; i < incomingTracks.size(); i++) {
            IncomingTrack track = incomingTracks.get(i);
            IncomingStream stream = track.stream();
            if (stream == null || track.kind() != MediaKind.VIDEO) {
                continue;
            }
            int missing = stream.missing().due(now, scratch.sequenceNumbers);
            if (missing > 0 && nack) {
                begin(rtcp);
                rtcp.nack(ssrc, stream.ssrc(), scratch.sequenceNumbers, missing);
                sendRtcp(rtcp);
            }
            if (stream.missing().takeOverflow()) {
                track.wantKeyFrame();
            }
            if (pli && track.takeKeyFrameRequest(now)) {
                begin(rtcp);
                rtcp.pli(ssrc, stream.ssrc());
                sendRtcp(rtcp);
            }
        }
    }

    private void sendTransportFeedback(Scratch scratch) {
        RtcpWriter rtcp = scratch.rtcp;
        boolean more = true;
        while (more) {
            begin(rtcp);
            more = rtcp.transportFeedback(feedback, ssrc, mediaSsrc());
            if (more) {
                sendRtcp(rtcp);
            }
        }
    }

    /** Feedback on the transport has to name some stream. */
    private long mediaSsrc() {
        for (int i = 0; i < incomingTracks.size(); i++) {
            IncomingStream stream = incomingTracks.get(i).stream();
            if (stream != null) {
                return stream.ssrc();
            }
        }
        return 0;
    }

    /** A compound packet begins with a report, unless both ends agreed to leave that out. */
    private void begin(RtcpWriter rtcp) {
        rtcp.reset();
        if (!reducedSize) {
            rtcp.receiverReport(ssrc, reportBlocks, 0);
            rtcp.sdes(ssrc, cname);
        }
    }

    private void sendReports(Scratch scratch, long now) {
        RtcpWriter rtcp = scratch.rtcp;
        rtcp.reset();
        int blocks = 0;
        for (IncomingTrack track : incomingTracks) {
            if (track.stream() != null) {
                blocks += track.stream().statistics().writeReportBlock(reportBlocks, blocks, now);
            }
        }
        synchronized (sending) {
            long ntp = NtpClock.at(Instant.now());
            for (OutgoingTrack track : outgoingTracks) {
                if (track.appendReport(rtcp, ntp, now)) {
                    rtcp.sdes(track.ssrc(), cname);
                }
            }
        }
        if (rtcp.length() == 0 || blocks > 0) {
            rtcp.receiverReport(ssrc, reportBlocks, blocks);
            rtcp.sdes(ssrc, cname);
        }
        if (remb && feedback == null && mediaSsrc() != 0) {
            rtcp.remb(ssrc, MAX_BITRATE, mediaSsrc());
        }
        sendRtcp(rtcp);
    }

    private void sendRtcp(RtcpWriter rtcp) {
        synchronized (sending) {
            Path current = path.get();
            if (sender != null && current != null) {
                current.send(rtcp.array(), 0, sender.protectRtcp(rtcp.array(), rtcp.length()));
            }
        }
    }

    /** Whether there is anybody to send to. */
    boolean hasPath() {
        return path.get() != null;
    }

    /**
     * Encrypts and sends a packet whose header is in the scratch. Under the lock for sending.
     *
     * @param index the rollover counter and the sequence number
     */
    void sendRtp(
            Scratch scratch, int headerLength, byte[] payload, int offset, int length, long index) {
        Path current = path.get();
        if (sender != null && current != null) {
            current.send(
                    scratch,
                    sender.protectRtp(scratch.out, headerLength, payload, offset, length, index));
        }
    }
}
