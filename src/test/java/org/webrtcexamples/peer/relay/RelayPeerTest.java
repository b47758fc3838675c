package org.webrtcexamples.peer.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.bouncycastle.tls.CipherSuite;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.webrtcexamples.Await;
import org.webrtcexamples.client.ClientPeer;
import org.webrtcexamples.client.Description;
import org.webrtcexamples.client.NetworkCable;
import org.webrtcexamples.peer.IceConnectionState;
import org.webrtcexamples.peer.InvalidAnswerException;
import org.webrtcexamples.peer.NoAnswerAwaitedException;
import org.webrtcexamples.peer.PeerClosedException;
import org.webrtcexamples.peer.SessionDescription;
import org.webrtcexamples.peer.SignalingState;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What an example can do with a relay's peer, and what its other end can do to it. */
@Timeout(60)
class RelayPeerTest {

    private static final int SOURCE = 7;

    /** Of the records of DTLS. */
    private static final byte ALERT = 21;

    private static Relay relay;

    @BeforeAll
    static void start() {
        relay = new Relay();
    }

    @AfterAll
    static void stop() {
        relay.close();
    }

    /** Where the peer's new states are found, in order. */
    private static BlockingQueue<IceConnectionState> states(RelayPeer peer) {
        BlockingQueue<IceConnectionState> states = new LinkedBlockingQueue<>();
        peer.onIceConnectionStateChange(states::add);
        return states;
    }

    private static void awaitState(
            IceConnectionState state, BlockingQueue<IceConnectionState> states)
            throws InterruptedException {
        assertEquals(state, states.poll(10, TimeUnit.SECONDS));
    }

    private static void awaitConnected(BlockingQueue<IceConnectionState> states)
            throws InterruptedException {
        awaitState(IceConnectionState.CHECKING, states);
        awaitState(IceConnectionState.CONNECTED, states);
    }

    /** A client whose picture comes back to it. */
    private static void awaitPicture(ClientPeer client) throws Exception {
        client.receivedVideo().await(frame -> frame.source() == SOURCE, Relay.PATIENCE);
    }

    private static ClientPeer camera() {
        ClientPeer client = new ClientPeer();
        client.sendVideo(SOURCE, 128, 96, 10);
        return client;
    }

    @Test
    void negotiatesAndConnects() throws Exception {
        RelayPeer peer = relay.createLoopback();
        BlockingQueue<IceConnectionState> states = states(peer);
        assertEquals(SignalingState.STABLE, peer.signalingState());
        assertEquals(IceConnectionState.NEW, peer.iceConnectionState());
        assertEquals(Optional.empty(), peer.localDescription());

        SessionDescription offer = peer.offer(Relay.PATIENCE);
        assertEquals(SignalingState.HAVE_LOCAL_OFFER, peer.signalingState());
        assertEquals(Optional.of(offer), peer.localDescription());
        assertEquals(Optional.empty(), peer.remoteDescription());

        try (ClientPeer client = new ClientPeer()) {
            SessionDescription applied =
                    peer.applyAnswer(Relay.answer(client, new Description("offer", offer.sdp())));
            assertEquals(SignalingState.STABLE, peer.signalingState());
            assertEquals(Optional.of(applied), peer.remoteDescription());
            awaitConnected(states);
            assertEquals(IceConnectionState.CONNECTED, peer.iceConnectionState());
        }
        peer.close();
        assertEquals(IceConnectionState.CLOSED, peer.iceConnectionState());
        assertEquals(SignalingState.CLOSED, peer.signalingState());
        assertEquals(Optional.empty(), peer.localDescription());
        assertEquals(Optional.empty(), peer.remoteDescription());
        Relay.awaitReleased(peer);
    }

    @Test
    void offersAllItsCandidatesInNoTime() {
        RelayPeer peer = relay.createLoopback();
        String sdp = peer.offer(Duration.ZERO).sdp();
        assertTrue(sdp.contains("\r\na=candidate:"), sdp);
        assertTrue(sdp.contains("\r\na=end-of-candidates\r\n"), sdp);
        assertTrue(sdp.contains("\r\na=ice-lite\r\n"), sdp);
        assertThrows(IllegalStateException.class, () -> peer.offer(Duration.ZERO));
        peer.close();
    }

