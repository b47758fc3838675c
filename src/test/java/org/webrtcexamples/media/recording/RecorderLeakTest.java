package org.webrtcexamples.media.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.util.stream.Collectors.toSet;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.webrtcexamples.Await;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Nothing is left of recordings, at whatever moment they end. */
@Timeout(120)
class RecorderLeakTest {

    private static final int ROUNDS = 6;
    private static final int SOAK_ROUNDS = 60;
    private static final int AT_ONCE = 4;

    @TempDir Path folder;

    private final Queue<Thread> started = new ConcurrentLinkedQueue<>();

    private Thread thread(Runnable task) {
        Thread thread = new Thread(task);
        started.add(thread);
        return thread;
    }

    @Test
    void nothingIsLeftWheneverTheyEnd() throws Exception {
        assertNothingIsLeft(ROUNDS);
    }

    @Test
    @Tag("soak")
    void nothingIsLeftOfManyWheneverTheyEnd() throws Exception {
        assertNothingIsLeft(SOAK_ROUNDS);
    }

    private void assertNothingIsLeft(int rounds) throws Exception {
        Set<String> pipes = pipes();
        rounds(1, 1);
        long memory = directMemory();
        rounds(rounds, 2);

        assertEquals(List.of(), ProcessHandle.current().children().toList());
        for (Thread thread : started) {
            thread.join(1000);
            assertTrue(!thread.isAlive(), thread + " is left");
        }
        Set<String> left = pipes();
        left.removeAll(pipes);
        assertEquals(Set.of(), left, "pipes to processes are open");
        assertEquals(List.of(), openFiles());
        Await.until(
                Duration.ofSeconds(5),
                () -> {
                    System.gc();
                    return directMemory() <= memory;
                },
                "no more than " + memory + " bytes of direct memory are in use");
    }

    private void rounds(int rounds, long seed) throws Exception {
        Ffmpeg ffmpeg = MediaFiles.ffmpeg();
        ExecutorService users = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<?>> all =
                    IntStream.range(0, rounds * AT_ONCE)
                            .<Future<?>>mapToObj(
                                    i ->
                                            users.submit(
                                                    () -> record(ffmpeg, i, new Random(seed + i))))
                            .toList();
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            users.shutdownNow();
            assertTrue(users.awaitTermination(5, TimeUnit.SECONDS));
        }
    }

    /** Ends it from several threads at once, while others go on to hand in. */
    private Void record(Ffmpeg ffmpeg, int i, Random random) throws Exception {
        Recorder recorder =
                new Recorder(ffmpeg, folder, "it" + i, Duration.ofSeconds(10), this::thread);
        int moment = random.nextInt(40);
        boolean pictures = random.nextInt(4) > 0;
        boolean sounds = random.nextInt(4) > 0;
        CountDownLatch over = new CountDownLatch(3);
        for (Runnable end : ends(recorder, random)) {
            new Thread(
                            () -> {
                                sleep(moment * 10);
                                end.run();
                                over.countDown();
                            })
                    .start();
        }
        for (int piece = 0; piece < 42; piece++) {
            long now = System.nanoTime();
            if (sounds && piece % 2 == 0) {
                recorder.received(Feed.audio(now * 3 / 62_500, now, 0, EncodedSamples.tone(0)));
            }
            if (pictures && piece % 3 == 0) {
                recorder.received(EncodedSamples.noise(now, 320, 240));
            }
            sleep(10);
        }
        over.await();
        recorder.ended().toCompletableFuture().get(30, TimeUnit.SECONDS);
        State state = recorder.progress().state();
        assertTrue(state == State.FINISHED || state == State.FAILED);
        recorder.abort();
        String[] left = folder.toFile().list((parent, name) -> name.startsWith("it" + i + "."));
        assertEquals(List.of(), List.of(left));
        return null;
    }

    private static List<Runnable> ends(Recorder recorder, Random random) {
        return random.nextBoolean()
                ? List.of(recorder::finish, recorder::finish, recorder::progress)
                : List.of(recorder::finish, recorder::abort, recorder::abort);
    }

    private static void sleep(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Of this process: what it holds of others shows as the pipes to them. */
    private static Set<String> pipes() throws IOException {
        return descriptors().filter(target -> target.startsWith("pipe:")).collect(toSet());
    }

    /** Those of the recordings. */
    private List<String> openFiles() throws IOException {
        String own = folder.toRealPath().toString();
        return descriptors().filter(target -> target.startsWith(own)).toList();
    }

    /** What this process's descriptors point to. */
    private static Stream<String> descriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.map(RecorderLeakTest::target).toList().stream();
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }

    private static long directMemory() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }
}
