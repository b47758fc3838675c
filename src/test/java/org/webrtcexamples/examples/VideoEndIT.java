package org.webrtcexamples.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import jakarta.ws.rs.core.Response;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.webrtcexamples.Await;
import org.webrtcexamples.Reading;
import org.webrtcexamples.ServerProcess;
import org.webrtcexamples.client.ClientChannel;
import org.webrtcexamples.client.ClientPeer;
import org.webrtcexamples.client.Connection;
import org.webrtcexamples.client.ConnectionsClient;
import org.webrtcexamples.client.Description;
import org.webrtcexamples.client.NetworkCable;
import org.webrtcexamples.client.UnexpectedResponseException;
import org.webrtcexamples.media.Tone;
import org.webrtcexamples.media.recording.MediaFiles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Connections with pictures and sound that end at any moment, several at once, and what is left of
 * them. The server has a JVM of its own, which can be looked into.
 */
class VideoEndIT {

    private static final int AT_ONCE = 4;
    private static final int WARM_UP = 6;
    private static final int ROUNDS = 10;

    private static final int LONG_WARM_UP = 12;
    private static final int MANY_ROUNDS = 50;

    private static final int EARLY_MILLIS = 100;
    private static final int LATE_MILLIS = 700;

    /** For the server to find out about clients that have gone without a word. */
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    /** A frame takes 450 KiB: less than one of them for each connection is left. */
    private static final long LIMIT_KIB_EACH = 150;

    /** What a server may take whose code still comes to rest. */
    private static final long LIMIT_KIB = 6 * 1024;

    /** Of the container, which has as many as it likes; one for each connection would be 40. */
    private static final int MORE_THREADS = 10;

    /** Of malloc: what is as large as a picture goes back to the system as soon as it is free. */
    private static final Map<String, String> EXACT_MEMORY =
            Map.of("MALLOC_MMAP_THRESHOLD_", "65536", "MALLOC_ARENA_MAX", "2");

    private static final Path FOLDER =
            Path.of("target", "recordings-" + UUID.randomUUID()).toAbsolutePath();

    private static ServerProcess process;
    private static ConnectionsClient server;

    private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(3 * AT_ONCE);

    /** How a connection ends. */
    private enum End {
        DELETE_AT_ONCE,
        DELETE,
        ABANDON,
        CUT
    }

    /**
     * @param hadMedia whether the server had received any just before the end
     */
    private record Ended(String id, boolean hadMedia) {}

    @BeforeAll
    static void start() throws Exception {
        process =
                ServerProcess.start(
                        Path.of("target"),
                        Path.of("target", "video-end-server.log"),
                        List.of(
                                "-Dwebrtc.recordings.folder=" + FOLDER,
                                "-Dwebrtc.recordings.at-once=1000",
                                "-Dwebrtc.max-videos=1000",
                                "-Dwebrtc.time-to-connected=PT5S",
                                "-Dwebrtc.time-to-reconnected=PT2S"),
                        EXACT_MEMORY);
        server = process.client();
    }

