package org.webrtcexamples.peer;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The server's end of one peer-to-peer session: an <a
 * href="https://www.w3.org/TR/webrtc/#dom-rtcpeerconnection">RTCPeerConnection</a> that always
 * offers and never renegotiates.
 *
 * <p>Every method may be called from any thread, at any time, also after close. Whatever a peer
 * reports (a state, a message, its close) it reports in order and one at a time, on a thread of the
 * container, never while it holds a lock of its own. A callback that throws is logged and ends
 * nothing. It should not block for long: the threads are few and shared by all peers.
 */
public interface Peer extends AutoCloseable {

    /** A UUID that nobody can guess; the id of its connection on the wire. */
    String id();

    /**
     * Makes the offer, sets it as the local description and waits until its host candidates are
     * known. Called once, after everything that is to be negotiated was added.
     *
     * @param timeToHostCandidates how long the candidates may take; what is known by then is
     *     offered
     * @return the local description, its candidates in the SDP, which does not announce trickle ICE
     * @throws PeerUnavailableException if there is no candidate at all
     * @throws PeerClosedException if the peer is closed, or was while this waited
     * @throws InterruptedException if the calling thread was interrupted while it waited
     */
    SessionDescription offer(Duration timeToHostCandidates) throws InterruptedException;

    /**
     * Applies the answer to the offer. If it is refused the peer is as it was before, and waits for
     * another one.
     *
     * @return the remote description as the engine understood it
     * @throws NoAnswerAwaitedException if there is no offer, or an answer was applied or is just
     *     being applied
     * @throws InvalidAnswerException if this is not an answer, does not parse or does not fit the
     *     offer
     * @throws PeerClosedException if the peer is closed, or was while this waited
     * @throws InterruptedException if the calling thread was interrupted while it waited
     */
    SessionDescription applyAnswer(SessionDescription answer) throws InterruptedException;

    IceConnectionState iceConnectionState();

    /**
     * Whether ICE is connected and the DTLS handshake has shown that the remote peer is the one
     * that answered. ICE alone proves no more than that somebody knows its passwords.
     *
     * @see <a href="https://www.w3.org/TR/webrtc/#dom-rtcpeerconnectionstate-connected">The W3C's
     *     RTCPeerConnectionState "connected"</a>
     */
    boolean isConnected();

    SignalingState signalingState();

    /** The offer, or nothing before {@link #offer} returned and after close. */
    Optional<SessionDescription> localDescription();

    /** The answer, or nothing before {@link #applyAnswer} returned and after close. */
    Optional<SessionDescription> remoteDescription();

    /** Adds a callback for each new ICE connection state but {@code closed}. */
    void onIceConnectionStateChange(Consumer<IceConnectionState> callback);

    /**
     * Adds a callback for each time that {@link #isConnected} has become true. It may be called
     * more often.
     */
    void onConnected(Runnable callback);

    /**
     * Hands over what is to be stopped when this peer ends: a timer, an encoder, a file. The last
     * one handed over is stopped first, all of them before the engine lets go of the peer, and
     * after the callback that runs at that moment. On a closed peer it is called at once.
     */
    void onClose(Runnable cleanup);

    /**
     * Ends the peer. Returns without waiting; from here on the states are {@code closed} and no
     * callback but those of {@link #onClose} starts. More calls do nothing.
     */
    @Override
    void close();

    /** Completes when a closed peer has released all it held. */
    CompletionStage<Void> closed();
}
