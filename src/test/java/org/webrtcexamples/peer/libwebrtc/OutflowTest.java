package org.webrtcexamples.peer.libwebrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.webrtcexamples.Await;
import org.webrtcexamples.client.ClientChannel;
import org.webrtcexamples.client.ClientPeer;
import org.webrtcexamples.client.NetworkCable;
import org.webrtcexamples.peer.PeerClosedException;
import org.webrtcexamples.peer.PeerException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/** What {@link DataChannel#sendAll} sends to a real client, and how it ends. */
@Timeout(60)
class OutflowTest {

    private static final int CHUNK = 64 * 1024;

    /** So many chunks are several windows of {@link Outflow#WINDOW}. */
    private static final int MANY = 200;

    private static Peers peers;

    /** An open data channel of one peer, and the client's end of it. */
    private record Session(
            NativePeer peer, DataChannel channel, ClientPeer client, ClientChannel received)
            implements AutoCloseable {

        private interface Connector {
            ClientPeer connect(NativePeer peer) throws Exception;
        }

        static Session open() throws Exception {
            return open(peers, Peers::connect);
        }

        static Session open(Peers peers, Connector connector) throws Exception {
            NativePeer peer = peers.create();
            DataChannel channel = peer.createDataChannel("outflow");
            ClientPeer client = connector.connect(peer);
            return new Session(peer, channel, client, client.channel("outflow"));
        }

        void receive(int first, int count) throws Exception {
            for (int i = first; i < first + count; i++) {
                assertEquals(chunk(i), received.next(Peers.PATIENCE));
            }
        }

        @Override
        public void close() {
            client.close();
            peer.close();
            peer.closed().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
        }
    }

    /** Numbered messages, and how many of them were asked for. */
    private static final class Messages implements Iterator<String> {

        private final int count;
        private final IntFunction<String> message;
        private final AtomicInteger asked = new AtomicInteger();

        Messages(int count, IntFunction<String> message) {
            this.count = count;
            this.message = message;
        }

        static Messages chunks(int count) {
            return new Messages(count, OutflowTest::chunk);
        }

        static Messages endless() {
            return chunks(Integer.MAX_VALUE);
        }

        @Override
        public boolean hasNext() {
            return asked.get() < count;
        }

        @Override
        public String next() {
            return message.apply(asked.getAndIncrement());
        }

        int asked() {
            return asked.get();
        }
    }

    private static String chunk(int number) {
        return "%08d".formatted(number) + ".".repeat(CHUNK - 8);
    }

    private static void await(CompletionStage<Void> sent) throws Exception {
        assertNull(failureOf(sent));
    }

