package org.webrtcexamples.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.webrtcexamples.Browser;
import org.webrtcexamples.BrowserTest;
import org.webrtcexamples.TestServer;

/** The page of pitch-detector in a real browser, which sends its tone. */
@BrowserTest
class PitchDetectorBrowserIT {

    @RegisterExtension static final Browser BROWSER = Browser.plain();

    private ExamplePage page;

    @BeforeEach
    void open() {
        page = new ExamplePage(TestServer.SHIPPED, "pitch-detector", BROWSER);
    }

    @AfterEach
    void quit() {
        page.close();
    }

    @ParameterizedTest
    @ValueSource(doubles = {50, 440, 1000, 8000})
    void theServerReportsThePitchOfTheTone(double frequency) {
        page.start();
        page.set("frequency", frequency);

        untilReported(frequency);
        page.assertNoErrors();
    }

    @Test
    void followsAChangeWithinHalfASecond() {
        page.start();
        untilReported(440);
        recordReports();
        page.browser().executeScript("window.changedAt = performance.now()");
        page.set("frequency", 1500);
        untilReported(1500);

        double delay =
                number(
                        """
                        return reports.find(([, hz]) => Math.abs(hz - 1500) < 4.5)[0] - changedAt
                        """);

        assertTrue(delay < 500, "after " + delay + " ms");
    }

    @Test
    void reportsNoMoreThanTwentyTimesASecondAndNothingInSilence() {
        page.start();
        untilReported(440);
        recordReports();
        page.until(() -> number("return reports.length") >= 100);

        double shortest =
                number(
                        """
                        return Math.min(...reports.slice(20).map(([time], i) => time - reports[i][0]))
                        """);
        assertTrue(shortest > 950, "20 more reports within " + shortest + " ms");

        page.click("tone-on");
        page.until(() -> page.text("reported-frequency").equals("–"));
        double heard = number("return reports.length");
        page.until(() -> number("return performance.now() - reports.at(-1)[0]") > 2000);
        assertEquals(heard, number("return reports.length"));
    }

    private void untilReported(double frequency) {
        page.until(
                () ->
                        Math.abs(page.number("reported-frequency") - frequency)
                                <= Math.max(1, frequency * 0.003));
    }

    /** From now on; each with the time in ms and the pitch in Hz. */
    private void recordReports() {
        page.browser()
                .executeScript(
                        """
                        window.reports = [];
                        channel.addEventListener('message', ({ data }) =>
                          reports.push([performance.now(), JSON.parse(data)]));
                        """);
    }

    private double number(String script) {
        return ((Number) page.browser().executeScript(script)).doubleValue();
    }
}
