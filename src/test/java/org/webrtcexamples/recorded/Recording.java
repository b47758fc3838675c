package org.webrtcexamples.recorded;

import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import jakarta.ws.rs.client.WebTarget;

import org.webrtcexamples.client.ConnectionsClient;
import org.webrtcexamples.client.NetworkCable;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A recording that was made.
 *
 * @param json what the server told of it in the end
 * @param file what was fetched, or null if there was nothing
 * @param disturbances when the network held something up, or a track changed, in seconds of the
 *     marks
 */
record Recording(
        Scenario scenario,
        SentPackets packets,
        JsonObject json,
        Path file,
        List<Span> disturbances) {

    static final String EXAMPLE = "record-audio-video-stream";

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int WIDTH = 320;
    private static final int HEIGHT = 240;
    private static final long SEED = 7;

    /** From one time to another. */
    record Span(double from, double to) {}

    /** Something to be done at a time. */
    private record Step(double at, Action action) {}

    private interface Action {
        void run() throws Exception;
    }

    /** Makes a sender of sound, a picture, or both, of that size. */
    interface Senders {
        Sender create(Scenario scenario, int width, int height) throws Exception;
    }

    static Recording make(Scenario scenario, ConnectionsClient server, Senders senders, Path folder)
            throws Exception {
        try (NetworkCable cable = new NetworkCable()) {
            SentPackets packets = new SentPackets();
            cable.watch(packets::sent);
            cable.watchDelivered(packets::delivered);
            boolean sizes = scenario.tracks().change() == Tracks.Change.OTHER_SIZES;
            Sender sender = senders.create(scenario, sizes ? 640 : WIDTH, sizes ? 480 : HEIGHT);
            try {
                if (scenario.tracks().from() == 0) {
                    change(sender, scenario.tracks(), false);
                }
                sender.connect(server, cable, packets);
                if (!scenario.isEmpty()) {
                    assertTrue(packets.awaitFirst(PATIENCE.toSeconds()), "nothing is sent");
                }
                List<Span> disturbances = run(scenario, sender, cable, packets);
                switch (scenario.ending()) {
                    case DELETED -> server.delete(EXAMPLE, sender.id());
                    case CLOSED_BY_CLIENT -> sender.close();
                    case CLIENT_VANISHES -> cable.cut();
                }
                WebTarget target = server.target(EXAMPLE + "/recordings/" + sender.id());
                JsonObject json = awaitEnd(target);
                Path file = fetch(target, folder.resolve(fileName(scenario)));
                return new Recording(scenario, packets, json, file, disturbances);
            } finally {
                sender.close();
            }
        }
    }

    private static String fileName(Scenario scenario) {
        return scenario.toString().replaceAll("[^a-z0-9]+", "-") + ".mp4";
    }

    /** Does what is to be done until the recording's end. */
    private static List<Span> run(
            Scenario scenario, Sender sender, NetworkCable cable, SentPackets packets)
            throws Exception {
        long connected = System.nanoTime();
        cable.disturb(scenario.network().disturbance(), SEED);
        List<Step> steps = new ArrayList<>();
        List<Span> disturbances = new ArrayList<>();
        double offset = (connected - sender.marksBegin()) / 1e9;
        for (Network.Hold hold : scenario.network().holds()) {
            double end = hold.at() + Network.seconds(hold.length());
            double pace = scenario.network().pace();
            steps.add(new Step(hold.at(), cable::hold));
            steps.add(new Step(end, () -> cable.release(pace)));
            double drained = end + (pace > 2 ? 0 : Network.seconds(hold.length()));
            disturbances.add(new Span(offset + hold.at(), offset + drained));
        }
        Tracks tracks = scenario.tracks();
        if (tracks != Tracks.ALL && !scenario.isEmpty()) {
            if (tracks.from() > 0) {
                steps.add(new Step(tracks.from(), () -> change(sender, tracks, false)));
            }
            steps.add(new Step(tracks.to(), () -> change(sender, tracks, true)));
            disturbances.add(new Span(offset + tracks.from(), offset + tracks.to()));
        }
        steps.add(new Step(scenario.seconds(), packets::stop));
        steps.sort(Comparator.comparingDouble(Step::at));
        for (Step step : steps) {
            long left = connected + (long) (step.at * 1e9) - System.nanoTime();
            TimeUnit.NANOSECONDS.sleep(Math.max(0, left));
            step.action.run();
        }
        return disturbances;
    }

    private static void change(Sender sender, Tracks tracks, boolean back) {
        switch (tracks.change()) {
            case NONE -> {}
            case NO_SOUND -> sender.setSoundSent(back);
            case NO_PICTURE -> sender.setPictureSent(back);
            case NEITHER -> {
                sender.setSoundSent(back);
                sender.setPictureSent(back);
            }
            case MUTED -> sender.setMuted(!back);
            case OTHER_SIZES -> sender.setSize(back ? 1280 : 320, back ? 720 : 240);
        }
    }

    private static JsonObject awaitEnd(WebTarget target) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            JsonObject json = target.request().get(JsonObject.class);
            String state = json.getString("state");
            if (state.equals("finished") || state.equals("failed")) {
                return json;
            }
            assertTrue(System.nanoTime() < deadline, "still " + state);
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private static Path fetch(WebTarget target, Path file) throws Exception {
        try (var response = target.path("video").request().get()) {
            if (response.getStatus() != 200) {
                return null;
            }
            try (InputStream in = response.readEntity(InputStream.class)) {
                Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        try (var response = target.request().delete()) {
            assertTrue(response.getStatus() < 300, "the recording cannot be deleted");
        }
        return file;
    }
}