    /** As a callback is told of it; null if there is none. */
    private static Throwable failureOf(CompletionStage<Void> sent) throws Exception {
        return sent.handle((done, failure) -> failure)
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    @BeforeAll
    static void start() {
        peers = new Peers();
    }

    @AfterAll
    static void stop() {
        peers.close();
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        peers.awaitNothingPaced();
    }

    @Test
    void sendsAllInOrderFromABoundedWindow() throws Exception {
        int count = 1024;
        try (Session session = Session.open()) {
            Future<Void> sent =
                    session.channel().sendAll(Messages.chunks(count)).toCompletableFuture();
            Future<Long> mostBuffered =
                    peers.executor()
                            .submit(
                                    () -> {
                                        long most = 0;
                                        while (!sent.isDone()) {
                                            most =
                                                    Math.max(
                                                            most,
                                                            session.channel().bufferedAmount());
                                        }
                                        return most;
                                    });
            session.receive(0, count);
            sent.get(10, TimeUnit.SECONDS);
            assertEquals(0, session.received().waiting());
            long most = mostBuffered.get(10, TimeUnit.SECONDS);
            assertTrue(most > 0 && most <= Outflow.WINDOW, () -> most + " bytes waited");
            peers.awaitNothingPaced();
        }
    }

    @Test
    void sendsOverSeveralChannelsAndPeersAtOnce() throws Exception {
        try (Session one = Session.open();
                Session other = Session.open()) {
            CompletionStage<Void> first = one.channel().sendAll(Messages.chunks(MANY));
            CompletionStage<Void> second = other.channel().sendAll(Messages.chunks(MANY));
            for (int i = 0; i < MANY; i++) {
                one.receive(i, 1);
                other.receive(i, 1);
            }
            await(first);
            await(second);
        }
    }

    @Test
    void sendsTheEmptyAndTheLongestMessage() throws Exception {
        List<String> messages = List.of("", "x", "", "ä".repeat(131_072), "", "🏓", "");
        try (Session session = Session.open()) {
            await(session.channel().sendAll(messages.iterator()));
            for (String message : messages) {
                assertEquals(message, session.received().next(Peers.PATIENCE));
            }
            await(session.channel().sendAll(Collections.emptyIterator()));
        }
    }

    /** More than may wait in the engine; the client takes none of them at first. */
    @Test
    void sendsAnyNumberOfTinyMessages() throws Exception {
        int count = DataChannel.MAX_BUFFERED_MESSAGES + 10_000;
        try (NetworkCable cable = new NetworkCable();
                Session session = Session.open(peers, peer -> Peers.connect(peer, cable))) {
            cable.cutAllButChecks();
            Messages tiny = new Messages(count, number -> number % 2 == 0 ? "" : "x");
            CompletionStage<Void> sent = session.channel().sendAll(tiny);
            Await.until(
                    Peers.PATIENCE,
                    () ->
                            tiny.asked() >= DataChannel.MAX_BUFFERED_MESSAGES
                                    || sent.toCompletableFuture().isDone(),
                    "as many wait as may");
            cable.mend();
            await(sent);
            for (int i = 0; i < count; i++) {
                assertEquals(i % 2 == 0 ? "" : "x", session.received().next(Peers.PATIENCE));
            }
        }
    }

    @Test
    void leavesRoomForMessagesInBetween() throws Exception {
        try (Session session = Session.open()) {
            CompletionStage<Void> sent = session.channel().sendAll(Messages.chunks(MANY));
            int others = 0;
            int chunks = 0;
            for (int i = 0; i < MANY; i++) {
                assertTrue(session.channel().send("other"));
                String next;
                while ((next = session.received().next(Peers.PATIENCE)).equals("other")) {
                    others++;
                }
                assertEquals(chunk(chunks++), next);
            }
            await(sent);
            while (others < MANY) {
                assertEquals("other", session.received().next(Peers.PATIENCE));
                others++;
            }
        }
    }

    /** The client takes nothing. */
    @Test
    void failsWhenTheOtherEndTakesNothingAndHasAskedForLittleMoreThanAWindow() throws Exception {
        try (Peers impatient = new Peers(Peers.settings(Duration.ofSeconds(1)));
                NetworkCable cable = new NetworkCable();
                Session session = Session.open(impatient, peer -> Peers.connect(peer, cable))) {
            cable.cutAllButChecks();
            Messages messages = Messages.endless();
            long start = System.nanoTime();
            Throwable failure = failureOf(session.channel().sendAll(messages));
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);

            assertEquals(PeerException.class, failure.getClass());
            assertEquals("The other end has taken nothing for 1 s.", failure.getMessage());
            assertTrue(millis >= 1000, () -> "failed after " + millis + " ms");
            long askedFor = (long) messages.asked() * CHUNK;
            assertTrue(
                    askedFor > Outflow.WINDOW && askedFor <= Outflow.WINDOW + 1024 * 1024,
                    () -> askedFor + " bytes were asked for");
            impatient.awaitNothingPaced();
            assertFalse(session.peer().isClosed());
        }
    }

