package org.webrtcexamples.connections;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.webrtcexamples.peer.IceConnectionState;
import org.webrtcexamples.peer.Peer;
import org.webrtcexamples.peer.PeerException;
import org.webrtcexamples.peer.PeerUnavailableException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;

class ConnectionRegistryTest {

    private static final String EXAMPLE = "ping-pong";
    private static final String OTHER_EXAMPLE = "sine-wave";
    private static final int MAX_CONNECTIONS = 3;

    private final ManualScheduler scheduler = new ManualScheduler();

    private final ConnectionRegistry registry = newRegistry();

    private ConnectionRegistry newRegistry() {
        return newRegistry(new TwoExamples());
    }

    private ConnectionRegistry newRegistry(Examples examples) {
        return new ConnectionRegistry(
                examples,
                new ConnectionSettings(
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(10),
                        MAX_CONNECTIONS),
                scheduler);
    }

    private static class TwoExamples extends Examples {

        @Override
        Optional<Supplier<Peer>> peersFor(String name) {
            return List.of(EXAMPLE, OTHER_EXAMPLE).contains(name)
                    ? Optional.of(ScriptedPeer::new)
                    : Optional.empty();
        }
    }

    private Connection create(ScriptedPeer peer) throws InterruptedException {
        return registry.create(EXAMPLE, () -> peer);
    }

    private void assertNothingIsLeft() {
        assertEquals(List.of(), registry.connections(), "connections left behind");
        assertEquals(0, scheduler.waiting(), "timers left behind");
        assertAllPlacesAreFree();
    }

    private void assertAllPlacesAreFree() {
        List<Connection> fill = new ArrayList<>();
        for (int i = 0; i < MAX_CONNECTIONS; i++) {
            fill.add(assertDoesNotThrow(() -> registry.create(EXAMPLE), "a place was lost"));
        }
        assertThrows(
                TooManyConnectionsException.class,
                () -> registry.create(EXAMPLE),
                "a place was given back twice");
        fill.forEach(Connection::close);
    }

    @Test
    void aNewConnectionHasItsOfferMade() throws Exception {
        Connection connection = registry.create(EXAMPLE);

        assertTrue(connection.isOpen());
        assertEquals(EXAMPLE, connection.example());
        assertEquals(Optional.of(ScriptedPeer.OFFER), connection.localDescription());
        assertEquals(1, scheduler.waiting());
    }

    @Test
    void aConnectionHasTheIdOfItsPeer() throws Exception {
        ScriptedPeer peer = new ScriptedPeer();

        assertEquals(peer.id(), create(peer).id());
    }

    @Test
    void findsAConnectionByItsId() throws Exception {
        Connection connection = registry.create(EXAMPLE);
        registry.create(EXAMPLE);

        assertSame(connection, registry.connection(EXAMPLE, connection.id()));
    }

    @Test
    void knowsNoConnectionOfAnUnknownId() throws Exception {
        registry.create(EXAMPLE);

        assertThrows(
                UnknownConnectionException.class, () -> registry.connection(EXAMPLE, "unknown"));
    }

    @Test
    void knowsNoConnectionByTheIdOfAnotherExamples() throws Exception {
        Connection connection = registry.create(EXAMPLE);

        assertThrows(
                UnknownConnectionException.class,
                () -> registry.connection(OTHER_EXAMPLE, connection.id()));
    }

    @Test
    void knowsNothingOfAnUnknownExample() {
        assertThrows(UnknownExampleException.class, () -> registry.create("unknown"));
        assertThrows(UnknownExampleException.class, () -> registry.connections("unknown"));
        assertThrows(UnknownExampleException.class, () -> registry.connection("unknown", "id"));
        assertNothingIsLeft();
    }

    @Test
    void listsTheOpenConnectionsOfAnExampleInTheOrderOfTheirCreation() throws Exception {
        assertEquals(List.of(), registry.connections(EXAMPLE));

        Connection first = create(new ScriptedPeer("z"));
        assertEquals(List.of(first), registry.connections(EXAMPLE));
        Connection other = registry.create(OTHER_EXAMPLE);
        Connection second = create(new ScriptedPeer("a"));
        assertEquals(List.of(first, second), registry.connections(EXAMPLE));
        assertEquals(List.of(other), registry.connections(OTHER_EXAMPLE));

        first.close();
        assertEquals(List.of(second), registry.connections(EXAMPLE));
        second.close();
        assertEquals(List.of(), registry.connections(EXAMPLE));
    }

    /** Their ids are the keys to what is recorded of them. */
    @Test
    void listsNoConnectionThatIsRecordedButFindsIt() throws Exception {
        ConnectionRegistry recording =
                newRegistry(
                        new TwoExamples() {
                            @Override
                            Optional<Recordings> recordingsOf(String name) {
                                return Optional.of(id -> Optional.empty());
                            }
                        });
        Connection connection = recording.create(EXAMPLE);

        assertEquals(List.of(), recording.connections(EXAMPLE));
        assertSame(connection, recording.connection(EXAMPLE, connection.id()));
    }

