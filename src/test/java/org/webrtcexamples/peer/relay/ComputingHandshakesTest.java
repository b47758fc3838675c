package org.webrtcexamples.peer.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.webrtcexamples.Await;
import org.webrtcexamples.peer.SessionDescription;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/** However many handshakes of DTLS there are, a few compute at a time. */
@Timeout(60)
class ComputingHandshakesTest {

    private final Relay relay = new Relay();
    private final Semaphore permits = relay.computingHandshakes();
    private final int all = permits.availablePermits();

    @AfterEach
    void stop() {
        relay.close();
    }

    @Test
    void thereAreTwoForEachProcessor() {
        assertEquals(2 * Runtime.getRuntime().availableProcessors(), all);
        assertTrue(permits.isFair());
    }

    @Test
    void aHandshakeComputesOnlyWithAPermit() throws Exception {
        RelayPeer peer = relay.createLoopback();
        permits.acquire(all);
        CompletableFuture<RawClient> connecting =
                CompletableFuture.supplyAsync(() -> connected(peer));
        Await.until(Relay.PATIENCE, permits::hasQueuedThreads, "a handshake asks for a permit");
        assertFalse(connecting.isDone());

        permits.release(all);
        connecting.join().close();
        awaitAllPermits();
    }

    /** Who says nothing would otherwise keep all others from connecting. */
    @Test
    void aHandshakeThatWaitsForADatagramHasNoPermit() throws Exception {
        List<RawClient> silent = new ArrayList<>();
        List<RelayPeer> waiting = new ArrayList<>();
        for (int i = 0; i < 3 * all; i++) {
            RelayPeer peer = relay.createLoopback();
            RawClient client = new RawClient(peer.offer(Relay.PATIENCE).sdp());
            String answer = client.answer().sdp().replace("a=setup:active", "a=setup:passive");
            peer.applyAnswer(SessionDescription.answer(answer));
            client.check(true);
            client.receiveDtls();
            silent.add(client);
            waiting.add(peer);
        }

        connected(relay.createLoopback()).close();
        assertTrue(waiting.stream().allMatch(RelayPeer::isThere), "none has given up before");

        waiting.forEach(RelayPeer::close);
        awaitAllPermits();
        silent.forEach(RawClient::close);
    }

    private void awaitAllPermits() {
        Await.until(Relay.PATIENCE, () -> permits.availablePermits() == all, "all permits");
    }

    private static RawClient connected(RelayPeer peer) {
        try {
            return RawClient.connected(peer);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
