package org.webrtcexamples.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.webrtcexamples.Browser;
import org.webrtcexamples.BrowserTest;
import org.webrtcexamples.TestServer;

import java.util.List;

/** The page of sine-wave in a real browser, which measures what it receives. */
@BrowserTest
class SineWaveBrowserIT {

    @RegisterExtension static final Browser BROWSER = Browser.plain();

    private ExamplePage page;

    @BeforeEach
    void open() {
        page = new ExamplePage(TestServer.SHIPPED, "sine-wave", BROWSER);
    }

    @AfterEach
    void quit() {
        page.close();
    }

    @ParameterizedTest
    @ValueSource(doubles = {440, 880, 1234.5})
    void theToneHasTheFrequencyThatIsSet(double frequency) {
        page.start();
        ReceivedSound sound = new ReceivedSound(page);
        page.set("frequency", frequency);

        page.until(() -> Math.abs(sound.left().frequency() - frequency) < 1);
        page.until(() -> Math.abs(page.number("detected-frequency") - frequency) < 1);
        page.assertNoErrors();
    }

    @Test
    void whatIsNoFrequencyIsIgnoredAndTheToneGoesOn() {
        page.start();
        ReceivedSound sound = new ReceivedSound(page);
        page.send("880");
        page.until(() -> Math.abs(sound.left().frequency() - 880) < 1);

        for (String text : List.of("", "a tone", "NaN", "Infinity", "1e999", "-1", "440,5")) {
            page.send(text);
        }
        double sent = sound.statistic("totalSamplesReceived");
        page.until(() -> sound.statistic("totalSamplesReceived") > sent + 2 * 48_000);

        assertEquals(880, sound.left().frequency(), 1);
        assertEquals(Math.sqrt(0.5), sound.left().rms(), 0.02);
        page.send("30000");
        page.until(() -> sound.left().rms() < 0.01);
        page.send("990");
        page.until(() -> Math.abs(sound.left().frequency() - 990) < 1);
    }

    /** Once the jitter buffer has found its length. */
    @Test
    void theBrowserHardlyConcealsAndSpeedsUp() {
        page.start();
        ReceivedSound sound = new ReceivedSound(page);
        double settled = 3 * 48_000;
        page.until(() -> sound.statistic("totalSamplesReceived") > settled);
        double received = sound.statistic("totalSamplesReceived");
        double concealed = sound.statistic("concealedSamples");
        double removed = sound.statistic("removedSamplesForAcceleration");
        double packets = sound.statistic("packetsReceived");

        page.until(() -> sound.statistic("totalSamplesReceived") > received + 10 * 48_000);

        double samples = sound.statistic("totalSamplesReceived") - received;
        assertEquals(0, sound.statistic("concealedSamples") - concealed, samples * 0.01);
        assertEquals(0, sound.statistic("removedSamplesForAcceleration") - removed, samples * 0.01);
        assertEquals(
                samples / 960, sound.statistic("packetsReceived") - packets, samples / 960 * 0.03);
        assertEquals(0, sound.statistic("packetsLost"));
    }
}
