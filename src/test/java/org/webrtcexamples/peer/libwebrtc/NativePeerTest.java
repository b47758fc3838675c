package org.webrtcexamples.peer.libwebrtc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.webrtcexamples.client.ClientChannel;
import org.webrtcexamples.client.ClientPeer;
import org.webrtcexamples.client.NetworkCable;
import org.webrtcexamples.peer.IceConnectionState;
import org.webrtcexamples.peer.InvalidAnswerException;
import org.webrtcexamples.peer.NoAnswerAwaitedException;
import org.webrtcexamples.peer.PeerClosedException;
import org.webrtcexamples.peer.PeerUnavailableException;
import org.webrtcexamples.peer.SessionDescription;
import org.webrtcexamples.peer.SignalingState;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** What an example can do with a peer, and what it cannot do to the JVM. */
@Timeout(60)
class NativePeerTest {

    private static Peers peers;

    @BeforeAll
    static void start() {
        peers = new Peers();
    }

    @AfterAll
    static void stop() {
        peers.close();
    }

    @Test
    void negotiatesAndConnects() throws Exception {
        NativePeer peer = peers.create();
        BlockingQueue<IceConnectionState> states = new LinkedBlockingQueue<>();
        peer.onIceConnectionStateChange(states::add);
        peer.createDataChannel("test");
        assertEquals(SignalingState.STABLE, peer.signalingState());

        SessionDescription offer = peer.offer(Peers.PATIENCE);
        assertEquals(SignalingState.HAVE_LOCAL_OFFER, peer.signalingState());
        assertEquals(Optional.of(offer), peer.localDescription());
        assertEquals(Optional.empty(), peer.remoteDescription());
        assertTrue(offer.sdp().contains("\r\na=candidate:"), offer.sdp());
        assertFalse(offer.sdp().contains("a=ice-options:trickle"), offer.sdp());

        try (ClientPeer client = new ClientPeer()) {
            SessionDescription applied = peer.applyAnswer(Peers.answer(client, offer));
            assertEquals(SignalingState.STABLE, peer.signalingState());
            assertEquals(Optional.of(applied), peer.remoteDescription());
            assertEquals(IceConnectionState.CHECKING, states.poll(10, TimeUnit.SECONDS));
            assertEquals(IceConnectionState.CONNECTED, states.poll(10, TimeUnit.SECONDS));
            assertTrue(peer.iceConnectionState().isConnected());
        }
        peer.close();
        assertEquals(IceConnectionState.CLOSED, peer.iceConnectionState());
        assertEquals(SignalingState.CLOSED, peer.signalingState());
        assertEquals(Optional.empty(), peer.localDescription());
        assertEquals(Optional.empty(), peer.remoteDescription());
    }

    /** The client that is there is not the one whose fingerprint the answer has. */
    @Test
    void isNotConnectedWithoutDtls() throws Exception {
        NativePeer peer = peers.create();
        BlockingQueue<Boolean> connected = new LinkedBlockingQueue<>();
        BlockingQueue<IceConnectionState> states = new LinkedBlockingQueue<>();
        peer.onConnected(() -> connected.add(peer.isConnected()));
        peer.onIceConnectionStateChange(states::add);
        peer.createDataChannel("test");
        String fingerprint = "sha-256 " + "00:".repeat(31) + "00";
        try (ClientPeer client = new ClientPeer()) {
            String answer = Peers.answer(client, peer.offer(Peers.PATIENCE)).sdp();
            peer.applyAnswer(
                    SessionDescription.answer(
                            answer.replaceAll("sha-256 [0-9A-F:]+", fingerprint)));
            assertEquals(IceConnectionState.CHECKING, states.poll(10, TimeUnit.SECONDS));
            assertNull(connected.poll(2, TimeUnit.SECONDS));
            assertFalse(peer.isConnected());
        } finally {
            peer.close();
        }
    }

    @Test
    void reportsThatItIsConnected() throws Exception {
        NativePeer peer = peers.create();
        CompletableFuture<Boolean> connected = new CompletableFuture<>();
        peer.onConnected(() -> connected.complete(peer.isConnected()));
        peer.createDataChannel("test");
        assertFalse(peer.isConnected());
        try (ClientPeer client = Peers.connect(peer)) {
            client.awaitConnected(Peers.PATIENCE);
            assertTrue(connected.get(10, TimeUnit.SECONDS));
        } finally {
            peer.close();
        }
        assertFalse(peer.isConnected());
    }

