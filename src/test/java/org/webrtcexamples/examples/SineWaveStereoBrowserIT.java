package org.webrtcexamples.examples;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.webrtcexamples.ShippedWar;

import java.net.URL;

/** The page of sine-wave-stereo in a real browser, which measures what it receives. */
@ExtendWith(ArquillianExtension.class)
class SineWaveStereoBrowserIT {

    @ArquillianResource private URL deployed;

    private ExamplePage page;

    @Deployment(testable = false)
    static WebArchive war() {
        return ShippedWar.create();
    }

    @BeforeEach
    void open() {
        page = new ExamplePage(deployed, "sine-wave-stereo");
    }

    @AfterEach
    void quit() {
        page.close();
    }

    private static final double FULL_SCALE = Math.sqrt(0.5);

    @ParameterizedTest
    @CsvSource({"0, 1, 0", "50, 0.5, 0.5", "100, 0, 1", "25, 0.75, 0.25"})
    void panningMovesTheTone(int panning, double left, double right) {
        page.start();
        ReceivedSound sound = new ReceivedSound(page);
        page.set("panning", panning);

        untilHeard(sound, left, right);
        page.until(() -> Math.abs(page.number("level-left") - left * FULL_SCALE) < 0.02);
        page.until(() -> Math.abs(page.number("level-right") - right * FULL_SCALE) < 0.02);
        page.assertNoErrors();
    }

    @Test
    void panningIsClampedAndWhatIsNoneIsIgnored() {
        page.start();
        ReceivedSound sound = new ReceivedSound(page);

        page.send("1000");
        untilHeard(sound, 0, 1);
        page.send("-1000");
        untilHeard(sound, 1, 0);
        page.send("left");
        page.send("NaN");
        page.send("75");
        untilHeard(sound, 0.25, 0.75);
    }

    private void untilHeard(ReceivedSound sound, double left, double right) {
        page.until(
                () ->
                        Math.abs(sound.left().rms() - left * FULL_SCALE) < 0.02
                                && Math.abs(sound.right().rms() - right * FULL_SCALE) < 0.02);
    }
}