    @AfterAll
    static void stop() {
        process.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"video-compositing", "record-audio-video-stream"})
    void nothingIsLeftAndTheServerServesOn(String example) throws Exception {
        endAtRandom(example, WARM_UP, ROUNDS);
    }

    @Tag("soak")
    @ParameterizedTest
    @ValueSource(strings = {"video-compositing", "record-audio-video-stream"})
    void nothingIsLeftOfManyAndTheServerServesOn(String example) throws Exception {
        endAtRandom(example, LONG_WARM_UP, MANY_ROUNDS);
    }

    private void endAtRandom(String example, int warmUp, int rounds) throws Exception {
        try {
            endAll(example, warmUp, 1);
            Reading before = process.readNow();

            List<Ended> ended = endAll(example, rounds, 2);
            assertEquals(List.of(), process.handle().children().toList());
            assertEquals(List.of(), openRecordings());
            long limit = LIMIT_KIB + rounds * AT_ONCE * LIMIT_KIB_EACH;
            Await.until(
                    PATIENCE,
                    () -> isLevel(before, process.readNow(), limit),
                    "all goes back to what it was");
            if (example.startsWith("record")) {
                checkRecordings(ended, rounds);
            }
            try (ClientPeer witness = ClientPeer.answering(server, "ping-pong")) {
                ClientChannel pings = witness.channel("ping-pong");
                pings.send("ping");
                assertEquals("pong", pings.next(PATIENCE));
            }
        } finally {
            executor.shutdownNow();
        }
    }

    private static boolean isLevel(Reading before, Reading now, long limitKib) {
        return now.rss() - now.code() < before.rss() - before.code() + limitKib
                && now.threads() <= before.threads() + MORE_THREADS;
    }

    /** Returns when all have ended on the server, too. */
    private List<Ended> endAll(String example, int rounds, long seed) throws Exception {
        Random random = new Random(seed);
        Queue<Integer> left = new ConcurrentLinkedQueue<>();
        List<Callable<Ended>> lives = new ArrayList<>();
        for (int i = 0; i < rounds * AT_ONCE; i++) {
            End end = end(random.nextInt(10));
            int millis =
                    end == End.DELETE_AT_ONCE
                            ? random.nextInt(EARLY_MILLIS)
                            : EARLY_MILLIS + random.nextInt(LATE_MILLIS - EARLY_MILLIS);
            lives.add(() -> live(example, end, millis));
            left.add(i);
        }
        List<Ended> ended = new ArrayList<>();
        List<Future<List<Ended>>> clients = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            clients.add(
                    executor.submit(
                            () -> {
                                List<Ended> mine = new ArrayList<>();
                                for (Integer j = left.poll(); j != null; j = left.poll()) {
                                    mine.add(lives.get(j).call());
                                }
                                return mine;
                            }));
        }
        for (Future<List<Ended>> client : clients) {
            ended.addAll(client.get(3, TimeUnit.MINUTES));
        }
        Await.until(
                PATIENCE,
                () -> ended.stream().noneMatch(one -> isOpen(example, one.id())),
                "connections end");
        Await.until(
                PATIENCE, () -> process.handle().children().findAny().isEmpty(), "programs end");
        return ended;
    }

    private static End end(int dice) {
        return dice < 4 ? End.DELETE_AT_ONCE : dice < 8 ? End.DELETE : End.values()[dice - 6];
    }

    private Ended live(String example, End end, int millis) throws Exception {
        Connection connection = server.create(example);
        try (NetworkCable cable = new NetworkCable();
                ClientPeer peer = new ClientPeer()) {
            ScheduledFuture<Boolean> ending =
                    executor.schedule(
                            () -> {
                                boolean hadMedia = hasMedia(example, connection.id());
                                switch (end) {
                                    case ABANDON -> peer.abandon();
                                    case CUT -> cable.cut();
                                    default -> server.delete(example, connection.id());
                                }
                                return hadMedia;
                            },
                            millis,
                            TimeUnit.MILLISECONDS);
            Future<?> playing = executor.submit(() -> play(example, connection, peer, end, cable));
            boolean hadMedia = ending.get(30, TimeUnit.SECONDS);
            playing.cancel(true);
            return new Ended(connection.id(), hadMedia);
        }
    }

    /** Fails if the other end has gone. */
    private static Void play(
            String example, Connection connection, ClientPeer peer, End end, NetworkCable cable)
            throws Exception {
        peer.sendAudio(new Tone(440, 1)::fill);
        peer.sendVideo(1, 640, 480, 20);
        Description offer =
                end == End.CUT ? cable.plugInto(connection.offer()) : connection.offer();
        server.answer(example, connection.id(), peer.answer(offer));
        return null;
    }

    private static boolean isOpen(String example, String id) {
        try {
            server.get(example, id);
            return true;
        } catch (UnexpectedResponseException e) {
            assertEquals(404, e.status());
            return false;
        }
    }

    private static boolean hasMedia(String example, String id) {
        return example.startsWith("record")
                && recording(id).getJsonNumber("duration").doubleValue() > 0;
    }

    private static JsonObject recording(String id) {
        try (Response response =
                server.target("record-audio-video-stream/recordings/" + id).request().get()) {
            assertEquals(200, response.getStatus());
            return response.readEntity(JsonObject.class);
        }
    }

    private static void checkRecordings(List<Ended> ended, int rounds) throws Exception {
        int finished = 0;
        for (Ended each : ended) {
            JsonObject recording = recording(each.id());
            Path file = FOLDER.resolve(each.id() + ".mp4");
            if (recording.getString("state").equals("finished")) {
                finished++;
                checkFile(file, recording);
            } else {
                assertEquals("failed", recording.getString("state"));
                assertEquals("Nothing was received.", recording.getString("reason"));
                assertTrue(!each.hadMedia(), "it had received something: " + recording);
                assertTrue(Files.notExists(file));
            }
        }
        assertTrue(
                finished > rounds && finished < ended.size() - rounds / 2, finished + " finished");
        assertEquals(List.of(), files(FOLDER).filter(VideoEndIT::isUnfinished).toList());
    }

    private static void checkFile(Path file, JsonObject recording) throws Exception {
        Map<String, String> probed = MediaFiles.probe(file);
        assertEquals(Files.size(file), recording.getInt("size"));
        assertEquals(
                recording.getJsonNumber("duration").doubleValue(),
                Double.parseDouble(probed.get("duration")),
                0.3,
                recording + " " + probed);
    }

    private static boolean isUnfinished(Path file) {
        return file.toString().matches(".*\\.(part|indexed)\\.mp4");
    }

    /** Those that the server has open. */
    private static List<Path> openRecordings() throws IOException {
        return files(Path.of("/proc", Long.toString(process.handle().pid()), "fd"))
                .flatMap(VideoEndIT::target)
                .filter(file -> file.startsWith(FOLDER) && file.toString().contains(".mp4"))
                .toList();
    }

    private static Stream<Path> target(Path descriptor) {
        try {
            return Stream.of(Files.readSymbolicLink(descriptor));
        } catch (IOException closedMeanwhile) {
            return Stream.of();
        }
    }

    private static Stream<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList().stream();
        }
    }
}
