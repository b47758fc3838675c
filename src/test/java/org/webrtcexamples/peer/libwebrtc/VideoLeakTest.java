package org.webrtcexamples.peer.libwebrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.webrtcexamples.Await;
import org.webrtcexamples.client.ClientPeer;
import org.webrtcexamples.peer.PeerClosedException;
import org.webrtcexamples.peer.SessionDescription;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.management.JMException;
import javax.management.ObjectName;

/** What is left of peers that receive and send pictures, and close at any moment. */
@Timeout(180)
class VideoLeakTest {

    /** Of malloc: what is as large as a picture goes back to the system as soon as it is free. */
    private static final Map<String, String> EXACT_MEMORY =
            Map.of("MALLOC_MMAP_THRESHOLD_", "65536", "MALLOC_ARENA_MAX", "2");

    private static final int AT_ONCE = 4;
    private static final int WARM_UP = 10;
    private static final int ROUNDS = 30;
    private static final int SOAK_ROUNDS = 150;

    private static final int WIDTH = 640;
    private static final int HEIGHT = 480;
    private static final int FRAMES_PER_SECOND = 20;
    private static final int MOST_FRAMES = 4;
    private static final int LONGEST_LIFE_MILLIS = 300;

    /** Of 120 peers or more; a frame takes 450 KiB. */
    private static final long LIMIT_KIB = 35 * 1024;

    /** Less than one peer has; threads that read files keep some. */
    private static final long MOST_DIRECT_BYTES = WIDTH * HEIGHT * 3 / 2 * 3;

    /** Of the JVM's own, which come and go as it likes. */
    private static final Pattern JVM_THREAD = Pattern.compile("(C[12] Comp|GC Thread|G1 ).*\\s*");

    /** When a peer closes. */
    private enum Moment {
        BEFORE_THE_ANSWER,
        BEFORE_THE_FIRST_FRAME,
        IN_A_CALLBACK,
        WHILE_IT_PAINTS,
        SOMETIME
    }

    /** All that were made, as long as anything holds them. */
    private final Queue<WeakReference<?>> made = new ConcurrentLinkedQueue<>();

    private final AtomicInteger streamed = new AtomicInteger();

    @Test
    void nothingIsLeftOfThoseThatCloseAtAnyMoment() throws Exception {
        assertNothingIsLeft(ROUNDS);
    }

    @Test
    @Tag("soak")
    void nothingIsLeftOfManyThatCloseAtAnyMoment() throws Exception {
        assertNothingIsLeft(SOAK_ROUNDS);
    }

