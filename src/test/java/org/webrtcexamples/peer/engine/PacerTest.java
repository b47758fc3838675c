package org.webrtcexamples.peer.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.webrtcexamples.peer.PeerUnavailableException;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

@Timeout(60)
class PacerTest {

    private static final long PATIENCE_MILLIS = 10_000;

    private static final Duration INTERVAL = Duration.ofMillis(10);

    /** Runs until it is removed, and can be waited for. */
    private static class Task implements Runnable {

        private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
        private final List<Long> times = new CopyOnWriteArrayList<>();

        @Override
        public void run() {
            times.add(System.nanoTime());
            threads.add(Thread.currentThread());
            synchronized (this) {
                notifyAll();
            }
        }

        int calls() {
            return times.size();
        }

        synchronized void awaitCalls(int more) throws InterruptedException {
            int all = calls() + more;
            while (calls() < all) {
                wait();
            }
        }
    }

    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final Pacer pacer = new Pacer(INTERVAL, this::newThread);
    private final List<Runnable> added = new CopyOnWriteArrayList<>();

    private Thread newThread(Runnable work) {
        Thread thread = new Thread(work, "pacer of a test");
        threads.add(thread);
        return thread;
    }

    private <T extends Runnable> T add(T task) {
        added.add(task);
        pacer.add(task);
        return task;
    }

    @AfterEach
    void endsItsThread() throws InterruptedException {
        added.forEach(pacer::remove);
        awaitEnd();
    }

