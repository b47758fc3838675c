package org.webrtcexamples.peer.relay;

import org.webrtcexamples.peer.PeerUnavailableException;
import org.webrtcexamples.peer.engine.Dispatcher;
import org.webrtcexamples.peer.engine.Guard;
import org.webrtcexamples.peer.engine.Mailbox;
import org.webrtcexamples.peer.engine.Pacer;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;

/**
 * What all peers of the relay share: the UDP port and its threads, the certificate, and who is to
 * be told what comes in.
 *
 * <p>Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7983#section-7">RFC 7983, section 7</a>
 */
final class RelayEngine {

    private static final Logger LOGGER = System.getLogger(RelayEngine.class.getName());

    /** How long an address that came or went may be unnoticed. */
    static final Duration UPDATE_INTERVAL = Duration.ofSeconds(2);

    private static final Duration TICK = Duration.ofMillis(50);

    /**
     * Handshakes at a time, each on a thread that mostly waits. More wait for their turn, while
     * their other ends send their first flights again.
     */
    private static final int MAX_HANDSHAKES = 256;

    /** How many of them compute at a time: media and HTTP need processors, too. */
    private static final int MAX_COMPUTING_HANDSHAKES =
            2 * Runtime.getRuntime().availableProcessors();

    private static final int LAST_OF_STUN = 3;
    private static final int FIRST_OF_DTLS = 20;
    private static final int LAST_OF_DTLS = 63;
    private static final int FIRST_OF_RTP = 128;
    private static final int LAST_OF_RTP = 191;

    /** Which second bytes are packet types of RTCP, by RFC 5761. */
    private static final int FIRST_OF_RTCP = 192;

    private static final int LAST_OF_RTCP = 223;

    private final RelaySettings settings;
    private final SecureRandom random = new SecureRandom();
    private final DtlsCrypto crypto = new DtlsCrypto(random);
    private final Counters counters = new Counters();
    private final Map<String, RelayPeer> peersByUfrag = new ConcurrentHashMap<>();
    private final Mux mux;
    private final Pacer pacer;
    private final Dispatcher callbacks;
    private final Dispatcher handshakes;

    /** Fair, so that none waits much longer than another. */
    private final Semaphore computingHandshakes = new Semaphore(MAX_COMPUTING_HANDSHAKES, true);

    private final String cname;

    /** Of the pacer's one thread. */
    private final Scratch scratch = new Scratch();

    private DtlsCertificate certificate;

    /**
     * @param callbackThreads the container's, for what applications are told
     * @param threads may refuse by throwing, or by returning null
     */
    RelayEngine(RelaySettings settings, Executor callbackThreads, ThreadFactory threads) {
        this.settings = settings;
        callbacks = new Dispatcher(callbackThreads, settings.maxWorkers());
        handshakes = new Dispatcher(task -> start(threads, task), MAX_HANDSHAKES);
        pacer = new Pacer(TICK, threads);
        mux = new Mux(settings.port(), threads, this::received);
        cname = Long.toUnsignedString(random.nextLong(), Character.MAX_RADIX);
        certificate();
        update();
    }

    private static void start(ThreadFactory threads, Runnable task) {
        Thread thread = threads.newThread(task);
        if (thread == null) {
            throw new PeerUnavailableException("The container gives no thread.");
        }
        thread.start();
    }

    /** Looks at which addresses the machine has now. */
    void update() {
        Guard.run("Looking at the network", () -> mux.update(Mux.localAddresses()));
    }

    /** Those for offers, the machine's own or those that it is announced by. */
    List<InetSocketAddress> candidates() {
        List<InetSocketAddress> own = mux.addresses();
        if (own.isEmpty()) {
            throw new PeerUnavailableException(
                    settings.port() == 0
                            ? "This server has no network that a peer can use."
                            : "This server has no network that a peer can use, or UDP port %d is"
                                            .formatted(settings.port())
                                    + " taken; see webrtc.relay.port.");
        }
        if (settings.announcedAddresses().isEmpty()) {
            return own;
        }
        int port = mux.port();
        return settings.announcedAddresses().stream()
                .map(address -> new InetSocketAddress(address, port))
                .toList();
    }

