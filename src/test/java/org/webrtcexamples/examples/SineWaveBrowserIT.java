package org.webrtcexamples.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.webrtcexamples.ShippedWar;

import java.net.URL;
import java.util.List;

/** The page of sine-wave in a real browser, which measures what it receives. */
@ExtendWith(ArquillianExtension.class)
class SineWaveBrowserIT {

    @ArquillianResource private URL deployed;

    private ExamplePage page;

    @Deployment(testable = false)
    static WebArchive war() {
        return ShippedWar.create();
    }

    @BeforeEach
    void open() {
        page = new ExamplePage(deployed, "sine-wave");
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
