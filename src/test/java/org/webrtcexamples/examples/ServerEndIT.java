package org.webrtcexamples.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import jakarta.ws.rs.client.WebTarget;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.webrtcexamples.Await;
import org.webrtcexamples.ServerProcess;
import org.webrtcexamples.client.ClientChannel;
import org.webrtcexamples.client.ClientPeer;
import org.webrtcexamples.client.ConnectionsClient;
import org.webrtcexamples.client.StatusEvents;
import org.webrtcexamples.media.Tone;
import org.webrtcexamples.media.recording.MediaFiles;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What becomes of clients, readers and recordings when their server is stopped, or killed. */
@Timeout(180)
class ServerEndIT {

    private static final String PING_PONG = "ping-pong";
    private static final String RECORD = "record-audio-video-stream";

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Without a word from the server, ICE takes longer than this to find out. */
    private static final Duration TIME_TO_TELL = Duration.ofSeconds(4);

    /** The longest that a program may outlive its server. */
    private static final long TIME_TO_GO_SECONDS = 10;

    private static final double RECORDED_SECONDS = 4;

    @TempDir private static Path folder;

    private static ServerProcess process;

    private final List<ClientPeer> clients = new ArrayList<>();

    /** By id, how many seconds had been recorded when the server ended. */
    private final Map<String, Double> recordings = new LinkedHashMap<>();

    private List<ProcessHandle> programs;

    /** Two at a time: one of audio alone, one of audio and video. */
    @BeforeEach
    void record() throws Exception {
        if (process == null) {
            start();
        }
        for (boolean hasVideo : List.of(false, true)) {
            ClientPeer client = new ClientPeer();
            clients.add(client);
            client.sendAudio(new Tone(440, 0.5)::fill);
            if (hasVideo) {
                client.sendVideo(1, 640, 480, 20);
            }
            client.connect(process.client(), RECORD);
            recordings.put(client.connectionId(), 0.0);
        }
        Await.until(
                PATIENCE,
                () -> recordings.keySet().stream().allMatch(id -> duration(id) >= RECORDED_SECONDS),
                "some seconds are recorded");
        programs = process.handle().descendants().toList();
        assertEquals(2, programs.size(), "one encoder for each: " + programs);
    }

    private static void start() throws Exception {
        process =
                ServerProcess.start(
                        Path.of("target"),
                        Path.of("target", "ended-server.log"),
                        List.of("-Dwebrtc.recordings.folder=" + folder),
                        Map.of());
    }

    @AfterEach
    void leave() {
        clients.forEach(ClientPeer::abandon);
    }

    @AfterAll
    static void stop() {
        process.close();
    }

    @Test
    void aServerThatIsStoppedTellsItsClientsAndReadersAndFinishesItsRecordings() throws Exception {
        List<ClientChannel> channels = new ArrayList<>();
        List<StatusEvents> readers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ClientPeer client = ClientPeer.answering(process.client(), PING_PONG);
            clients.add(client);
            channels.add(client.channel(PING_PONG));
            StatusEvents reader = process.client().status("viewer");
            reader.next(TIME_TO_TELL);
            readers.add(reader);
        }
        recordings.replaceAll((id, unknown) -> duration(id));

        process.handle().destroy();

        for (ClientChannel channel : channels) {
            channel.awaitClosed(TIME_TO_TELL);
        }
        for (StatusEvents reader : readers) {
            reader.awaitEnd(TIME_TO_TELL);
            reader.close();
        }
        process.handle().onExit().get(30, TimeUnit.SECONDS);
        assertTrue(programs.stream().noneMatch(ProcessHandle::isAlive));
        for (String id : recordings.keySet()) {
            assertEquals(List.of(id + ".mp4"), files(id), "finished");
        }
        start();
        checkRecordings(1);
    }

    @Test
    void whatAKilledServerHasRecordedIsFinishedAtTheNextStart() throws Exception {
        recordings.replaceAll((id, unknown) -> duration(id));

        process.handle().destroyForcibly();

        process.handle().onExit().get(10, TimeUnit.SECONDS);
        for (ProcessHandle program : programs) {
            program.onExit().get(TIME_TO_GO_SECONDS, TimeUnit.SECONDS);
        }
        start();
        checkRecordings(2);
    }

    /**
     * @param missing how many seconds may be, at most
     */
    private void checkRecordings(double missing) throws Exception {
        for (Map.Entry<String, Double> recording : recordings.entrySet()) {
            String id = recording.getKey();
            Await.until(
                    PATIENCE,
                    () -> recording(id).getString("state").equals("finished"),
                    "it is finished");
            Path file = folder.resolve(id + ".fetched");
            try (InputStream video = target(id + "/video").request().get(InputStream.class)) {
                Files.copy(video, file);
            }
            boolean hasVideo = recording(id).getInt("width") > 0;
            for (String stream : hasVideo ? List.of("v", "a") : List.of("a")) {
                double until = MediaFiles.playsUntil(file, stream);
                assertTrue(
                        until > recording.getValue() - missing,
                        () -> stream + " plays to " + until + " of " + recording.getValue());
            }
        }
    }

    private static List<String> files(String id) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(id))
                    .toList();
        }
    }

    private static double duration(String id) {
        return recording(id).getJsonNumber("duration").doubleValue();
    }

    private static JsonObject recording(String id) {
        return target(id).request().get(JsonObject.class);
    }

    private static WebTarget target(String path) {
        ConnectionsClient server = process.client();
        return server.target(RECORD + "/recordings/" + path);
    }
}
