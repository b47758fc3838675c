package org.webrtcexamples.bench;

import org.webrtcexamples.ServerProcess;
import org.webrtcexamples.client.AudioStats;
import org.webrtcexamples.client.ClientPeer;
import org.webrtcexamples.client.Connection;
import org.webrtcexamples.client.ConnectionsClient;
import org.webrtcexamples.client.ReceivedFrame;
import org.webrtcexamples.client.ReceivedVideo;
import org.webrtcexamples.client.SentVideo;
import org.webrtcexamples.client.VideoStats;
import org.webrtcexamples.media.Tone;
import org.webrtcexamples.peer.relay.LightViewer;
import org.webrtcexamples.peer.relay.LightViewers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;

/**
 * What it costs the server to send on pictures of 640 × 480 at 20 a second, with sound, and whether
 * they arrive; and the same of {@link NativeRelay}. Of the viewers eight see the picture, the
 * others only count what they are sent.
 */
final class Relay {

    static final String BROADCASTER = "broadcaster";
    static final String VIEWER = "viewer";
    static final String LOOPBACK = "audio-video-loopback";

    private static final int WIDTH = 640;
    private static final int HEIGHT = 480;
    private static final int FRAMES_PER_SECOND = 20;
    private static final double LEAST_FRAMES_PER_SECOND = 0.95 * FRAMES_PER_SECOND;
    private static final int SOURCE = 1;

    /** In percent of a core, for so many viewers. */
    private static final Map<Integer, Double> CPU_LIMITS = Map.of(8, 10.0, 200, 50.0);

    private static final double FIRST_PICTURE_LIMIT_MILLIS = 500;

    private static final int SEEING = 8;
    private static final int CLIENTS_AT_ONCE = 4;
    private static final int LATE_VIEWERS = 5;
    private static final int LATE_VIEWER_MILLIS = 1000;
    private static final int POSTS = 200;

    private static final int WARMING = 32;
    private static final Duration WARM_UP = Duration.ofSeconds(15);
    private static final Duration WATCHED = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ServerProcess server;
    private final ConnectionsClient client;
    private final Report.Part report;
    private final String prefix;

    /**
     * @param prefix of the names of all figures; the targets are for those without one
     */
    private Relay(ServerProcess server, Report.Part report, String prefix) {
        this.server = server;
        this.report = report;
        this.prefix = prefix;
        client = server.client();
    }

    static void measure(ServerProcess server, Report.Part report) throws Exception {
        Relay relay = new Relay(server, report, "");
        relay.warmUp();
        relay.measurePost();
        report.add("CPU with 0 viewers", server.cpuPercent(WATCHED), "%");
        relay.measureViewers(1, 4, 8, 32, 200);
        relay.measureLoopbacks(1, 3);
        List<String> program =
                List.of(
                        "-classpath",
                        System.getProperty("java.class.path"),
                        NativeRelay.class.getName());
        try (ServerProcess nativeRelay = server.startAnother(program, "native-relay.log")) {
            Relay transcoding = new Relay(nativeRelay, report, "replaceTrack: ");
            transcoding.measureViewers(1, 4, 8);
            transcoding.measureLoopbacks(1, 3);
        }
    }

    private void measurePost() {
        double[] times = new double[POSTS];
        for (int i = 0; i < POSTS; i++) {
            long start = System.nanoTime();
            Connection connection = client.create(VIEWER);
            times[i] = Latencies.millisSince(start);
            client.delete(VIEWER, connection.id());
        }
        Arrays.sort(times);
        add("POST of a viewer, p50", Latencies.percentile(times, 50), "ms");
    }

    /** Until the server forwards at its full speed. */
    private void warmUp() throws Exception {
        Progress.say("warming up with " + WARMING + " viewers");
        Queue<LightViewer> viewers = new ConcurrentLinkedQueue<>();
        try (ClientPeer broadcaster = new ClientPeer();
                LightViewers lightViewers = new LightViewers()) {
            send(broadcaster, BROADCASTER);
            join(WARMING, () -> viewers.add(lightViewers.join(client, VIEWER)));
            Thread.sleep(WARM_UP.toMillis());
            viewers.forEach(LightViewer::close);
        }
    }