    @Test
    void carriesTextAndBytesOfAnySizeBothWays() throws Exception {
        NativePeer peer = peers.create();
        DataChannel channel = peer.createDataChannel("echo");
        channel.onText(channel::send);
        channel.onBinary(channel::send);
        try (ClientPeer client = Peers.connect(peer)) {
            ClientChannel echo = client.channel("echo");
            for (String text : List.of("ping", "", "πίνγκ 🏓", "x".repeat(262_144))) {
                echo.send(text);
                assertEquals(text, echo.next(Peers.PATIENCE));
            }
            for (int size : new int[] {1, 0, 262_144}) {
                byte[] bytes = new byte[size];
                Arrays.fill(bytes, (byte) 0xff);
                echo.send(bytes);
                assertArrayEquals(bytes, echo.nextBinary(Peers.PATIENCE));
            }
        } finally {
            peer.close();
        }
    }

    @Test
    void handsMessagesOverInOrderAndOneAtATime() throws Exception {
        int count = 20_000;
        NativePeer peer = peers.create();
        DataChannel channel = peer.createDataChannel("numbers");
        List<String> received = Collections.synchronizedList(new ArrayList<>());
        CompletableFuture<Boolean> alone = new CompletableFuture<>();
        boolean[] inside = new boolean[1];
        channel.onText(
                text -> {
                    if (inside[0]) {
                        alone.complete(false);
                    }
                    inside[0] = true;
                    received.add(text);
                    inside[0] = false;
                    if (received.size() == count) {
                        alone.complete(true);
                    }
                });
        try (ClientPeer client = Peers.connect(peer)) {
            ClientChannel numbers = client.channel("numbers");
            List<String> sent = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                sent.add(Integer.toString(i));
                numbers.send(sent.get(i));
            }
            assertTrue(alone.get(20, TimeUnit.SECONDS));
            assertEquals(sent, received);
        } finally {
            peer.close();
        }
    }

    @Test
    void survivesCallbacksThatThrow() throws Exception {
        NativePeer peer = peers.create();
        DataChannel channel = peer.createDataChannel("bad");
        peer.onIceConnectionStateChange(
                state -> {
                    throw new AssertionError("on " + state);
                });
        peer.onClose(
                () -> {
                    throw new AssertionError("on close");
                });
        channel.onOpen(
                () -> {
                    throw new AssertionError("on open");
                });
        channel.onText(text -> channel.send("good"));
        try (ClientPeer client = Peers.connect(peer)) {
            ClientChannel bad = client.channel("bad");
            bad.send("well?");
            assertEquals("good", bad.next(Peers.PATIENCE));
        }
        peer.close();
        Peers.awaitReleased(peer);
    }

    /** Each message would fill the log, as fast as a client can send. */
    @Test
    void aPeerIsClosedWhoseMessagesMakeItsCallbackThrow() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        NativePeer peer = peers.create();
        peer.createDataChannel("bad")
                .onText(
                        text -> {
                            calls.incrementAndGet();
                            throw new StackOverflowError();
                        });
        try (ClientPeer client = Peers.connect(peer)) {
            ClientChannel bad = client.channel("bad");
            bad.send("one");
            bad.send("another");
            Peers.awaitReleased(peer);
            assertEquals(1, calls.get());
        }
    }

    @Test
    void closesFromWithinItsOwnCallback() throws Exception {
        NativePeer peer = peers.create();
        DataChannel channel = peer.createDataChannel("bye");
        CountDownLatch returned = new CountDownLatch(1);
        channel.onText(
                text -> {
                    peer.close();
                    assertEquals(DataChannelState.CLOSED, channel.state());
                    assertFalse(channel.send("too late"));
                    returned.countDown();
                });
        try (ClientPeer client = Peers.connect(peer)) {
            ClientChannel bye = client.channel("bye");
            bye.send("bye");
            assertTrue(returned.await(10, TimeUnit.SECONDS));
            Peers.awaitReleased(peer);
            bye.awaitClosed(Peers.PATIENCE);
        }
    }

    @Test
    void closesOnceHoweverOftenItIsAskedTo() throws Exception {
        for (int round = 0; round < 20; round++) {
            NativePeer peer = peers.create();
            peer.createDataChannel("test");
            List<String> cleanups = Collections.synchronizedList(new ArrayList<>());
            peer.onClose(() -> cleanups.add("first"));
            peer.onClose(() -> cleanups.add("last"));
            try (ClientPeer client = Peers.connect(peer)) {
                client.channel("test");
                CountDownLatch start = new CountDownLatch(1);
                List<CompletableFuture<Void>> closers = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    closers.add(
                            CompletableFuture.runAsync(
                                    () -> {
                                        awaitQuietly(start);
                                        peer.close();
                                    },
                                    peers.executor()));
                }
                start.countDown();
                for (CompletableFuture<Void> closer : closers) {
                    closer.get(10, TimeUnit.SECONDS);
                }
                Peers.awaitReleased(peer);
            }
            assertEquals(List.of("last", "first"), cleanups);
        }
    }

    @Test
    void refusesEveryCallAfterClose() throws Exception {
        NativePeer peer = peers.create();
        DataChannel channel = peer.createDataChannel("test");
        peer.close();
        Peers.awaitReleased(peer);

        assertThrows(PeerClosedException.class, () -> peer.createDataChannel("late"));
        assertThrows(PeerClosedException.class, () -> peer.offer(Peers.PATIENCE));
        assertThrows(
                PeerClosedException.class,
                () -> peer.applyAnswer(SessionDescription.answer("v=0")));
        assertFalse(channel.send("late"));
        assertFalse(channel.send(new byte[1]));
        assertEquals(0, channel.bufferedAmount());
        channel.close();
        peer.close();
        CompletableFuture<Void> late = new CompletableFuture<>();
        peer.onClose(() -> late.complete(null));
        assertTrue(late.isDone());
    }

    @Test
    void endsTheWaitOfAnOfferWhenItIsClosed() throws Exception {
        for (int round = 0; round < 20; round++) {
            NativePeer peer = peers.create();
            peer.createDataChannel("test");
            CompletableFuture<Void> offering =
                    CompletableFuture.runAsync(
                            () -> {
                                try {
                                    peer.offer(Peers.PATIENCE);
                                } catch (InterruptedException e) {
                                    throw new IllegalStateException(e);
                                }
                            },
                            peers.executor());
            peer.close();
            Peers.awaitReleased(peer);
            Throwable failure = offering.handle((done, e) -> e).get(10, TimeUnit.SECONDS);
            assertTrue(
                    failure == null || failure.getCause() instanceof PeerClosedException,
                    () -> "failed with " + failure);
        }
    }

    @Test
    void closesWhileMessagesFlowBothWays() throws Exception {
        for (int round = 0; round < 30; round++) {
            NativePeer peer = peers.create();
            DataChannel channel = peer.createDataChannel("flood");
            byte[] block = new byte[16 * 1024];
            channel.onBinary(bytes -> {});
            CountDownLatch flowing = new CountDownLatch(20);
            CompletableFuture<Void> sender;
            try (ClientPeer client = Peers.connect(peer)) {
                ClientChannel flood = client.channel("flood");
                sender =
                        CompletableFuture.runAsync(
                                () -> {
                                    while (channel.state() != DataChannelState.CLOSED) {
                                        channel.send(block);
                                        channel.bufferedAmount();
                                        flowing.countDown();
                                    }
                                },
                                peers.executor());
                for (int i = 0; i < 50; i++) {
                    flood.send(block);
                }
                assertTrue(flowing.await(10, TimeUnit.SECONDS));
                peer.close();
                Peers.awaitReleased(peer);
            }
            sender.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void refusesBothDataChannelLimitsAtOnce() {
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        new DataChannelOptions(
                                true, Optional.of(Peers.PATIENCE), OptionalInt.of(1), ""));
    }

    @Test
    void makesChannelsOfEveryKind() throws Exception {
        NativePeer peer = peers.create();
        List<DataChannelOptions> kinds =
                List.of(
                        DataChannelOptions.reliable(),
                        DataChannelOptions.unreliable(),
                        new DataChannelOptions(
                                false, Optional.of(Peers.PATIENCE), OptionalInt.empty(), "chat"));
        for (int i = 0; i < kinds.size(); i++) {
            DataChannel channel = peer.createDataChannel("kind " + i, kinds.get(i));
            channel.onText(channel::send);
        }
        try (ClientPeer client = Peers.connect(peer)) {
            for (int i = 0; i < kinds.size(); i++) {
                ClientChannel channel = client.channel("kind " + i);
                channel.send("hello");
                assertEquals("hello", channel.next(Peers.PATIENCE));
            }
        } finally {
            peer.close();
        }
    }

    @Test
    void refusesNullAndTooLongLabelsInJava() {
        NativePeer peer = peers.create();
        try {
            assertThrows(NullPointerException.class, () -> peer.createDataChannel(null));
            assertThrows(NullPointerException.class, () -> peer.createDataChannel("x", null));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> peer.createDataChannel("ä".repeat(32_768)));
        } finally {
            peer.close();
        }
    }

    @Test
    void saysWhenAMessageCannotBeTaken() throws Exception {
        NativePeer peer = peers.create();
        DataChannel channel = peer.createDataChannel("full");
        assertFalse(channel.send("not open yet"));
        try (ClientPeer client = Peers.connect(peer)) {
            client.channel("full");
            assertEquals(262_144, channel.maxMessageSize());
            assertThrows(IllegalArgumentException.class, () -> channel.send(new byte[262_145]));
            byte[] block = new byte[262_144];
            int taken = 0;
            while (channel.send(block)) {
                taken++;
            }
            assertTrue(taken >= 60, "took only " + taken);
            assertTrue(channel.bufferedAmount() <= DataChannel.MAX_BUFFERED_AMOUNT);
            assertEquals(DataChannelState.OPEN, channel.state());
        } finally {
            peer.close();
        }
    }

    /** A client that takes nothing: its network is cut, so nothing leaves the buffer. */
    @Test
    void boundsTheNumberOfMessagesThatWaitNotOnlyTheirBytes() throws Exception {
        NativePeer peer = peers.create();
        DataChannel channel = peer.createDataChannel("tiny");
        try (NetworkCable cable = new NetworkCable();
                ClientPeer client = Peers.connect(peer, cable)) {
            client.channel("tiny");
            cable.cut();
            int taken = 0;
            while (taken <= 2 * DataChannel.MAX_BUFFERED_MESSAGES && channel.send("tiny")) {
                taken++;
            }
            assertTrue(taken >= DataChannel.MAX_BUFFERED_MESSAGES, "took only " + taken);
            assertTrue(taken < 2 * DataChannel.MAX_BUFFERED_MESSAGES, "took all");
        } finally {
            peer.close();
        }
    }

    @Test
    void sendsNothingOverAChannelThatItHasClosed() throws Exception {
        NativePeer peer = peers.create();
        DataChannel channel = peer.createDataChannel("short-lived");
        CompletableFuture<Void> closed = new CompletableFuture<>();
        channel.onClose(() -> closed.complete(null));
        try (ClientPeer client = Peers.connect(peer)) {
            ClientChannel received = client.channel("short-lived");
            assertTrue(channel.send("first"));
            CompletableFuture<Boolean> sentLate = new CompletableFuture<>();
            // In a callback, so that what the engine reports of the close waits.
            peer.post(
                    () -> {
                        channel.close();
                        assertEquals(DataChannelState.CLOSING, channel.state());
                        sentLate.complete(channel.send("late"));
                    });
            assertFalse(sentLate.get(10, TimeUnit.SECONDS));
            closed.get(10, TimeUnit.SECONDS);
            assertEquals(DataChannelState.CLOSED, channel.state());
            channel.close();
            assertEquals(DataChannelState.CLOSED, channel.state());
            assertFalse(peer.isClosed());
            received.awaitClosed(Peers.PATIENCE);
            assertEquals("first", received.next(Peers.PATIENCE));
            assertEquals(0, received.waiting());
        } finally {
            peer.close();
        }
    }

    @Test
    void sendsNoLongerMessageThanTheOtherEndTakes() throws Exception {
        NativePeer peer = peers.create();
        DataChannel channel = peer.createDataChannel("short");
        try (ClientPeer client = new ClientPeer()) {
            SessionDescription answer = Peers.answer(client, peer.offer(Peers.PATIENCE));
            peer.applyAnswer(
                    SessionDescription.answer(
                            answer.sdp()
                                    .replace(
                                            "a=max-message-size:262144",
                                            "a=max-message-size:1000")));
            client.channel("short");
            assertThrows(IllegalArgumentException.class, () -> channel.send(new byte[1001]));
            assertTrue(channel.send(new byte[1000]));
            assertEquals(1000, client.channel("short").nextBinary(Peers.PATIENCE).length);
        } finally {
            peer.close();
        }
    }

    @Test
    void takesOneAnswerOnly() throws Exception {
        NativePeer peer = peers.create();
        peer.createDataChannel("test");
        try (ClientPeer client = new ClientPeer()) {
            assertThrows(
                    NoAnswerAwaitedException.class,
                    () -> peer.applyAnswer(SessionDescription.answer("v=0")));
            SessionDescription offer = peer.offer(Peers.PATIENCE);
            assertThrows(InvalidAnswerException.class, () -> peer.applyAnswer(offer));
            SessionDescription answer = Peers.answer(client, offer);
            peer.applyAnswer(answer);
            assertThrows(NoAnswerAwaitedException.class, () -> peer.applyAnswer(answer));
            client.awaitConnected(Peers.PATIENCE);
        } finally {
            peer.close();
        }
    }

    @Test
    void closesThePeerOfAFloodThatTheApplicationCannotTake() throws Exception {
        NativePeer peer = peers.create();
        DataChannel channel = peer.createDataChannel("slow");
        CountDownLatch release = new CountDownLatch(1);
        channel.onBinary(bytes -> awaitQuietly(release));
        try (ClientPeer client = Peers.connect(peer)) {
            ClientChannel slow = client.channel("slow");
            byte[] block = new byte[256 * 1024];
            long deadline = System.nanoTime() + 20_000_000_000L;
            while (!peer.isClosed() && System.nanoTime() < deadline) {
                try {
                    slow.send(block);
                } catch (IllegalStateException full) {
                    LockSupport.parkNanos(2_000_000);
                }
            }
            assertTrue(peer.isClosed());
        } finally {
            release.countDown();
        }
        Peers.awaitReleased(peer);
    }

    /** The engine would look each of them up with a thread of its own. */
    @Test
    void connectsInSpiteOfCandidatesThatAreNames() throws Exception {
        NativePeer peer = peers.create();
        peer.createDataChannel("test");
        try (ClientPeer client = new ClientPeer()) {
            SessionDescription answer = Peers.answer(client, peer.offer(Peers.PATIENCE));
            String names =
                    "a=candidate:1 1 udp 2122260223 no-such-host.local 9 typ host\r\n".repeat(500);
            SessionDescription applied =
                    peer.applyAnswer(SessionDescription.answer(answer.sdp() + names));
            assertFalse(applied.sdp().contains("no-such-host"), applied.sdp());
            client.channel("test");
        } finally {
            peer.close();
        }
    }

    @Test
    void closesTheDataChannelsThatAClientOpens() throws Exception {
        NativePeer peer = peers.create();
        DataChannel channel = peer.createDataChannel("echo");
        channel.onText(channel::send);
        try (ClientPeer client = Peers.connect(peer)) {
            ClientChannel echo = client.channel("echo");
            client.open("unwanted").awaitClosed(Peers.PATIENCE);
            echo.send("still there?");
            assertEquals("still there?", echo.next(Peers.PATIENCE));
        } finally {
            peer.close();
        }
    }

    @Test
    void closesThePeerOfAClientThatOpensOneDataChannelAfterAnother() throws Exception {
        NativePeer peer = peers.create();
        peer.createDataChannel("test");
        try (ClientPeer client = Peers.connect(peer)) {
            client.channel("test");
            for (int i = 0; i < 20; i++) {
                client.open("unwanted " + i);
            }
            Peers.awaitReleased(peer);
        }
    }

    @Test
    void saysSoWhenNoPortIsFree() throws Exception {
        try (Peers narrow = new Peers(Peers.settings(List.of(), 42_000, 42_000))) {
            NativePeer first = narrow.create();
            first.createDataChannel("test");
            first.offer(Peers.PATIENCE);
            NativePeer second = narrow.create();
            second.createDataChannel("test");
            assertThrows(PeerUnavailableException.class, () -> second.offer(Peers.PATIENCE));
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