    @Test
    void listsNoConnectionThatIsStillOffering() throws Exception {
        List<Connection> meanwhile = new ArrayList<>();
        ScriptedPeer peer =
                new ScriptedPeer()
                        .duringOffer(() -> meanwhile.addAll(registry.connections(EXAMPLE)));

        create(peer);

        assertEquals(List.of(), meanwhile);
    }

    @Test
    void forgetsAConnectionThatIsClosedOnRequest() throws Exception {
        Connection connection = registry.create(EXAMPLE);

        connection.close();

        assertThrows(
                UnknownConnectionException.class,
                () -> registry.connection(EXAMPLE, connection.id()));
        assertNothingIsLeft();
    }

    @Test
    void forgetsAConnectionWhosePeerClosesByItself() throws Exception {
        ScriptedPeer peer = new ScriptedPeer();
        create(peer);

        peer.close();

        assertNothingIsLeft();
    }

    @Test
    void forgetsAConnectionThatIsNotConnectedInTime() throws Exception {
        create(new ScriptedPeer());

        scheduler.advance(Duration.ofSeconds(10));

        assertNothingIsLeft();
    }

    @Test
    void forgetsAConnectionThatIsNotReconnectedInTime() throws Exception {
        ScriptedPeer peer = new ScriptedPeer();
        create(peer);
        peer.becomes(IceConnectionState.CONNECTED);
        peer.becomes(IceConnectionState.FAILED);

        scheduler.advance(Duration.ofSeconds(10));

        assertNothingIsLeft();
    }

    @Test
    void refusesMoreConnectionsThanThereMayBe() throws Exception {
        for (int i = 0; i < MAX_CONNECTIONS; i++) {
            registry.create(i == 0 ? OTHER_EXAMPLE : EXAMPLE);
        }

        assertThrows(TooManyConnectionsException.class, () -> registry.create(EXAMPLE));
        assertEquals(MAX_CONNECTIONS, registry.connections().size());
    }

    @Test
    void makesNoPeerForAConnectionThatItRefuses() throws Exception {
        for (int i = 0; i < MAX_CONNECTIONS; i++) {
            registry.create(EXAMPLE);
        }
        AtomicInteger made = new AtomicInteger();

        assertThrows(
                TooManyConnectionsException.class,
                () ->
                        registry.create(
                                EXAMPLE,
                                () -> {
                                    made.incrementAndGet();
                                    return new ScriptedPeer();
                                }));

        assertEquals(0, made.get());
    }

    @Test
    void aPlaceIsFreeOnlyWhenThePeerHasReleasedWhatItHeld() throws Exception {
        ScriptedPeer peer = new ScriptedPeer().holdOn();
        Connection connection = create(peer);
        for (int i = 1; i < MAX_CONNECTIONS; i++) {
            registry.create(EXAMPLE);
        }

        connection.close();
        assertThrows(TooManyConnectionsException.class, () -> registry.create(EXAMPLE));

        peer.release();
        registry.create(EXAMPLE);
        assertThrows(TooManyConnectionsException.class, () -> registry.create(EXAMPLE));
    }