    private void measureViewers(int... numbers) throws Exception {
        Queue<AutoCloseable> viewers = new ConcurrentLinkedQueue<>();
        List<Watched> watched = new ArrayList<>();
        try (ClientPeer broadcaster = new ClientPeer();
                LightViewers lightViewers = new LightViewers()) {
            SentVideo sent = send(broadcaster, BROADCASTER);
            try {
                for (int number : numbers) {
                    Queue<Watched> more = new ConcurrentLinkedQueue<>();
                    Queue<Duration> firstPackets = new ConcurrentLinkedQueue<>();
                    if (watched.size() < SEEING) {
                        join(
                                number - watched.size(),
                                () -> {
                                    ClientPeer peer = ClientPeer.answering(client, VIEWER);
                                    viewers.add(peer);
                                    more.add(new Seeing(peer));
                                });
                    } else {
                        join(
                                number - watched.size(),
                                () -> {
                                    LightViewer viewer = lightViewers.join(client, VIEWER);
                                    viewers.add(viewer);
                                    firstPackets.add(viewer.awaitFirstPacket(PATIENCE));
                                    more.add(new Counting(viewer));
                                });
                    }
                    watched.addAll(more);
                    String with = " with " + plural(number, "viewer");
                    addFirstPackets(firstPackets, with);
                    watch(watched, with, CPU_LIMITS.getOrDefault(number, Double.NaN));
                    measureLateViewers(with);
                }
            } finally {
                for (AutoCloseable viewer : viewers) {
                    viewer.close();
                }
            }
            Progress.say(sent.frames() + " frames were sent");
        }
    }

    /** From the POST to the first packet of the picture, of those that came four at a time. */
    private void addFirstPackets(Queue<Duration> times, String with) {
        if (!times.isEmpty()) {
            double[] millis =
                    times.stream().mapToDouble(time -> time.toNanos() / 1e6).sorted().toArray();
            add("first packet, median" + with, Latencies.percentile(millis, 50), "ms");
            add("first packet, worst" + with, millis[millis.length - 1], "ms");
        }
    }

    private static void join(int viewers, Clients.Task task) throws InterruptedException {
        Clients.run(Math.min(viewers, CLIENTS_AT_ONCE), viewers, task);
    }

    private void measureLoopbacks(int... numbers) throws Exception {
        Queue<ClientPeer> peers = new ConcurrentLinkedQueue<>();
        List<Watched> watched = new ArrayList<>();
        try {
            for (int number : numbers) {
                while (peers.size() < number) {
                    ClientPeer peer = new ClientPeer();
                    peers.add(peer);
                    send(peer, LOOPBACK);
                    watched.add(new Seeing(peer));
                }
                watch(watched, " with " + plural(number, "loopback"), Double.NaN);
            }
        } finally {
            peers.forEach(ClientPeer::close);
        }
    }

    private SentVideo send(ClientPeer peer, String example) throws Exception {
        peer.sendAudio(new Tone(440, 0.5)::fill);
        SentVideo video = peer.sendVideo(SOURCE, WIDTH, HEIGHT, FRAMES_PER_SECOND);
        peer.connect(client, example);
        peer.awaitConnected(PATIENCE);
        return video;
    }

    /** What someone has received so far. */
    private record Sample(long nanoTime, long frames, long garbled, long packets, long lost) {

        private double seconds(Sample earlier) {
            return (nanoTime - earlier.nanoTime) / 1e9;
        }

        double framesPerSecond(Sample earlier) {
            return (frames - earlier.frames) / seconds(earlier);
        }

        double packetsPerSecond(Sample earlier) {
            return (packets - earlier.packets) / seconds(earlier);
        }
    }

    /** Someone who receives. */
    private interface Watched {
        Sample sample() throws Exception;
    }

    /** One that decodes all, and has seen something when this is made. */
    private record Seeing(ClientPeer peer) implements Watched {

        Seeing {
            firstPicture(peer);
        }

