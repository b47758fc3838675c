package org.webrtcexamples;

import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;

/** A real browser without a window, which talks to this machine only. */
public final class Chromium {

    /** What to do where it is not installed. */
    public static final String MISSING =
            "The browser tests need Chromium and chromedriver on the PATH, on Debian: apt-get install"
                    + " chromium chromium-driver";

    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "chrome");
    private static final String DRIVER = "chromedriver";

    private Chromium() {}

    /** Whether both are there, the browser and its driver. */
    public static boolean isInstalled() {
        return onPath(NAMES).isPresent() && onPath(List.of(DRIVER)).isPresent();
    }

    public static ChromeDriver start() {
        return start(List.of());
    }

    /**
     * With a camera of 20 frames a second and microphones that beep, for any page without asking.
     */
    public static ChromeDriver startWithCamera() {
        return start(
                List.of("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"));
    }

    /** With a microphone, but no camera. */
    public static ChromeDriver startWithMicrophone() {
        return start(
                List.of(
                        "--use-fake-device-for-media-stream=device-count=0",
                        "--use-fake-ui-for-media-stream"));
    }

    /** With a camera and microphones that have to be allowed or forbidden; nobody is asked. */
    public static ChromeDriver startWithUndecidedCamera() {
        return start(List.of("--use-fake-device-for-media-stream"));
    }

    /** Whose pages may play sound without a click. */
    public static ChromeDriver startWithSound() {
        return start(List.of("--autoplay-policy=no-user-gesture-required"));
    }

    private static ChromeDriver start(List<String> arguments) {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(existing(NAMES));
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run");
        options.addArguments(arguments);
        LoggingPreferences logging = new LoggingPreferences();
        logging.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logging);
        // Named here, or Selenium would look for one in the Internet.
        ChromeDriverService driver =
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(existing(List.of(DRIVER)))
                        .build();
        return new ChromeDriver(driver, options);
    }

    private static File existing(List<String> names) {
        return onPath(names).orElseThrow(() -> new IllegalStateException(MISSING));
    }

    private static Optional<File> onPath(List<String> names) {
        return names.stream()
                .flatMap(
                        name ->
                                Stream.of(System.getenv("PATH").split(File.pathSeparator))
                                        .map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Path::toFile);
    }

    /** Ends it without giving its pages a chance to clean up. */
    public static void kill(ChromeDriver browser) {
        Object profile =
                ((Map<?, ?>) browser.getCapabilities().getCapability("chrome")).get("userDataDir");
        ProcessHandle.allProcesses()
                .filter(
                        process ->
                                process.info()
                                        .commandLine()
                                        .filter(line -> line.contains(profile.toString()))
                                        .isPresent())
                .toList()
                .forEach(ProcessHandle::destroyForcibly);
    }
}