    @Test
    @Timeout(30)
    void neverHasMoreConnectionsThanThereMayBeHoweverManyAskAtOnce() throws Exception {
        int threads = 8;
        CyclicBarrier together = new CyclicBarrier(threads);
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Connection>> attempts =
                    IntStream.range(0, threads)
                            .mapToObj(
                                    i ->
                                            executor.submit(
                                                    () -> {
                                                        together.await();
                                                        return registry.create(EXAMPLE);
                                                    }))
                            .toList();
            int created = 0;
            for (Future<Connection> attempt : attempts) {
                try {
                    attempt.get();
                    created++;
                } catch (ExecutionException e) {
                    assertInstanceOf(TooManyConnectionsException.class, e.getCause());
                }
            }
            assertEquals(MAX_CONNECTIONS, created);
            assertEquals(MAX_CONNECTIONS, registry.connections(EXAMPLE).size());
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void aPeerThatCannotBeMadeLeavesNothingBehind() {
        assertThrows(
                PeerUnavailableException.class,
                () ->
                        registry.create(
                                EXAMPLE,
                                () -> {
                                    throw new PeerUnavailableException("no engine");
                                }));
        assertThrows(
                LinkageError.class,
                () ->
                        registry.create(
                                EXAMPLE,
                                () -> {
                                    throw new LinkageError("no library");
                                }));

        assertNothingIsLeft();
    }

    @Test
    void anOfferThatFailsLeavesNothingBehind() {
        ScriptedPeer peer =
                new ScriptedPeer()
                        .duringOffer(
                                () -> {
                                    throw new PeerUnavailableException("no candidate");
                                });

        assertThrows(PeerUnavailableException.class, () -> create(peer));

        assertTrue(peer.isClosed());
        assertNothingIsLeft();
    }

    @Test
    void anOfferThatIsInterruptedLeavesNothingBehind() {
        ScriptedPeer peer =
                new ScriptedPeer()
                        .duringOffer(
                                () -> {
                                    throw new InterruptedException();
                                });

        assertThrows(InterruptedException.class, () -> create(peer));

        assertTrue(peer.isClosed());
        assertNothingIsLeft();
    }

    @Test
    void aConnectionThatCanHaveNoTimerLeavesNothingBehind() {
        ScriptedPeer peer = new ScriptedPeer();
        scheduler.shutdown();

        assertThrows(RuntimeException.class, () -> create(peer));

        assertTrue(peer.isClosed());
        assertEquals(List.of(), registry.connections());
    }

    @Test
    void aPeerThatIsClosedBeforeItsOfferLeavesNothingBehind() {
        ScriptedPeer peer = new ScriptedPeer();
        peer.close();

        assertThrows(PeerException.class, () -> create(peer));

        assertNothingIsLeft();
    }

    @Test
    void aPeerThatClosesDuringItsOfferLeavesNothingBehind() {
        ScriptedPeer peer = new ScriptedPeer();
        peer.duringOffer(peer::close);

        assertThrows(PeerException.class, () -> create(peer));

        assertNothingIsLeft();
    }

    /** A client that asks for a new connection must not hear that there is no such one. */
    @Test
    void aPeerThatClosesDuringItsOfferIsReportedAsUnavailable() {
        ScriptedPeer peer = new ScriptedPeer();
        peer.duringOffer(peer::close);

        assertThrows(PeerUnavailableException.class, () -> create(peer));
    }

    @Test
    void stoppingClosesAllConnections() throws Exception {
        List<ScriptedPeer> peers = List.of(new ScriptedPeer(), new ScriptedPeer());
        for (ScriptedPeer peer : peers) {
            create(peer);
        }

        registry.stop();

        peers.forEach(peer -> assertTrue(peer.isClosed()));
        assertEquals(List.of(), registry.connections());
        assertEquals(0, scheduler.waiting());
    }

    @Test
    void afterTheStopNoConnectionIsCreated() {
        ScriptedPeer peer = new ScriptedPeer();
        registry.stop();

        assertThrows(PeerUnavailableException.class, () -> create(peer));

        assertTrue(peer.isClosed() || peer.timeToHostCandidates().isEmpty());
        assertEquals(List.of(), registry.connections());
        assertEquals(0, scheduler.waiting());
    }

    @Test
    void aConnectionThatIsBeingCreatedWhenTheApplicationStopsIsNotLeftBehind() {
        ScriptedPeer peer = new ScriptedPeer().duringOffer(registry::stop);

        assertThrows(PeerException.class, () -> create(peer));

        assertTrue(peer.isClosed());
        assertEquals(List.of(), registry.connections());
        assertEquals(0, scheduler.waiting());
    }

    @Test
    void aPeerThatIsBeingMadeWhenTheApplicationStopsIsNotLeftBehind() {
        ScriptedPeer peer = new ScriptedPeer();

        assertThrows(
                PeerUnavailableException.class,
                () ->
                        registry.create(
                                EXAMPLE,
                                () -> {
                                    registry.stop();
                                    return peer;
                                }));

        assertTrue(peer.isClosed());
        assertEquals(List.of(), registry.connections());
        assertEquals(0, scheduler.waiting());
    }

    @Test
    @Timeout(30)
    void whateverIsCreatedWhileTheApplicationStopsIsClosed() throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 500; round++) {
                ConnectionRegistry stopping = newRegistry();
                CyclicBarrier together = new CyclicBarrier(2);
                ScriptedPeer peer = new ScriptedPeer();
                Future<Connection> creating =
                        executor.submit(
                                () -> {
                                    together.await();
                                    return stopping.create(EXAMPLE, () -> peer);
                                });
                executor.submit(
                                () -> {
                                    together.await();
                                    stopping.stop();
                                    return null;
                                })
                        .get();
                try {
                    creating.get();
                } catch (ExecutionException e) {
                    assertInstanceOf(PeerException.class, e.getCause());
                }
                assertTrue(peer.isClosed() || peer.timeToHostCandidates().isEmpty());
                assertEquals(List.of(), stopping.connections());
                assertEquals(0, scheduler.waiting());
            }
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void thePlaceIsFreeByTheTimeTheEndIsTold() throws Exception {
        ScriptedPeer peer = new ScriptedPeer().holdOn();
        Connection last = create(peer);
        registry.create(EXAMPLE);
        registry.create(EXAMPLE);
        List<Connection> next = new ArrayList<>();
        last.closed().thenRun(() -> next.add(assertDoesNotThrow(() -> registry.create(EXAMPLE))));

        last.close();
        peer.release();

        assertEquals(1, next.size());
    }
}