    @Test
    void anAnswerThatIsRefusedLeavesItAsItWas() throws Exception {
        RelayPeer peer = relay.createLoopback();
        BlockingQueue<IceConnectionState> states = states(peer);
        SessionDescription offer = peer.offer(Relay.PATIENCE);
        try (ClientPeer client = camera()) {
            SessionDescription good = Relay.answer(client, new Description("offer", offer.sdp()));
            int video = good.sdp().indexOf("m=video");
            String sound = good.sdp().substring(0, video);
            String picture = good.sdp().substring(video);
            List<SessionDescription> bad =
                    List.of(
                            offer,
                            SessionDescription.answer(""),
                            SessionDescription.answer("v=0\r\n"),
                            SessionDescription.answer(sound),
                            SessionDescription.answer(good.sdp().replace("a=rtcp-mux\r\n", "")),
                            SessionDescription.answer(
                                    sound + picture.replace(" VP8/90000", " AV1/90000")));
            for (SessionDescription answer : bad) {
                assertThrows(
                        InvalidAnswerException.class,
                        () -> peer.applyAnswer(answer),
                        () -> "took " + answer);
                assertEquals(SignalingState.HAVE_LOCAL_OFFER, peer.signalingState());
                assertEquals(Optional.empty(), peer.remoteDescription());
            }
            peer.applyAnswer(good);
            awaitConnected(states);
            awaitPicture(client);
        } finally {
            peer.close();
        }
    }

    @Test
    void isConnectedByDtlsAndNotByIceAlone() throws Exception {
        RelayPeer peer = relay.createLoopback();
        BlockingQueue<IceConnectionState> states = states(peer);
        BlockingQueue<Boolean> connected = new LinkedBlockingQueue<>();
        peer.onConnected(() -> connected.add(peer.isConnected()));
        try (RawClient client = new RawClient(peer.offer(Relay.PATIENCE).sdp())) {
            peer.applyAnswer(client.answer());
            client.check(true);
            awaitConnected(states);
            assertFalse(peer.isConnected());
            assertTrue(connected.isEmpty());

            client.handshake();
            assertEquals(true, connected.poll(10, TimeUnit.SECONDS));

            client.dtls().close();
            awaitState(IceConnectionState.DISCONNECTED, states);
            assertFalse(peer.isConnected());
        } finally {
            peer.close();
        }
        assertFalse(peer.isConnected());
        assertTrue(connected.isEmpty());
    }

    @Test
    void isConnectedAgainWhenIceComesBack() throws Exception {
        RelayPeer peer = relay.createLoopback();
        BlockingQueue<Boolean> connected = new LinkedBlockingQueue<>();
        peer.onConnected(() -> connected.add(peer.isConnected()));
        try (RawClient client = RawClient.connected(peer)) {
            assertEquals(true, connected.poll(10, TimeUnit.SECONDS));
            peer.transport().tick(new Scratch(), System.nanoTime() + 31_000_000_000L);
            assertFalse(peer.isConnected());

            client.check(true);

            assertEquals(true, connected.poll(10, TimeUnit.SECONDS));
        } finally {
            peer.close();
        }
    }

    /** It is what the relay itself would take, and no longer than it has to be. */
    @Test
    void theRemoteDescriptionIsWhatItUnderstoodOfTheAnswer() throws Exception {
        RelayPeer peer = relay.createLoopback();
        RelayPeer other = relay.createLoopback();
        try (RawClient client = new RawClient(peer.offer(Relay.PATIENCE).sdp())) {
            String answer = client.answer().sdp();
            String padded = answer + ("a=x-pad:" + "y".repeat(900) + "\r\n").repeat(60);

            SessionDescription applied = peer.applyAnswer(SessionDescription.answer(padded));

            assertTrue(applied.sdp().length() < 2 * answer.length(), applied.sdp());
            assertEquals(Optional.of(applied), peer.remoteDescription());
            other.offer(Relay.PATIENCE);
            assertEquals(applied, other.applyAnswer(applied));
        } finally {
            peer.close();
            other.close();
        }
    }

