package org.webrtcexamples.peer.libwebrtc;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.webrtcexamples.client.ClientChannel;
import org.webrtcexamples.client.ClientPeer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** The engine's life: it starts, wears, is renewed and is disposed of. */
@Timeout(60)
class EngineTest {

    /** One peer that answers as many messages as are sent. */
    private record Session(NativePeer peer, ClientPeer client, ClientChannel channel) {

        static Session open(Peers peers) throws Exception {
            NativePeer peer = peers.create();
            DataChannel channel = peer.createDataChannel("echo");
            channel.onText(channel::send);
            ClientPeer client = Peers.connect(peer);
            return new Session(peer, client, client.channel("echo"));
        }

        void exchange(int messages) throws Exception {
            for (int i = 0; i < messages; i++) {
                channel.send("ping");
                assertEquals("ping", channel.next(Peers.PATIENCE));
            }
        }

        /** Until it is closed, in the midst of it. */
        void exchangeForEver() throws Exception {
            while (!peer.isClosed()) {
                try {
                    channel.send("ping");
                    channel.next(Duration.ofMillis(200));
                } catch (IllegalStateException | TimeoutException perhapsClosed) {
                    continue;
                }
            }
        }

        void close() throws Exception {
            client.close();
            peer.close();
            Peers.awaitReleased(peer);
        }
    }

    @Test
    void isRenewedWhenWornAndDisposedOfWithItsLastPeer() throws Exception {
        try (Peers peers = new Peers(Peers.settings(100, 4_000_000))) {
            Session old = Session.open(peers);
            old.exchange(100);
            assertEquals(1, peers.engines());
            Session fresh = Session.open(peers);
            assertEquals(2, peers.engines());
            old.exchange(10);
            fresh.exchange(10);
            old.close();
            assertEquals(1, peers.engines());
            fresh.exchange(10);
            fresh.close();
        }
    }

    @Test
    void closesAPeerThatSendsWhenTheWaitingMessagesOfAllTakeTooMuch() throws Exception {
        try (Peers peers = new Peers()) {
            Session session = Session.open(peers);
            session.exchange(1);
            peers.addReceiveBacklog(Runtime.getRuntime().maxMemory() / 8);
            session.channel.send("ping");
            Peers.awaitReleased(session.peer);

            peers.addReceiveBacklog(-Runtime.getRuntime().maxMemory() / 8);
            session.close();
            Session next = Session.open(peers);
            next.exchange(1);
            next.close();
        }
    }

    @Test
    void areNotMoreThanAFewHoweverManyAreWorn() throws Exception {
        try (Peers peers = new Peers(Peers.settings(10, 4_000_000))) {
            List<Session> sessions = new ArrayList<>();
            for (int i = 0; i < NativePeers.MAX_ENGINES + 4; i++) {
                Session session = Session.open(peers);
                session.exchange(10);
                sessions.add(session);
            }
            assertEquals(NativePeers.MAX_ENGINES, peers.engines());
            for (Session session : sessions) {
                session.exchange(1);
                session.close();
            }
            assertEquals(1, peers.engines());
        }
    }

    @Test
    void closesThePeersOfTheWorstEngineRatherThanRunOutOfMemory() throws Exception {
        try (Peers peers = new Peers(Peers.settings(1000, 4000))) {
            List<Session> greedy = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                greedy.add(Session.open(peers));
            }
            for (Session session : greedy.subList(0, 4)) {
                session.exchange(900);
            }
            Session modest = Session.open(peers);
            greedy.get(4).exchangeForEver();
            for (Session session : greedy) {
                Peers.awaitReleased(session.peer);
            }
            modest.exchange(10);
            assertEquals(1, peers.engines());
            modest.close();
            for (Session session : greedy) {
                session.close();
            }
        }
    }

    @Test
    void closesAPeerThatSendsTooManyMessagesBeforeOthersSufferForIt() throws Exception {
        try (Peers peers = new Peers(Peers.settings(1000, 4000))) {
            Session greedy = Session.open(peers);
            Session modest = Session.open(peers);
            greedy.exchangeForEver();
            Peers.awaitReleased(greedy.peer);
            modest.exchange(10);
            modest.close();
            greedy.close();
        }
    }

    @Test
    void stopsWhilePeersAreTalkingAndStartsAgain() throws Exception {
        for (int round = 0; round < 5; round++) {
            List<Session> sessions = new ArrayList<>();
            try (Peers peers = new Peers()) {
                for (int i = 0; i < 10; i++) {
                    sessions.add(Session.open(peers));
                }
                for (Session session : sessions) {
                    for (int i = 0; i < 200; i++) {
                        session.channel.send("ping");
                    }
                }
                peers.stop();
                assertEquals(0, peers.engines());
            }
            for (Session session : sessions) {
                assertTrue(session.peer.closed().toCompletableFuture().isDone());
                session.client.close();
            }
        }
    }

    @Test
    void stopsWithoutThreadsOfTheContainer() throws Exception {
        try (Peers peers = new Peers()) {
            Session session = Session.open(peers);
            peers.executor().shutdown();
            assertDoesNotThrow(peers::stop);
            assertEquals(0, peers.engines());
            assertTrue(session.peer.closed().toCompletableFuture().isDone());
            session.client.close();
        }
    }

    @Test
    void endsItsNativeThreads() throws Exception {
        long before = nativeThreads();
        try (Peers peers = new Peers()) {
            Session.open(peers).close();
            assertTrue(nativeThreads() > before);
        }
        await(() -> nativeThreads() <= before);
    }

    /** Threads of this process that the JVM did not start. */
    private static long nativeThreads() {
        try (var tasks = Files.list(Path.of("/proc/self/task"))) {
            return tasks.map(EngineTest::threadName)
                    .filter(name -> name.startsWith("webrtc_"))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String threadName(Path task) {
        try {
            return Files.readString(task.resolve("comm"));
        } catch (IOException gone) {
            return "";
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "not within 10 s");
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }
}
