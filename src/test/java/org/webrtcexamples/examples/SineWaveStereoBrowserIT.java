package org.webrtcexamples.examples;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.webrtcexamples.Browser;
import org.webrtcexamples.BrowserTest;
import org.webrtcexamples.TestServer;

/** The page of sine-wave-stereo in a real browser, which measures what it receives. */
@BrowserTest
class SineWaveStereoBrowserIT {

    @RegisterExtension static final Browser BROWSER = Browser.plain();

    private ExamplePage page;

    @BeforeEach
    void open() {
        page = new ExamplePage(TestServer.SHIPPED, "sine-wave-stereo", BROWSER);
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