    @Test
    void awaitsOneAnswerAndOnlyAfterItsOffer() throws Exception {
        RelayPeer peer = relay.createLoopback();
        assertThrows(
                NoAnswerAwaitedException.class,
                () -> peer.applyAnswer(SessionDescription.answer("v=0")));
        try (RawClient client = new RawClient(peer.offer(Relay.PATIENCE).sdp())) {
            SessionDescription answer = client.answer();
            SessionDescription applied = peer.applyAnswer(answer);
            assertThrows(NoAnswerAwaitedException.class, () -> peer.applyAnswer(answer));
            assertEquals(Optional.of(applied), peer.remoteDescription());
        } finally {
            peer.close();
        }
    }

    @Test
    void offersWhatItWasTold() {
        assertThrows(IllegalStateException.class, () -> relay.create().offer(Relay.PATIENCE));
        RelayPeer peer = relay.create();
        ReceivedMedia media = peer.receiveMedia();
        assertEquals(media, peer.receiveMedia());
        peer.sendMedia(media);
        assertThrows(IllegalStateException.class, () -> peer.sendMedia(media));
        peer.offer(Relay.PATIENCE);
        assertThrows(IllegalStateException.class, peer::receiveMedia);
        peer.close();
    }

    @Test
    void survivesCallbacksThatThrow() throws Exception {
        RelayPeer peer = relay.createLoopback();
        peer.onIceConnectionStateChange(
                state -> {
                    throw new AssertionError("on " + state);
                });
        BlockingQueue<IceConnectionState> states = states(peer);
        peer.onClose(
                () -> {
                    throw new AssertionError("on close");
                });
        try (RawClient client = RawClient.connected(peer)) {
            awaitConnected(states);
            assertNotNull(client.dtls());
        }
        peer.close();
        Relay.awaitReleased(peer);
    }

    /** In a callback no lock is held, or another thread's call would wait for it to end. */
    @Test
    void closesFromAnotherThreadWithinItsOwnCallback() throws Exception {
        RelayPeer peer = relay.createLoopback();
        List<String> events = Collections.synchronizedList(new ArrayList<>());
        CompletableFuture<String> thread = new CompletableFuture<>();
        peer.onIceConnectionStateChange(
                state -> {
                    events.add("begins");
                    CompletableFuture.runAsync(
                                    () -> {
                                        peer.offer(Relay.PATIENCE);
                                    },
                                    relay.executor())
                            .exceptionally(offeredAlready -> null)
                            .join();
                    CompletableFuture.runAsync(peer::close, relay.executor()).join();
                    events.add(peer.iceConnectionState().toString());
                    thread.complete(Thread.currentThread().getName());
                });
        peer.onClose(() -> events.add("first"));
        peer.onClose(() -> events.add("last"));
        try (RawClient client = new RawClient(peer.offer(Relay.PATIENCE).sdp())) {
            peer.applyAnswer(client.answer());
            assertEquals(Relay.CALLBACK_THREAD, thread.get(10, TimeUnit.SECONDS));
            Relay.awaitReleased(peer);
        }
        assertEquals(List.of("begins", "closed", "last", "first"), events);
    }