    /** In a JVM of their own, whose memory can be told to a frame. */
    private static void assertNothingIsLeft(int rounds) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(
                                System.getProperty("java.home") + "/bin/java",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "-Djava.util.logging.config.file="
                                        + System.getProperty("java.util.logging.config.file"),
                                Lives.class.getName(),
                                Integer.toString(rounds))
                        .redirectErrorStream(true);
        builder.environment().putAll(EXACT_MEMORY);
        Process lives = builder.start();
        try (InputStream said = lives.getInputStream()) {
            String all = new String(said.readAllBytes());
            assertEquals(0, lives.waitFor(), all);
        } finally {
            lives.destroyForcibly();
        }
    }

    /** What that JVM runs, with the number of rounds. */
    static final class Lives {
        public static void main(String[] arguments) {
            try {
                new VideoLeakTest().liveAndLeaveNothing(Integer.parseInt(arguments[0]));
                System.exit(0);
            } catch (Throwable e) {
                e.printStackTrace();
                System.exit(1);
            }
        }
    }

    private void liveAndLeaveNothing(int rounds) throws Exception {
        rounds(WARM_UP, 1);
        awaitNothingHeld();
        long sockets = sockets();
        long threads = threads();
        long memory = nativeKib();
        streamed.set(0);

        rounds(rounds, 2);
        assertTrue(streamed.get() > rounds, "only " + streamed + " had received a frame");
        awaitNothingHeld();
        Await.until(Peers.PATIENCE, () -> sockets() <= sockets, "sockets are closed");
        Await.until(Peers.PATIENCE, () -> threads() <= threads, "threads end");
        Await.until(
                Peers.PATIENCE,
                () -> nativeKib() - memory < LIMIT_KIB,
                rounds + " rounds leave less than " + LIMIT_KIB + " KiB");
    }

    private void rounds(int rounds, long seed) throws Exception {
        Random random = new Random(seed);
        ExecutorService clients = Executors.newFixedThreadPool(AT_ONCE);
        try (Peers peers = new Peers()) {
            for (int i = 0; i < rounds; i++) {
                List<Callable<Void>> round = new ArrayList<>();
                for (int j = 0; j < AT_ONCE; j++) {
                    Moment moment = Moment.values()[(i + j) % Moment.values().length];
                    long chance = random.nextLong();
                    round.add(() -> live(peers, moment, new Random(chance)));
                }
                for (Future<Void> life : clients.invokeAll(round)) {
                    life.get();
                }
            }
        } finally {
            clients.shutdownNow();
            assertTrue(clients.awaitTermination(5, TimeUnit.SECONDS));
        }
    }

    private Void live(Peers peers, Moment moment, Random random) throws Exception {
        NativePeer peer = peers.create();
        ReceivedVideo camera = peer.receiveVideo();
        made.add(new WeakReference<>(peer));
        made.add(new WeakReference<>(camera));
        int last = random.nextInt(MOST_FRAMES);
        CountDownLatch painting = new CountDownLatch(1);
        ByteBuffer canvas = ByteBuffer.allocateDirect(WIDTH * HEIGHT * 3 / 2);
        camera.onFrame(
                frame -> {
                    frame.copyTo(canvas, WIDTH, HEIGHT);
                    if (moment == Moment.IN_A_CALLBACK && camera.frames() > last) {
                        peer.close();
                    }
                });
        peer.sendVideo(
                WIDTH,
                HEIGHT,
                image -> {
                    if (camera.frames() > last) {
                        painting.countDown();
                    }
                    camera.drawOn(image);
                });
        try (ClientPeer client = new ClientPeer()) {
            client.sendVideo(1, WIDTH, HEIGHT, FRAMES_PER_SECOND);
            try {
                SessionDescription answer = Peers.answer(client, peer.offer(Peers.PATIENCE));
                if (moment == Moment.BEFORE_THE_ANSWER) {
                    peer.close();
                }
                peer.applyAnswer(answer);
            } catch (PeerClosedException closedBefore) {
                Peers.awaitReleased(peer);
                return null;
            }
            switch (moment) {
                case WHILE_IT_PAINTS ->
                        assertTrue(
                                painting.await(Peers.PATIENCE.toSeconds(), TimeUnit.SECONDS),
                                "it paints");
                case SOMETIME -> TimeUnit.MILLISECONDS.sleep(random.nextInt(LONGEST_LIFE_MILLIS));
                default -> {}
            }
            if (moment != Moment.IN_A_CALLBACK) {
                peer.close();
            }
            Peers.awaitReleased(peer);
            if (camera.frames() > 0) {
                streamed.incrementAndGet();
            }
        }
        return null;
    }

    /** Whatever holds a peer's track, sink or timer holds the peer, and with it its buffers. */
    private void awaitNothingHeld() {
        Await.until(
                Peers.PATIENCE,
                () -> {
                    System.gc();
                    made.removeIf(reference -> reference.get() == null);
                    return made.isEmpty() && directMemory() < MOST_DIRECT_BYTES;
                },
                "nothing holds a peer that is closed, its picture or its buffers");
    }

    private static long directMemory() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    private static long sockets() {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.filter(VideoLeakTest::isSocket).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    /** Of Java and of the engines. */
    private static long threads() {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            return tasks.filter(VideoLeakTest::isOurs).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isOurs(Path task) {
        try {
            return !JVM_THREAD.matcher(Files.readString(task.resolve("comm"))).matches();
        } catch (IOException gone) {
            return false;
        }
    }

    /** What the process has in memory besides the Java heap, and besides what malloc keeps. */
    private static long nativeKib() {
        System.gc();
        try {
            ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "systemTrimNativeHeap",
                            new Object[0],
                            new String[0]);
            Matcher resident =
                    Pattern.compile("VmRSS:\\s+(\\d+) kB")
                            .matcher(Files.readString(Path.of("/proc/self/status")));
            assertTrue(resident.find());
            long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
            return Long.parseLong(resident.group(1)) - heap / 1024;
        } catch (IOException | JMException e) {
            throw new IllegalStateException(e);
        }
    }
}