    /** The one for new offers; peers that have made theirs keep the one that it names. */
    synchronized DtlsCertificate certificate() {
        Instant now = Instant.now();
        if (certificate == null || certificate.isToBeRenewed(now)) {
            certificate = DtlsCertificate.create(crypto, random, now);
        }
        return certificate;
    }

    SecureRandom random() {
        return random;
    }

    DtlsCrypto crypto() {
        return crypto;
    }

    /** A permit for each handshake that may compute at a time. */
    Semaphore computingHandshakes() {
        return computingHandshakes;
    }

    Counters counters() {
        return counters;
    }

    /** The canonical name of all that is sent, whoever sent it first. */
    String cname() {
        return cname;
    }

    Mailbox mailboxForCallbacks() {
        return new Mailbox(callbacks);
    }

    Mailbox mailboxForHandshake() {
        return new Mailbox(handshakes);
    }

    void add(RelayPeer peer) {
        pacer.add(peer.ticking());
        peersByUfrag.put(peer.ufrag(), peer);
    }

    void remove(RelayPeer peer) {
        peersByUfrag.remove(peer.ufrag());
        pacer.remove(peer.ticking());
    }

    /** What a tick works with, on the pacer's thread. */
    Scratch scratchOfPacer() {
        return scratch;
    }

    private void received(
            LocalSocket socket,
            InetSocketAddress remote,
            byte[] data,
            int length,
            Scratch threadsScratch) {
        if (length < 2) {
            counters.unknown().increment();
            return;
        }
        int first = data[0] & 0xFF;
        if (first <= LAST_OF_STUN) {
            receivedStun(socket, remote, data, length);
            return;
        }
        LocalSocket.Known known = socket.known(remote);
        if (known == null) {
            counters.unknown().increment();
        } else if (first >= FIRST_OF_DTLS && first <= LAST_OF_DTLS) {
            known.peer().transport().receivedDtls(data, length);
        } else if (first >= FIRST_OF_RTP && first <= LAST_OF_RTP) {
            int second = data[1] & 0xFF;
            boolean rtcp = second >= FIRST_OF_RTCP && second <= LAST_OF_RTCP;
            known.peer()
                    .transport()
                    .receivedMedia(data, length, rtcp, threadsScratch, System.nanoTime());
        } else {
            counters.unknown().increment();
        }
    }

    private void receivedStun(
            LocalSocket socket, InetSocketAddress remote, byte[] data, int length) {
        StunMessage message = StunMessage.parse(data, length);
        if (message != null && message.type() == StunMessage.BINDING_SUCCESS) {
            receivedResponse(message, socket.known(remote));
            return;
        }
        if (message == null
                || message.type() != StunMessage.BINDING_REQUEST
                || message.username() == null) {
            counters.unknown().increment();
            return;
        }
        String username = message.username();
        int colon = username.indexOf(':');
        RelayPeer peer = colon < 0 ? null : peersByUfrag.get(username.substring(0, colon));
        if (peer == null) {
            counters.unknown().increment();
        } else {
            peer.transport().receivedCheck(message, length, socket, remote, System.nanoTime());
        }
    }

    private void receivedResponse(StunMessage message, LocalSocket.Known known) {
        if (known == null) {
            counters.unknown().increment();
        } else {
            known.peer().transport().receivedResponse(message, known.path(), System.nanoTime());
        }
    }

    /** Does on the calling thread what callbacks wait for a thread for. */
    void emptyMailboxes() {
        callbacks.emptyMailboxes();
    }

    /** No more threads are to be had: callbacks are left to {@link #emptyMailboxes}. */
    void stopping() {
        callbacks.stop();
        handshakes.stop();
    }

    void close() {
        LOGGER.log(
                Level.INFO,
                "The relay stops. It has refused {0}; {1} datagrams this machine's network did not"
                        + " take.",
                counters,
                mux.unsent());
        mux.close();
        pacer.close();
    }
}
