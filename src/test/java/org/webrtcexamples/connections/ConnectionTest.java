package org.webrtcexamples.connections;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.webrtcexamples.peer.IceConnectionState;
import org.webrtcexamples.peer.PeerClosedException;
import org.webrtcexamples.peer.PeerUnavailableException;
import org.webrtcexamples.peer.SessionDescription;
import org.webrtcexamples.peer.SignalingState;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;

class ConnectionTest {

    private static final Duration MOMENT = Duration.ofMillis(1);

    private final ConnectionSettings settings =
            new ConnectionSettings(
                    Duration.ofSeconds(3), Duration.ofSeconds(10), Duration.ofSeconds(7), 1);
    private final ManualScheduler scheduler = new ManualScheduler();
    private final ScriptedPeer peer = new ScriptedPeer("the-id");
    private final List<String> closes = new ArrayList<>();
    private final Connection connection = newConnection(peer);

    private Connection newConnection(ScriptedPeer itsPeer) {
        return newConnection(itsPeer, scheduler);
    }

    private Connection newConnection(ScriptedPeer itsPeer, ManualScheduler itsScheduler) {
        return new Connection(
                "ping-pong",
                itsPeer,
                settings,
                itsScheduler,
                closing -> {
                    synchronized (closes) {
                        closes.add(closing.id());
                    }
                },
                () -> {});
    }

    private void assertClosed() {
        assertAll(
                () -> assertFalse(connection.isOpen(), "still open"),
                () -> assertTrue(peer.isClosed(), "its peer is still open"),
                () -> assertEquals(List.of("the-id"), closes, "calls of onClose"),
                () -> assertEquals(0, scheduler.waiting(), "timers left behind"));
    }

    private void assertOpen() {
        assertAll(
                () -> assertTrue(connection.isOpen(), "closed"),
                () -> assertFalse(peer.isClosed(), "its peer is closed"),
                () -> assertEquals(List.of(), closes, "calls of onClose"));
    }

    @Test
    void hasTheOfferAsItsLocalDescriptionOnceMade() throws Exception {
        assertEquals(Optional.empty(), connection.localDescription());

        connection.offer();

        assertEquals(Optional.of(ScriptedPeer.OFFER), connection.localDescription());
        assertEquals(SignalingState.HAVE_LOCAL_OFFER, connection.signalingState());
    }

    @Test
    void offersWithTheConfiguredTimeToHostCandidates() throws Exception {
        connection.offer();

        assertEquals(Optional.of(settings.timeToHostCandidates()), peer.timeToHostCandidates());
    }

    @Test
    void closesIfItIsNotConnectedInTimeAfterItsOffer() throws Exception {
        connection.offer();

        scheduler.advance(settings.timeToConnected().minus(MOMENT));
        assertOpen();
        scheduler.advance(MOMENT);
        assertClosed();
    }

    @Test
    void itsTimeToConnectBeginsWhenTheOfferIsMade() throws Exception {
        peer.duringOffer(() -> scheduler.advance(settings.timeToConnected()));

        connection.offer();

        scheduler.advance(settings.timeToConnected().minus(MOMENT));
        assertOpen();
        scheduler.advance(MOMENT);
        assertClosed();
    }

    @Test
    void anAnswerAloneDoesNotStopTheConnectionTimer() throws Exception {
        connection.offer();
        connection.applyAnswer(SessionDescription.answer("the answer"));
        peer.becomes(IceConnectionState.CHECKING);

        scheduler.advance(settings.timeToConnected());

        assertClosed();
    }

    @ParameterizedTest
    @EnumSource(names = {"CONNECTED", "COMPLETED"})
    void aConnectionInTimeCancelsTheConnectionTimer(IceConnectionState connected) throws Exception {
        connection.offer();

        peer.becomes(connected);

        assertEquals(0, scheduler.waiting());
        scheduler.advance(settings.timeToConnected());
        assertOpen();
    }

