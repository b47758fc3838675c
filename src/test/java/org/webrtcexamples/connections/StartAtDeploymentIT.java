package org.webrtcexamples.connections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.ws.rs.core.Response;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.webrtcexamples.ServerProcess;
import org.webrtcexamples.TestServer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What has been loaded when the server is ready, before any request. */
@Timeout(300)
class StartAtDeploymentIT {

    private static final Path TARGET = Path.of(System.getProperty("war")).getParent();
    private static final String PING_PONG = "ping-pong";
    private static final String SETTING = "-Dwebrtc.start-at-deployment=";

    @TempDir Path folder;

    private ServerProcess start(String... options) throws Exception {
        return ServerProcess.startFresh(TARGET, log(), List.of(options));
    }

    private Path log() {
        return folder.resolve("server.log");
    }

    private String logged() throws IOException {
        return Files.readString(log());
    }

    private static boolean hasNativeLibrary(ServerProcess server) throws IOException {
        Path maps = Path.of("/proc", Long.toString(server.handle().pid()), "maps");
        return Files.readString(maps).contains("libwebrtc-java");
    }

    @Test
    void theEngineHasStartedWhenTheServerIsReady() throws Exception {
        String log = Files.readString(TestServer.SHIPPED.process().log());
        int started = log.indexOf("The native WebRTC engine has started");
        int ready = log.indexOf(" ready in ");
        assertTrue(0 <= started && started < ready, log);
    }

    @Test
    void nothingNativeIsLoadedBeforeTheFirstPeerWhenThatIsTurnedOff() throws Exception {
        try (ServerProcess server = start(SETTING + false)) {
            server.client().examples();
            assertFalse(hasNativeLibrary(server));
            server.client().create(PING_PONG);
            assertTrue(hasNativeLibrary(server));
        }
    }

    /** No library is for such a processor. */
    @Test
    void theApplicationIsDeployedAndSaysWhatIsMissingWhenTheLibraryDoesNotLoad() throws Exception {
        try (ServerProcess server = start("-Dos.arch=s390x")) {
            assertTrue(logged().contains("There is no native WebRTC library for Linux on s390x"));
            for (int i = 0; i < 2; i++) {
                try (Response refused =
                        server.client()
                                .target(PING_PONG + "/connections")
                                .request()
                                .method("POST")) {
                    assertEquals(503, refused.getStatus());
                    String problem = refused.readEntity(String.class);
                    assertTrue(
                            problem.contains("no native WebRTC library for Linux on s390x"),
                            problem);
                }
            }
            server.client().create("viewer");
        }
    }
}
