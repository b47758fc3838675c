package org.webrtcexamples;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogType;

import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One Chromium for all tests of a class, started when first asked for. Each test begins with one
 * empty window, an empty console and no permission decided; pages open windows of their own.
 *
 * <p>To be registered in a static field, see {@link
 * org.junit.jupiter.api.extension.RegisterExtension}.
 */
public final class Browser implements BeforeEachCallback, AfterAllCallback {

    private final Supplier<ChromeDriver> start;
    private ChromeDriver driver;
    private String window;

    private Browser(Supplier<ChromeDriver> start) {
        this.start = start;
    }

    /** Without camera and microphone. */
    public static Browser plain() {
        return new Browser(Chromium::start);
    }

    /** With a camera and microphones, for any page without asking. */
    public static Browser withCamera() {
        return new Browser(Chromium::startWithCamera);
    }

    /** With a microphone, but no camera. */
    public static Browser withMicrophone() {
        return new Browser(Chromium::startWithMicrophone);
    }

    /** With a camera and microphones that {@link #allow} has to decide about. */
    public static Browser withUndecidedCamera() {
        return new Browser(Chromium::startWithUndecidedCamera);
    }

    public ChromeDriver driver() {
        if (driver == null) {
            driver = start.get();
            window = driver.getWindowHandle();
        }
        return driver;
    }

    /** Decides about "camera" or "microphone" for the pages of one test. */
    public void allow(String device, boolean isAllowed) {
        driver().executeCdpCommand(
                        "Browser.setPermission",
                        Map.of(
                                "permission",
                                Map.of("name", device),
                                "setting",
                                isAllowed ? "granted" : "denied"));
    }

    /** Ends it without giving its pages a chance to clean up; the next test gets a new one. */
    public void kill() {
        Chromium.kill(driver);
        driver.quit();
        driver = null;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (driver == null) {
            return;
        }
        Set<String> windows = driver.getWindowHandles();
        windows.remove(window);
        for (String left : windows) {
            driver.switchTo().window(left).close();
        }
        driver.switchTo().window(window);
        driver.executeCdpCommand("Browser.resetPermissions", Map.of());
        driver.manage().logs().get(LogType.BROWSER);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (driver != null) {
            driver.quit();
            driver = null;
        }
    }
}