    private void awaitEnd() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(PATIENCE_MILLIS);
            assertEquals(Thread.State.TERMINATED, thread.getState());
        }
    }

    @Test
    void callsAllTasksOnOneThread() throws Exception {
        List<Task> tasks = Stream.generate(() -> add(new Task())).limit(200).toList();
        tasks.get(tasks.size() - 1).awaitCalls(4);
        for (Task task : tasks) {
            assertTrue(task.calls() >= 3);
            assertEquals(Set.copyOf(threads), task.threads);
        }
        assertEquals(1, threads.size());
    }

    @Test
    void hasAThreadOnlyWhileThereAreTasks() throws Exception {
        assertEquals(List.of(), threads);
        Task task = add(new Task());
        task.awaitCalls(3);
        pacer.remove(task);
        awaitEnd();
        int calls = task.calls();

        Task next = add(new Task());
        next.awaitCalls(3);
        pacer.add(task);
        task.awaitCalls(3);
        assertTrue(task.calls() >= calls + 3);
        assertEquals(2, threads.size());
        assertNotSame(threads.get(0), threads.get(1));
    }

    @Test
    void closeEndsAllTasksAndTheThread() throws Exception {
        List<Task> tasks = List.of(add(new Task()), add(new Task()));
        tasks.get(1).awaitCalls(3);
        pacer.close();
        awaitEnd();

        add(new Task()).awaitCalls(3);
        assertEquals(2, threads.size(), "and the next task starts it again");
    }

    @Test
    void callsATaskThatWasAddedTwiceOnceAtATime() throws Exception {
        Task task = add(new Task());
        Task other = add(new Task());
        pacer.add(task);
        other.awaitCalls(50);
        assertEquals(other.calls(), task.calls(), 2);
        pacer.remove(task);
        other.awaitCalls(2);
        int calls = task.calls();
        other.awaitCalls(5);
        assertEquals(calls, task.calls());
    }

    static Stream<Throwable> throwables() {
        return Stream.of(
                new IllegalStateException("meant by the test"),
                new AssertionError("meant by the test"),
                new OutOfMemoryError("meant by the test"));
    }

    @ParameterizedTest
    @MethodSource("throwables")
    void aTaskThatThrowsStopsNeitherOthersNorItself(Throwable failure) throws Exception {
        Task before = add(new Task());
        Task bad =
                add(
                        new Task() {
                            @Override
                            public void run() {
                                super.run();
                                PacerTest.<RuntimeException>sneak(failure);
                            }
                        });
        Task after = add(new Task());
        bad.awaitCalls(3);
        before.awaitCalls(3);
        after.awaitCalls(3);
        assertEquals(1, threads.size());
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable failure) throws T {
        throw (T) failure;
    }

    /** A thread whose interrupt is pending never sleeps: it would spin. */
    @Test
    void interruptsNeitherEndItNorMakeItSpinOrHurry() throws Exception {
        Task task = add(new Task());
        task.awaitCalls(20);
        long id = threads.get(0).getId();
        long cpuBefore = ManagementFactory.getThreadMXBean().getThreadCpuTime(id);
        int calls = task.calls();
        while (task.calls() < calls + 50) {
            threads.get(0).interrupt();
            LockSupport.parkNanos(millis(1));
        }
        long cpuTime = ManagementFactory.getThreadMXBean().getThreadCpuTime(id) - cpuBefore;
        assertTrue(cpuTime < millis(100), () -> cpuTime + " ns of CPU time in half a second");
        assertNoBurst(task.times);
        assertEquals(1, threads.size());
    }

    @Test
    void keepsItsPace() throws Exception {
        List<Long> times = measure(220, 0);
        assertEquals(0, drift(times, 20, 200), millis(20), "ns in 2 s");
        assertNoBurst(times);
    }

    @Test
    void makesUpForAPauseWithoutABurst() throws Exception {
        List<Long> times = measure(120, millis(60));
        assertEquals(0, drift(times, 20, 100), millis(20), "ns after the pause");
        assertNoBurst(times);
    }

    /**
     * When a task was called. If the machine has stood still meanwhile, which says nothing of the
     * pacer, it measures again.
     *
     * @param pause that another task makes in its 50th call, in nanoseconds
     */
    private List<Long> measure(int calls, long pause) throws InterruptedException {
        Task task;
        do {
            task = new Task();
            Task pausing =
                    new Task() {
                        @Override
                        public void run() {
                            super.run();
                            long end = System.nanoTime() + pause;
                            while (calls() == 50 && System.nanoTime() < end) {
                                LockSupport.parkNanos(end - System.nanoTime());
                            }
                        }
                    };
            add(pausing);
            add(task);
            task.awaitCalls(calls);
            pacer.remove(pausing);
            pacer.remove(task);
            awaitEnd();
        } while (longestInterval(task.times) > Math.max(millis(50), pause + millis(15)));
        return List.copyOf(task.times);
    }

    private static long longestInterval(List<Long> times) {
        return IntStream.range(1, times.size())
                .mapToLong(i -> times.get(i) - times.get(i - 1))
                .max()
                .orElseThrow();
    }

    /**
     * How much later the calls from one on are than those from another on, against an even row. The
     * least late of 20 tells: a machine that is busy is late now and then, but not always.
     */
    private static long drift(List<Long> times, int from, int to) {
        return leastLate(times, to) - leastLate(times, from);
    }

    private static long leastLate(List<Long> times, int from) {
        return IntStream.range(from, from + 20)
                .mapToLong(i -> times.get(i) - i * millis(10))
                .min()
                .orElseThrow();
    }

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /** The thread may be late in between, by less than 10 ms, even if it was not told to be. */
    private static void assertNoBurst(List<Long> times) {
        for (int i = 4; i < times.size(); i++) {
            long ofFour = times.get(i) - times.get(i - 4);
            assertTrue(ofFour > millis(20) - millis(10), () -> "four calls in " + ofFour + " ns");
        }
    }

    @Test
    void aTaskMayRemoveItself() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        Runnable once =
                new Runnable() {
                    @Override
                    public void run() {
                        calls.incrementAndGet();
                        pacer.remove(this);
                    }
                };
        add(once);
        awaitEnd();
        assertEquals(1, calls.get());
    }

    @Test
    void aTaskMayAddAnother() throws Exception {
        Task second = new Task();
        Task first =
                add(
                        new Task() {
                            @Override
                            public void run() {
                                super.run();
                                add(second);
                                pacer.remove(this);
                            }
                        });
        synchronized (second) {
            while (second.calls() < 3) {
                second.wait();
            }
        }
        assertEquals(1, first.calls());
        assertEquals(1, threads.size());
    }

    @Test
    void doesNotCallATaskThatAnotherHasRemoved() throws Exception {
        for (int round = 0; round < 50; round++) {
            AtomicInteger calls = new AtomicInteger();
            List<Runnable> rivals = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                rivals.add(
                        new Runnable() {
                            @Override
                            public void run() {
                                calls.incrementAndGet();
                                rivals.forEach(pacer::remove);
                            }
                        });
            }
            CountDownLatch busy = new CountDownLatch(1);
            CountDownLatch allAdded = new CountDownLatch(1);
            Runnable gate =
                    () -> {
                        busy.countDown();
                        try {
                            allAdded.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    };
            add(gate);
            busy.await();
            rivals.forEach(this::add);
            pacer.remove(gate);
            allAdded.countDown();
            awaitEnd();
            assertEquals(1, calls.get(), "in round " + round);
        }
    }

    private enum Refusal implements ThreadFactory {
        NULL {
            @Override
            public Thread newThread(Runnable work) {
                return null;
            }
        },
        EXCEPTION {
            @Override
            public Thread newThread(Runnable work) {
                throw new RejectedExecutionException("meant by the test");
            }
        },
        NO_MEMORY {
            @Override
            public Thread newThread(Runnable work) {
                throw new OutOfMemoryError("unable to create native thread");
            }
        },
        THREAD_THAT_DOES_NOT_START {
            @Override
            public Thread newThread(Runnable work) {
                Thread used = new Thread(() -> {});
                used.start();
                return used;
            }
        };

        private Class<? extends Throwable> expected() {
            return switch (this) {
                case NULL -> PeerUnavailableException.class;
                case EXCEPTION -> RejectedExecutionException.class;
                case NO_MEMORY -> OutOfMemoryError.class;
                case THREAD_THAT_DOES_NOT_START -> IllegalThreadStateException.class;
            };
        }
    }

    @Test
    void saysSoWhenThereIsNoThreadAndWorksWhenThereIsOneAgain() throws Exception {
        for (Refusal refusal : Refusal.values()) {
            AtomicBoolean refuses = new AtomicBoolean(true);
            Pacer hindered =
                    new Pacer(
                            INTERVAL,
                            work -> refuses.get() ? refusal.newThread(work) : newThread(work));
            Task refused = new Task();
            assertThrows(refusal.expected(), () -> hindered.add(refused), refusal.name());
            refuses.set(false);
            Task taken = new Task();
            hindered.add(taken);
            taken.awaitCalls(3);
            assertEquals(0, refused.calls());
            hindered.remove(taken);
            awaitEnd();
        }
    }

    @Test
    void takesAndDropsTasksOfManyThreadsAtOnce() throws Exception {
        int adders = 8;
        int rounds = 50;
        AtomicBoolean running = new AtomicBoolean();
        AtomicInteger overlaps = new AtomicInteger();
        CyclicBarrier together = new CyclicBarrier(adders);
        ExecutorService executor = Executors.newFixedThreadPool(adders);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < adders; i++) {
                all.add(
                        executor.submit(
                                () -> {
                                    for (int round = 0; round < rounds; round++) {
                                        // All remove the last task and add the first at once.
                                        together.await();
                                        Task task =
                                                new Task() {
                                                    @Override
                                                    public void run() {
                                                        if (running.getAndSet(true)) {
                                                            overlaps.incrementAndGet();
                                                        }
                                                        super.run();
                                                        running.set(false);
                                                    }
                                                };
                                        pacer.add(task);
                                        synchronized (task) {
                                            while (task.calls() == 0) {
                                                task.wait();
                                            }
                                        }
                                        pacer.remove(task);
                                    }
                                    return null;
                                }));
            }
            for (Future<?> adder : all) {
                adder.get(50, TimeUnit.SECONDS);
            }
        } finally {
            executor.shutdownNow();
        }
        assertEquals(0, overlaps.get());
        awaitEnd();
    }
}