    @ParameterizedTest
    @EnumSource(names = {"CONNECTED", "COMPLETED"})
    void iceAloneDoesNotStopTheConnectionTimer(IceConnectionState connected) throws Exception {
        connection.offer();
        connection.applyAnswer(SessionDescription.answer("the answer"));
        peer.iceBecomes(connected);

        scheduler.advance(settings.timeToConnected().minus(MOMENT));
        assertOpen();
        scheduler.advance(MOMENT);
        assertClosed();
    }

    @Test
    void aPeerWhoseIceConnectsBeforeItsAnswerHasToGetThatInTime() throws Exception {
        peer.duringOffer(() -> peer.iceBecomes(IceConnectionState.CONNECTED));

        connection.offer();

        assertEquals(1, scheduler.waiting());
        scheduler.advance(settings.timeToConnected());
        assertClosed();
    }

    @Test
    void theDtlsHandshakeOfAPeerWhoseIceIsConnectedCancelsTheConnectionTimer() throws Exception {
        connection.offer();
        peer.iceBecomes(IceConnectionState.CONNECTED);
        assertEquals(1, scheduler.waiting());

        peer.securedByDtls();

        assertEquals(0, scheduler.waiting());
        scheduler.advance(settings.timeToConnected());
        assertOpen();
    }

    @Test
    void aDtlsHandshakeInTimeCountsEvenIfItsReportIsLate() throws Exception {
        connection.offer();
        peer.iceBecomes(IceConnectionState.CONNECTED);

        peer.isSecured();
        scheduler.advance(settings.timeToConnected());
        assertOpen();
        peer.reportsConnected();

        assertOpen();
        assertEquals(0, scheduler.waiting());
    }

    /** The report of the connection is late, and by then it is lost. */
    @Test
    void aLateReportOfAConnectionThatIsLostCancelsNothing() throws Exception {
        connection.offer();
        peer.isNow(IceConnectionState.CONNECTED);
        peer.becomes(IceConnectionState.DISCONNECTED);

        peer.reportsConnected();

        assertEquals(1, scheduler.waiting());
        scheduler.advance(settings.timeToConnected());
        assertClosed();
    }

    @Test
    void iceThatComesBackAfterDtlsHasClosedDoesNotCancelTheReconnectionTimer() throws Exception {
        connection.offer();
        peer.becomes(IceConnectionState.CONNECTED);
        peer.isUnsecured();
        peer.iceBecomes(IceConnectionState.DISCONNECTED);

        peer.iceBecomes(IceConnectionState.CONNECTED);

        scheduler.advance(settings.timeToReconnected());
        assertClosed();
    }

