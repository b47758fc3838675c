package org.webrtcexamples.peer.relay;

import org.webrtcexamples.peer.IceConnectionState;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;

/**
 * What a peer's packets go through: ICE finds the way, DTLS agrees on keys, and {@link RtpSession}
 * uses them.
 *
 * <p>Thread-safe. Nothing is sent before the other end has proven that it knows the ice-pwd, and
 * nothing but answers to its checks before it has chosen a path.
 */
final class Transport {

    /** DTLS that comes before the answer: a first flight in fragments. */
    private static final int MAX_EARLY_DATAGRAMS = 4;

    /** Packets: a first key frame, and what comes beside it. */
    private static final int MAX_EARLY_MEDIA = 48;

    private record EarlyMedia(byte[] data, boolean rtcp, long arrival) {}

    /** What a transport tells its peer. Called on any thread; must not wait. */
    interface Listener {

        void iceConnectionStateChanged(IceConnectionState state);

        /** The DTLS handshake is done. */
        void secured();

        /** A handshake has to be run, on a thread that may wait. */
        void hasHandshake(Runnable handshake);

        /** DTLS has to look at something, which takes a millisecond. */
        void hasLateDtls(Runnable work);

        /** It cannot go on. */
        void failed(String reason);
    }

    private final RelayEngine engine;
    private final Listener listener;
    private final IceLite ice;
    private final RtpSession rtp;
    private final Counters counters;

    /** What came of DTLS before the answer. */
    private byte[][] early = new byte[MAX_EARLY_DATAGRAMS][];

    private int earlyDatagrams;
    private int checkBytes;
    private Dtls dtls;
    private boolean asClient;
    private boolean handshaking;
    private volatile boolean secured;

    /** Media that arrived before this peer finished the handshake; null afterwards. */
    private Queue<EarlyMedia> earlyMedia = new ArrayDeque<>();

    private boolean closed;
    private volatile Path path;

    Transport(RelayEngine engine, RelayPeer peer, Listener listener) {
        this.engine = engine;
        this.listener = listener;
        counters = engine.counters();
        ice = new IceLite(peer, engine.random(), listener::iceConnectionStateChanged);
        rtp =
                new RtpSession(
                        this::path,
                        counters::refusedMedia,
                        engine.cname(),
                        Integer.toUnsignedLong(engine.random().nextInt()));
    }

    String ufrag() {
        return ice.ufrag();
    }

    String pwd() {
        return ice.pwd();
    }

    RtpSession rtp() {
        return rtp;
    }

    /** Where the other end is, or null if it is nowhere, or not to be sent anything. */
    Path path() {
        return path;
    }

    /** Whether the DTLS handshake is done, and the remote peer has not sent close_notify. */
    boolean isSecured() {
        return secured;
    }

    /**
     * @return false if this is closed
     */
    synchronized boolean answered(RelayAnswer answer, DtlsCertificate certificate) {
        if (closed) {
            return false;
        }
        asClient = !answer.dtlsClient();
        dtls =
                new Dtls(
                        engine.crypto(),
                        engine.computingHandshakes(),
                        certificate,
                        answer.fingerprints(),
                        new Dtls.Listener() {
                            @Override
                            public void secured(SrtpSender sender, SrtpReceiver receiver) {
                                rtp.start(sender, receiver);
                                receiveEarlyMedia();
                                listener.secured();
                            }

                            @Override
                            public void closedByOtherEnd() {
                                otherEndClosed();
                            }
                        });
        dtls.allowFor(checkBytes);
        for (int i = 0; i < earlyDatagrams; i++) {
            dtls.received(early[i], early[i].length);
        }
        early = null;
        ice.answered(answer.iceUfrag(), answer.icePwd());
        pathChosen();
        return true;
    }

    /** In their order, and before any that comes now. */
    private void receiveEarlyMedia() {
        Scratch scratch = new Scratch();
        EarlyMedia media;
        while ((media = nextEarlyMedia()) != null) {
            byte[] data = media.data();
            receiveSecured(data, data.length, media.rtcp(), scratch, media.arrival());
        }
    }

