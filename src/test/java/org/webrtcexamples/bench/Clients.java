package org.webrtcexamples.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Several clients that do the same at once, each on a thread of its own. */
final class Clients {

    private Clients() {}

    /** What one client does, once. */
    interface Task {
        void run() throws Exception;
    }

    /**
     * Runs the task that often altogether.
     *
     * @return the seconds that it took
     */
    static double run(int clients, int times, Task task) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try {
            long start = System.nanoTime();
            List<Future<?>> runs = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                runs.add(
                        threads.submit(
                                () -> {
                                    task.run();
                                    return null;
                                }));
            }
            for (Future<?> run : runs) {
                run.get();
            }
            return (System.nanoTime() - start) / 1e9;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a client failed", e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }
}
