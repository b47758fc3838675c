package org.webrtcexamples.peer.libwebrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.webrtcexamples.peer.SessionDescription;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** When an offer is made, and with which candidates. */
@Timeout(60)
class OfferTest {

    private static final int OFFERS = 20;

    @Test
    void waitsForTheEndOfGatheringWhenTheAddressesHaveChangedSinceTheEngineStarted()
            throws Exception {
        try (Peers peers = new Peers()) {
            assertTrue(peers.startEngineAhead());
            peers.changeAddresses();
            for (int i = 0; i < 3; i++) {
                assertTrue(offering(peers).gathering().isComplete());
            }
        }
    }

    @Test
    void hasEveryAddressWithoutWaitingForTheEndOnceTheEngineHasStarted() throws Exception {
        Set<String> all;
        try (Peers peers = new Peers()) {
            assertTrue(peers.startEngineAhead());
            peers.changeAddresses();
            all = addresses(offering(peers));
        }
        try (Peers peers = new Peers()) {
            assertTrue(peers.startEngineAhead());
            int early = 0;
            for (int i = 0; i < OFFERS; i++) {
                NativePeer peer = offering(peers);
                early += peer.gathering().isComplete() ? 0 : 1;
                assertEquals(all, addresses(peer));
                peer.close();
            }
            // A thread may be held up for longer than a gathering takes, but not each time.
            assertTrue(early > OFFERS / 2, early + " of " + OFFERS + " did not wait");
        }
    }

    @Test
    void waitsForTheEndOfGatheringWithAStunServer() throws Exception {
        try (Peers peers = new Peers(Peers.settings(List.of("stun:127.0.0.1:9"), 0, 0))) {
            assertTrue(peers.startEngineAhead());
            NativePeer peer = peers.create();
            peer.createDataChannel("test");
            Duration enough = Duration.ofMillis(300);
            long begin = System.nanoTime();
            SessionDescription offer = peer.offer(enough);
            assertTrue(
                    peer.gathering().isComplete() || System.nanoTime() - begin >= enough.toNanos());
            assertTrue(offer.sdp().contains("a=candidate:"), "what is known in time is offered");
        }
    }

    @Test
    void takesEveryUrlThatItsSettingsLetPass() throws Exception {
        List<String> urls =
                List.of(
                        "stun:localhost",
                        "stun:127.0.0.1:3478",
                        "stuns:localhost:5349",
                        "stun:[::1]:3478",
                        "turn:localhost",
                        "turn:127.0.0.1:3478?transport=udp",
                        "turn:a-b.c_d.example:1?transport=tcp",
                        "turns:[::1]:65535?transport=tcp",
                        "stun:1",
                        "stun:-",
                        "stun:...",
                        "stun:[::]",
                        "stun:[:::::::::]",
                        "turn:" + "x".repeat(253));
        for (String url : urls) {
            try (Peers peers = new Peers(Peers.settings(List.of(url), 0, 0))) {
                NativePeer peer = peers.create();
                peer.createDataChannel("test");
                peer.close();
                Peers.awaitReleased(peer);
            }
        }
    }

    private static NativePeer offering(Peers peers) throws InterruptedException {
        NativePeer peer = peers.create();
        peer.createDataChannel("test");
        peer.offer(Peers.PATIENCE);
        return peer;
    }

    private static Set<String> addresses(NativePeer peer) {
        return peer.localDescription()
                .orElseThrow()
                .sdp()
                .lines()
                .filter(line -> line.startsWith("a=candidate:"))
                .map(line -> line.split(" ")[4])
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