        @Override
        public Sample sample() throws InterruptedException, TimeoutException {
            ReceivedVideo video = peer.receivedVideo();
            VideoStats videoStats = peer.videoStats();
            AudioStats audioStats = peer.audioStats();
            return new Sample(
                    System.nanoTime(),
                    video.frames(),
                    video.footage().unreadable(),
                    videoStats.packets() + audioStats.packets(),
                    videoStats.lost() + audioStats.lost());
        }
    }

    private record Counting(LightViewer viewer) implements Watched {

        @Override
        public Sample sample() {
            LightViewer.Counts counts = viewer.counts();
            return new Sample(
                    counts.nanoTime(), counts.frames(), 0, counts.packets(), counts.lost());
        }
    }

    private static ReceivedFrame firstPicture(ClientPeer peer) {
        try {
            return peer.receivedVideo().await(frame -> frame.source() == SOURCE, PATIENCE);
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * @param cpuLimit of the relay's CPU time, in percent of a core; NaN if there is none
     */
    private void watch(List<Watched> watched, String with, double cpuLimit) throws Exception {
        List<Sample> earlier = samples(watched);
        Duration clientTime = ClientCpu.time();
        double percent = server.cpuPercent(WATCHED);
        double clientPercent = ClientCpu.percentSince(clientTime, WATCHED);
        List<Sample> later = samples(watched);

        double[] frames = new double[watched.size()];
        double packets = 0;
        long lost = 0;
        long garbled = 0;
        for (int i = 0; i < watched.size(); i++) {
            frames[i] = later.get(i).framesPerSecond(earlier.get(i));
            packets += later.get(i).packetsPerSecond(earlier.get(i));
            lost += later.get(i).lost() - earlier.get(i).lost();
            garbled += later.get(i).garbled() - earlier.get(i).garbled();
        }
        Arrays.sort(frames);
        if (isJudged() && !Double.isNaN(cpuLimit)) {
            report.add("CPU" + with, percent, "%", cpuLimit);
        } else {
            add("CPU" + with, percent, "%");
        }
        if (isJudged()) {
            report.addAtLeast("frames, slowest" + with, frames[0], "1/s", LEAST_FRAMES_PER_SECOND);
        } else {
            add("frames, slowest" + with, frames[0], "1/s");
        }
        add("frames, median" + with, Latencies.percentile(frames, 50), "1/s");
        add("frames that came garbled" + with, garbled, "");
        add("packets forwarded" + with, packets, "1/s");
        add("packets lost" + with, lost, "");
        add("CPU per packet" + with, percent / 100 / packets * 1e6, "µs");
        add("CPU of all clients" + with, clientPercent, "%");
    }

    private static List<Sample> samples(List<Watched> watched) throws Exception {
        List<Sample> samples = new ArrayList<>();
        for (Watched each : watched) {
            samples.add(each.sample());
        }
        return samples;
    }

    /** From the POST to the first picture that is decoded, of some that come one after another. */
    private void measureLateViewers(String with) throws Exception {
        double[] millis = new double[LATE_VIEWERS];
        for (int i = 0; i < LATE_VIEWERS; i++) {
            long start = System.nanoTime();
            try (ClientPeer peer = new ClientPeer()) {
                peer.connect(client, VIEWER);
                millis[i] = (firstPicture(peer).nanoTime() - start) / 1e6;
            }
            Thread.sleep(LATE_VIEWER_MILLIS);
        }
        Arrays.sort(millis);
        String name = "first picture of one more, %s" + with;
        double median = Latencies.percentile(millis, 50);
        if (isJudged()) {
            report.add(name.formatted("median"), median, "ms", FIRST_PICTURE_LIMIT_MILLIS);
        } else {
            add(name.formatted("median"), median, "ms");
        }
        add(name.formatted("worst"), millis[LATE_VIEWERS - 1], "ms");
    }

    private void add(String name, double value, String unit) {
        report.add(prefix + name, value, unit);
    }

    private boolean isJudged() {
        return prefix.isEmpty();
    }

    private static String plural(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
