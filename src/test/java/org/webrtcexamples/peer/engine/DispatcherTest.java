package org.webrtcexamples.peer.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Of the {@link Dispatcher} and its {@link Mailbox}es. */
@Timeout(60)
class DispatcherTest {

    /** Keeps what it is given until the test runs it. */
    private static final class ManualExecutor implements Executor {

        private final Deque<Runnable> workers = new ArrayDeque<>();

        @Override
        public void execute(Runnable worker) {
            workers.add(worker);
        }

        void run() {
            while (!workers.isEmpty()) {
                workers.remove().run();
            }
        }
    }

    private record Message(int producer, int number) {}

    private final ManualExecutor manual = new ManualExecutor();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    /** Runs on as many threads at once. */
    private void inParallel(int producers, IntConsumer producer) throws Exception {
        CyclicBarrier together = new CyclicBarrier(producers);
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < producers; i++) {
            int number = i;
            running.add(
                    threads.submit(
                            () -> {
                                together.await();
                                producer.accept(number);
                                return null;
                            }));
        }
        for (Future<?> future : running) {
            future.get();
        }
    }

    @Test
    void runsTheTasksOfAMailboxInTheOrderOfTheirPosts() {
        Mailbox mailbox = new Mailbox(new Dispatcher(manual, 1));
        List<Integer> done = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            int number = i;
            mailbox.post(() -> done.add(number));
        }

        manual.run();

        assertEquals(IntStream.range(0, 1000).boxed().toList(), done);
    }

    @Test
    void aMailboxOfSlowTasksHoldsUpOthersForOneOfThemOnly() {
        Dispatcher dispatcher = new Dispatcher(manual, 1);
        Mailbox slow = new Mailbox(dispatcher);
        Mailbox other = new Mailbox(dispatcher);
        List<String> done = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            slow.post(
                    () -> {
                        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(30);
                        while (System.nanoTime() < end) {
                            Thread.onSpinWait();
                        }
                        done.add("slow");
                    });
        }
        other.post(() -> done.add("other"));

        manual.run();

        assertEquals(List.of("slow", "other", "slow", "slow"), done);
    }

    @Test
    void keepsTheOrderOfEveryProducerAndRunsOneTaskAtATime() throws Exception {
        int producers = 4;
        int messages = 20_000;
        Dispatcher dispatcher = new Dispatcher(threads, 3);
        Mailbox mailbox = new Mailbox(dispatcher);
        AtomicBoolean running = new AtomicBoolean();
        AtomicInteger overlaps = new AtomicInteger();
        List<Message> done = new ArrayList<>();
        CountDownLatch all = new CountDownLatch(producers * messages);

        inParallel(
                producers,
                producer -> {
                    for (int i = 0; i < messages; i++) {
                        Message message = new Message(producer, i);
                        mailbox.post(
                                () -> {
                                    if (!running.compareAndSet(false, true)) {
                                        overlaps.incrementAndGet();
                                    }
                                    done.add(message);
                                    running.set(false);
                                    all.countDown();
                                });
                        if (i % 1000 == 0) {
                            dispatcher.emptyMailboxes();
                        }
                    }
                });
        all.await();

        assertEquals(0, overlaps.get(), "tasks ran at the same time");
        assertEquals(producers * messages, done.size());
        for (int producer = 0; producer < producers; producer++) {
            int ofProducer = producer;
            assertEquals(
                    IntStream.range(0, messages).boxed().toList(),
                    done.stream()
                            .filter(message -> message.producer() == ofProducer)
                            .map(Message::number)
                            .toList());
        }
    }

    @Test
    void aTaskSeesWhatTheOneBeforeItDidOnAnotherThread() throws Exception {
        int rounds = 20_000;
        Mailbox mailbox = new Mailbox(new Dispatcher(threads, 4));
        int[] plain = {0};
        Semaphore done = new Semaphore(0);
        for (int i = 0; i < rounds; i++) {
            mailbox.post(
                    () -> {
                        plain[0]++;
                        done.release();
                    });
            if (i % 3 == 0) {
                done.acquire();
            }
        }
        CountDownLatch last = new CountDownLatch(1);
        mailbox.post(last::countDown);
        last.await();

        assertEquals(rounds, plain[0]);
    }

    @Test
    void asksForNoMoreThreadsThanItMay() {
        Dispatcher dispatcher = new Dispatcher(manual, 3);

        for (int i = 0; i < 10; i++) {
            new Mailbox(dispatcher).post(() -> {});
        }

        assertEquals(3, manual.workers.size());
    }

    @Test
    void neverRunsMoreTasksAtOnceThanItMay() throws Exception {
        int maxWorkers = 3;
        Dispatcher dispatcher = new Dispatcher(threads, maxWorkers);
        List<Mailbox> mailboxes = Stream.generate(() -> new Mailbox(dispatcher)).limit(20).toList();
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        int messages = 2000;
        CountDownLatch all = new CountDownLatch(4 * messages);

        inParallel(
                4,
                producer -> {
                    for (int i = 0; i < messages; i++) {
                        mailboxes
                                .get((i + producer) % mailboxes.size())
                                .post(
                                        () -> {
                                            most.accumulateAndGet(
                                                    running.incrementAndGet(), Math::max);
                                            Thread.yield();
                                            running.decrementAndGet();
                                            all.countDown();
                                        });
                    }
                });
        all.await();

        assertTrue(most.get() <= maxWorkers, most + " at once");
    }

    @Test
    void runsTheMailboxesOfSeveralPeersAtOnce() throws Exception {
        int maxWorkers = 3;
        Dispatcher dispatcher = new Dispatcher(threads, maxWorkers);
        CyclicBarrier allAreThere = new CyclicBarrier(maxWorkers + 1);

        for (int i = 0; i < maxWorkers; i++) {
            new Mailbox(dispatcher)
                    .post(
                            () -> {
                                try {
                                    allAreThere.await();
                                } catch (Exception e) {
                                    throw new AssertionError(e);
                                }
                            });
        }

        allAreThere.await();
    }

    static Stream<Throwable> throwables() {
        return Stream.of(
                new IllegalStateException("meant by the test"),
                new AssertionError("meant by the test"),
                new StackOverflowError("meant by the test"));
    }

    @ParameterizedTest
    @MethodSource("throwables")
    void aTaskThatThrowsEndsNothing(Throwable failure) {
        Dispatcher dispatcher = new Dispatcher(manual, 1);
        Mailbox mailbox = new Mailbox(dispatcher);
        Mailbox other = new Mailbox(dispatcher);
        List<String> done = new ArrayList<>();
        List<String> others = new ArrayList<>();
        mailbox.post(
                () -> {
                    DispatcherTest.<RuntimeException>sneak(failure);
                });
        mailbox.post(() -> done.add("the next one"));
        other.post(() -> others.add("another's"));

        manual.run();
        mailbox.post(() -> done.add("a later one"));
        manual.run();

        assertEquals(List.of("the next one", "a later one"), done);
        assertEquals(List.of("another's"), others);
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable failure) throws T {
        throw (T) failure;
    }

    @Test
    void aTaskMayPostToItsOwnMailbox() {
        Mailbox mailbox = new Mailbox(new Dispatcher(manual, 1));
        List<String> done = new ArrayList<>();
        mailbox.post(
                () -> {
                    mailbox.post(() -> done.add("third"));
                    done.add("first");
                });
        mailbox.post(() -> done.add("second"));

        manual.run();

        assertEquals(List.of("first", "second", "third"), done);
    }

    @Test
    void aFloodInOneMailboxDoesNotStarveAnother() {
        Dispatcher dispatcher = new Dispatcher(manual, 1);
        Mailbox flooded = new Mailbox(dispatcher);
        Mailbox quiet = new Mailbox(dispatcher);
        AtomicInteger flood = new AtomicInteger();
        AtomicInteger before = new AtomicInteger(-1);
        flooded.post(
                new Runnable() {
                    @Override
                    public void run() {
                        if (flood.incrementAndGet() < 100_000) {
                            flooded.post(this);
                        }
                    }
                });
        quiet.post(() -> before.set(flood.get()));

        manual.run();

        assertEquals(100_000, flood.get());
        assertTrue(before.get() >= 0 && before.get() < 1000, before + " tasks of the flood before");
    }

    /** A worker that ends when another task comes must be followed by another worker. */
    @Test
    void noWakeUpIsLost() throws Exception {
        Dispatcher dispatcher = new Dispatcher(threads, 1);
        Mailbox shared = new Mailbox(dispatcher);

        inParallel(
                3,
                producer -> {
                    Mailbox own = new Mailbox(dispatcher);
                    Semaphore done = new Semaphore(0);
                    for (int i = 0; i < 20_000; i++) {
                        (i % 2 == 0 ? own : shared).post(done::release);
                        done.acquireUninterruptibly();
                    }
                });
    }

    @Test
    void asksTheContainerAgainWhenItTookNoTaskForAWhile() throws Exception {
        AtomicInteger refusals = new AtomicInteger(3);
        Dispatcher dispatcher =
                new Dispatcher(
                        worker -> {
                            if (refusals.getAndDecrement() > 0) {
                                throw new RejectedExecutionException("meant by the test");
                            }
                            threads.execute(worker);
                        },
                        1);
        Semaphore done = new Semaphore(0);

        new Mailbox(dispatcher).post(done::release);

        assertTrue(done.tryAcquire(10, TimeUnit.SECONDS));
    }

    static Stream<RuntimeException> rejections() {
        return Stream.of(
                new RejectedExecutionException("meant by the test"),
                new IllegalStateException("meant by the test"));
    }

    @ParameterizedTest
    @MethodSource("rejections")
    void whenTheContainerTakesNoTasksNoneIsLost(RuntimeException rejection) {
        Dispatcher dispatcher =
                new Dispatcher(
                        worker -> {
                            throw rejection;
                        },
                        1);
        Mailbox mailbox = new Mailbox(dispatcher);
        Mailbox other = new Mailbox(dispatcher);
        List<Integer> done = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            int number = i;
            mailbox.post(() -> done.add(number));
        }
        AtomicBoolean otherDone = new AtomicBoolean();
        other.post(() -> otherDone.set(true));
        assertEquals(List.of(), done);

        dispatcher.emptyMailboxes();

        assertEquals(IntStream.range(0, 200).boxed().toList(), done);
        assertTrue(otherDone.get());
    }

    static Stream<Throwable> refusals() {
        return Stream.concat(
                rejections(),
                Stream.of(
                        new NullPointerException("meant by the test"),
                        new InternalError("meant by the test")));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void aThreadThatCouldNotBeHadIsAskedForAgain(Throwable refusal) {
        AtomicBoolean refuses = new AtomicBoolean(true);
        Dispatcher dispatcher =
                new Dispatcher(
                        worker -> {
                            if (refuses.get()) {
                                DispatcherTest.<RuntimeException>sneak(refusal);
                            }
                            manual.execute(worker);
                        },
                        1);
        Mailbox mailbox = new Mailbox(dispatcher);
        List<String> done = new ArrayList<>();
        mailbox.post(() -> done.add("first"));
        refuses.set(false);

        mailbox.post(() -> done.add("second"));
        new Mailbox(dispatcher).post(() -> done.add("another's"));
        manual.run();

        assertEquals(List.of("first", "second", "another's"), done);
    }

    @Test
    void anEmptyMailboxKeepsNoThread() {
        Mailbox mailbox = new Mailbox(new Dispatcher(manual, 1));
        mailbox.post(() -> {});

        manual.run();

        assertTrue(manual.workers.isEmpty());
    }

    @Test
    void withoutAWorkerThereIsNoDispatcher() {
        assertThrows(IllegalArgumentException.class, () -> new Dispatcher(manual, 0));
    }

    @Test
    void postingRunsNothingOnTheCallersThread() {
        AtomicBoolean ran = new AtomicBoolean();

        new Mailbox(new Dispatcher(manual, 1)).post(() -> ran.set(true));

        assertFalse(ran.get());
    }
}
