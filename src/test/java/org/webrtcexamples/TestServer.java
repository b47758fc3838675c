package org.webrtcexamples;

import org.webrtcexamples.client.ConnectionsClient;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The servers that test classes share. Each starts for the first test that asks for it and ends
 * with the JVM of the tests, so a test leaves no connection behind. One that has to end its server,
 * or needs settings of its own, starts a {@link ServerProcess}.
 *
 * <p>Thread-safe.
 */
public enum TestServer {
    /** The WAR as it is shipped, at the server's root, with no setting. */
    SHIPPED("/", List.of(), List.of()),

    /**
     * With limits that a test can reach, times that a test can wait for, and the examples of the
     * tests, under a context root.
     */
    LIMITED(
            "/limited",
            List.of(
                    "webrtc.max-connections=" + Limits.CONNECTIONS,
                    "webrtc.max-viewers=" + Limits.VIEWERS,
                    "webrtc.max-status-readers=" + Limits.STATUS_READERS,
                    "webrtc.recordings.at-once=" + Limits.RECORDINGS,
                    "webrtc.recordings.max-readers=" + Limits.RECORDING_READERS,
                    "webrtc.recordings.longest=" + Limits.LONGEST_RECORDING,
                    "webrtc.time-to-connected=" + Limits.TIME_TO_CONNECTED,
                    "webrtc.time-to-reconnected=" + Limits.TIME_TO_RECONNECTED,
                    "webrtc.time-to-read=PT4S",
                    "webrtc.heartbeat=" + Limits.HEARTBEAT),
            List.of(
                    "examples/FullTransfer",
                    "rest/ContextExample",
                    "rest/RecordingsExample",
                    "rest/StatusExample"));

    /** What {@link #LIMITED} takes at a time. */
    public static final class Limits {

        public static final int CONNECTIONS = 60;
        public static final int VIEWERS = 3;
        public static final int STATUS_READERS = 20;
        public static final int RECORDINGS = 2;
        public static final int RECORDING_READERS = 20;
        public static final Duration LONGEST_RECORDING = Duration.ofSeconds(12);
        public static final Duration TIME_TO_CONNECTED = Duration.ofSeconds(6);
        public static final Duration TIME_TO_RECONNECTED = Duration.ofSeconds(3);
        public static final Duration HEARTBEAT = Duration.ofSeconds(2);

        private Limits() {}
    }

    /** Another in each JVM of the tests. */
    private static final String FORK = System.getProperty("test.fork");

    private static final Path TARGET = Path.of("target").toAbsolutePath();

    private final String context;
    private final List<String> settings;
    private final List<String> examples;
    private ServerProcess process;

    TestServer(String context, List<String> settings, List<String> examples) {
        this.context = context;
        this.settings = settings;
        this.examples = examples;
    }

    /** Where the application is, by a name that a browser trusts without TLS. */
    public URI base() {
        return client().base();
    }

    public ConnectionsClient client() {
        return process().client();
    }

    /**
     * Starts it unless it runs.
     *
     * @throws UncheckedIOException if it does not start
     */
    public synchronized ServerProcess process() {
        if (process == null) {
            String name = name().toLowerCase() + "-server" + FORK;
            List<String> options = new ArrayList<>(List.of("-Xmx1g"));
            options.add("-Dwebrtc.recordings.folder=" + TARGET.resolve(name + "-recordings"));
            settings.forEach(setting -> options.add("-D" + setting));
            try {
                process =
                        ServerProcess.start(war(), context, options, TARGET.resolve(name + ".log"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
        return process;
    }

    /** The shipped WAR, or a copy with the examples of the tests. */
    private Path war() throws IOException {
        Path shipped = TARGET.resolve("webrtc-examples.war");
        if (examples.isEmpty()) {
            return shipped;
        }
        Path copy = TARGET.resolve(name().toLowerCase() + FORK + ".war");
        Files.copy(shipped, copy, StandardCopyOption.REPLACE_EXISTING);
        Path classes = TARGET.resolve("test-classes/org/webrtcexamples");
        try (FileSystem war = FileSystems.newFileSystem(copy)) {
            for (String example : examples) {
                Path from = classes.resolve(example + ".class");
                String pattern = from.getFileName().toString().replace(".class", "{.class,$*}");
                Path to = war.getPath("WEB-INF/classes/org/webrtcexamples", example).getParent();
                try (var parts = Files.newDirectoryStream(from.getParent(), pattern)) {
                    for (Path part : parts) {
                        Files.copy(part, to.resolve(part.getFileName().toString()));
                    }
                }
            }
        }
        return copy;
    }
}
