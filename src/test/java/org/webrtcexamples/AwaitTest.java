package org.webrtcexamples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** What {@link Await} does with a condition. */
class AwaitTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    @Test
    void asksUntilTheConditionHolds() {
        AtomicInteger asked = new AtomicInteger();
        Await.until(LONG, () -> asked.incrementAndGet() == 4, "the fourth time");
        assertEquals(4, asked.get());
    }

    @Test
    void asksOnceEvenWithoutPatience() {
        Await.until(Duration.ZERO, () -> true, "what is so");
    }

    @Test
    void saysWhatDidNotHappenInTime() {
        Error error =
                assertThrows(
                        AssertionError.class,
                        () -> Await.until(Duration.ofMillis(20), () -> false, "the end"));
        assertEquals("Not within 20 ms: the end", error.getMessage());
    }

    @Test
    void passesOnWhatTheConditionThrows() {
        assertThrows(
                IOException.class,
                () -> Await.until(LONG, AwaitTest::failing, "never asked twice"));
    }

    private static boolean failing() throws IOException {
        throw new IOException();
    }

    @Test
    void endsWhenInterrupted() {
        Thread.currentThread().interrupt();
        assertThrows(AssertionError.class, () -> Await.until(LONG, () -> false, "the end"));
        assertTrue(Thread.interrupted());
    }
}
