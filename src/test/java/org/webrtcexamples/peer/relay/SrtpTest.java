package org.webrtcexamples.peer.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/** A sender and a receiver of the same keys. */
class SrtpTest {

    private static final int SSRC = 0x8765_4321;

    private final byte[] out = new byte[2048];

    private static byte[] srtp(SrtpSender sender, long index) {
        return SrtpPackets.protectRtp(sender, SrtpPackets.rtp(SSRC, index), index);
    }

    private void assertReceives(SrtpReceiver receiver, byte[] srtp, long index) {
        byte[] rtp = SrtpPackets.rtp(SSRC, index);
        assertEquals(rtp.length, receiver.unprotectRtp(srtp, srtp.length, out), "index " + index);
        assertArrayEquals(rtp, Arrays.copyOf(out, rtp.length));
    }

    private void assertReceivesInOrder(SrtpProfile profile, long... indices) {
        SrtpSender sender = SrtpPackets.sender(profile);
        SrtpReceiver receiver = SrtpPackets.receiver(profile);
        for (long index : indices) {
            assertReceives(receiver, srtp(sender, index), index);
        }
    }

    @ParameterizedTest
    @EnumSource
    void countsRollovers(SrtpProfile profile) {
        long[] indices = new long[20];
        for (int i = 0; i < indices.length; i++) {
            indices[i] = 20_000L * (i + 1);
        }
        assertReceivesInOrder(profile, indices);
        assertReceivesInOrder(profile, 65_533, 65_534, 65_535, 65_536, 65_537, 65_538);
    }

    @ParameterizedTest
    @EnumSource
    void takesWhatIsReorderedAroundARollover(SrtpProfile profile) {
        assertReceivesInOrder(
                profile, 65_530, 65_537, 65_534, 65_536, 65_531, 65_540, 65_535, 65_539);
        assertReceivesInOrder(profile, 65_535, 65_534, 65_536, 65_533);
        assertReceivesInOrder(profile, 60_000, 90_000, 120_000, 131_073, 131_070, 131_072);
    }

    @ParameterizedTest
    @EnumSource
    void takesALeapInTheFirstRoundForALeapAhead(SrtpProfile profile) {
        assertReceivesInOrder(profile, 3, 65_000, 65_537);
    }

    @ParameterizedTest
    @EnumSource
    void refusesWhatHasComeBefore(SrtpProfile profile) {
        SrtpSender sender = SrtpPackets.sender(profile);
        SrtpReceiver receiver = SrtpPackets.receiver(profile);
        Random random = new Random(3);
        Set<Long> received = new HashSet<>();
        long highest = -1;
        for (int i = 0; i < 20_000; i++) {
            long index = Math.max(0, highest + 5 - random.nextInt(1200));
            if (random.nextInt(500) == 0) {
                index = highest + random.nextInt(30_000);
            }
            byte[] srtp = srtp(sender, index);
            if (index > highest - ReplayWindow.SIZE && received.add(index)) {
                assertReceives(receiver, srtp, index);
                highest = Math.max(highest, index);
            } else {
                assertEquals(SrtpReceiver.REPLAYED, receiver.unprotectRtp(srtp, srtp.length, out));
            }
        }
        assertTrue(highest > 3 * 65_536, "only " + highest);
    }

    @ParameterizedTest
    @EnumSource
    void refusesRtcpThatHasComeBefore(SrtpProfile profile) {
        SrtpSender sender = SrtpPackets.sender(profile);
        SrtpReceiver receiver = SrtpPackets.receiver(profile);
        Random random = new Random(4);
        byte[][] packets = new byte[1100][];
        byte[][] srtcp = new byte[packets.length][];
        for (int i = 0; i < packets.length; i++) {
            packets[i] = SrtpPackets.randomRtcp(random, SSRC);
            srtcp[i] = SrtpPackets.protectRtcp(sender, packets[i]);
        }
        for (int i : new int[] {5, 3, 4, 1099, 500}) {
            int length = receiver.unprotectRtcp(srtcp[i], srtcp[i].length, out);
            assertArrayEquals(packets[i], Arrays.copyOf(out, length));
            assertEquals(
                    SrtpReceiver.REPLAYED, receiver.unprotectRtcp(srtcp[i], srtcp[i].length, out));
        }
        assertEquals(SrtpReceiver.REPLAYED, receiver.unprotectRtcp(srtcp[6], srtcp[6].length, out));
    }

