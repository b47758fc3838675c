package org.webrtcexamples.recorded;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.webrtcexamples.BrowserTest;
import org.webrtcexamples.recorded.Scenario.Ending;
import org.webrtcexamples.recorded.Scenario.Kind;
import org.webrtcexamples.recorded.Scenario.Media;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Every client with every kind of media on every network, for longer. */
@Tag("soak")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
@BrowserTest
class BadNetworkRecordingsSoakIT extends RecordedScenarios {

    private static final double SECONDS = 45;

    @Override
    int atOnce() {
        return 6;
    }

    @Override
    List<Scenario> all() {
        List<Network> networks =
                List.of(
                        Network.CALM,
                        Network.hold(350),
                        Network.hold(600),
                        Network.hold(900),
                        Network.hold(2000),
                        Network.holdAtStart(350),
                        Network.holdAtStart(600),
                        Network.holdAtStart(2000),
                        Network.holdTwice(350),
                        Network.holdTwice(600),
                        Network.holdTwice(900),
                        Network.slowDrain(600),
                        Network.slowDrain(900),
                        Network.slowDrain(2000),
                        Network.lossyHold(600),
                        Network.lossyHold(900),
                        Network.loss(5));
        List<Tracks> tracks =
                List.of(
                        Tracks.LATE_CAMERA,
                        Tracks.LATE_MICROPHONE,
                        Tracks.SOUND_PAUSES,
                        Tracks.PICTURE_PAUSES,
                        Tracks.BOTH_PAUSE,
                        Tracks.MUTED,
                        Tracks.SIZES);
        List<Scenario> all = new ArrayList<>();
        for (Network network : networks) {
            for (Media media : Media.values()) {
                for (Kind client : Kind.values()) {
                    all.add(Scenario.of(client, media, network).lasting(SECONDS));
                }
            }
        }
        for (Tracks each : tracks) {
            for (Kind client : Kind.values()) {
                all.add(Scenario.of(client, each).lasting(SECONDS));
            }
        }
        for (Kind client : Kind.values()) {
            all.add(Scenario.of(client, Tracks.NOTHING));
            all.add(Scenario.of(client, Ending.CLOSED_BY_CLIENT));
            all.add(Scenario.of(client, Ending.CLIENT_VANISHES));
        }
        return all;
    }
}
