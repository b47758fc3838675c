package org.webrtcexamples.bench;

import org.webrtcexamples.Reading;
import org.webrtcexamples.ServerProcess;
import org.webrtcexamples.client.ClientChannel;
import org.webrtcexamples.client.ClientPeer;
import org.webrtcexamples.client.ConnectionsClient;
import org.webrtcexamples.client.ReceivedAudio;
import org.webrtcexamples.client.Transfer;
import org.webrtcexamples.media.Tone;

import java.time.Duration;

/** What connections leave behind that are closed. */
final class Cycles {

    private static final int FIRST = 100;
    private static final int ALL = 2000;
    private static final int FIRST_WITH_MEDIA = 50;
    private static final int ALL_WITH_MEDIA = 250;
    private static final int CLIENTS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private Cycles() {}

    static void measure(ServerProcess server, Report.Part report) throws Exception {
        ConnectionsClient client = server.client();
        measure(server, report, "POST and DELETE", FIRST, ALL, () -> postAndDelete(client));
        measure(server, report, "negotiations", FIRST, ALL, () -> PingPong.negotiate(client));
        measureMedia(server, report, "sine-wave", "frequency", Cycles::hear);
        measureMedia(server, report, "sine-wave-stereo", "panning", Cycles::hear);
        measureMedia(
                server,
                report,
                "pitch-detector",
                "frequency",
                (peer, channel) -> channel.next(PATIENCE));
        measureMedia(
                server,
                report,
                Transfers.EXAMPLE,
                Transfers.EXAMPLE,
                (peer, channel) -> Transfer.run(channel, 1 << 20, 64));
    }

    /** What a client does with a connection before it closes it. */
    private interface Use {
        void run(ClientPeer peer, ClientChannel channel) throws Exception;
    }

    private static void measureMedia(
            ServerProcess server, Report.Part report, String example, String label, Use use)
            throws Exception {
        Clients.Task cycle =
                () -> {
                    try (ClientPeer peer = new ClientPeer()) {
                        if (example.equals("pitch-detector")) {
                            peer.sendAudio(new Tone(440, 1)::fill);
                        }
                        peer.connect(server.client(), example);
                        use.run(peer, peer.channel(label));
                    }
                };
        measure(server, report, example, FIRST_WITH_MEDIA, ALL_WITH_MEDIA, cycle);
    }

    private static void hear(ClientPeer peer, ClientChannel channel) throws Exception {
        peer.receivedAudio().record(ReceivedAudio.SAMPLE_RATE / 10, PATIENCE);
    }

    /** Opens a connection and closes it without an answer. */
    static void postAndDelete(ConnectionsClient client) {
        client.delete(PingPong.EXAMPLE, client.create(PingPong.EXAMPLE).id());
    }

    private static void measure(
            ServerProcess server,
            Report.Part report,
            String what,
            int few,
            int many,
            Clients.Task cycle)
            throws Exception {
        Clients.run(CLIENTS, few, cycle);
        Reading first = server.read();
        Progress.say("%s, %d more times".formatted(what, many - few));
        Clients.run(CLIENTS, many - few, cycle);
        Reading all = server.read();
        report.addGrowth("%s, from %d to %d times".formatted(what, few, many), first, all);
    }
}