    @ParameterizedTest
    @EnumSource
    void isNotChangedByForgedPackets(SrtpProfile profile) {
        SrtpSender sender = SrtpPackets.sender(profile);
        SrtpReceiver receiver = SrtpPackets.receiver(profile);
        assertReceives(receiver, srtp(sender, 65_000), 65_000);
        // Were one of them believed, it would be a replay, too old or in another round, or the
        // sources would be used up.
        for (int i = 0; i < 2_000; i++) {
            byte[] forged = srtp(sender, 65_001);
            BigEndian.put16(forged, 2, 65_001 + 16 * i);
            forged[20] ^= 1;
            assertEquals(SrtpReceiver.FORGED, receiver.unprotectRtp(forged, forged.length, out));
            BigEndian.put32(forged, 8, i);
            assertEquals(SrtpReceiver.FORGED, receiver.unprotectRtp(forged, forged.length, out));
            byte[] rtcp = SrtpPackets.protectRtcp(sender, SrtpPackets.rtp(0, 0));
            BigEndian.put32(rtcp, 4, i + 1);
            assertEquals(SrtpReceiver.FORGED, receiver.unprotectRtcp(rtcp, rtcp.length, out));
        }
        assertReceives(receiver, srtp(sender, 65_001), 65_001);
        assertReceives(receiver, srtp(sender, 64_990), 64_990);
        assertReceives(receiver, srtp(sender, 65_537), 65_537);
        byte[] other = SrtpPackets.protectRtp(sender, SrtpPackets.rtp(77, 9), 9);
        assertEquals(other.length - profile.rtpOverhead(), unprotect(receiver, other));
    }

    private int unprotect(SrtpReceiver receiver, byte[] srtp) {
        return receiver.unprotectRtp(srtp, srtp.length, out);
    }

    @ParameterizedTest
    @EnumSource
    void refusesPacketsOfAnotherRound(SrtpProfile profile) {
        SrtpSender sender = SrtpPackets.sender(profile);
        SrtpReceiver receiver = SrtpPackets.receiver(profile);
        assertReceives(receiver, srtp(sender, 100), 100);
        assertEquals(SrtpReceiver.FORGED, unprotect(receiver, srtp(sender, 65_536 + 101)));
        assertReceives(receiver, srtp(sender, 101), 101);
    }

    @ParameterizedTest
    @EnumSource
    void knowsNoMoreThanSixteenSources(SrtpProfile profile) {
        SrtpSender sender = SrtpPackets.sender(profile);
        SrtpReceiver receiver = SrtpPackets.receiver(profile);
        for (int ssrc = 0; ssrc < 20; ssrc++) {
            byte[] srtp = SrtpPackets.protectRtp(sender, SrtpPackets.rtp(ssrc, 1), 1);
            byte[] srtcp =
                    SrtpPackets.protectRtcp(sender, SrtpPackets.randomRtcp(new Random(5), ssrc));
            boolean known = ssrc < 16;
            assertEquals(known ? 100 : SrtpReceiver.TOO_MANY_SOURCES, unprotect(receiver, srtp));
            assertEquals(
                    known ? srtcp.length - profile.rtcpOverhead() : SrtpReceiver.TOO_MANY_SOURCES,
                    receiver.unprotectRtcp(srtcp, srtcp.length, out));
        }
    }

    @ParameterizedTest
    @EnumSource
    void sendsAgainTheSameBytes(SrtpProfile profile) {
        SrtpSender sender = SrtpPackets.sender(profile);
        byte[] first = srtp(sender, 70_000);
        byte[] next = srtp(sender, 70_001);
        for (int i = 0; i < 5; i++) {
            assertArrayEquals(next, srtp(sender, 70_001));
        }
        for (int i = 0; i < 3; i++) {
            assertArrayEquals(first, srtp(sender, 70_000));
            assertArrayEquals(first, srtp(sender, 70_000));
            assertArrayEquals(next, srtp(sender, 70_001));
        }
    }

    @ParameterizedTest
    @EnumSource
    void takesThePayloadFromAnywhereAndLeavesIt(SrtpProfile profile) {
        SrtpSender sender = SrtpPackets.sender(profile);
        byte[] rtp = SrtpPackets.rtp(SSRC, 8);
        byte[] payload = new byte[500];
        Arrays.fill(payload, (byte) 7);
        System.arraycopy(rtp, 12, payload, 333, rtp.length - 12);
        byte[] before = payload.clone();
        byte[] packet = Arrays.copyOf(Arrays.copyOf(rtp, 12), 2048);
        int length = sender.protectRtp(packet, 12, payload, 333, rtp.length - 12, 8);
        assertEquals(rtp.length + profile.rtpOverhead(), length);
        assertArrayEquals(srtp(sender, 8), Arrays.copyOf(packet, length));
        assertArrayEquals(before, payload);
    }

