package org.webrtcexamples.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import jakarta.ws.rs.ProcessingException;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.webrtcexamples.Await;
import org.webrtcexamples.client.ClientChannel;
import org.webrtcexamples.client.ClientPeer;
import org.webrtcexamples.client.ConnectionsClient;
import org.webrtcexamples.client.ReceivedAudio;
import org.webrtcexamples.client.Samples;
import org.webrtcexamples.client.UnexpectedResponseException;
import org.webrtcexamples.media.Tone;
import org.webrtcexamples.media.recording.MediaFiles;

import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The server on a machine that has a JRE, and none of the libraries for desktops that its native
 * code is linked against: in a root file system of its own, which {@code
 * src/test/bare/make-root.sh} makes, as a user without rights, and without /proc.
 */
@EnabledIfSystemProperty(named = "bare.root", matches = ".+")
@Timeout(180)
class BareMachineIT {

    private static final String RECORDING = "record-audio-video-stream";

    private static final Duration TIME_TO_START = Duration.ofMinutes(2);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** In seconds. */
    private static final double RECORDED = 3;

    private static final String NOBODY = "65534:65534";

    private static final Path LOG = Path.of("target", "bare-server.log");

    @TempDir Path folder;

    private static Path root;
    private static Process process;
    private static ConnectionsClient server;

    @BeforeAll
    static void start() throws Exception {
        root = Path.of(System.getProperty("bare.root"));
        copy(Path.of(System.getProperty("war")));
        copy(Path.of("target", "payara-micro.jar"));
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        ProcessBuilder builder =
                new ProcessBuilder(
                        "chroot",
                        "--userspec=" + NOBODY,
                        root.toString(),
                        "/jre/bin/java",
                        "-Xmx512m",
                        "-jar",
                        "/payara-micro.jar",
                        "--deploy",
                        "/webrtc-examples.war",
                        "--contextroot",
                        "/",
                        "--nohazelcast",
                        "--port",
                        Integer.toString(port));
        builder.environment().clear();
        // Without /proc the linker does not know where the program is, nor the JRE's own libraries.
        builder.environment().put("LD_LIBRARY_PATH", "/jre/lib");
        process = builder.redirectErrorStream(true).redirectOutput(LOG.toFile()).start();
        server = new ConnectionsClient(URI.create("http://localhost:" + port + "/"));
        Await.until(TIME_TO_START, BareMachineIT::isReady, "the server is ready, see " + LOG);
    }

    private static void copy(Path file) throws IOException {
        Files.copy(file, root.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }

    private static boolean isReady() {
        try {
            return !server.examples().isEmpty();
        } catch (ProcessingException | UnexpectedResponseException e) {
            assertTrue(process.isAlive(), "the server has ended, see " + LOG);
            return false;
        }
    }

    @AfterAll
    static void stop() throws Exception {
        if (process != null) {
            process.destroy();
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }

    @Test
    void theMachineIsBare() throws Exception {
        List<String> wanted = List.of("asound", "dbus-1", "drm", "pulse", "udev", "va", "X", "xcb");
        try (Stream<Path> files = Files.walk(root.resolve("usr"))) {
            assertEquals(
                    List.of(),
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.contains(".so"))
                            .filter(name -> wanted.stream().anyMatch(w -> isOf(name, w)))
                            .toList());
        }
        assertTrue(Files.notExists(root.resolve("proc/self")), "/proc is mounted");
    }

    private static boolean isOf(String file, String library) {
        return file.startsWith("lib" + library + ".") || file.startsWith("lib" + library + "-");
    }

    @Test
    void answersPings() throws Exception {
        try (ClientPeer client = ClientPeer.answering(server, "ping-pong")) {
            ClientChannel pings = client.channel("ping-pong");
            pings.send("ping");
            assertEquals("pong", pings.next(PATIENCE));
        }
        try (Stream<Path> files = Files.list(root.resolve("tmp"))) {
            assertEquals(
                    List.of(),
                    files.filter(file -> file.toString().contains("empty-libraries")).toList());
        }
    }

    @Test
    void sendsATone() throws Exception {
        try (ClientPeer client = ClientPeer.answering(server, "sine-wave")) {
            ReceivedAudio heard = client.receivedAudio();
            heard.record(ReceivedAudio.SAMPLE_RATE, PATIENCE);
            short[] second = heard.record(ReceivedAudio.SAMPLE_RATE, PATIENCE)[0];
            assertEquals(440, Samples.frequency(second), 1);
        }
    }

    @Test
    void recordsAFileThatPlays() throws Exception {
        ClientPeer client = new ClientPeer();
        String path;
        try (client) {
            client.sendAudio(new Tone(440, 0.5)::fill);
            client.sendVideo(1, 640, 480, 20);
            client.connect(server, RECORDING);
            path = RECORDING + "/recordings/" + client.connectionId();
            Await.until(
                    PATIENCE,
                    () -> recording(path).getJsonNumber("duration").doubleValue() >= RECORDED,
                    "seconds are recorded");
        }
        Await.until(
                PATIENCE,
                () -> recording(path).getString("state").equals("finished"),
                "the recording is finished");
        Path file = folder.resolve("recorded.mp4");
        try (InputStream video = server.target(path + "/video").request().get(InputStream.class)) {
            Files.copy(video, file);
        }
        Map<String, String> probed = MediaFiles.probe(file);
        assertEquals("h264", probed.get("0.codec_name"), probed::toString);
        assertEquals("aac", probed.get("1.codec_name"), probed::toString);
        assertEquals("640", probed.get("0.width"), probed::toString);
        assertTrue(Double.parseDouble(probed.get("duration")) >= RECORDED, probed::toString);
        for (String stream : List.of("v", "a")) {
            double until = MediaFiles.playsUntil(file, stream);
            assertTrue(until > RECORDED - 0.5, stream + " plays to " + until);
        }
        assertEquals("", MediaFiles.faults(file));
    }

    private static JsonObject recording(String path) {
        return server.target(path).request().get(JsonObject.class);
    }
}