    private synchronized EarlyMedia nextEarlyMedia() {
        EarlyMedia next = earlyMedia.poll();
        if (next == null) {
            secured = true;
            earlyMedia = null;
        }
        return next;
    }

    /**
     * @return whether it waits until the keys are here
     */
    private synchronized boolean keepEarlyMedia(byte[] data, int length, boolean rtcp, long now) {
        if (earlyMedia == null) {
            return false;
        }
        if (handshaking && !closed && earlyMedia.size() < MAX_EARLY_MEDIA) {
            earlyMedia.add(new EarlyMedia(Arrays.copyOf(data, length), rtcp, now));
        }
        return true;
    }

    private synchronized void otherEndClosed() {
        secured = false;
        path = null;
        ice.goodbye();
    }

    void receivedCheck(
            StunMessage request,
            int length,
            LocalSocket socket,
            InetSocketAddress remote,
            long now) {
        synchronized (this) {
            if (closed) {
                return;
            }
            if (ice.received(request, socket, remote, now)) {
                if (dtls == null) {
                    checkBytes += length;
                } else {
                    dtls.allowFor(length);
                }
                pathChosen();
                return;
            }
        }
        counters.refusedChecks().increment();
    }

    void receivedResponse(StunMessage response, Path from, long now) {
        synchronized (this) {
            if (!closed && ice.answeredCheck(response, from, now)) {
                pathChosen();
                return;
            }
        }
        counters.refusedChecks().increment();
    }

    /** Under this object's lock. */
    private void pathChosen() {
        path = ice.hasConsent() ? ice.selected() : null;
        if (path != null && dtls != null) {
            dtls.setPath(path);
            if (ice.selectedAnswers()) {
                dtls.pathAnswers();
            }
            startHandshake();
        }
    }

    private void startHandshake() {
        if (!handshaking && (asClient || dtls.hasWaiting())) {
            handshaking = true;
            Dtls association = dtls;
            boolean begins = asClient;
            listener.hasHandshake(() -> handshake(association, begins));
        }
    }

    private void handshake(Dtls association, boolean begins) {
        try {
            association.handshake(begins);
        } catch (IOException | RuntimeException | Error e) {
            listener.failed("the DTLS handshake failed: " + e.getMessage());
        }
    }

    /** A datagram of DTLS, from an address that has proven the ice-pwd. */
    void receivedDtls(byte[] data, int length) {
        synchronized (this) {
            if (closed) {
                return;
            }
            if (dtls == null) {
                if (earlyDatagrams < MAX_EARLY_DATAGRAMS) {
                    early[earlyDatagrams++] = Arrays.copyOf(data, length);
                }
                return;
            }
            if (!dtls.received(data, length)) {
                counters.refusedDtls().increment();
                return;
            }
            if (path != null) {
                startHandshake();
            }
        }
    }

    /** A packet of RTP or RTCP, from an address that has proven the ice-pwd. */
    void receivedMedia(byte[] data, int length, boolean rtcp, Scratch scratch, long now) {
        if (secured || !keepEarlyMedia(data, length, rtcp, now) && secured) {
            receiveSecured(data, length, rtcp, scratch, now);
        }
    }

    private void receiveSecured(byte[] data, int length, boolean rtcp, Scratch scratch, long now) {
        boolean authentic =
                rtcp
                        ? rtp.receivedRtcp(data, length, scratch, now)
                        : rtp.receivedRtp(data, length, scratch, now);
        if (authentic) {
            dtls.confirm();
            sign(now);
        }
    }

    private synchronized void sign(long now) {
        if (!closed) {
            ice.sign(now);
        }
    }

    void tick(Scratch scratch, long now) {
        synchronized (this) {
            if (closed) {
                return;
            }
            ice.tick(now);
            if (!ice.hasConsent()) {
                path = null;
            }
            if (secured && dtls.hasWaiting()) {
                listener.hasLateDtls(dtls::receiveWaiting);
            }
        }
        rtp.tick(scratch, now);
    }

    /** Tells the other end, and lets go of its addresses. */
    void close() {
        Dtls association;
        synchronized (this) {
            closed = true;
            association = dtls;
            ice.close();
        }
        rtp.stop();
        if (association != null) {
            association.close();
        }
    }
}