    @Test
    void waitsForAnEndThatTakesNothingForAWhile() throws Exception {
        try (Peers patient = new Peers(Peers.settings(Duration.ofSeconds(5)));
                NetworkCable cable = new NetworkCable();
                Session session = Session.open(patient, peer -> Peers.connect(peer, cable))) {
            CompletionStage<Void> sent = session.channel().sendAll(Messages.chunks(2 * MANY));
            for (int i = 0; i < 2; i++) {
                session.receive(i * MANY, MANY / 2);
                cable.cutAllButChecks();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
                cable.mend();
                session.receive(i * MANY + MANY / 2, MANY / 2);
            }
            await(sent);
        }
    }

    @Test
    void completesOnAThreadOfTheCallbacks() throws Exception {
        try (Session session = Session.open()) {
            Messages messages = Messages.chunks(MANY);
            CompletableFuture<String> thread = new CompletableFuture<>();
            CompletableFuture<Integer> askedBefore = new CompletableFuture<>();
            session.channel()
                    .onText(
                            go ->
                                    session.channel()
                                            .sendAll(messages)
                                            .whenComplete(
                                                    (done, failure) -> {
                                                        askedBefore.complete(messages.asked());
                                                        thread.complete(
                                                                Thread.currentThread().getName());
                                                    }));
            session.received().send("go");
            session.receive(0, MANY);
            assertEquals(Peers.CALLBACK_THREAD, thread.get(10, TimeUnit.SECONDS));
            assertEquals(MANY, askedBefore.get());
        }
    }

    /** Else a client that answers the last message at once would come too early. */
    @Test
    void completesBeforeAnythingElseIsHeardOfThePeer() throws Exception {
        try (Session session = Session.open()) {
            for (int count : new int[] {1, 2, 31, 32, 33, 63, 64, 65, 128}) {
                CompletableFuture<Void> completed = new CompletableFuture<>();
                CompletableFuture<Boolean> inTime = new CompletableFuture<>();
                Runnable answer = () -> inTime.complete(completed.isDone());
                IntFunction<String> message =
                        number -> {
                            if (number == count - 1) {
                                session.peer().post(answer);
                            }
                            return "x";
                        };
                session.peer()
                        .post(
                                () ->
                                        session.channel()
                                                .sendAll(new Messages(count, message))
                                                .thenRun(() -> completed.complete(null)));
                assertTrue(inTime.get(10, TimeUnit.SECONDS), "after " + count + " messages");
            }
        }
    }

    @Test
    void failsWhereTheChannelIsNotOpenYet() throws Exception {
        NativePeer peer = peers.create();
        DataChannel channel = peer.createDataChannel("outflow");
        assertEquals(
                PeerException.class, failureOf(channel.sendAll(Messages.endless())).getClass());
        try (ClientPeer client = Peers.connect(peer)) {
            ClientChannel received = client.channel("outflow");
            await(channel.sendAll(List.of("now").iterator()));
            assertEquals("now", received.next(Peers.PATIENCE));
        } finally {
            peer.close();
        }
    }

    @Test
    void failsAfterTheClose() throws Exception {
        try (Session session = Session.open()) {
            session.channel().close();
            assertInstanceOf(
                    PeerException.class, failureOf(session.channel().sendAll(Messages.endless())));
            session.received().awaitClosed(Peers.PATIENCE);
            session.peer().close();
            for (int i = 0; i < 2; i++) {
                assertInstanceOf(
                        PeerClosedException.class,
                        failureOf(session.channel().sendAll(Messages.endless())));
                Peers.awaitReleased(session.peer());
            }
        }
    }

    private interface End {
        void of(Session session) throws Exception;
    }

    /** Of an endless row of messages, in the midst of which something happens. */
    private static Throwable failureWhen(End end, Session session) throws Exception {
        CompletionStage<Void> sent = session.channel().sendAll(Messages.endless());
        session.receive(0, MANY);
        assertFalse(sent.toCompletableFuture().isDone());
        end.of(session);
        Throwable failure = failureOf(sent);
        peers.awaitNothingPaced();
        return failure;
    }

