package org.webrtcexamples.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

class LogLimitTest {

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);
    private final LogLimit limit = new LogLimit(clock::get);

    @Test
    void theFirstIsLoggedAtOnce() {
        assertEquals(OptionalLong.of(1), limit.count());
    }

    @Test
    void oneIsLoggedInTenSecondsWithHowManyThereWere() {
        limit.count();
        for (int i = 0; i < 1000; i++) {
            clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(9));
            assertEquals(OptionalLong.empty(), limit.count());
        }

        clock.addAndGet(TimeUnit.SECONDS.toNanos(1));

        assertEquals(OptionalLong.of(1001), limit.count());
        assertEquals(OptionalLong.empty(), limit.count());
    }
}
