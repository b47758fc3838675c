package org.webrtcexamples.peer.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.Random;

class SequenceUnwrapperTest {

    private final SequenceUnwrapper unwrapper = new SequenceUnwrapper();

    @Test
    void startsInTheSecondCycle() {
        assertEquals(65_536 + 7, unwrapper.unwrap(7));
    }

    @Test
    void countsOnBehind65535() {
        assertEquals(131_071, unwrapper.unwrap(65_535));
        assertEquals(131_072, unwrapper.unwrap(0));
        assertEquals(131_073, unwrapper.unwrap(1));
    }

    @Test
    void takesALateOneForEarlierEvenAcrossTheRollover() {
        unwrapper.unwrap(65_534);
        assertEquals(131_073, unwrapper.unwrap(1));
        assertEquals(131_071, unwrapper.unwrap(65_535));
        assertEquals(131_072, unwrapper.unwrap(0));
        assertEquals(131_074, unwrapper.unwrap(2));
    }

    @Test
    void hasRoomBeforeTheFirstOne() {
        unwrapper.unwrap(0);
        assertEquals(65_535, unwrapper.unwrap(65_535));
        assertEquals(65_536 - 32_768, unwrapper.unwrap(32_768));
    }

    @Test
    void takesTheNearestToTheHighestAndNotToTheLast() {
        unwrapper.unwrap(40_000);
        assertEquals(65_536 + 10_000, unwrapper.unwrap(10_000));
        assertEquals(65_536 + 40_000 + 32_767, unwrapper.unwrap(40_000 + 32_767 - 65_536));
    }

    @Test
    void followsAnySequenceOfJumpsUnderHalfACycle() {
        Random random = new Random(2);
        long highest = 65_536 + 60_000;
        unwrapper.unwrap(60_000);
        for (int i = 0; i < 100_000; i++) {
            long sent = highest + random.nextInt(65_536) - 32_768;
            assertEquals(sent, unwrapper.unwrap((int) sent & 0xFFFF));
            highest = Math.max(highest, sent);
        }
    }
}