    @Test
    void closesOnceHoweverOftenItIsAskedTo() throws Exception {
        for (int round = 0; round < 10; round++) {
            RelayPeer peer = relay.createLoopback();
            List<String> cleanups = Collections.synchronizedList(new ArrayList<>());
            peer.onClose(() -> cleanups.add("first"));
            peer.onClose(() -> cleanups.add("last"));
            try (RawClient client = RawClient.connected(peer)) {
                assertNotNull(client.dtls());
                CountDownLatch start = new CountDownLatch(1);
                List<CompletableFuture<Void>> closers = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    closers.add(
                            CompletableFuture.runAsync(
                                    () -> {
                                        awaitQuietly(start);
                                        peer.close();
                                    },
                                    relay.executor()));
                }
                start.countDown();
                for (CompletableFuture<Void> closer : closers) {
                    closer.get(10, TimeUnit.SECONDS);
                }
                Relay.awaitReleased(peer);
            }
            peer.close();
            assertEquals(List.of("last", "first"), cleanups);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void refusesEveryCallAfterClose() throws Exception {
        RelayPeer peer = relay.createLoopback();
        peer.close();
        Relay.awaitReleased(peer);

        assertThrows(PeerClosedException.class, () -> peer.offer(Relay.PATIENCE));
        assertThrows(
                PeerClosedException.class,
                () -> peer.applyAnswer(SessionDescription.answer("v=0")));
        CompletableFuture<Void> late = new CompletableFuture<>();
        peer.onClose(() -> late.complete(null));
        assertTrue(late.isDone());
    }

    @Test
    void closesWithAnOfferThatNobodyAnswered() throws Exception {
        RelayPeer peer = relay.createLoopback();
        try (RawClient client = new RawClient(peer.offer(Relay.PATIENCE).sdp())) {
            client.check(true);
            peer.close();
            Relay.awaitReleased(peer);
            assertThrows(PeerClosedException.class, () -> peer.applyAnswer(client.answer()));
        }
    }

    /** The handshake waits for a client that says nothing, and must not hold the peer. */
    @ParameterizedTest
    @ValueSource(strings = {"active", "passive"})
    void closesInTheMiddleOfItsHandshake(String setup) throws Exception {
        try (Relay own = new Relay()) {
            int receiving = own.runningThreads();
            RelayPeer peer = own.createLoopback();
            try (RawClient client = new RawClient(peer.offer(Relay.PATIENCE).sdp())) {
                String answer = client.answer().sdp().replace("setup:active", "setup:" + setup);
                peer.applyAnswer(SessionDescription.answer(answer));
                client.check(true);
                // Enough to begin with, and nothing to go on with.
                client.send(Bytes.of("14 fefd 0000 000000000000 0001 01"));
                Await.until(
                        Relay.PATIENCE,
                        () -> own.runningThreads() == receiving + 2,
                        "a pacer and a handshake run");
                peer.close();
                Relay.awaitReleased(peer);
            }
            Await.until(Duration.ofSeconds(2), () -> own.runningThreads() == receiving, "both end");
        }
    }

    @Test
    void nothingIsReportedAfterTheClose() throws Exception {
        RelayPeer peer = relay.createLoopback();
        BlockingQueue<IceConnectionState> states = states(peer);
        try (RawClient client = RawClient.connected(peer)) {
            assertNotNull(client.dtls());
            awaitConnected(states);
            CountDownLatch closed = new CountDownLatch(1);
            peer.post(() -> awaitQuietly(closed));
            peer.transport()
                    .tick(new Scratch(), System.nanoTime() + Duration.ofSeconds(6).toNanos());
            Await.until(
                    Relay.PATIENCE,
                    () -> peer.iceConnectionState() == IceConnectionState.DISCONNECTED,
                    "disconnected");
            peer.close();
            closed.countDown();
            Relay.awaitReleased(peer);
        }
        assertTrue(states.isEmpty(), states::toString);
    }

    /** The client checks, and begins the DTLS handshake, as soon as it has the offer. */
    @Test
    void answersChecksBeforeTheAnswerIsThere() throws Exception {
        RelayPeer peer = relay.createLoopback();
        BlockingQueue<IceConnectionState> states = states(peer);
        try (ClientPeer client = camera()) {
            SessionDescription answer = Relay.answer(client, peer);
            awaitState(IceConnectionState.CHECKING, states);
            assertEquals(SignalingState.HAVE_LOCAL_OFFER, peer.signalingState());
            peer.applyAnswer(answer);
            awaitState(IceConnectionState.CONNECTED, states);
            awaitPicture(client);
        } finally {
            peer.close();
        }
    }

    @Test
    void takesAnswersWithoutCandidatesAndWithSuchAsItCannotUse() throws Exception {
        String mdns =
                "a=candidate:1 1 udp 2122260223 c7a4f4ba-3f2d-4c1e-8d0c-6a2b1c0d9e8f.local 50000"
                        + " typ host generation 0 network-cost 999\r\n";
        for (String candidates : List.of("", mdns, mdns + "a=end-of-candidates\r\n")) {
            RelayPeer peer = relay.createLoopback();
            try (ClientPeer client = camera()) {
                String answer = Relay.answer(client, peer).sdp();
                assertFalse(answer.contains("a=candidate"), answer);
                String mid = "a=mid:0\r\n";
                peer.applyAnswer(SessionDescription.answer(answer.replace(mid, mid + candidates)));
                awaitPicture(client);
            } finally {
                peer.close();
            }
        }
    }

    @Test
    void connectsOverIpv6() throws Exception {
        RelayPeer peer = relay.createLoopback();
        String offer = peer.offer(Relay.PATIENCE).sdp();
        String ipv6 = offer.replaceAll("a=candidate:\\S+ 1 udp \\d+ [\\d.]+ .*\r\n", "");
        assumeTrue(ipv6.contains("a=candidate:"), "this machine has no address of IPv6");
        try (ClientPeer client = camera()) {
            peer.applyAnswer(Relay.answer(client, new Description("offer", ipv6)));
            awaitPicture(client);
        } finally {
            peer.close();
        }
    }

    @Test
    void isDisconnectedSixSecondsAfterTheLastCheckAndConnectedByTheNext() throws Exception {
        long second = Duration.ofSeconds(1).toNanos();
        RelayPeer peer = relay.createLoopback();
        BlockingQueue<IceConnectionState> states = states(peer);
        try (NetworkCable cable = new NetworkCable();
                ClientPeer client = camera()) {
            Relay.connect(client, peer, cable);
            awaitConnected(states);
            awaitPicture(client);
            cable.cut();
            long cut = System.nanoTime();
            peer.transport().tick(new Scratch(), cut + 4 * second);
            assertTrue(states.isEmpty(), states::toString);
            peer.transport().tick(new Scratch(), cut + 6 * second);
            assertEquals(IceConnectionState.DISCONNECTED, peer.iceConnectionState());
            awaitState(IceConnectionState.DISCONNECTED, states);
            int frames = client.receivedVideo().frames();
            cable.mend();
            awaitState(IceConnectionState.CONNECTED, states);
            Await.until(
                    Relay.PATIENCE, () -> client.receivedVideo().frames() > frames, "a picture");
        } finally {
            peer.close();
        }
    }

    @Test
    void isDisconnectedAtOnceByAClientThatTakesLeave() throws Exception {
        RelayPeer peer = relay.createLoopback();
        BlockingQueue<IceConnectionState> states = states(peer);
        try (ClientPeer client = camera()) {
            Relay.connect(client, peer);
            awaitConnected(states);
            awaitPicture(client);
            long left = System.nanoTime();
            client.abandon();
            awaitState(IceConnectionState.DISCONNECTED, states);
            Duration taken = Duration.ofNanos(System.nanoTime() - left);
            assertTrue(taken.toMillis() <= 1_000, taken.toString());
        } finally {
            peer.close();
        }
    }

    @Test
    void takesLeaveOfItsClient() throws Exception {
        RelayPeer peer = relay.createLoopback();
        try (RawClient client = RawClient.connected(peer)) {
            client.check(true);
            peer.close();
            byte[] datagram = client.receiveDtls();
            assertEquals(ALERT, datagram[0]);
            assertEquals(1, datagram[4], "the epoch that is protected");
        }
    }

    /** <a href="https://www.rfc-editor.org/rfc/rfc7675#section-5.1">RFC 7675, section 5.1</a>. */
    @Test
    void sendsNothingToAClientThatHasNotCheckedForThirtySeconds() throws Exception {
        RelayPeer peer = relay.createLoopback();
        try (RawClient client = RawClient.connected(peer)) {
            assertNotNull(peer.transport().path());
            peer.transport().tick(new Scratch(), System.nanoTime() + 31_000_000_000L);
            assertEquals(IceConnectionState.FAILED, peer.iceConnectionState());
            assertNull(peer.transport().path());
            client.check(true);
            Await.until(Relay.PATIENCE, () -> peer.transport().path() != null, "sends again");
            assertEquals(IceConnectionState.CONNECTED, peer.iceConnectionState());
        } finally {
            peer.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
                CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384
            })
    void isDisconnectedByACloseNotifyOfAnyCipher(int suite) throws Exception {
        RelayPeer peer = relay.createLoopback();
        BlockingQueue<IceConnectionState> states = states(peer);
        try (RawClient client = RawClient.connected(peer, suite)) {
            awaitConnected(states);
            for (int length = 1; length < 40; length++) {
                client.send(forgedAlert(length));
            }
            client.check(true);
            assertTrue(states.isEmpty(), states::toString);
            client.dtls().close();
            awaitState(IceConnectionState.DISCONNECTED, states);
        } finally {
            peer.close();
        }
    }

    private static byte[] forgedAlert(int length) {
        ByteBuffer record = ByteBuffer.allocate(13 + length);
        record.put(ALERT).putShort((short) 0xFEFD).putShort((short) 1);
        return record.putShort(11, (short) length).array();
    }
}
