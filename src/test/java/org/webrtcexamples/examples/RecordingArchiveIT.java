package org.webrtcexamples.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.webrtcexamples.ShippedWar;
import org.webrtcexamples.client.ConnectionsClient;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The end of the server, while it records. */
@ExtendWith(ArquillianExtension.class)
class RecordingArchiveIT {

    private static final Path FOLDER =
            Path.of("target", "recordings-" + UUID.randomUUID()).toAbsolutePath();

    @ArquillianResource private URL deployed;

    @Deployment(testable = false)
    static WebArchive war() {
        return ShippedWar.create("webrtc.recordings.folder=" + FOLDER)
                .addClass(RecordedTestPicture.class);
    }

    @Test
    void finishesWhatItRecordsBeforeItGoesAndLeavesNoProcess() throws Exception {
        ConnectionsClient server = new ConnectionsClient(ShippedWar.onLocalhost(deployed));
        for (int i = 0; i < 2; i++) {
            server.create(RecordedTestPicture.NAME);
        }
        ProcessHandle process = payaraMicro();
        awaitRecorded();
        List<ProcessHandle> programs = process.descendants().toList();
        assertEquals(2, programs.size(), programs.toString());

        process.destroy();
        process.onExit().get(30, TimeUnit.SECONDS);

        assertTrue(programs.stream().noneMatch(ProcessHandle::isAlive));
        List<String> left = recordings();
        assertEquals(2, left.size(), left.toString());
        assertTrue(
                left.stream().allMatch(name -> name.matches("[0-9a-f-]{36}\\.mp4")),
                left.toString());
    }

    /** With a second in each, and after the end has been rehearsed. */
    private static void awaitRecorded() throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        long start = System.nanoTime();
        while (recordings().size() < 2 || System.nanoTime() - start < TimeUnit.SECONDS.toNanos(5)) {
            assertTrue(System.nanoTime() < deadline, "Nothing is recorded: " + recordings());
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private static List<String> recordings() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toFile().length() > 0)
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".mp4"))
                    .toList();
        }
    }

    private static ProcessHandle payaraMicro() {
        return ProcessHandle.current()
                .children()
                .filter(
                        child ->
                                child.info()
                                        .commandLine()
                                        .filter(line -> line.contains("--deploy"))
                                        .isPresent())
                .findFirst()
                .orElseThrow();
    }
}
