package org.webrtcexamples.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import jakarta.ws.rs.client.WebTarget;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.webrtcexamples.ServerProcess;
import org.webrtcexamples.client.ClientPeer;
import org.webrtcexamples.client.ConnectionsClient;
import org.webrtcexamples.media.Tone;
import org.webrtcexamples.media.recording.MediaFiles;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** What becomes of a recording under way when its server is stopped, or killed. */
@Timeout(180)
class RecordingServerEndIT {

    private static final String EXAMPLE = "record-audio-video-stream";

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** The longest that a program may outlive its server. */
    private static final long TIME_TO_GO_SECONDS = 10;

    /** In seconds. */
    private static final double RECORDED = 6;

    @TempDir Path folder;

    private ServerProcess process;
    private ClientPeer client;
    private List<ProcessHandle> programs;

    /** In seconds, when the server ended. */
    private double recorded;

    @BeforeEach
    void record() throws Exception {
        start();
        client = new ClientPeer();
        client.sendAudio(new Tone(440, 0.5)::fill);
        client.sendVideo(1, 640, 480, 20);
        client.connect(process.client(), EXAMPLE);
        await(() -> duration() >= RECORDED);
        programs = process.handle().children().toList();
        assertEquals(1, programs.size(), "one that encodes");
    }

    private void start() throws Exception {
        process =
                ServerProcess.start(
                        Path.of("target"),
                        Path.of("target", "recording-server.log"),
                        List.of("-Dwebrtc.recordings.folder=" + folder),
                        Map.of());
    }

    @AfterEach
    void stop() {
        client.abandon();
        process.close();
    }

    @Test
    void whatAStoppedServerWasRecordingIsFinished() throws Exception {
        recorded = duration();
        process.handle().destroy();
        process.handle().onExit().get(30, TimeUnit.SECONDS);
        checkNextStart(1);
    }

    @Test
    void whatAKilledServerHasRecordedIsFinishedAtTheNextStart() throws Exception {
        recorded = duration();
        process.handle().destroyForcibly();
        process.handle().onExit().get(10, TimeUnit.SECONDS);
        checkNextStart(2);
    }

    /**
     * @param missing how many seconds may be, at most
     */
    private void checkNextStart(double missing) throws Exception {
        programs.get(0).onExit().get(TIME_TO_GO_SECONDS, TimeUnit.SECONDS);
        start();
        await(() -> recording().getString("state").equals("finished"));
        Path file = folder.resolve("fetched");
        try (InputStream video = target("/video").request().get(InputStream.class)) {
            Files.copy(video, file);
        }
        for (String stream : List.of("v", "a")) {
            double until = MediaFiles.playsUntil(file, stream);
            assertTrue(
                    until > recorded - missing, stream + " plays to " + until + " of " + recorded);
        }
    }

    private double duration() {
        return recording().getJsonNumber("duration").doubleValue();
    }

    private JsonObject recording() {
        return target("").request().get(JsonObject.class);
    }

    private WebTarget target(String more) {
        ConnectionsClient server = process.client();
        return server.target(EXAMPLE + "/recordings/" + client.connectionId() + more);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "not within " + PATIENCE);
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }
}
