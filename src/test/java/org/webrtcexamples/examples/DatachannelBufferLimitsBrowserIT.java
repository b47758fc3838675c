package org.webrtcexamples.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.webrtcexamples.Browser;
import org.webrtcexamples.BrowserTest;
import org.webrtcexamples.TestServer;

import java.time.Duration;
import java.util.Map;

/** The page of datachannel-buffer-limits in a real browser. */
@BrowserTest
class DatachannelBufferLimitsBrowserIT {

    @RegisterExtension static final Browser BROWSER = Browser.plain();

    private ExamplePage page;

    @BeforeEach
    void open() {
        page = new ExamplePage(TestServer.SHIPPED, "datachannel-buffer-limits", BROWSER);
    }

    @AfterEach
    void quit() {
        page.close();
    }

    private static final Duration TIME_TO_TRANSFER = Duration.ofMinutes(2);
    private static final int MIB = 1024 * 1024;

    /** The last chunk is shorter than the others: no total is a multiple of these. */
    @ParameterizedTest
    @CsvSource({"10, 48", "200, 60", "20, 256"})
    void whatIsSentComesBackByteForByte(int totalMib, int chunkKib) {
        page.open();
        page.set("total", totalMib);
        page.set("chunk", chunkKib);
        count(chunkKib * 1024);
        page.start();

        untilVerdictIs("ok");

        long total = (long) totalMib * MIB;
        int chunk = chunkKib * 1024;
        long rest = total % chunk;
        assertEquals(
                Map.of(
                        "bytes",
                        total,
                        "chunks",
                        total / chunk,
                        "rests",
                        rest == 0 ? 0L : 1L,
                        "other",
                        0L),
                page.browser().executeScript("return counted"));
        assertTrue(page.number("upload-rate") > 0);
        assertTrue(page.number("download-rate") > 0);
        page.assertNoErrors();
    }

    @Test
    void cancelEndsTheConnection() {
        page.open();
        page.set("total", 1024);
        page.start();
        page.untilServerHas(1);

        page.click("cancel");

        page.untilServerHas(0);
        page.until(() -> page.text("state").equals("stopped"));
        page.assertNoErrors();
    }

    @Test
    void saysWhyTheServerEndsIt() {
        page.start();
        untilVerdictIs("ok");

        page.send("#STOP");

        page.until(() -> page.text("error").contains("#STOP comes without #START"));
        page.untilServerHas(0);
    }

    /** Counts what comes back, beside the page. */
    private void count(int chunkBytes) {
        page.browser()
                .executeScript(
                        """
                        const chunk = '.'.repeat(arguments[0]);
                        window.counted = { bytes: 0, chunks: 0, rests: 0, other: 0 };
                        window.onChannel = channel => {
                          channel.addEventListener('message', ({ data }) => {
                            if (data.startsWith('#')) {
                              return;
                            }
                            counted.bytes += data.length;
                            if (data === chunk) {
                              counted.chunks++;
                            } else if (chunk.startsWith(data)) {
                              counted.rests++;
                            } else {
                              counted.other++;
                            }
                          });
                        };
                        """,
                        chunkBytes);
    }

    private void untilVerdictIs(String state) {
        page.until(
                TIME_TO_TRANSFER,
                () ->
                        state.equals(
                                page.browser()
                                        .findElement(By.id("verdict"))
                                        .getDomAttribute("data-state")));
    }
}