    @Test
    void failsWhenTheClientClosesTheChannel() throws Exception {
        try (Session session = Session.open()) {
            assertInstanceOf(
                    PeerException.class, failureWhen(each -> each.received().close(), session));
            assertFalse(session.peer().isClosed());
        }
    }

    @Test
    void failsWhenTheServerClosesTheChannel() throws Exception {
        try (Session session = Session.open()) {
            assertInstanceOf(
                    PeerException.class, failureWhen(each -> each.channel().close(), session));
            assertFalse(session.peer().isClosed());
        }
    }

    @Test
    void failsWhenTheClientGoesAway() throws Exception {
        try (Session session = Session.open()) {
            assertInstanceOf(
                    PeerException.class, failureWhen(each -> each.client().close(), session));
        }
    }

    @Test
    void failsWhenAnotherThreadClosesThePeer() throws Exception {
        try (Session session = Session.open()) {
            assertInstanceOf(
                    PeerException.class, failureWhen(each -> each.peer().close(), session));
        }
    }

    @Test
    void failsWhenACallbackClosesThePeer() throws Exception {
        try (Session session = Session.open()) {
            session.channel().onText(bye -> session.peer().close());
            assertInstanceOf(
                    PeerException.class, failureWhen(each -> each.received().send("bye"), session));
        }
    }

    @Test
    void failsWhenItsOwnMessagesCloseThePeer() throws Exception {
        try (Session session = Session.open()) {
            Messages messages =
                    new Messages(
                            Integer.MAX_VALUE,
                            number -> {
                                if (number == MANY) {
                                    session.peer().close();
                                }
                                return chunk(number);
                            });
            CompletionStage<Void> sent = session.channel().sendAll(messages);
            assertInstanceOf(PeerException.class, failureOf(sent));
            assertEquals(MANY + 1, messages.asked());
            peers.awaitNothingPaced();
        }
    }

    @Test
    void survivesACloseAtAnyMoment() throws Exception {
        Random random = new Random(1);
        for (int round = 0; round < 30; round++) {
            try (Session session = Session.open()) {
                long delay = random.nextLong(20_000_000);
                CompletionStage<Void> sent = session.channel().sendAll(Messages.endless());
                CountDownLatch start = new CountDownLatch(1);
                List<Future<?>> closers = new ArrayList<>();
                for (int i = 0; i < 2; i++) {
                    closers.add(
                            peers.executor()
                                    .submit(
                                            () -> {
                                                start.await();
                                                LockSupport.parkNanos(delay);
                                                session.peer().close();
                                                return null;
                                            }));
                }
                start.countDown();
                assertInstanceOf(PeerException.class, failureOf(sent));
                for (Future<?> closer : closers) {
                    closer.get(10, TimeUnit.SECONDS);
                }
            }
            peers.awaitNothingPaced();
        }
    }

