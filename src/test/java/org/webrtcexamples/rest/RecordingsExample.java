package org.webrtcexamples.rest;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

import org.webrtcexamples.connections.About;
import org.webrtcexamples.connections.Example;
import org.webrtcexamples.connections.Recording;
import org.webrtcexamples.connections.Recordings;
import org.webrtcexamples.peer.libwebrtc.NativePeer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Has recordings in every state, each with a real file; which, their ids say. Tells what its server
 * holds for those who read them. Added to the WAR by a test.
 */
@ApplicationScoped
@About(title = "Recordings", description = "Recordings in every state.")
public class RecordingsExample implements Example<NativePeer> {

    static final String NAME = "recordings-example";

    /** Of a finished one, in bytes: more than lies between the two ends of a connection. */
    static final int SIZE = 16 * 1024 * 1024;

    private final Map<String, Recording> recordings = new ConcurrentHashMap<>();

    private Path folder;

    /** The bytes of a finished one. */
    static byte[] content() {
        byte[] bytes = new byte[SIZE];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    /**
     * @param path nothing is there of one that has vanished
     */
    private record FileRecording(String state, Path path, Runnable onDelete) implements Recording {

        /** One that is recorded has become longer. */
        @Override
        public Map<String, ?> values() {
            Map<String, Object> values = new TreeMap<>();
            try {
                if (state.equals("recording")) {
                    Files.write(path, new byte[1000], StandardOpenOption.APPEND);
                }
                values.put("state", state);
                values.put("duration", 1.5);
                values.put("size", Files.exists(path) ? Files.size(path) : 0);
                values.put("width", 640);
                values.put("droppedFrames", 3);
                values.put("complete", state.equals("finished"));
                if (state.equals("failed")) {
                    values.put("reason", "The disk is “full”.");
                }
                values.put("openFiles", openFiles(path.getParent()));
                values.put("sendingThreads", sendingThreads());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return values;
        }

        @Override
        public Optional<Path> file() {
            boolean changes = state.equals("recording") || state.equals("finishing");
            boolean empty = path.getFileName().toString().startsWith("empty");
            return changes || empty ? Optional.empty() : Optional.of(path);
        }

        @Override
        public String contentType() {
            return "video/mp4";
        }

        @Override
        public String fileName() {
            return "a \"b\"\r\n.mp4";
        }

        @Override
        public void delete() {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            onDelete.run();
        }
    }

    /** How many file handles this process has in a folder. */
    private static long openFiles(Path folder) throws IOException {
        try (Stream<Path> handles = Files.list(Path.of("/proc/self/fd"))) {
            return handles.filter(handle -> target(handle).startsWith(folder)).count();
        }
    }

    private static Path target(Path handle) {
        try {
            return Files.readSymbolicLink(handle);
        } catch (IOException closedMeanwhile) {
            return handle;
        }
    }

    private static long sendingThreads() {
        return Thread.getAllStackTraces().values().stream()
                .filter(
                        stack ->
                                Stream.of(stack)
                                        .anyMatch(
                                                frame ->
                                                        frame.getClassName()
                                                                .equals(
                                                                        AsyncReader.class
                                                                                .getName())))
                .count();
    }

    @PostConstruct
    void record() {
        byte[] content = content();
        try {
            folder = Files.createTempDirectory(NAME);
            for (int i = 0; i < 4; i++) {
                add("finished-" + i, "finished", content);
            }
            add("recording-0", "recording", new byte[1000]);
            add("finishing-0", "finishing", content);
            add("failed-0", "failed", new byte[] {1, 2, 3});
            add("failed-1", "failed", new byte[] {1, 2, 3});
            add("empty-0", "failed", new byte[0]);
            add("vanished-0", "finished", content);
            Files.delete(folder.resolve("vanished-0"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(String id, String state, byte[] content) throws IOException {
        Path path = Files.write(folder.resolve(id), content);
        recordings.put(id, new FileRecording(state, path, () -> recordings.remove(id)));
    }

    @PreDestroy
    void deleteAll() {
        recordings.values().forEach(Recording::delete);
        try {
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void beforeOffer(NativePeer peer) {
        peer.createDataChannel("recordings");
    }

    @Override
    public Optional<Recordings> recordings() {
        return Optional.of(id -> Optional.ofNullable(recordings.get(id)));
    }
}