    @ParameterizedTest
    @EnumSource
    void refusesRtcpThatIsNotEncrypted(SrtpProfile profile) {
        byte[] rtcp = SrtpPackets.randomRtcp(new Random(6), SSRC);
        byte[] srtcp = SrtpPackets.protectRtcp(SrtpPackets.sender(profile), rtcp);
        int flag = rtcp.length + (profile == SrtpProfile.AEAD_AES_128_GCM ? 16 : 0);
        assertEquals((byte) 0x80, srtcp[flag]);
        srtcp[flag] = 0;
        assertEquals(
                SrtpReceiver.MALFORMED,
                SrtpPackets.receiver(profile).unprotectRtcp(srtcp, srtcp.length, out));
    }

    @ParameterizedTest
    @EnumSource
    void refusesKeysOfAnotherProfile(SrtpProfile profile) {
        byte[] key = SrtpPackets.masterKey(profile);
        byte[] salt = new byte[13];
        assertThrows(IllegalArgumentException.class, () -> new SrtpSender(profile, key, salt));
        assertThrows(IllegalArgumentException.class, () -> new SrtpReceiver(profile, key, salt));
    }

    @ParameterizedTest
    @EnumSource
    void refusesAnIndexThatIsTooLong(SrtpProfile profile) {
        SrtpSender sender = SrtpPackets.sender(profile);
        assertThrows(IllegalArgumentException.class, () -> srtp(sender, 1L << 48));
        assertThrows(IllegalArgumentException.class, () -> srtp(sender, -1));
        assertEquals(100 + profile.rtpOverhead(), srtp(sender, (1L << 48) - 1).length);
    }

    /** Each is refused, and what is left of the stream is received all the same. */
    @ParameterizedTest
    @EnumSource
    void refusesWhateverElseComes(SrtpProfile profile) {
        SrtpSender sender = SrtpPackets.sender(profile);
        SrtpReceiver receiver = SrtpPackets.receiver(profile);
        Random random = new Random(7);
        Set<Integer> results = new HashSet<>();
        for (int i = 1; i < 20_000; i++) {
            byte[] rtp = SrtpPackets.randomRtp(random, SSRC, i);
            byte[] srtp = SrtpPackets.protectRtp(sender, rtp, i);
            byte[] rtcp = SrtpPackets.randomRtcp(random, SSRC);
            byte[] srtcp = SrtpPackets.protectRtcp(sender, rtcp);

            results.add(refusal(unprotect(receiver, mutated(random, srtp))));
            byte[] mutated = mutated(random, srtcp);
            results.add(refusal(receiver.unprotectRtcp(mutated, mutated.length, out)));

            assertEquals(rtp.length, unprotect(receiver, srtp));
            assertArrayEquals(rtp, Arrays.copyOf(out, rtp.length));
            assertEquals(rtcp.length, receiver.unprotectRtcp(srtcp, srtcp.length, out));
            assertArrayEquals(rtcp, Arrays.copyOf(out, rtcp.length));
        }
        assertEquals(
                Set.of(SrtpReceiver.FORGED, SrtpReceiver.REPLAYED, SrtpReceiver.MALFORMED),
                results);
    }

    private static int refusal(int result) {
        assertTrue(result < 0, "taken for " + result + " bytes");
        return result;
    }

    private static byte[] mutated(Random random, byte[] packet) {
        byte[] mutated = packet.clone();
        switch (random.nextInt(4)) {
            case 0 -> random.nextBytes(mutated = new byte[random.nextInt(200)]);
            case 1 -> mutated = Arrays.copyOf(packet, random.nextInt(packet.length));
            case 2 -> mutated = Arrays.copyOf(packet, packet.length + 1 + random.nextInt(20));
            default -> {
                int at = random.nextInt(random.nextBoolean() ? 16 : packet.length);
                mutated[at % packet.length] ^= (byte) (1 + random.nextInt(255));
            }
        }
        assertFalse(Arrays.equals(packet, mutated));
        return mutated;
    }
}
