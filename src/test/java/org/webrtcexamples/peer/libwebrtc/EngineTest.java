package org.webrtcexamples.peer.libwebrtc;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.webrtcexamples.Await;
import org.webrtcexamples.client.ClientChannel;
import org.webrtcexamples.client.ClientPeer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** The engine's life: it starts, wears, is renewed and is disposed of. */
@Timeout(60)
class EngineTest {

    /** Of the application; held here, for the manager of logs would let it go. */
    private static final Logger LOGGER = Logger.getLogger("org.webrtcexamples");

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
    void isThereBeforeItsFirstPeerWhenItIsStartedAhead() throws Exception {
        try (Peers peers = new Peers()) {
            assertTrue(peers.startEngineAhead());
            assertEquals(1, peers.engines());
            Session session = Session.open(peers);
            session.exchange(1);
            assertEquals(1, peers.engines());
            session.close();
        }
    }

    @Test
    void isNotThereBeforeItsFirstPeerOtherwise() throws Exception {
        try (Peers peers = new Peers()) {
            assertEquals(0, peers.engines());
            peers.create();
            assertEquals(1, peers.engines());
        }
    }

    /** The wait of the deployment ends, and the start goes on when there are threads again. */
    @Test
    void aDeploymentDoesNotWaitForEverForAThread() throws Exception {
        try (Peers peers = new Peers()) {
            peers.refuseTasks(true);
            assertFalse(peers.startEngineAhead(Duration.ofMillis(200)));
            assertEquals(0, peers.engines());

            peers.refuseTasks(false);
            Await.until(Peers.PATIENCE, () -> peers.engines() == 1, "the engine starts");
        }
    }

    @Test
    void stopsAtAnyMomentOfItsStart() throws Exception {
        List<String> warnings = new CopyOnWriteArrayList<>();
        Handler handler = collecting(warnings);
        LOGGER.addHandler(handler);
        try {
            long before = nativeThreads();
            for (int millis = 0; millis < 300; millis += 12) {
                Peers peers = new Peers();
                CompletableFuture<Boolean> start =
                        CompletableFuture.supplyAsync(peers::startEngineAhead);
                TimeUnit.MILLISECONDS.sleep(millis);
                peers.stop();
                assertEquals(0, peers.engines());
                start.get(20, TimeUnit.SECONDS);
                peers.close();
            }
            Await.until(Peers.PATIENCE, () -> nativeThreads() <= before, "native threads end");
        } finally {
            LOGGER.removeHandler(handler);
        }
        assertEquals(List.of(), warnings);
    }

    private static Handler collecting(List<String> warnings) {
        return new Handler() {
            @Override
            public void publish(LogRecord line) {
                if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
                    warnings.add(line.getMessage() + ": " + line.getThrown());
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }

    @Test
    void doesNotStartOnceTheApplicationStops() throws Exception {
        try (Peers peers = new Peers()) {
            peers.stop();
            assertFalse(peers.startEngineAhead());
            assertEquals(0, peers.engines());
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
        Await.until(Peers.PATIENCE, () -> nativeThreads() <= before, "native threads end");
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
}
