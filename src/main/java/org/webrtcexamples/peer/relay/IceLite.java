package org.webrtcexamples.peer.relay;

import org.webrtcexamples.peer.IceConnectionState;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * The passive half of ICE: answers connectivity checks, and lets the other end choose the path.
 * Candidates of the other end are learnt from where its checks come from.
 *
 * <p>Where a check comes from can be anybody's address, whom the other end would like to be
 * flooded. A path therefore has to answer a check of this side before media goes there; only the
 * first may prove itself by the handshake that goes over it.
 *
 * <p>The other end is taken to be there as long as its checks, or anything else that it alone can
 * have sent, come in. RFC 7675 has it check every 4 to 6 s, which is too close to {@link
 * #DISCONNECTED_AFTER} to go by checks alone. Its consent lasts {@link #FAILED_AFTER} from its last
 * check on the path in use.
 *
 * <p>Not thread-safe: its transport's lock guards it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8445#section-2.5">RFC 8445, section 2.5</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7675">RFC 7675</a>
 */
final class IceLite {

    static final Duration DISCONNECTED_AFTER = Duration.ofSeconds(5);
    static final Duration FAILED_AFTER = Duration.ofSeconds(30);

    /** A client tries few pairs of addresses at a time; the oldest is given up for a new one. */
    private static final int MAX_PATHS = 8;

    /** Wrong checks in a second, after which those from strange addresses are not looked at. */
    private static final int MAX_WRONG_CHECKS = 500;

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private static final String ICE_CHARS =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private static final int UFRAG_LENGTH = 8;
    private static final int PWD_LENGTH = 24;
    private static final int TRANSACTION_ID_LENGTH = 12;

    /** Of an error response to one that does not know that this side is passive. */
    private static final int ROLE_CONFLICT = 487;

    private static final int UNKNOWN_ATTRIBUTE = 420;

    /** Of a candidate that was learnt from a check: RFC 8445, section 5.1.2. */
    private static final long PRIORITY = (110L << 24) + (65_535L << 8) + 255;

    private final RelayPeer peer;
    private final SecureRandom random;
    private final String ufrag;
    private final String pwd;
    private final byte[] key;
    private final long tieBreaker;
    private final Consumer<IceConnectionState> onStateChange;
    private final Deque<Path> paths = new ArrayDeque<>();
    private String remoteUfrag;
    private byte[] remoteKey;
    private IceConnectionState state = IceConnectionState.NEW;
    private boolean goodbye;
    private Path selected;
    private boolean selectedAnswers;

    /** A path that is being checked, with the check. */
    private Path candidate;

    private byte[] transactionId;
    private byte[] check;
    private long lastSign;
    private long lastCheck;
    private long second;
    private int wrongChecks;

    IceLite(RelayPeer peer, SecureRandom random, Consumer<IceConnectionState> onStateChange) {
        this.peer = peer;
        this.random = random;
        this.onStateChange = onStateChange;
        ufrag = iceChars(random, UFRAG_LENGTH);
        pwd = iceChars(random, PWD_LENGTH);
        key = pwd.getBytes(StandardCharsets.US_ASCII);
        tieBreaker = random.nextLong();
    }

    private static String iceChars(SecureRandom random, int length) {
        StringBuilder chars = new StringBuilder();
        for (int i = 0; i < length; i++) {
            chars.append(ICE_CHARS.charAt(random.nextInt(ICE_CHARS.length())));
        }
        return chars.toString();
    }

    String ufrag() {
        return ufrag;
    }

    String pwd() {
        return pwd;
    }

    /** The path that the other end has chosen, or null. */
    Path selected() {
        return selected;
    }

    /** Whether it is certain that the other end is where that path leads. */
    boolean selectedAnswers() {
        return selectedAnswers;
    }

    void answered(String ufragOfAnswer, String pwdOfAnswer) {
        remoteUfrag = ufragOfAnswer;
        remoteKey = pwdOfAnswer.getBytes(StandardCharsets.US_ASCII);
        if (selected != null) {
            check(selected);
        }
        if (state == IceConnectionState.NEW) {
            become(IceConnectionState.CHECKING);
        }
    }

    /**
     * A binding request that names this peer's ufrag.
     *
     * @return whether it came from the other end
     */
    boolean received(StunMessage request, LocalSocket socket, InetSocketAddress remote, long now) {
        LocalSocket.Known before = socket.known(remote);
        boolean isFromKnown = before != null && before.peer() == peer;
        if (!isFromKnown && !mayLookAtStrangers(now)) {
            return false;
        }
        if (!isOtherEnds(request)) {
            wrongChecks++;
            return false;
        }
        byte[] transaction = request.transactionId();
        if (request.unknownAttributes().length > 0) {
            respond(
                    socket,
                    remote,
                    StunMessage.bindingError(
                            transaction,
                            UNKNOWN_ATTRIBUTE,
                            "Unknown Attribute",
                            request.unknownAttributes(),
                            key));
            return true;
        }
        if (request.iceControlled().isPresent()) {
            respond(
                    socket,
                    remote,
                    StunMessage.bindingError(
                            transaction, ROLE_CONFLICT, "Role Conflict", new int[0], key));
            return true;
        }
        LocalSocket.Known known = socket.claim(remote, peer);
        if (known.peer() != peer) {
            return false;
        }
        respond(socket, remote, StunMessage.bindingSuccess(transaction, remote, key));
        add(known.path());
        if (request.useCandidate()) {
            choose(known.path());
        } else if (known.path().equals(candidate)) {
            check(candidate);
        }
        if (known.path().equals(selected)) {
            lastCheck = now;
            if (state == IceConnectionState.FAILED) {
                become(IceConnectionState.DISCONNECTED);
            }
        }
        sign(now);
        return true;
    }

    private boolean mayLookAtStrangers(long now) {
        if (now - second > SECOND) {
            second = now;
            wrongChecks = 0;
        }
        return wrongChecks < MAX_WRONG_CHECKS;
    }

    private boolean isOtherEnds(StunMessage request) {
        return request.hasFingerprint()
                && request.hasValidIntegrity(key)
                && namesOtherEnd(request.username());
    }

    /** The username of a check is the receiver's ufrag, a colon, and the sender's. */
    private boolean namesOtherEnd(String username) {
        return remoteUfrag == null || username.equals(ufrag + ':' + remoteUfrag);
    }

    private static void respond(LocalSocket socket, InetSocketAddress remote, byte[] response) {
        socket.send(response, 0, response.length, remote);
    }

    private void choose(Path path) {
        if (selected == null || remoteKey == null) {
            selected = path;
        }
        if (path.equals(selected) && selectedAnswers) {
            candidate = null;
        } else if (remoteKey != null) {
            check(path);
        }
    }

    /** Again the same one, as long as it is the same path: an answer may be to any of them. */
    private void check(Path path) {
        if (!path.equals(candidate)) {
            candidate = path;
            transactionId = new byte[TRANSACTION_ID_LENGTH];
            random.nextBytes(transactionId);
            check =
                    StunMessage.bindingRequest(
                            transactionId,
                            remoteUfrag + ':' + ufrag,
                            PRIORITY,
                            tieBreaker,
                            false,
                            false,
                            remoteKey);
        }
        path.send(check, 0, check.length);
    }

    /**
     * An answer to a check of this side.
     *
     * @return whether it is one
     */
    boolean answeredCheck(StunMessage response, Path path, long now) {
        if (!path.equals(candidate)
                || !Arrays.equals(response.transactionId(), transactionId)
                || !response.hasValidIntegrity(remoteKey)) {
            return false;
        }
        selected = candidate;
        selectedAnswers = true;
        candidate = null;
        lastCheck = now;
        return true;
    }

    private void add(Path path) {
        if (paths.contains(path)) {
            return;
        }
        if (paths.size() == MAX_PATHS) {
            Path oldest =
                    paths.stream()
                            .filter(other -> !other.equals(selected) && !other.equals(candidate))
                            .findFirst()
                            .orElseThrow();
            paths.remove(oldest);
            oldest.socket().forget(oldest, peer);
        }
        paths.add(path);
    }

    /** Something has come that only the other end can have sent. */
    void sign(long now) {
        lastSign = now;
        if (goodbye || state == IceConnectionState.FAILED) {
            return;
        }
        if (selected != null) {
            become(IceConnectionState.CONNECTED);
        } else if (state == IceConnectionState.NEW) {
            become(IceConnectionState.CHECKING);
        }
    }

    /** The other end has said that it will not be there any more. */
    void goodbye() {
        goodbye = true;
        if (state.isConnected()) {
            become(IceConnectionState.DISCONNECTED);
        }
    }

    /** Whether anything may be sent to the other end. */
    boolean hasConsent() {
        return !goodbye && state != IceConnectionState.FAILED;
    }

    void tick(long now) {
        if (state.isConnected() && now - lastSign > DISCONNECTED_AFTER.toNanos()) {
            become(IceConnectionState.DISCONNECTED);
        }
        if (selected != null
                && state != IceConnectionState.FAILED
                && now - lastCheck > FAILED_AFTER.toNanos()) {
            become(IceConnectionState.FAILED);
        }
    }

    private void become(IceConnectionState next) {
        if (state != next) {
            state = next;
            onStateChange.accept(next);
        }
    }

    void close() {
        paths.forEach(path -> path.socket().forget(path, peer));
        paths.clear();
    }
}
