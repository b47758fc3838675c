package org.webrtcexamples.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.webrtcexamples.Browser;
import org.webrtcexamples.BrowserTest;
import org.webrtcexamples.TestServer;

import java.time.Duration;
import java.util.List;

/** The page of ping-pong in a real browser, against the server. */
@BrowserTest
class PingPongBrowserIT {

    @RegisterExtension static final Browser BROWSER = Browser.plain();

    private ExamplePage page;

    @BeforeEach
    void open() {
        page = new ExamplePage(TestServer.SHIPPED, "ping-pong", BROWSER);
    }

    @AfterEach
    void quit() {
        page.close();
    }

    @Test
    void isListedOnTheIndexPage() {
        page.browser().get(page.address("index.html"));
        WebElement link = page.await(By.cssSelector("a[data-example=ping-pong]"));
        assertEquals(page.address("ping-pong/index.html"), link.getDomProperty("href"));
        link.click();
        page.await(By.cssSelector("#start:enabled"));
        assertEquals("Ping pong", page.text("title"));
        page.assertNoErrors();
    }

    @Test
    void answersTwoHundredPingsInOrder() {
        start();
        page.browser()
                .executeScript(
                        """
                window.order = [];
                const send = RTCDataChannel.prototype.send;
                RTCDataChannel.prototype.send = function (data) {
                  if (window.order.length === 0) {
                    this.addEventListener('message', event => window.order.push(event.data));
                  }
                  if (this.stopped || window.order.filter(x => x === 'ping').length === 200) {
                    return;
                  }
                  window.order.push(data);
                  return send.call(this, data);
                };
                """);
        page.set("interval", 10);
        page.until(() -> order().size() == 400);
        List<String> order = order();
        assertEquals(200, order.stream().filter("ping"::equals).count());
        assertEquals(200, order.stream().filter("pong"::equals).count());
        int unanswered = 0;
        for (String message : order) {
            unanswered += message.equals("ping") ? 1 : -1;
            assertTrue(unanswered >= 0, "a pong before its ping");
        }
        assertTrue(page.number("pongs") >= 200);
        assertTrue(page.number("rtt-median") > 0);
        page.assertNoErrors();
    }

    @Test
    void stopRemovesTheConnectionAndStartMakesAnother() {
        start();
        String first = page.text("connection-id");
        assertEquals(
                List.of(first),
                page.server().list("ping-pong").stream()
                        .map(connection -> connection.id())
                        .toList());
        page.click("stop");
        page.until(() -> page.text("state").equals("stopped"));
        page.untilServerHas(0);
        start();
        page.untilServerHas(1);
        assertTrue(!page.text("connection-id").equals(first));
        page.assertNoErrors();
    }

    @Test
    void leavesNothingWhenItsPageIsClosed() {
        start();
        page.untilServerHas(1);
        page.browser().close();
        page.untilServerHas(0);
    }

    @Test
    void isCleanedUpWithin25SecondsWhenTheBrowserDies() {
        start();
        page.untilServerHas(1);
        page.kill();
        long deadline = System.nanoTime() + Duration.ofSeconds(25).toNanos();
        while (page.serverHas() > 0) {
            assertTrue(System.nanoTime() < deadline, "still there after 25 s");
        }
    }

    @Test
    void saysInWordsWhenTheServerIsFull() {
        try (ExamplePage limited = new ExamplePage(TestServer.LIMITED, "ping-pong", BROWSER)) {
            limited.open();
            for (int i = 0; i < TestServer.Limits.CONNECTIONS; i++) {
                limited.server().create("ping-pong");
            }
            limited.clickStart();
            limited.until(() -> limited.text("error").contains("takes no more"));
            limited.untilServerHas(0);
            limited.clickStart();
            limited.until(() -> limited.text("state").equals("connected"));
        }
    }

    private void start() {
        page.start();
        page.until(() -> page.number("pongs") >= 1);
    }

    private List<String> order() {
        return ((List<?>) page.browser().executeScript("return window.order"))
                .stream().map(Object::toString).toList();
    }
}
