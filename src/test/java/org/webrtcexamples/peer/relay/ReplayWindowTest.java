package org.webrtcexamples.peer.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;

class ReplayWindowTest {

    private final ReplayWindow window = new ReplayWindow();

    @Test
    void isEmptyAtFirst() {
        assertEquals(-1, window.highest());
        assertTrue(window.isNew(0));
        assertTrue(window.isNew(Long.MAX_VALUE));
    }

    @Test
    void knowsWhatHasBeenAdded() {
        window.add(0);
        window.add(7);
        window.add(5);
        assertEquals(7, window.highest());
        for (long index = 0; index < 10; index++) {
            assertEquals(index != 0 && index != 5 && index != 7, window.isNew(index), "" + index);
        }
    }

    @Test
    void refusesWhatIsAWholeWindowBehind() {
        window.add(5000);
        assertTrue(window.isNew(5000 - ReplayWindow.SIZE + 1));
        assertFalse(window.isNew(5000 - ReplayWindow.SIZE));
        assertFalse(window.isNew(0));
    }

    @Test
    void holdsNothingOfTheWindowBefore() {
        for (long index = 0; index < ReplayWindow.SIZE; index++) {
            window.add(index);
        }
        long next = 3 * ReplayWindow.SIZE - 1;
        window.add(next);
        for (long index = next - ReplayWindow.SIZE + 1; index < next; index++) {
            assertTrue(window.isNew(index), "" + index);
        }
    }

    @Test
    void agreesWithAListOfAll() {
        Random random = new Random(1);
        Set<Long> added = new HashSet<>();
        long highest = -1;
        for (int i = 0; i < 100_000; i++) {
            int leap = random.nextInt(200) == 0 ? 3 * ReplayWindow.SIZE : 4;
            long index = Math.max(0, highest + leap - random.nextInt(ReplayWindow.SIZE + leap + 9));
            boolean isNew = index > highest - ReplayWindow.SIZE && !added.contains(index);
            assertEquals(isNew, window.isNew(index));
            if (isNew) {
                window.add(index);
                added.add(index);
                highest = Math.max(highest, index);
            }
            assertEquals(highest, window.highest());
        }
    }
}
