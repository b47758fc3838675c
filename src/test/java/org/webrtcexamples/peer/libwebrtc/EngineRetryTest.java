package org.webrtcexamples.peer.libwebrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.webrtcexamples.peer.PeerUnavailableException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** An engine whose library is missing at the deployment, and is there later. */
@Timeout(120)
class EngineRetryTest {

    private static final String PROCESSOR = "os.arch";

    /** In a JVM of its own: in this one, another test may have loaded the library. */
    @Test
    void startsForTheFirstPeerWhenItDidNotAtTheDeployment() throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-classpath",
                                System.getProperty("java.class.path"),
                                EngineRetryTest.class.getName())
                        .redirectErrorStream(true)
                        .start();
        String output = output(process);

        assertEquals(0, process.waitFor(), output);
        assertTrue(output.contains("No engine yet; the next connection tries again"), output);
    }

    private static String output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** The other JVM. */
    public static void main(String[] arguments) {
        int status = 1;
        try {
            failAndStart();
            status = 0;
        } catch (Throwable e) {
            e.printStackTrace();
        }
        // The engine's threads are no daemons.
        Runtime.getRuntime().halt(status);
    }

    private static void failAndStart() {
        String processor = System.getProperty(PROCESSOR);
        System.setProperty(PROCESSOR, "s390x");
        try (Peers peers = new Peers()) {
            long begin = System.nanoTime();
            assertFalse(peers.startEngineAhead(Duration.ofMinutes(1)));
            assertTrue(
                    System.nanoTime() - begin < Duration.ofSeconds(30).toNanos(),
                    "the deployment waited for an engine that had failed");
            assertThrows(PeerUnavailableException.class, peers::create);

            System.setProperty(PROCESSOR, processor);
            peers.create();
            assertEquals(1, peers.engines());
        }
    }
}
