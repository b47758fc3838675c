package org.webrtcexamples.client;

import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCAnswerOptions;
import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCDataChannelInit;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCIceConnectionState;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;

import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

/**
 * The client's end of a connection: a real peer connection that answers the server's offer and
 * takes the data channels that the server opens. It sends no media.
 */
public final class ClientPeer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Guards every use of native objects but those in callbacks, which never take it. */
    private final Object lock = new Object();

    private final Queue<ClientChannel> channels = new ConcurrentLinkedQueue<>();
    private final Map<String, CompletableFuture<ClientChannel>> byLabel = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> connected = new CompletableFuture<>();
    private final RTCPeerConnection peerConnection;
    private volatile boolean closed;
    private volatile Hold hold;

    public ClientPeer() {
        peerConnection = Engine.createPeerConnection(new Observer());
    }

    /** A peer that has opened a connection of the example and given its answer. */
    public static ClientPeer answering(ConnectionsClient client, String example)
            throws InterruptedException, TimeoutException {
        return answering(client, example, UnaryOperator.identity());
    }

    /** The same, with all its traffic over a cable that can be cut. */
    public static ClientPeer answering(ConnectionsClient client, String example, NetworkCable cable)
            throws InterruptedException, TimeoutException {
        return answering(client, example, cable::plugInto);
    }

    private static ClientPeer answering(
            ConnectionsClient client, String example, UnaryOperator<Description> route)
            throws InterruptedException, TimeoutException {
        ClientPeer peer = new ClientPeer();
        try {
            Connection connection = client.create(example);
            peer.hold = new Hold(client, example, connection.id());
            client.answer(example, connection.id(), peer.answer(route.apply(connection.offer())));
            return peer;
        } catch (Throwable e) {
            peer.close();
            throw e;
        }
    }

    /** The server's id of the connection that this peer has opened. */
    public String connectionId() {
        return hold.connectionId();
    }

    /**
     * Takes the offer and returns the answer to it, which is the local description from here on. It
     * holds no candidates: the server learns them from the checks that it receives, as <a
     * href="https://www.rfc-editor.org/rfc/rfc8445#section-7.3.1.3">RFC 8445</a> has it.
     */
    public Description answer(Description offer) throws InterruptedException, TimeoutException {
        set(new RTCSessionDescription(RTCSdpType.OFFER, offer.sdp()), false);
        CompletableFuture<RTCSessionDescription> answer = new CompletableFuture<>();
        synchronized (lock) {
            checkOpen();
            peerConnection.createAnswer(
                    new RTCAnswerOptions(),
                    new CreateSessionDescriptionObserver() {
                        @Override
                        public void onSuccess(RTCSessionDescription description) {
                            answer.complete(description);
                        }

                        @Override
                        public void onFailure(String error) {
                            answer.completeExceptionally(new IllegalStateException(error));
                        }
                    });
        }
        RTCSessionDescription local = Futures.get(answer, PATIENCE);
        set(local, true);
        return Description.answer(local.sdp);
    }

    /** The data channel of that label, as soon as it is open. */
    public ClientChannel channel(String label) throws InterruptedException, TimeoutException {
        ClientChannel channel = Futures.get(labelled(label), PATIENCE);
        channel.awaitOpen(PATIENCE);
        return channel;
    }

    /** Opens a data channel of the client's own. */
    public ClientChannel open(String label) {
        synchronized (lock) {
            checkOpen();
            ClientChannel channel =
                    new ClientChannel(
                            peerConnection.createDataChannel(label, new RTCDataChannelInit()),
                            lock);
            channels.add(channel);
            return channel;
        }
    }

    /** Waits until ICE has connected this peer with the server. */
    public void awaitConnected(Duration timeout) throws InterruptedException, TimeoutException {
        Futures.get(connected, timeout);
    }

    /** Ends the peer, and the connection that it opened if the server still has it. */
    @Override
    public void close() {
        boolean first = end();
        if (first && hold != null) {
            hold.release();
        }
    }

    /**
     * Ends the peer and leaves its connection to the server's timers, as a page that is closed
     * does. For a client that falls silent without a word see {@link NetworkCable#cut}.
     */
    public void abandon() {
        end();
    }

    private boolean end() {
        synchronized (lock) {
            if (closed) {
                return false;
            }
            closed = true;
            passSignallingThread();
            channels.forEach(ClientChannel::detach);
            passSignallingThread();
            channels.forEach(ClientChannel::dispose);
            Engine.close(peerConnection);
            return true;
        }
    }

    /** Returns when each callback that had begun has ended: they run on that thread, in turn. */
    private void passSignallingThread() {
        peerConnection.getSignalingState();
    }

    private void set(RTCSessionDescription description, boolean local)
            throws InterruptedException, TimeoutException {
        CompletableFuture<Void> applied = new CompletableFuture<>();
        SetSessionDescriptionObserver observer =
                new SetSessionDescriptionObserver() {
                    @Override
                    public void onSuccess() {
                        applied.complete(null);
                    }

                    @Override
                    public void onFailure(String error) {
                        applied.completeExceptionally(new IllegalStateException(error));
                    }
                };
        synchronized (lock) {
            checkOpen();
            try {
                if (local) {
                    peerConnection.setLocalDescription(description, observer);
                } else {
                    peerConnection.setRemoteDescription(description, observer);
                }
            } catch (Error e) {
                throw new IllegalArgumentException("the description does not parse", e);
            }
        }
        Futures.get(applied, PATIENCE);
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the peer is closed");
        }
    }

    private CompletableFuture<ClientChannel> labelled(String label) {
        return byLabel.computeIfAbsent(label, key -> new CompletableFuture<>());
    }

    /** The connection that this peer has opened on the server. */
    private record Hold(ConnectionsClient client, String example, String connectionId) {

        void release() {
            try {
                client.delete(example, connectionId);
            } catch (UnexpectedResponseException e) {
                if (e.status() != 404) {
                    throw e;
                }
            }
        }
    }

    private final class Observer implements PeerConnectionObserver {

        @Override
        public void onIceCandidate(RTCIceCandidate candidate) {}

        @Override
        public void onIceConnectionChange(RTCIceConnectionState state) {
            if (state == RTCIceConnectionState.CONNECTED
                    || state == RTCIceConnectionState.COMPLETED) {
                connected.complete(null);
            }
        }

        @Override
        public void onDataChannel(RTCDataChannel dataChannel) {
            Callbacks.run(
                    () -> {
                        if (!closed) {
                            String label = dataChannel.getLabel();
                            ClientChannel channel = new ClientChannel(dataChannel, lock);
                            channels.add(channel);
                            labelled(label).complete(channel);
                        }
                    });
        }
    }
}
