package org.webrtcexamples.recorded;

import static org.webrtcexamples.recorded.Scenario.Ending.CLIENT_VANISHES;
import static org.webrtcexamples.recorded.Scenario.Ending.CLOSED_BY_CLIENT;
import static org.webrtcexamples.recorded.Scenario.Kind.CHROMIUM;
import static org.webrtcexamples.recorded.Scenario.Kind.NATIVE;
import static org.webrtcexamples.recorded.Scenario.Media.BOTH;
import static org.webrtcexamples.recorded.Scenario.Media.PICTURE;
import static org.webrtcexamples.recorded.Scenario.Media.SOUND;

import org.junit.jupiter.api.Timeout;
import org.webrtcexamples.BrowserTest;

import java.util.List;

/** Short recordings on bad networks, and of tracks that come and go. */
@Timeout(180)
@BrowserTest
class BadNetworkRecordingsIT extends RecordedScenarios {

    @Override
    int atOnce() {
        return 9;
    }

    @Override
    List<Scenario> all() {
        return List.of(
                Scenario.of(NATIVE, BOTH, Network.CALM),
                Scenario.of(NATIVE, BOTH, Network.hold(350)),
                Scenario.of(NATIVE, BOTH, Network.hold(600)),
                Scenario.of(NATIVE, BOTH, Network.hold(900)),
                Scenario.of(NATIVE, BOTH, Network.hold(2000)),
                Scenario.of(NATIVE, CLIENT_VANISHES),
                Scenario.of(CHROMIUM, BOTH, Network.CALM),
                Scenario.of(CHROMIUM, BOTH, Network.hold(600)),
                Scenario.of(CHROMIUM, Tracks.LATE_CAMERA),
                Scenario.of(NATIVE, CLOSED_BY_CLIENT),
                Scenario.of(CHROMIUM, CLOSED_BY_CLIENT),
                Scenario.of(NATIVE, BOTH, Network.holdAtStart(600)),
                Scenario.of(NATIVE, BOTH, Network.holdTwice(600)),
                Scenario.of(NATIVE, BOTH, Network.slowDrain(900)),
                Scenario.of(NATIVE, BOTH, Network.lossyHold(900)),
                Scenario.of(NATIVE, BOTH, Network.loss(5)),
                Scenario.of(CHROMIUM, BOTH, Network.hold(2000)),
                Scenario.of(CHROMIUM, BOTH, Network.lossyHold(900)),
                Scenario.of(CHROMIUM, Tracks.MUTED),
                Scenario.of(NATIVE, SOUND, Network.hold(600)),
                Scenario.of(NATIVE, SOUND, Network.hold(2000)),
                Scenario.of(NATIVE, SOUND, Network.loss(5)),
                Scenario.of(NATIVE, PICTURE, Network.hold(900)),
                Scenario.of(NATIVE, Tracks.LATE_CAMERA),
                Scenario.of(NATIVE, Tracks.LATE_MICROPHONE),
                Scenario.of(CHROMIUM, BOTH, Network.holdTwice(600)),
                Scenario.of(CHROMIUM, Tracks.BOTH_PAUSE),
                Scenario.of(CHROMIUM, SOUND, Network.hold(600)),
                Scenario.of(CHROMIUM, PICTURE, Network.hold(900)),
                Scenario.of(NATIVE, Tracks.SOUND_PAUSES),
                Scenario.of(NATIVE, Tracks.PICTURE_PAUSES),
                Scenario.of(NATIVE, Tracks.MUTED),
                Scenario.of(NATIVE, Tracks.SIZES),
                Scenario.of(CHROMIUM, Tracks.SIZES),
                Scenario.of(NATIVE, Tracks.NOTHING));
    }
}
