package org.webrtcexamples.bench;

import jakarta.json.JsonObject;

import org.webrtcexamples.ServerProcess;
import org.webrtcexamples.client.ClientPeer;
import org.webrtcexamples.client.ConnectionsClient;
import org.webrtcexamples.client.SentVideo;
import org.webrtcexamples.media.Tone;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What it costs the server to draw on pictures of 640 × 480 at 20 a second and send them back, and
 * to record them with sound; and how many come.
 */
final class Videos {

    private static final String COMPOSITING = "video-compositing";
    private static final String RECORDING = "record-audio-video-stream";

    private static final int WIDTH = 640;
    private static final int HEIGHT = 480;
    private static final int FRAMES_PER_SECOND = 20;

    private static final int FEW = 1;
    private static final int MANY = 3;

    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration WATCHED = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ServerProcess server;
    private final ConnectionsClient client;
    private final Report.Part report;

    /** What was measured while the server was watched, in percent of a core. */
    private record Cpu(double server, double programs, double clients) {}

    private record Camera(ClientPeer peer, SentVideo sent) {}

    private Videos(ServerProcess server, Report.Part report) {
        this.server = server;
        this.report = report;
        client = server.client();
    }

    static void measure(ServerProcess server, Report.Part report) throws Exception {
        Videos videos = new Videos(server, report);
        report.add("CPU with nothing to do", server.cpuPercent(WATCHED), "%");
        videos.measureCompositings();
        videos.measureRecordings();
    }

    private void measureCompositings() throws Exception {
        List<Camera> cameras = new ArrayList<>();
        try {
            for (int number : new int[] {FEW, MANY}) {
                film(COMPOSITING, number, cameras);
                for (Camera camera : cameras) {
                    camera.peer().receivedVideo().await(frame -> true, PATIENCE);
                }
                Thread.sleep(WARM_UP.toMillis());
                List<Integer> earlier = received(cameras);
                long start = System.nanoTime();
                Cpu cpu = watch();
                double seconds = (System.nanoTime() - start) / 1e9;
                List<Integer> later = received(cameras);

                String with = with(number, "compositing");
                report.add("CPU" + with, cpu.server(), "%");
                double slowest = Double.MAX_VALUE;
                for (int i = 0; i < number; i++) {
                    slowest = Math.min(slowest, (later.get(i) - earlier.get(i)) / seconds);
                }
                report.addAtLeast("frames received, slowest" + with, slowest, "1/s", 28);
                report.add("CPU of all clients" + with, cpu.clients(), "%");
            }
        } finally {
            cameras.forEach(camera -> camera.peer().close());
        }
    }

    private static List<Integer> received(List<Camera> cameras) {
        return cameras.stream().map(camera -> camera.peer().receivedVideo().frames()).toList();
    }

    private void measureRecordings() throws Exception {
        List<Camera> cameras = new ArrayList<>();
        try {
            for (int number : new int[] {FEW, MANY}) {
                film(RECORDING, number, cameras);
                Thread.sleep(WARM_UP.toMillis());
                Cpu cpu = watch();

                String with = with(number, "recording");
                report.add("CPU" + with, cpu.server(), "%");
                report.add("CPU of ffmpeg" + with, cpu.programs(), "%");
                report.add("CPU of both" + with, cpu.server() + cpu.programs(), "%");
                report.add("CPU of all clients" + with, cpu.clients(), "%");
                int sent = cameras.stream().mapToInt(camera -> camera.sent().frames()).sum();
                int dropped = 0;
                for (Camera camera : cameras) {
                    dropped += recording(camera).getInt("droppedFrames");
                }
                report.add("frames sent so far" + with, sent, "");
                report.add("... of them dropped by the recorder", dropped, "", 0);
            }
        } finally {
            cameras.forEach(camera -> camera.peer().close());
        }
    }

    private JsonObject recording(Camera camera) {
        JsonObject recording =
                client.target(RECORDING + "/recordings/" + camera.peer().connectionId())
                        .request()
                        .get(JsonObject.class);
        if (!recording.getString("state").equals("recording") || recording.getInt("width") == 0) {
            throw new IllegalStateException("no picture is being recorded: " + recording);
        }
        return recording;
    }

    /** Until there are so many. */
    private void film(String example, int number, List<Camera> cameras) throws Exception {
        while (cameras.size() < number) {
            ClientPeer peer = new ClientPeer();
            if (example.equals(RECORDING)) {
                peer.sendAudio(new Tone(440, 0.5)::fill);
            }
            cameras.add(new Camera(peer, peer.sendVideo(1, WIDTH, HEIGHT, FRAMES_PER_SECOND)));
            peer.connect(client, example);
            peer.awaitConnected(PATIENCE);
        }
    }

    private Cpu watch() throws Exception {
        Duration clients = ClientCpu.time();
        Duration programs = programTime();
        double percent = server.cpuPercent(WATCHED);
        return new Cpu(
                percent,
                100.0 * programTime().minus(programs).toNanos() / WATCHED.toNanos(),
                ClientCpu.percentSince(clients, WATCHED));
    }

    /** CPU time of what the server has started. */
    private Duration programTime() {
        return server.handle()
                .children()
                .flatMap(program -> program.info().totalCpuDuration().stream())
                .reduce(Duration.ZERO, Duration::plus);
    }

    private static String with(int number, String noun) {
        return " with " + number + " " + noun + (number == 1 ? "" : "s");
    }
}
