package org.webrtcexamples.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.support.ui.WebDriverWait;
import org.webrtcexamples.Browser;
import org.webrtcexamples.TestServer;
import org.webrtcexamples.client.ConnectionsClient;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;

/** The page of an example in a real browser, and the server behind it. */
final class ExamplePage implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Lets a test reach the data channel, which the page keeps to itself. */
    private static final String KEEP_CHANNEL =
            """
            const { setRemoteDescription } = RTCPeerConnection.prototype;
            RTCPeerConnection.prototype.setRemoteDescription = function (description) {
              this.addEventListener('datachannel', ({ channel }) => {
                window.channel = channel;
                window.onChannel?.(channel);
              });
              return setRemoteDescription.call(this, description);
            };
            """;

    private final String example;
    private final TestServer server;
    private final Browser browser;
    private final String window;
    private boolean killed;

    /** In a new window of the browser. */
    ExamplePage(TestServer server, String example, Browser browser) {
        this.example = example;
        this.server = server;
        this.browser = browser;
        browser.driver().switchTo().newWindow(WindowType.WINDOW);
        window = browser.driver().getWindowHandle();
    }

    ConnectionsClient server() {
        return server.client();
    }

    /** The browser, with this page's window in front. */
    ChromeDriver browser() {
        browser.driver().switchTo().window(window);
        return browser.driver();
    }

    /** The address of something under the application's root. */
    String address(String path) {
        return server.base().resolve(path).toString();
    }

    /** Opens the page, unless it is open, starts it and waits for the connection. */
    void start() {
        open();
        clickStart();
        until(() -> text("state").equals("connected"));
    }

    /** Opens the page, unless it is open. */
    void open() {
        String address = address(example + "/index.html");
        if (!browser().getCurrentUrl().equals(address)) {
            browser().get(address);
            await(By.cssSelector("#start:enabled"));
            browser().executeScript(KEEP_CHANNEL);
        }
    }

    /** Sends a text over the data channel, past the page's controls. */
    void send(String text) {
        until(() -> Boolean.TRUE.equals(browser().executeScript("return !!window.channel")));
        browser().executeScript("channel.send(arguments[0])", text);
    }

    void clickStart() {
        await(By.cssSelector("#start:enabled")).click();
    }

    void click(String id) {
        await(By.cssSelector("#" + id + ":enabled")).click();
    }

    WebElement await(By element) {
        return new WebDriverWait(browser(), PATIENCE).until(driver -> driver.findElement(element));
    }

    String text(String id) {
        return browser().findElement(By.id(id)).getText();
    }

    /** The number that an element shows, or NaN. */
    double number(String id) {
        String text = text(id);
        return text.matches("-?[0-9]+([.][0-9]+)?") ? Double.parseDouble(text) : Double.NaN;
    }

    /** Sets an input as a user does, who then leaves it. */
    void set(String id, Object value) {
        browser()
                .executeScript(
                        """
                const input = document.getElementById(arguments[0]);
                input.value = arguments[1];
                input.dispatchEvent(new Event('input', {bubbles: true}));
                input.dispatchEvent(new Event('change', {bubbles: true}));
                """,
                        id,
                        String.valueOf(value));
    }

    void until(BooleanSupplier condition) {
        until(PATIENCE, condition);
    }

    void until(Duration patience, BooleanSupplier condition) {
        new WebDriverWait(browser.driver(), patience, Duration.ofMillis(50))
                .until(driver -> condition.getAsBoolean());
    }

    void untilServerHas(int connections) {
        until(() -> serverHas() == connections);
    }

    int serverHas() {
        return server().list(example).size();
    }

    /** Waits until the promise that a script makes is fulfilled, and returns its value. */
    Object awaitScript(String promise, Object... arguments) {
        browser().manage().timeouts().scriptTimeout(PATIENCE.multipliedBy(3));
        return browser()
                .executeAsyncScript(
                        """
                const done = arguments[arguments.length - 1];
                const args = [...arguments].slice(0, -1);
                (async () => { %s })().then(done, error => done('failed: ' + error));
                """
                                .formatted(promise),
                        arguments);
    }

    /** Nothing in the browser's console is an error. */
    void assertNoErrors() {
        assertEquals(
                List.of(),
                browser().manage().logs().get(LogType.BROWSER).getAll().stream()
                        .filter(entry -> entry.getLevel().intValue() >= Level.SEVERE.intValue())
                        .map(Object::toString)
                        .toList());
    }

    /** Ends the browser without giving the page a chance to say goodbye. */
    void kill() {
        browser.kill();
        killed = true;
    }

    /** The page says goodbye when it goes; what it may have left behind is deleted. */
    @Override
    public void close() {
        if (!killed && browser.driver().getWindowHandles().contains(window)) {
            browser().get("about:blank");
            browser().close();
        }
        server().list(example)
                .forEach(connection -> server().deleteIfThere(example, connection.id()));
    }
}
