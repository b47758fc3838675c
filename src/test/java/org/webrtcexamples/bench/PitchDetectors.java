package org.webrtcexamples.bench;

import org.webrtcexamples.Reading;
import org.webrtcexamples.ServerProcess;
import org.webrtcexamples.client.ClientChannel;
import org.webrtcexamples.client.ClientPeer;
import org.webrtcexamples.media.Tone;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** What it costs the server to hear tones and tell their pitches. */
final class PitchDetectors {

    private static final String EXAMPLE = "pitch-detector";
    private static final int FEW = 10;
    private static final int MANY = 50;
    private static final int CLIENTS_AT_ONCE = 4;
    private static final Duration WATCHED = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final double LOWEST_HZ = 200;
    private static final double STEP_HZ = 50;

    /** How far off a pitch may be, in its parts and in Hz, whichever is more. */
    private static final double TOLERANCE = 0.003;

    private static final double TOLERANCE_HZ = 1;

    private final ServerProcess server;
    private final Report.Part report;
    private final Queue<Singer> singers = new ConcurrentLinkedQueue<>();
    private final AtomicInteger voices = new AtomicInteger();

    private PitchDetectors(ServerProcess server, Report.Part report) {
        this.server = server;
        this.report = report;
    }

    static void measure(ServerProcess server, Report.Part report) throws Exception {
        new PitchDetectors(server, report).measure();
    }

    private void measure() throws Exception {
        try {
            Reading none = server.read();
            measure(FEW);
            Reading many = measure(MANY);
            report.add("RSS per singer", (double) (many.rss() - none.rss()) / MANY, "KiB");
            report.add("threads per singer", (double) (many.threads() - none.threads()) / MANY, "");
        } finally {
            singers.forEach(Singer::close);
        }
    }

    private Reading measure(int connections) throws Exception {
        Clients.run(
                CLIENTS_AT_ONCE,
                connections - singers.size(),
                () -> singers.add(new Singer(server, voices.getAndIncrement())));
        Reading reading = server.read();
        for (Singer singer : singers) {
            singer.hearPitches();
        }
        Duration clientTime = ClientCpu.time();
        double percent = server.cpuPercent(WATCHED);
        double clientPercent = ClientCpu.percentSince(clientTime, WATCHED);
        int pitches = 0;
        int fewest = Integer.MAX_VALUE;
        int most = 0;
        int wrong = 0;
        for (Singer singer : singers) {
            Pitches heard = singer.hearPitches();
            pitches += heard.count();
            fewest = Math.min(fewest, heard.count());
            most = Math.max(most, heard.count());
            wrong += heard.wrong();
        }
        String with = " with " + connections + " singers";
        report.add("CPU" + with, percent, "%");
        report.add("CPU of all clients" + with, clientPercent, "%");
        double seconds = WATCHED.toSeconds();
        report.add("pitches, fewest of one" + with, fewest / seconds, "1/s");
        report.add("pitches, most of one" + with, most / seconds, "1/s", 20);
        report.add("pitches that are wrong" + with, 100.0 * wrong / pitches, "%", 0);
        return reading;
    }

    /** What a singer was told. */
    private record Pitches(int count, int wrong) {}

    /** A client that sends a tone of its own. */
    private static final class Singer implements AutoCloseable {

        private final double frequency;
        private final ClientPeer peer = new ClientPeer();
        private final ClientChannel channel;

        Singer(ServerProcess server, int voice) throws InterruptedException, TimeoutException {
            frequency = LOWEST_HZ + voice * STEP_HZ;
            try {
                peer.sendAudio(new Tone(frequency, 1)::fill);
                peer.connect(server.client(), EXAMPLE);
                channel = peer.channel("frequency");
            } catch (Throwable e) {
                peer.close();
                throw e;
            }
        }

        /** All since the last call. */
        Pitches hearPitches() throws InterruptedException, TimeoutException {
            int count = channel.waiting();
            int wrong = 0;
            for (int i = 0; i < count; i++) {
                double pitch = Double.parseDouble(channel.next(PATIENCE));
                double off = Math.abs(pitch - frequency);
                wrong += off > Math.max(TOLERANCE_HZ, TOLERANCE * frequency) ? 1 : 0;
            }
            return new Pitches(count, wrong);
        }

        @Override
        public void close() {
            peer.close();
        }
    }
}
