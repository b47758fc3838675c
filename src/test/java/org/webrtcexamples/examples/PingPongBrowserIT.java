package org.webrtcexamples.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.support.ui.WebDriverWait;
import org.webrtcexamples.Chromium;
import org.webrtcexamples.ShippedWar;
import org.webrtcexamples.client.ConnectionsClient;

import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;

/** The page of ping-pong in a real browser, against the server. */
@ExtendWith(ArquillianExtension.class)
class PingPongBrowserIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @ArquillianResource private URL deployed;

    private ChromeDriver browser;
    private ConnectionsClient server;
    private boolean killed;

    @Deployment(testable = false)
    static WebArchive war() {
        return ShippedWar.create();
    }

    @BeforeEach
    void open() {
        server = new ConnectionsClient(ShippedWar.onLocalhost(deployed));
        browser = Chromium.start();
    }

    /** The page says goodbye when it goes; a browser that quits may not let it. */
    @AfterEach
    void quit() {
        if (!killed) {
            browser.get("about:blank");
            browser.quit();
        }
        server.list("ping-pong").forEach(connection -> server.delete("ping-pong", connection.id()));
    }

    @Test
    void isListedOnTheIndexPage() {
        browser.get(page("index.html"));
        WebElement link = await(By.cssSelector("a[data-example=ping-pong]"));
        assertEquals(page("ping-pong/index.html"), link.getDomProperty("href"));
        link.click();
        await(By.cssSelector("#start:enabled"));
        assertEquals("Ping pong", text("title"));
        assertNoErrors();
    }

    @Test
    void answersTwoHundredPingsInOrder() {
        start();
        browser.executeScript(
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
        setInterval(10);
        until(() -> order().size() == 400);
        List<String> order = order();
        assertEquals(200, order.stream().filter("ping"::equals).count());
        assertEquals(200, order.stream().filter("pong"::equals).count());
        int unanswered = 0;
        for (String message : order) {
            unanswered += message.equals("ping") ? 1 : -1;
            assertTrue(unanswered >= 0, "a pong before its ping");
        }
        assertTrue(number("pongs") >= 200);
        assertTrue(number("rtt-median") > 0);
        assertNoErrors();
    }

    @Test
    void stopRemovesTheConnectionAndStartMakesAnother() {
        start();
        String first = text("connection-id");
        assertEquals(
                List.of(first),
                server.list("ping-pong").stream().map(connection -> connection.id()).toList());
        browser.findElement(By.id("stop")).click();
        until(() -> text("state").equals("stopped"));
        untilServerHas(0);
        start();
        untilServerHas(1);
        assertTrue(!text("connection-id").equals(first));
        assertNoErrors();
    }

    @Test
    void leavesNothingWhenItsPageIsClosed() {
        start();
        untilServerHas(1);
        String page = browser.getWindowHandle();
        browser.switchTo().newWindow(WindowType.TAB);
        String other = browser.getWindowHandle();
        browser.switchTo().window(page).close();
        browser.switchTo().window(other);
        untilServerHas(0);
    }

    @Test
    void isCleanedUpWithin25SecondsWhenTheBrowserDies() {
        start();
        untilServerHas(1);
        Chromium.kill(browser);
        killed = true;
        long deadline = System.nanoTime() + Duration.ofSeconds(25).toNanos();
        while (serverHas() > 0) {
            assertTrue(System.nanoTime() < deadline, "still there after 25 s");
        }
    }

    @Test
    void saysInWordsWhenTheServerIsFull() {
        for (int i = 0; i < ShippedWar.MAX_CONNECTIONS; i++) {
            server.create("ping-pong");
        }
        browser.get(page("ping-pong/index.html"));
        await(By.cssSelector("#start:enabled")).click();
        until(() -> text("error").contains("takes no more"));
        untilServerHas(0);
        browser.findElement(By.id("start")).click();
        until(() -> text("state").equals("connected"));
    }

    private void start() {
        if (!browser.getCurrentUrl().endsWith("ping-pong/index.html")) {
            browser.get(page("ping-pong/index.html"));
        }
        await(By.cssSelector("#start:enabled")).click();
        until(() -> text("state").equals("connected"));
        until(() -> number("pongs") >= 1);
    }

    private void setInterval(int millis) {
        browser.executeScript(
                "const input = document.getElementById('interval'); input.value = arguments[0];"
                        + "input.dispatchEvent(new Event('change', {bubbles: true}));",
                millis);
    }

    private List<String> order() {
        return ((List<?>) browser.executeScript("return window.order"))
                .stream().map(Object::toString).toList();
    }

    private String page(String path) {
        URI base = ShippedWar.onLocalhost(deployed);
        return base.resolve(path).toString();
    }

    private String text(String id) {
        return browser.findElement(By.id(id)).getText();
    }

    private double number(String id) {
        String text = text(id);
        return text.matches("[0-9.]+") ? Double.parseDouble(text) : 0;
    }

    private WebElement await(By element) {
        return new WebDriverWait(browser, PATIENCE).until(driver -> driver.findElement(element));
    }

    private void until(BooleanSupplier condition) {
        new WebDriverWait(browser, PATIENCE).until(driver -> condition.getAsBoolean());
    }

    private void untilServerHas(int connections) {
        until(() -> serverHas() == connections);
    }

    private int serverHas() {
        return server.list("ping-pong").size();
    }

    private void assertNoErrors() {
        assertEquals(
                List.of(),
                browser.manage().logs().get(LogType.BROWSER).getAll().stream()
                        .filter(entry -> entry.getLevel().intValue() >= Level.SEVERE.intValue())
                        .map(Object::toString)
                        .toList());
    }
}