    @Test
    void failsWithWhatItsMessagesThrow() throws Exception {
        List<Throwable> failures =
                List.of(
                        new IllegalStateException("meant by the test"),
                        new AssertionError("meant by the test"),
                        new StackOverflowError("meant by the test"));
        try (Session session = Session.open()) {
            for (Throwable failure : failures) {
                Messages messages =
                        new Messages(
                                Integer.MAX_VALUE,
                                number -> {
                                    if (number == MANY) {
                                        OutflowTest.<RuntimeException>sneak(failure);
                                    }
                                    return chunk(number);
                                });
                assertSame(failure, failureOf(session.channel().sendAll(messages)));
                peers.awaitNothingPaced();
                session.receive(0, MANY);
            }
            Iterator<String> none = Collections.singleton((String) null).iterator();
            assertInstanceOf(
                    NullPointerException.class, failureOf(session.channel().sendAll(none)));
            await(session.channel().sendAll(Messages.chunks(MANY)));
            session.receive(0, MANY);
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable failure) throws T {
        throw (T) failure;
    }

    @Test
    void failsAtAMessageThatIsTooLong() throws Exception {
        try (Session session = Session.open()) {
            Messages messages =
                    new Messages(
                            Integer.MAX_VALUE,
                            number -> number < MANY ? chunk(number) : "x".repeat(262_145));
            assertInstanceOf(
                    IllegalArgumentException.class, failureOf(session.channel().sendAll(messages)));
            peers.awaitNothingPaced();
            session.receive(0, MANY);
            await(session.channel().sendAll(Messages.chunks(1)));
            session.receive(0, 1);
        }
    }

    @Test
    void failsAtAMessageThatIsTooLongForTheClient() throws Exception {
        Session.Connector modest =
                peer -> {
                    ClientPeer client = new ClientPeer();
                    client.changeAnswer(
                            sdp -> sdp.replace("max-message-size:262144", "max-message-size:1000"));
                    peer.applyAnswer(Peers.answer(client, peer.offer(Peers.PATIENCE)));
                    return client;
                };
        try (Session session = Session.open(peers, modest)) {
            assertInstanceOf(
                    IllegalArgumentException.class,
                    failureOf(session.channel().sendAll(List.of("x".repeat(1001)).iterator())));
        }
    }

    @Test
    void takesOneRowOfMessagesAtATime() throws Exception {
        try (Session session = Session.open()) {
            CompletionStage<Void> sent = session.channel().sendAll(Messages.chunks(2 * MANY));
            session.receive(0, 1);
            assertThrows(
                    IllegalStateException.class,
                    () -> session.channel().sendAll(Messages.endless()));
            assertThrows(
                    IllegalStateException.class,
                    () -> session.channel().sendAll(Collections.emptyIterator()));
            session.receive(1, 2 * MANY - 1);
            await(sent);
            await(session.channel().sendAll(Messages.chunks(MANY)));
            session.receive(0, MANY);
        }
    }

    @Test
    void takesTheNextFromWithinTheEndOfTheOneBefore() throws Exception {
        try (Session session = Session.open()) {
            CompletableFuture<Void> last = new CompletableFuture<>();
            sendRows(session.channel(), 10, last);
            for (int i = 0; i < 10; i++) {
                session.receive(0, 50);
            }
            await(last);
        }
    }

    private static void sendRows(DataChannel channel, int rows, CompletableFuture<Void> last) {
        channel.sendAll(Messages.chunks(50))
                .whenComplete(
                        (done, failure) -> {
                            if (failure != null) {
                                last.completeExceptionally(failure);
                            } else if (rows == 1) {
                                last.complete(null);
                            } else {
                                sendRows(channel, rows - 1, last);
                            }
                        });
    }

    /** Of its future, which the caller may complete: the row before is still under way. */
    @Test
    void isNotMisledByACallerWhoCompletesItsFuture() throws Exception {
        try (Session session = Session.open()) {
            CompletionStage<Void> sent = session.channel().sendAll(Messages.chunks(MANY));
            sent.toCompletableFuture().complete(null);
            assertThrows(
                    IllegalStateException.class,
                    () -> session.channel().sendAll(Messages.endless()));
            session.receive(0, MANY);
            peers.awaitNothingPaced();
        }
    }

    @Test
    void letsOtherCallbacksBeCalledMeanwhile() throws Exception {
        try (Session session = Session.open()) {
            BlockingQueue<String> heard = new LinkedBlockingQueue<>();
            session.channel().onText(heard::add);
            CompletionStage<Void> sent = session.channel().sendAll(Messages.endless());
            Future<Void> reading =
                    peers.executor()
                            .submit(
                                    () -> {
                                        while (true) {
                                            session.received().next(Peers.PATIENCE);
                                        }
                                    });
            for (int i = 0; i < MANY; i++) {
                session.received().send(Integer.toString(i));
                assertEquals(Integer.toString(i), heard.poll(10, TimeUnit.SECONDS));
            }
            assertFalse(sent.toCompletableFuture().isDone());
            assertFalse(reading.isDone());
            reading.cancel(true);
        }
    }
}
