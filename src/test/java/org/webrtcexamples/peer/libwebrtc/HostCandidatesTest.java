package org.webrtcexamples.peer.libwebrtc;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

class HostCandidatesTest {

    private static final String IPV4 = "192.0.2.7";
    private static final String OTHER_IPV4 = "198.51.100.7";
    private static final String IPV6 = "2001:db8::7";
    private static final Set<String> LOCAL =
            Set.of("eth0 " + IPV4, "eth0 " + IPV6, "eth1 " + OTHER_IPV4, "docker0 172.17.0.1");

    private long now = 123_456_789;
    private final HostCandidates hostCandidates = new HostCandidates(() -> now);

    @BeforeEach
    void letTheAddressesSettle() {
        begin(LOCAL);
        pass(HostCandidates.SETTLING_TIME);
    }

    /** By an engine that started before the addresses were first looked at. */
    private Gathering begin(Set<String> local) {
        return hostCandidates.begin(local, 0);
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private static String host(String address) {
        return "candidate:2999745851 1 udp 2122260223 %s 56032 typ host generation 0 ufrag Cdbz network-id 1"
                .formatted(address);
    }

    /** A gathering that runs to its end. */
    private void gather(Set<String> local, String... addresses) {
        Gathering gathering = begin(local);
        for (String address : addresses) {
            gathering.onCandidate(host(address));
        }
        gathering.onComplete();
    }

    private static boolean isKnown(Gathering gathering) {
        try {
            return gathering.await(Duration.ZERO);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void waitsForTheEndWhenNothingWasLearnt() {
        Gathering gathering = begin(LOCAL);

        gathering.onCandidate(host(IPV4));
        gathering.onCandidate(host(IPV6));
        gathering.onCandidate(host(OTHER_IPV4));
        assertFalse(isKnown(gathering));

        gathering.onComplete();
        assertTrue(isKnown(gathering));
    }

    @Test
    void isKnownAtTheLastLearntAddressWhateverTheOrder() {
        List<String> addresses = new ArrayList<>(List.of(IPV4, IPV6, OTHER_IPV4));
        gather(LOCAL, IPV4, IPV6, OTHER_IPV4);
        Random random = new Random(1);
        for (int round = 0; round < 20; round++) {
            Collections.shuffle(addresses, random);
            Gathering gathering = begin(LOCAL);

            for (String address : addresses) {
                assertFalse(isKnown(gathering), addresses + " before " + address);
                gathering.onCandidate(host(address));
            }
            assertTrue(isKnown(gathering), addresses + " after all");
        }
    }

    @Test
    void anAddressThatComesTwiceCountsOnce() {
        gather(LOCAL, IPV4, IPV6);
        Gathering gathering = begin(LOCAL);

        gathering.onCandidate(host(IPV4));
        gathering.onCandidate(host(IPV4));

        assertFalse(isKnown(gathering));
    }

    @Test
    void anAddressThatWasNotLearntDoesNotStandForAnother() {
        gather(LOCAL, IPV4, IPV6);
        Gathering gathering = begin(LOCAL);

        gathering.onCandidate(host(IPV4));
        gathering.onCandidate(host(OTHER_IPV4));
        assertFalse(isKnown(gathering));

        gathering.onCandidate(host(IPV6));
        assertTrue(isKnown(gathering));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "candidate:1 1 tcp 1518280447 192.0.2.7 9 typ host tcptype active generation 0",
                "candidate:1 1 tcp 1518280447 192.0.2.7 40000 typ host tcptype passive",
                "candidate:1 1 udp 1686052607 192.0.2.7 5 typ srflx raddr 10.0.0.1 rport 5",
                "candidate:1 1 udp 1686052607 192.0.2.7 5 typ prflx raddr 10.0.0.1 rport 5",
                "candidate:1 1 udp 41885695 192.0.2.7 5 typ relay raddr 10.0.0.1 rport 5",
                "candidate:1 1 udp 2122260223 10.0.0.1 5 typ host",
                "candidate:1 1 udp 2122260223 192.0.2.77 5 typ host",
                "candidate:1 1 udp 2122260223 192.0.2.7 5 typ",
                "candidate:1 1 udp 2122260223 192.0.2.7",
                "candidate:192.0.2.7",
                "typ host 192.0.2.7",
                "       ",
                "",
            })
    void onlyAUdpHostCandidateOfTheAddressCounts(String candidate) {
        gather(LOCAL, IPV4);
        Gathering gathering = begin(LOCAL);

        gathering.onCandidate(candidate);
        assertFalse(isKnown(gathering));

        gathering.onCandidate(host(IPV4));
        assertTrue(isKnown(gathering));
    }

    @Test
    void noOtherKindOfCandidateIsLearnt() {
        Gathering first = begin(LOCAL);
        first.onCandidate("candidate:1 1 tcp 1518280447 192.0.2.7 9 typ host tcptype active");
        first.onCandidate("candidate:1 1 udp 16 203.0.113.1 5 typ srflx raddr 192.0.2.7 rport 5");
        first.onCandidate("candidate:1 1 udp 16 203.0.113.2 5 typ relay raddr 192.0.2.7 rport 5");
        first.onComplete();
        Gathering gathering = begin(LOCAL);

        gathering.onCandidate(host(IPV4));
        gathering.onCandidate(host("203.0.113.1"));
        gathering.onCandidate(host("203.0.113.2"));

        assertFalse(isKnown(gathering), "something was learnt");
    }

    @Test
    void theTransportIsReadInWhateverCase() {
        gather(LOCAL, IPV4);
        Gathering gathering = begin(LOCAL);

        gathering.onCandidate("candidate:1 1 UDP 2122260223 192.0.2.7 5 typ host");

        assertTrue(isKnown(gathering));
    }

    @Test
    void aGatheringThatEndsWithoutCandidatesTeachesNothing() {
        gather(LOCAL);
        Gathering gathering = begin(LOCAL);

        gathering.onCandidate(host(IPV4));

        assertFalse(isKnown(gathering));
    }

    @Test
    void aGatheringThatWasAbandonedTeachesNothing() {
        Gathering abandoned = begin(LOCAL);
        abandoned.onCandidate(host(IPV4));
        abandoned.abandon();
        Gathering gathering = begin(LOCAL);

        gathering.onCandidate(host(IPV4));

        assertFalse(isKnown(gathering));
    }

    @Test
    void whatComesAfterItWasKnownIsStillLearnt() {
        gather(LOCAL, IPV4);
        gather(LOCAL, IPV4, IPV6);
        Gathering gathering = begin(LOCAL);

        gathering.onCandidate(host(IPV4));
        assertFalse(isKnown(gathering));

        gathering.onCandidate(host(IPV6));
        assertTrue(isKnown(gathering));
    }

    @Test
    void aGatheringThatFailedOnOneAddressDoesNotLowerWhatIsAwaited() {
        gather(LOCAL, IPV4, IPV6);
        gather(LOCAL, IPV4);
        Gathering gathering = begin(LOCAL);

        gathering.onCandidate(host(IPV4));

        assertFalse(isKnown(gathering));
    }

    @Test
    void aGatheringAwaitsWhatWasKnownWhenItBegan() {
        gather(LOCAL, IPV4);
        Gathering gathering = begin(LOCAL);
        gather(LOCAL, IPV4, IPV6);

        gathering.onCandidate(host(IPV4));

        assertTrue(isKnown(gathering));
    }

    @Test
    void waitsForTheEndWhenTheAddressesHaveChanged() {
        gather(LOCAL, IPV4);
        Set<String> changed = Set.of("wlan0 " + IPV4);

        Gathering atOnce = begin(changed);
        atOnce.onCandidate(host(IPV4));
        assertFalse(isKnown(atOnce));

        pass(HostCandidates.SETTLING_TIME);
        Gathering later = begin(changed);
        later.onCandidate(host(IPV4));
        assertFalse(isKnown(later));
    }

    @Test
    void nothingIsLearntInTheSettlingTime() {
        Set<String> changed = Set.of("wlan0 " + OTHER_IPV4);
        gather(changed, IPV4);
        pass(HostCandidates.SETTLING_TIME.minusNanos(1));
        gather(changed, IPV4);
        pass(Duration.ofNanos(1));
        Gathering gathering = begin(changed);

        gathering.onCandidate(host(IPV4));

        assertFalse(isKnown(gathering));
    }

    @Test
    void afterTheSettlingTimeItLearnsAgain() {
        Set<String> changed = Set.of("wlan0 " + OTHER_IPV4);
        begin(changed);
        pass(HostCandidates.SETTLING_TIME);
        gather(changed, OTHER_IPV4);
        Gathering gathering = begin(changed);

        gathering.onCandidate(host(OTHER_IPV4));

        assertTrue(isKnown(gathering));
    }

    @Test
    void everyChangeBeginsANewSettlingTime() {
        gather(LOCAL, IPV4);
        begin(Set.of("wlan0 " + OTHER_IPV4));
        pass(HostCandidates.SETTLING_TIME.minusNanos(1));
        begin(LOCAL);
        pass(HostCandidates.SETTLING_TIME.minusNanos(1));

        Gathering gathering = begin(LOCAL);
        gathering.onCandidate(host(IPV4));

        assertFalse(isKnown(gathering));
    }

    @Test
    void anEngineThatStartsAfterAChangeTeachesAndIsAwaitedAtOnce() {
        Set<String> changed = Set.of("wlan0 " + OTHER_IPV4);
        int changes = hostCandidates.changes(changed);
        Gathering first = hostCandidates.begin(changed, changes);
        first.onCandidate(host(OTHER_IPV4));
        assertFalse(isKnown(first));
        first.onComplete();

        Gathering second = hostCandidates.begin(changed, changes);
        second.onCandidate(host(OTHER_IPV4));

        assertTrue(isKnown(second));
    }

    @Test
    void anEngineThatStartedBeforeAChangeTeachesNothingInTheSettlingTime() {
        int changes = hostCandidates.changes(LOCAL);
        Set<String> changed = Set.of("wlan0 " + OTHER_IPV4);
        Gathering stale = hostCandidates.begin(changed, changes);
        stale.onCandidate(host(IPV4));
        stale.onComplete();
        pass(HostCandidates.SETTLING_TIME);

        Gathering gathering = hostCandidates.begin(changed, changes);
        gathering.onCandidate(host(IPV4));

        assertFalse(isKnown(gathering));
    }

    @Test
    void anEngineThatMayHaveSeenOtherAddressesInBetweenTeachesNothingInTheSettlingTime() {
        int changes = hostCandidates.changes(LOCAL);
        hostCandidates.changes(Set.of("wlan0 " + OTHER_IPV4));
        Gathering stale = hostCandidates.begin(LOCAL, changes);
        stale.onCandidate(host(OTHER_IPV4));
        stale.onComplete();
        pass(HostCandidates.SETTLING_TIME);

        Gathering gathering = hostCandidates.begin(LOCAL, changes);
        gathering.onCandidate(host(OTHER_IPV4));

        assertFalse(isKnown(gathering));
    }

    @Test
    void addressesThatComeBackAreRememberedOnceSettled() {
        gather(LOCAL, IPV4, IPV6);
        begin(Set.of("wlan0 " + OTHER_IPV4));
        begin(LOCAL);
        pass(HostCandidates.SETTLING_TIME);
        Gathering gathering = begin(LOCAL);

        gathering.onCandidate(host(IPV4));
        assertFalse(isKnown(gathering));

        gathering.onCandidate(host(IPV6));
        assertTrue(isKnown(gathering));
    }

    @Test
    void whatAGatheringLearnsIsOfTheAddressesItBeganWith() {
        Set<String> changed = Set.of("wlan0 " + OTHER_IPV4);
        Gathering before = begin(LOCAL);
        before.onCandidate(host(IPV4));
        begin(changed);
        pass(HostCandidates.SETTLING_TIME);
        before.onComplete();

        Gathering gathering = begin(changed);
        gathering.onCandidate(host(IPV4));

        assertFalse(isKnown(gathering));
    }

    @Test
    void aSetOfAddressesThatIsChangedLaterChangesNothing() {
        Set<String> local = new HashSet<>(LOCAL);
        gather(local, IPV4);

        local.clear();

        Gathering gathering = begin(LOCAL);
        gathering.onCandidate(host(IPV4));
        assertTrue(isKnown(gathering));
    }

    @Test
    void remembersNoMoreThanSomeSetsOfAddresses() {
        gather(LOCAL, IPV4);
        for (int i = 0; i < 1000; i++) {
            Set<String> roaming = Set.of("wlan0 10.0.0." + i);
            begin(roaming);
            pass(HostCandidates.SETTLING_TIME);
            gather(roaming, OTHER_IPV4);
        }
        begin(LOCAL);
        pass(HostCandidates.SETTLING_TIME);
        Gathering gathering = begin(LOCAL);

        gathering.onCandidate(host(IPV4));

        assertFalse(isKnown(gathering), "the first of 1001 sets is still remembered");
    }

    @Test
    @Timeout(30)
    void abandoningEndsTheWait() throws Exception {
        Gathering gathering = begin(LOCAL);
        CountDownLatch waiting = new CountDownLatch(1);
        CompletableFuture<Boolean> over =
                CompletableFuture.supplyAsync(
                        () -> {
                            waiting.countDown();
                            try {
                                return gathering.await(Duration.ofDays(1));
                            } catch (InterruptedException e) {
                                throw new AssertionError(e);
                            }
                        });
        waiting.await();

        gathering.abandon();

        assertTrue(over.get());
    }

    @Test
    @Timeout(30)
    void waitsNoLongerThanItsTimeout() throws Exception {
        Gathering gathering = begin(LOCAL);
        gathering.onCandidate(host(IPV4));

        assertFalse(gathering.await(Duration.ofMillis(20)));
    }

    @Test
    @Timeout(30)
    void whatIsAwaitedToItsEndIsKnownNoEarlier() {
        Gathering gathering = Gathering.untilComplete();

        gathering.onCandidate(host(IPV4));
        assertFalse(isKnown(gathering));

        gathering.onComplete();
        assertTrue(isKnown(gathering));
    }

    @Test
    void listsThisMachinesAddressesWithoutLoopback() throws Exception {
        for (String address : HostCandidates.localAddresses()) {
            assertTrue(address.matches("\\S+ [0-9a-f:.%A-Za-z_-]+"), address);
            assertFalse(address.endsWith(" 127.0.0.1"), address);
        }
    }
}