    /** Just as its timer fires: it stays, or it is closed with all that is its own. */
    @Test
    @Timeout(30)
    void aHandshakeThatEndsAsTheTimerFiresLeavesItOpenOrClosed() throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 500; round++) {
                closes.clear();
                ScriptedPeer itsPeer = new ScriptedPeer("the-id");
                ManualScheduler itsScheduler = new ManualScheduler();
                Connection racing = newConnection(itsPeer, itsScheduler);
                racing.offer();
                itsPeer.iceBecomes(IceConnectionState.CONNECTED);
                CyclicBarrier together = new CyclicBarrier(2);
                Future<?> fires =
                        executor.submit(
                                () -> {
                                    together.await();
                                    itsScheduler.advance(settings.timeToConnected());
                                    return null;
                                });
                Future<?> handshake =
                        executor.submit(
                                () -> {
                                    together.await();
                                    itsPeer.securedByDtls();
                                    return null;
                                });
                fires.get();
                handshake.get();
                assertEquals(racing.isOpen() ? List.of() : List.of("the-id"), closes);
                assertEquals(racing.isOpen(), !itsPeer.isClosed());
                assertEquals(0, itsScheduler.waiting());
            }
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void aReconnectionInTimeCountsEvenIfItsReportIsLate() throws Exception {
        connection.offer();
        peer.becomes(IceConnectionState.CONNECTED);
        peer.becomes(IceConnectionState.DISCONNECTED);

        peer.isNow(IceConnectionState.CONNECTED);
        scheduler.advance(settings.timeToReconnected());

        assertOpen();
        assertEquals(0, scheduler.waiting());
    }

    @ParameterizedTest
    @EnumSource(names = {"DISCONNECTED", "FAILED"})
    void closesIfItIsNotReconnectedInTime(IceConnectionState lost) throws Exception {
        connection.offer();
        peer.becomes(IceConnectionState.CONNECTED);

        peer.becomes(lost);

        scheduler.advance(settings.timeToReconnected().minus(MOMENT));
        assertOpen();
        scheduler.advance(MOMENT);
        assertClosed();
    }

    @ParameterizedTest
    @EnumSource(names = {"CONNECTED", "COMPLETED"})
    void aReconnectionInTimeCancelsTheReconnectionTimer(IceConnectionState connected)
            throws Exception {
        connection.offer();
        peer.becomes(connected);
        peer.becomes(IceConnectionState.DISCONNECTED);

        peer.becomes(connected);

        assertEquals(0, scheduler.waiting());
        scheduler.advance(settings.timeToReconnected());
        assertOpen();
    }

    @Test
    void everyLossHasTheWholeTimeToReconnect() throws Exception {
        connection.offer();
        peer.becomes(IceConnectionState.CONNECTED);
        for (int i = 0; i < 3; i++) {
            peer.becomes(IceConnectionState.DISCONNECTED);
            scheduler.advance(settings.timeToReconnected().minus(MOMENT));
            assertOpen();
            peer.becomes(IceConnectionState.CONNECTED);
        }
        peer.becomes(IceConnectionState.DISCONNECTED);

        scheduler.advance(settings.timeToReconnected());

        assertClosed();
    }

    @Test
    void onTheWayFromDisconnectedToFailedItsTimeRunsOn() throws Exception {
        connection.offer();
        peer.becomes(IceConnectionState.CONNECTED);
        peer.becomes(IceConnectionState.DISCONNECTED);
        scheduler.advance(settings.timeToReconnected().minus(MOMENT));

        peer.becomes(IceConnectionState.FAILED);

        assertEquals(1, scheduler.waiting());
        scheduler.advance(MOMENT);
        assertClosed();
    }

    @ParameterizedTest
    @EnumSource(names = {"DISCONNECTED", "FAILED"})
    void lostBeforeItWasEverConnectedItHasTheTimeItHad(IceConnectionState lost) throws Exception {
        connection.offer();
        scheduler.advance(settings.timeToConnected().minus(MOMENT));

        peer.becomes(lost);

        assertEquals(1, scheduler.waiting());
        assertOpen();
        scheduler.advance(MOMENT);
        assertClosed();
    }

    @Test
    void aLateReportOfALossThatIsOverStartsNoTimer() throws Exception {
        connection.offer();
        peer.becomes(IceConnectionState.CONNECTED);

        peer.isNow(IceConnectionState.CONNECTED);
        peer.reports(IceConnectionState.DISCONNECTED);

        assertEquals(0, scheduler.waiting());
    }

    @Test
    void aCancelledTimerThatFiresAnywayDoesNothing() throws Exception {
        connection.offer();
        peer.becomes(IceConnectionState.CONNECTED);

        scheduler.commands().get(0).run();

        assertOpen();
    }

    @Test
    void aCancelledTimerThatFiresAnywayDoesNothingWhileAnotherRuns() throws Exception {
        connection.offer();
        peer.becomes(IceConnectionState.CONNECTED);
        peer.becomes(IceConnectionState.DISCONNECTED);

        scheduler.commands().get(0).run();

        assertOpen();
        assertEquals(1, scheduler.waiting());
    }

    @Test
    void closesWhenItsPeerClosesByItself() throws Exception {
        connection.offer();

        peer.close();

        assertClosed();
    }

    @Test
    void isClosedFromTheMomentItsPeerIs() throws Exception {
        connection.offer();
        peer.holdOn();

        peer.close();

        assertFalse(connection.isOpen());
    }

    @Test
    void closesOnRequestWithItsTimer() throws Exception {
        connection.offer();

        connection.close();

        assertClosed();
    }

    @Test
    void closingLeavesItsTimerNothingToDo() throws Exception {
        connection.offer();
        connection.close();

        scheduler.commands().get(0).run();

        assertClosed();
    }

    @Test
    void hasNoDescriptionsAfterClose() throws Exception {
        connection.offer();
        connection.applyAnswer(SessionDescription.answer("the answer"));

        connection.close();

        assertEquals(Optional.empty(), connection.localDescription());
        assertEquals(Optional.empty(), connection.remoteDescription());
        assertEquals(SignalingState.CLOSED, connection.signalingState());
        assertEquals(IceConnectionState.CLOSED, connection.iceConnectionState());
    }

    @Test
    void itsOwnerHearsOfTheCloseBeforeThePeerCloses() {
        List<Boolean> peerClosed = new ArrayList<>();
        ScriptedPeer other = new ScriptedPeer();

        new Connection(
                        "ping-pong",
                        other,
                        settings,
                        scheduler,
                        closing -> peerClosed.add(other.isClosed()),
                        () -> {})
                .close();

        assertEquals(List.of(false), peerClosed);
    }

    @Test
    @Timeout(30)
    void closesOnceFromManyThreads() throws Exception {
        int threads = 8;
        CyclicBarrier together = new CyclicBarrier(threads);
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            for (int round = 0; round < 200; round++) {
                closes.clear();
                ScriptedPeer itsPeer = new ScriptedPeer("the-id");
                Connection closing = newConnection(itsPeer);
                closing.offer();
                List<Future<?>> attempts = new ArrayList<>();
                for (int i = 0; i < threads; i++) {
                    Runnable attempt = i % 2 == 0 ? closing::close : itsPeer::close;
                    attempts.add(
                            executor.submit(
                                    () -> {
                                        together.await();
                                        attempt.run();
                                        return null;
                                    }));
                }
                for (Future<?> attempt : attempts) {
                    attempt.get();
                }
                assertEquals(List.of("the-id"), closes);
                assertTrue(itsPeer.isClosed());
                assertEquals(0, scheduler.waiting());
            }
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void schedulesNothingIfItIsClosedWhileItOffers() {
        peer.duringOffer(connection::close);

        assertThrows(PeerClosedException.class, connection::offer);

        assertEquals(List.of(), scheduler.commands());
    }

    @Test
    void schedulesNothingAfterClose() throws Exception {
        connection.offer();
        peer.becomes(IceConnectionState.CONNECTED);
        connection.close();

        peer.becomes(IceConnectionState.DISCONNECTED);
        peer.becomes(IceConnectionState.FAILED);

        assertEquals(0, scheduler.waiting());
    }

    @Test
    void startsNoTimerIfTheOfferFails() {
        peer.duringOffer(
                () -> {
                    throw new PeerUnavailableException("no candidate");
                });

        assertThrows(PeerUnavailableException.class, connection::offer);

        assertEquals(0, scheduler.waiting());
    }

    @Test
    void anOfferWithoutATimerFails() {
        scheduler.shutdown();

        assertThrows(RejectedExecutionException.class, connection::offer);
    }

    @Test
    void isReleasedWhenItsPeerIs() {
        peer.holdOn();
        connection.close();
        assertFalse(connection.closed().toCompletableFuture().isDone());

        peer.release();

        assertTrue(connection.closed().toCompletableFuture().isDone());
    }
}
