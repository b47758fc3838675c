package org.webrtcexamples.media.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** What is left of a recording when the server is killed. */
@Timeout(60)
class RecorderKillTest {

    private static final Map<Boolean, Process> SERVERS = new HashMap<>();

    @TempDir private static Path folders;

    /** A server that records, and says for how many seconds it has. */
    static final class Server {
        public static void main(String[] arguments) throws Exception {
            Recorder recorder =
                    new Recorder(
                            MediaFiles.ffmpeg(),
                            Path.of(arguments[0]),
                            "it",
                            Duration.ofMinutes(1),
                            Executors.defaultThreadFactory());
            EncodedSamples.tone(0);
            EncodedSamples.dark(0, 640, 480);
            long start = System.nanoTime();
            for (int piece = 0; ; piece++) {
                long next = start + TimeUnit.MILLISECONDS.toNanos(20 * piece);
                TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
                byte[] tone = EncodedSamples.tone(piece);
                recorder.received(Feed.audio(960L * piece, System.nanoTime(), 0, tone));
                if (piece % 2 == 0) {
                    recorder.received(EncodedSamples.dark(System.nanoTime(), 640, 480));
                    System.out.println((System.nanoTime() - start) / 1e9);
                }
            }
        }
    }

    /** Both record at the same time, since each has to for some seconds. */
    @BeforeAll
    static void startServers() throws Exception {
        for (boolean encoderToo : new boolean[] {false, true}) {
            Path folder = Files.createDirectory(folders.resolve("" + encoderToo));
            SERVERS.put(
                    encoderToo,
                    new ProcessBuilder(
                                    System.getProperty("java.home") + "/bin/java",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    Server.class.getName(),
                                    folder.toString())
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start());
        }
    }

    @AfterAll
    static void killServers() throws Exception {
        for (Process server : SERVERS.values()) {
            server.destroyForcibly().waitFor();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatAKilledServerHasRecordedPlaysButForTheLastSeconds(boolean encoderToo)
            throws Exception {
        Process server = SERVERS.get(encoderToo);
        double time = 0;
        List<ProcessHandle> encoders = List.of();
        try (BufferedReader said = server.inputReader()) {
            while (time < 8 || said.ready()) {
                time = Double.parseDouble(said.readLine());
            }
            encoders = server.descendants().toList();
            if (encoderToo) {
                encoders.forEach(ProcessHandle::destroyForcibly);
            }
        } finally {
            server.destroyForcibly().waitFor();
        }
        assertEquals(1, encoders.size());
        encoders.get(0).onExit().get(5, TimeUnit.SECONDS);

        Path part = folders.resolve("" + encoderToo).resolve("it.part.mp4");
        assertEquals(time - 2, MediaFiles.playsUntil(part, "v"), 2);
        assertEquals(time - 2, MediaFiles.playsUntil(part, "a"), 2);
        if (encoderToo) {
            long before = Files.size(part);
            assertTrue(Fragments.keepWhole(part) > before / 2);
            assertTrue(MediaFiles.playsUntil(part, "v") > time - 4);
        }
    }
}
