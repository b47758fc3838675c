package org.webrtcexamples.recorded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openqa.selenium.chrome.ChromeDriver;
import org.webrtcexamples.Chromium;
import org.webrtcexamples.ServerProcess;
import org.webrtcexamples.client.Marks;
import org.webrtcexamples.recorded.Scenario.Kind;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What must be true of each recording of a list. All of them are made first, several at a time, and
 * then measured; the figures are printed in the end.
 *
 * <p>The system property <code>recorded.only</code> is a regular expression: only scenarios in
 * whose name it is found are run. The files stay in <code>target/recorded</code>.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class RecordedScenarios {

    /** What the sound may lack besides what was not sent, or was lost, in seconds. */
    private static final double SILENCE = 0.04;

    /** By how much later than at its time a track may be stopped, or given back, in seconds. */
    private static final double CHANGE = 0.15;

    /** What a picture may freeze for besides the time for which nothing came, in seconds. */
    private static final double FREEZE = 0.5;

    /** How far a flash may be from its beep, in seconds. */
    private static final double OFFSET = 0.08;

    /** By how much a file may be longer or shorter than what was sent, in seconds. */
    private static final double DURATION = 0.3;

    /** The share by which a tone may be too high or too low. */
    private static final double PITCH = 0.001;

    /** The share by which a file may have more frames, or fewer, than were sent. */
    private static final double FRAMES = 0.05;

    private static final int MEASURED_AT_ONCE = 2;

    private final Map<Scenario, Measured> measured = new LinkedHashMap<>();
    private final Map<Scenario, Throwable> failures = new LinkedHashMap<>();

    private final List<String> times = new ArrayList<>();
    private final long begin = System.nanoTime();

    private void passed(String what) {
        times.add("%s after %.1f s".formatted(what, (System.nanoTime() - begin) / 1e9));
    }

    /** What is recorded. */
    abstract List<Scenario> all();

    /** How many recordings are made at a time. */
    abstract int atOnce();

    private List<Scenario> scenarios() {
        String only = System.getProperty("recorded.only", "");
        return all().stream()
                .filter(
                        scenario ->
                                only.isEmpty() || scenario.toString().matches(".*(" + only + ").*"))
                .toList();
    }

    Stream<Scenario> filled() {
        return scenarios().stream().filter(scenario -> !scenario.isEmpty());
    }

    Stream<Scenario> withSound() {
        return filled().filter(Scenario::hasSound);
    }

    Stream<Scenario> withPicture() {
        return filled().filter(Scenario::hasPicture);
    }

    Stream<Scenario> withBoth() {
        return withSound().filter(Scenario::hasPicture);
    }

    Stream<Scenario> withoutLoss() {
        return filled().filter(scenario -> scenario.network().losesNothing());
    }

    @BeforeAll
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void record() throws Exception {
        List<Scenario> scenarios = scenarios();
        Path folder = Files.createDirectories(Path.of("target", "recorded"));
        ChromeDriver browser =
                scenarios.stream().anyMatch(scenario -> scenario.client() == Kind.CHROMIUM)
                        ? Chromium.startWithSound()
                        : null;
        try (ServerProcess server =
                ServerProcess.start(
                        Path.of("target"),
                        Path.of("target", "recorded-server.log"),
                        List.of(
                                "-Xmx512m",
                                // One that has ended may not be finished when the next begins.
                                "-Dwebrtc.recordings.at-once=" + 2 * atOnce(),
                                "-Dwebrtc.max-videos=" + 2 * atOnce()),
                        Map.of())) {
            if (browser != null) {
                ChromiumSender.prepare(browser, server.client());
            }
            Recording.Senders senders =
                    (scenario, width, height) ->
                            scenario.client() == Kind.NATIVE
                                    ? new NativeSender(
                                            scenario.hasSound(),
                                            scenario.hasPicture(),
                                            width,
                                            height)
                                    : new ChromiumSender(
                                            browser,
                                            scenario.hasSound(),
                                            scenario.hasPicture(),
                                            width,
                                            height);
            // The first of all would be of a server, an encoder and a browser that are still cold.
            List<Scenario> warmUps =
                    scenarios.stream()
                            .map(scenario -> Scenario.warmUp(scenario.client()))
                            .distinct()
                            .toList();
            forAll(
                    warmUps,
                    warmUps.size(),
                    warmUp -> Recording.make(warmUp, server.client(), senders, folder));
            passed("ready");
            Map<Scenario, Recording> recordings =
                    forAll(
                            scenarios,
                            atOnce(),
                            scenario -> Recording.make(scenario, server.client(), senders, folder));
            passed("recorded");
            measured.putAll(
                    forAll(
                            new ArrayList<>(recordings.keySet()),
                            MEASURED_AT_ONCE,
                            scenario -> Measured.of(recordings.get(scenario))));
            passed("measured");
        } finally {
            if (browser != null) {
                browser.quit();
            }
        }
    }

    private interface Work<T> {
        T of(Scenario scenario) throws Exception;
    }

    private <T> Map<Scenario, T> forAll(List<Scenario> scenarios, int threads, Work<T> work)
            throws InterruptedException {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            Map<Scenario, Future<T>> futures = new LinkedHashMap<>();
            scenarios.forEach(
                    scenario -> futures.put(scenario, executor.submit(() -> work.of(scenario))));
            Map<Scenario, T> results = new LinkedHashMap<>();
            for (Map.Entry<Scenario, Future<T>> each : futures.entrySet()) {
                try {
                    results.put(each.getKey(), each.getValue().get());
                } catch (ExecutionException e) {
                    failures.put(each.getKey(), e.getCause());
                }
            }
            return results;
        } finally {
            executor.shutdownNow();
        }
    }

    @AfterAll
    void print() {
        StringBuilder table = new StringBuilder(Measured.heading());
        measured.values().forEach(each -> table.append('\n').append(each.row()));
        failures.forEach(
                (scenario, failure) ->
                        table.append("\n| ").append(scenario).append(" | ").append(failure));
        System.out.println(table);
        System.out.println(String.join(", ", times));
    }

    private Measured of(Scenario scenario) throws Exception {
        Throwable failure = failures.get(scenario);
        if (failure != null) {
            throw new AssertionError("no recording of " + scenario, failure);
        }
        return measured.get(scenario);
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("filled")
    void theFileIsWhole(Scenario scenario) throws Exception {
        Measured found = of(scenario);
        assertEquals("finished", found.state(), scenario + ": " + found.reason());
        assertEquals("", found.faults(), scenario.toString());
        List<String> codecs = new ArrayList<>();
        if (scenario.hasPicture()) {
            codecs.add("h264");
        }
        if (scenario.hasSound()) {
            codecs.add("aac");
        }
        assertEquals(
                codecs,
                found.codecs().stream().sorted((a, b) -> b.compareTo(a)).toList(),
                scenario.toString());
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("filled")
    void theFileIsAsLongAsWhatWasSent(Scenario scenario) throws Exception {
        Measured found = of(scenario);
        assertEquals(found.sent(), found.duration(), DURATION, scenario + ": seconds");
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("withSound")
    void onlyWhatIsLostIsSilent(Scenario scenario) throws Exception {
        Measured found = of(scenario);
        double notSent = scenario.tracks().stopSound() ? scenario.tracks().length() + CHANGE : 0;
        double lost = found.recording().packets().longestLostSound();
        assertAtMost(notSent + lost + SILENCE, found.silence(), scenario + ": seconds of silence");
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("withSound")
    void theToneKeepsItsPitch(Scenario scenario) throws Exception {
        Measured found = of(scenario);
        if (scenario.network().losesNothing()) {
            assertEquals(
                    Marks.FREQUENCY, found.frequency(), PITCH * Marks.FREQUENCY, scenario + ": Hz");
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("withBoth")
    void flashesComeWithTheirBeeps(Scenario scenario) throws Exception {
        Measured found = of(scenario);
        boolean late = scenario.tracks() != Tracks.ALL && scenario.tracks().from() == 0;
        boolean early = scenario.network().holds().stream().anyMatch(hold -> hold.at() < 1);
        if (!late && !early) {
            assertEquals(0, found.offsetBefore(), OFFSET, scenario + ": before");
        }
        boolean disturbed =
                scenario.tracks() != Tracks.ALL || !scenario.network().holds().isEmpty();
        if (disturbed) {
            assertEquals(0, found.offsetAfter(), OFFSET, scenario + ": after");
            assertTrue(
                    found.marksAfter() >= 2, scenario + ": " + found.marksAfter() + " marks after");
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("withPicture")
    void thePictureMoves(Scenario scenario) throws Exception {
        Measured found = of(scenario);
        double stopped = scenario.tracks().stopPicture() ? scenario.tracks().length() : 0;
        double allowed = stopped + scenario.network().longestHold() + FREEZE;
        assertAtMost(allowed, found.freeze(), scenario + ": seconds of a frozen picture");
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("withoutLoss")
    void whatArrivesIsInTheFile(Scenario scenario) throws Exception {
        Measured found = of(scenario);
        assertEquals(0, found.lostSound(), "the test's own network lost sound");
        assertEquals(0, found.droppedFrames(), scenario + ": dropped frames");
        assertEquals(0, found.droppedAudio(), scenario + ": seconds of dropped sound");
        assertEquals(
                found.framesSent(),
                found.frames(),
                FRAMES * found.framesSent(),
                scenario + ": frames");
    }

    Stream<Scenario> withLossOfSound() {
        return withSound().filter(scenario -> !scenario.network().losesNothing());
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("withLossOfSound")
    void itTellsHowMuchSoundIsMissing(Scenario scenario) throws Exception {
        Measured found = of(scenario);
        assertTrue(found.droppedAudio() > 0, scenario + ": " + found.droppedAudio() + " s");
        assertAtMost(found.lostSound() + SILENCE, found.droppedAudio(), "seconds of dropped sound");
    }

    Stream<Scenario> withALateCamera() {
        return filled().filter(scenario -> scenario.tracks() == Tracks.LATE_CAMERA);
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("withALateCamera")
    void aLateCameraIsSeenFromItsStartOn(Scenario scenario) throws Exception {
        assertEquals(scenario.tracks().to(), of(scenario).firstSeen(), FREEZE, scenario.toString());
    }

    Stream<Scenario> withOtherSizes() {
        return filled().filter(scenario -> scenario.tracks() == Tracks.SIZES);
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("withOtherSizes")
    void otherSizesAreFittedIn(Scenario scenario) throws Exception {
        assertEquals("640×480", of(scenario).size());
        assertTrue(of(scenario).bars(), "black bars above and below what is wider");
    }

    Stream<Scenario> empty() {
        return scenarios().stream().filter(Scenario::isEmpty);
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("empty")
    void whereNothingIsSentItSaysThatNothingWasReceived(Scenario scenario) throws Exception {
        Measured found = of(scenario);
        assertEquals("failed", found.state());
        assertEquals("Nothing was received.", found.reason());
        assertNull(found.recording().file());
    }

    private static void assertAtMost(double most, double found, String what) {
        assertTrue(found <= most, "%.3f %s, not %.3f at most".formatted(found, what, most));
    }
}
