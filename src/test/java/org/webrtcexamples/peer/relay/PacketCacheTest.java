package org.webrtcexamples.peer.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacketCacheTest {

    private static final int SIZE = 8;

    private final PacketCache cache = new PacketCache(SIZE);
    private final RtpPacket packet = new RtpPacket();

    private RtpPacket store(long extendedSequence) {
        packet.data[0] = (byte) 0x80;
        BigEndian.put16(packet.data, 2, extendedSequence);
        BigEndian.put32(packet.data, 4, extendedSequence * 3000);
        assertTrue(packet.parse(20));
        return cache.store(packet, extendedSequence);
    }

    private void assertHolds(long extendedSequence) {
        RtpPacket found = cache.find(extendedSequence);
        assertNotNull(found, () -> "Not there: " + extendedSequence);
        assertEquals(extendedSequence & 0xFFFF, found.sequenceNumber());
        assertEquals(extendedSequence * 3000 & 0xFFFF_FFFFL, found.timestamp());
        assertEquals(20, found.length());
    }

    @Test
    void holdsCopies() {
        RtpPacket copy = store(70_000);
        assertNotSame(packet, copy);
        packet.data[4] ^= 1;
        assertSame(copy, cache.find(70_000));
        assertHolds(70_000);
    }

    @Test
    void isEmptyAtFirst() {
        for (int sequence = 0; sequence < 2 * SIZE; sequence++) {
            assertNull(cache.find(sequence));
        }
    }

    @Test
    void holdsTheLastOnesAcrossTheRollover() {
        long last = (2 << 16) + 3;
        for (long sequence = last - 3 * SIZE; sequence <= last; sequence++) {
            store(sequence);
        }
        for (long sequence = last - SIZE + 1; sequence <= last; sequence++) {
            assertHolds(sequence);
        }
        assertNull(cache.find(last - SIZE));
        assertNull(cache.find(last + 1));
        assertNull(cache.find(last - (1 << 16)));
    }

    @Test
    void holdsOneThatComesLate() {
        store(70_000);
        store(70_002);
        assertNull(cache.find(70_001));
        store(70_001);
        assertHolds(70_000);
        assertHolds(70_001);
        assertHolds(70_002);
    }

    @Test
    void givesNoNewerOneAwayForOneThatIsTooLate() {
        store(70_000);
        assertNull(store(70_000 - SIZE));
        assertNull(cache.find(70_000 - SIZE));
        assertHolds(70_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 3, 100, Integer.MIN_VALUE})
    void refusesASizeThatIsNoPowerOfTwo(int size) {
        assertThrows(IllegalArgumentException.class, () -> new PacketCache(size));
    }
}
