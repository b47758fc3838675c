package org.webrtcexamples.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.ServiceUnavailableException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.webrtcexamples.connections.TestConnections;
import org.webrtcexamples.peer.PeerLimitException;
import org.webrtcexamples.peer.PeerUnavailableException;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

class ProblemsTest {

    private static final Logger LOGGER = Logger.getLogger(Problems.class.getName());

    private final AtomicLong clock = new AtomicLong();
    private final Problems problems =
            new Problems(
                    new LogLimit(clock::get), new LogLimit(clock::get), new LogLimit(clock::get));
    private final List<LogRecord> logged = new CopyOnWriteArrayList<>();
    private final Handler handler =
            new Handler() {
                @Override
                public void publish(LogRecord entry) {
                    logged.add(entry);
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };

    @BeforeEach
    void keepLogOutOfTheOutput() {
        LOGGER.addHandler(handler);
        LOGGER.setUseParentHandlers(false);
        LOGGER.setLevel(Level.INFO);
    }

    @AfterEach
    void restoreLog() {
        LOGGER.removeHandler(handler);
        LOGGER.setUseParentHandlers(true);
        LOGGER.setLevel(null);
    }

    private void assertUnavailable(RuntimeException failure) {
        Response response = problems.toResponse(failure);
        assertEquals(503, response.getStatus());
        assertTrue(Integer.parseInt(response.getHeaderString(HttpHeaders.RETRY_AFTER)) > 0);
    }

    private void elapse() {
        clock.addAndGet(TimeUnit.SECONDS.toNanos(LogLimit.INTERVAL_SECONDS));
    }

    @Test
    void aThousandRefusalsForWantOfRoomAreOneLineInTenSecondsWithoutATrace() {
        List<RuntimeException> kinds =
                List.of(
                        TestConnections.tooMany(),
                        new PeerLimitException("The broadcast has 500 viewers."),
                        new ServiceUnavailableException("1000 readers are enough."));
        assertUnavailable(kinds.get(0));
        for (int i = 0; i < 1000; i++) {
            assertUnavailable(kinds.get(i % kinds.size()));
        }
        assertEquals(1, logged.size());

        elapse();
        assertUnavailable(new PeerLimitException("The {last} 'one'."));

        assertEquals(2, logged.size());
        LogRecord second = logged.get(1);
        assertEquals(Level.INFO, second.getLevel());
        assertNull(second.getThrown());
        assertEquals(
                "Refused 1001 requests since the last such line, because a limit is reached;"
                        + " at last: The {last} 'one'.",
                second.getMessage());
    }

    @Test
    void aFaultOfTheEngineIsLoggedWithItsCauseOnceInTenSeconds() {
        PeerUnavailableException fault =
                new PeerUnavailableException("no library", new UnsatisfiedLinkError());
        assertUnavailable(new PeerLimitException("a refusal, which does not hide a fault"));
        for (int i = 0; i < 20; i++) {
            assertUnavailable(fault);
        }
        elapse();
        assertUnavailable(fault);

        List<LogRecord> faults =
                logged.stream().filter(entry -> entry.getLevel() == Level.WARNING).toList();
        assertEquals(2, faults.size());
        faults.forEach(entry -> assertSame(fault, entry.getThrown()));
        assertTrue(faults.get(1).getMessage().contains("20"), faults.get(1).getMessage());
    }

    @Test
    void aMistakeOfThisApplicationIsLoggedWithItsTraceOnceInTenSeconds() {
        IllegalStateException mistake = new IllegalStateException();
        for (int i = 0; i < 20; i++) {
            assertEquals(500, problems.toResponse(mistake).getStatus());
        }

        assertEquals(1, logged.size());
        assertSame(mistake, logged.get(0).getThrown());
    }

    @Test
    void whatIsNoFaultOfTheServerIsNotLogged() {
        problems.toResponse(new ForbiddenException("no"));
        problems.toResponse(new NotFoundException());

        assertEquals(List.of(), logged);
    }
}
