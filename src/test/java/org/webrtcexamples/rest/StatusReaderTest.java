package org.webrtcexamples.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.webrtcexamples.connections.Status;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;

class StatusReaderTest {

    private final Status status = new Status(Map.of("n", 0));
    private final ScriptedOutput output = new ScriptedOutput();
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<StatusReader> ends = new ArrayList<>();
    private final StatusReader reader = new StatusReader(status, output, tasks::add, ends::add);

    private void runTasks() {
        for (Runnable task; (task = tasks.poll()) != null; ) {
            task.run();
        }
    }

    private void begin() throws IOException {
        reader.begin();
        output.takesMore();
        assertEquals("retry: 2000\ndata: {\"n\":0}\n\n", output.arrived());
    }

    @Test
    void isToldTheStateAtOnceAndThenEachChange() throws IOException {
        begin();
        status.set(Map.of("n", 1));
        runTasks();
        assertEquals("data: {\"n\":1}\n\n", output.arrived());
        status.set(Map.of("n", 2));
        runTasks();
        assertEquals("data: {\"n\":2}\n\n", output.arrived());
    }

    @Test
    void nothingIsWrittenBeforeTheContainerSaysSo() throws IOException {
        reader.begin();
        status.set(Map.of("n", 1));
        runTasks();
        reader.beat();
        assertEquals("", output.arrived());
        output.takesMore();
        assertEquals("retry: 2000\ndata: {\"n\":1}\n\n:\n\n", output.arrived());
    }

    @Test
    void whatChangesWhileItIsNotReadyIsOneChange() throws IOException {
        begin();
        output.ready = false;
        for (int n = 1; n <= 100; n++) {
            status.set(Map.of("n", n));
            runTasks();
        }
        assertEquals("", output.arrived());
        output.takesMore();
        assertEquals("data: {\"n\":100}\n\n", output.arrived());
    }

    @Test
    void manyChangesAtOnceAreOneTaskAndOneEvent() throws IOException {
        begin();
        for (int n = 1; n <= 100; n++) {
            status.set(Map.of("n", n));
        }
        assertEquals(1, tasks.size());
        runTasks();
        assertEquals("data: {\"n\":100}\n\n", output.arrived());
    }

    @Test
    void aHeartbeatIsAComment() throws IOException {
        begin();
        for (int i = 0; i < 3; i++) {
            reader.beat();
            assertEquals(":\n\n", output.arrived());
        }
        assertEquals(List.of(), ends);
    }

    @Test
    void whoTakesNothingBetweenTwoHeartbeatsIsDropped() throws IOException {
        begin();
        output.ready = false;
        reader.beat();
        assertEquals(List.of(), ends);
        reader.beat();
        assertEquals(List.of(reader), ends);
    }

    @Test
    void whoIsSlowButTakesSomethingStays() throws IOException {
        begin();
        for (int i = 0; i < 3; i++) {
            output.ready = false;
            reader.beat();
            output.takesMore();
        }
        assertEquals(List.of(), ends);
    }

    @Test
    void whoHasGoneIsDroppedAndHearsNothingMore() throws IOException {
        begin();
        output.gone = true;
        reader.beat();
        assertEquals(List.of(reader), ends);
        output.gone = false;
        status.set(Map.of("n", 1));
        assertEquals(0, tasks.size());
        reader.end();
        output.fails(new IOException("late"));
        assertEquals("", output.arrived());
        assertEquals(List.of(reader), ends);
    }

    @Test
    void endsWhenTheExecutorTakesNoMore() throws IOException {
        StatusReader stopped =
                new StatusReader(
                        status,
                        output,
                        task -> {
                            throw new RejectedExecutionException("shut down");
                        },
                        ends::add);
        stopped.begin();
        status.set(Map.of("n", 1));
        assertEquals(List.of(stopped), ends);
    }
}
