package org.webrtcexamples.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.ws.rs.core.Response;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.webrtcexamples.Browser;
import org.webrtcexamples.BrowserTest;
import org.webrtcexamples.TestServer;
import org.webrtcexamples.media.recording.MediaFiles;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The page of record-audio-video-stream in a real browser, and the files that it makes. */
@BrowserTest
class RecordAudioVideoStreamBrowserIT {

    private static final String EXAMPLE = "record-audio-video-stream";
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    /** In seconds. */
    private static final double PRECISION = 0.3;

    /** Notes when something is sent first. */
    private static final String WATCH_START =
            """
            document.getElementById('start').addEventListener('click', async () => {
              while (!window.sendingSince) {
                const report = [...(await window.peerConnection?.getStats())?.values() ?? []];
                if (report.some(({ packetsSent }) => packetsSent > 0)) {
                  window.sendingSince = performance.now();
                }
                await new Promise(resolve => setTimeout(resolve, 10));
              }
            });
            """;

    private static final String NEVER_ANSWER =
            """
            const { fetch } = window;
            window.fetch = (url, ...more) => url.endsWith('remote-description')
              ? new Promise(() => {})
              : fetch(url, ...more);
            """;

    /** In place of the server, as JSON. */
    private static final String RECORDING_IS =
            """
            const [dropped] = arguments;
            const { fetch } = window;
            window.fetch = (url, ...more) => url.startsWith('recordings/')
              ? Promise.resolve(new Response(`{
                  "state": "finished", "duration": 10, "size": 0, "width": 640, "height": 480
                  ${dropped && `, ${dropped}`}
                }`))
              : fetch(url, ...more);
            """;

    private static final String STOP =
            """
            const report = [...(await peerConnection.getStats()).values()];
            const video = report.find(({ type, kind }) => type === 'outbound-rtp' && kind === 'video');
            document.getElementById('stop').click();
            return {
              seconds: (performance.now() - sendingSince) / 1000,
              frames: video?.framesSent ?? 0,
            };
            """;

    private static final String PLAY =
            """
            const player = document.getElementById('player');
            player.muted = true;
            await player.play();
            while (player.currentTime < 1) {
              await new Promise(resolve => player.addEventListener('timeupdate', resolve, { once: true }));
            }
            player.pause();
            const { duration, videoWidth, videoHeight } = player;
            const sought = new Promise(resolve => player.addEventListener('seeked', resolve));
            player.currentTime = duration / 2;
            await sought;
            return { duration, videoWidth, videoHeight, time: player.currentTime };
            """;

    @RegisterExtension static final Browser BROWSER = Browser.plain();

    @TempDir Path folder;

    private ExamplePage page;

    @BeforeEach
    void open() {
        page = new ExamplePage(TestServer.LIMITED, EXAMPLE, BROWSER);
        page.open();
        page.browser().executeScript(WATCH_START);
    }

    @AfterEach
    void quit() {
        page.close();
    }

    /**
     * @param seconds since something was sent first
     * @param frames that the browser has sent
     */
    private record Sent(double seconds, int frames) {}

    private void awaitRunningTime(int seconds) {
        page.until(PATIENCE, () -> runningTime() >= seconds);
    }

    private int runningTime() {
        String time = page.text("recording-duration");
        return time.matches("0:[0-9]{2}") ? Integer.parseInt(time.substring(2)) : 0;
    }

    private Sent stop() {
        Map<?, ?> sent = (Map<?, ?>) page.awaitScript(STOP);
        awaitState("finished");
        return new Sent(number(sent.get("seconds")), (int) number(sent.get("frames")));
    }

    private void awaitState(String state) {
        page.until(PATIENCE, () -> page.text("recording-state").equals(state));
    }

    private static double number(Object value) {
        return ((Number) value).doubleValue();
    }

    /** As the browser downloads it. */
    private Path download() {
        page.browser()
                .executeCdpCommand(
                        "Browser.setDownloadBehavior",
                        Map.of("behavior", "allow", "downloadPath", folder.toString()));
        page.browser().findElement(By.id("download")).click();
        Path file = folder.resolve("recording-" + id() + ".mp4");
        page.until(PATIENCE, () -> Files.exists(file));
        return file;
    }

    private String id() {
        return page.browser().getCurrentUrl().replaceFirst(".*#", "");
    }

    private static double duration(Path file) throws Exception {
        return Double.parseDouble(MediaFiles.probe(file).get("duration"));
    }

    private int status(String path) {
        try (Response response =
                page.server().target(EXAMPLE + "/recordings/" + id() + path).request().get()) {
            return response.getStatus();
        }
    }

    private Map<?, ?> play() {
        return (Map<?, ?>) page.awaitScript(PLAY);
    }

    private boolean isShown(String id) {
        return page.browser().findElements(By.id(id)).stream().anyMatch(each -> each.isDisplayed());
    }

    @Test
    void tenSecondsBecomeAFileThatPlaysAndSeeksUntilItIsDeleted() throws Exception {
        page.start();
        assertEquals(page.text("connection-id"), id());
        awaitState("recording");
        awaitRunningTime(10);
        assertTrue(page.text("recording-bytes").matches("[0-9.]+ [kM]B"));
        assertEquals("640 × 480", page.text("recording-picture"));

        Sent sent = stop();

        Path file = download();
        assertHolds(sent, file);
        assertInStep(file);
        assertPlays(sent);
        page.browser().navigate().refresh();
        awaitState("finished");
        assertPlays(sent);
        page.assertNoErrors();
        assertDeletes();
    }

    private static void assertHolds(Sent sent, Path file) throws Exception {
        Map<String, String> found = MediaFiles.probe(file);
        int frames = MediaFiles.times(file, "v").size();
        System.out.printf(
                "Recorded: %.2f s as %s s, %d frames as %d%n",
                sent.seconds(), found.get("duration"), sent.frames(), frames);
        assertEquals("h264", found.get("0.codec_name"));
        assertEquals("aac", found.get("1.codec_name"));
        assertEquals(sent.seconds(), duration(file), PRECISION);
        assertTrue(frames >= sent.frames() * 0.95, frames + " of " + sent.frames());
    }

    private static void assertInStep(Path file) throws Exception {
        List<Double> flashes = MediaFiles.flashes(file);
        double[] offsets =
                MediaFiles.beeps(file).stream()
                        .mapToDouble(beep -> (nearest(flashes, beep) - beep) * 1000)
                        .filter(offset -> Math.abs(offset) < 500) // at an end, one may be alone
                        .toArray();
        System.out.println("Recorded: flashes less beeps, in ms: " + Arrays.toString(offsets));
        assertTrue(offsets.length >= 8);
        double median = Arrays.stream(offsets).sorted().toArray()[offsets.length / 2];
        assertEquals(0, median, 80);
    }

    private static double nearest(List<Double> times, double time) {
        return times.stream()
                .min(Comparator.comparingDouble(each -> Math.abs(each - time)))
                .orElseThrow();
    }

    private void assertPlays(Sent sent) {
        Map<?, ?> played = play();
        assertEquals(sent.seconds(), number(played.get("duration")), PRECISION);
        assertEquals(640L, played.get("videoWidth"));
        assertEquals(480L, played.get("videoHeight"));
        assertEquals(number(played.get("duration")) / 2, number(played.get("time")), 0.1);
    }

    private void assertDeletes() {
        String address = page.browser().getCurrentUrl();
        page.click("delete");
        page.click("delete-no");
        assertTrue(isShown("player"));
        page.click("delete");
        page.click("delete-yes");
        page.until(() -> page.text("recording-words").equals("The recording is deleted."));
        assertFalse(isShown("player"));

        page.browser().get(address);
        page.browser().navigate().refresh();
        page.until(() -> page.text("recording-error").contains("no such recording"));
        assertEquals(404, status(""));
        assertEquals(404, status("/video"));
    }

    @Test
    void aChangeOfSizeInMidStreamIsSeenInTheFile() throws Exception {
        page.start();
        awaitRunningTime(2);
        page.set("size", "160x120");
        awaitRunningTime(4);
        page.set("size", "1280x720");
        awaitRunningTime(7);

        Sent sent = stop();

        Path file = download();
        assertEquals(sent.seconds(), duration(file), PRECISION);
        assertEquals("640", MediaFiles.probe(file).get("0.width"));
        assertEquals("480", MediaFiles.probe(file).get("0.height"));
        List<Double> times = MediaFiles.times(file, "v");
        List<byte[]> pictures = MediaFiles.pictures(file, 64, 48);
        assertTrue(pictures.size() >= sent.frames() * 0.95, pictures.size() + " of " + sent);
        byte[] last = pictures.get(pictures.size() - 1);
        assertTrue(isBlack(last, 1) && !isBlack(last, 10));
        for (int i = 0; i < pictures.size(); i++) {
            assertTrue(times.get(i) > 4 || !isBlack(pictures.get(i), 1));
        }
        assertEquals(640L, play().get("videoWidth"));
    }

    /** At the left of a row of a picture of 64 × 48. */
    private static boolean isBlack(byte[] picture, int row) {
        return (picture[row * 64 + 1] & 0xFF) < 40;
    }

    @Test
    void soundAloneBecomesAFile() throws Exception {
        page.click("send-video");
        page.start();
        awaitRunningTime(6);
        assertEquals("–", page.text("recording-picture"));

        Sent sent = stop();

        Path file = download();
        assertEquals("aac", MediaFiles.probe(file).get("0.codec_name"));
        assertFalse(MediaFiles.probe(file).containsKey("1.codec_name"));
        assertEquals(sent.seconds(), duration(file), PRECISION);
        assertTrue(MediaFiles.beeps(file).size() >= 5);
        assertEquals(0L, play().get("videoWidth"));
    }

    @Test
    void aPictureAloneBecomesAFile() throws Exception {
        page.click("send-audio");
        page.start();
        awaitRunningTime(4);

        Sent sent = stop();

        Path file = download();
        assertEquals("h264", MediaFiles.probe(file).get("0.codec_name"));
        assertEquals(sent.seconds(), duration(file), PRECISION);
        assertEquals(640L, play().get("videoWidth"));
    }

    @Test
    void aPageThatIsReloadedShowsWhatItHasRecorded() {
        page.start();
        awaitRunningTime(3);

        page.browser().navigate().refresh();

        awaitState("finished");
        assertEquals(3.5, number(play().get("duration")), 1);
    }

    @Test
    void theServerEndsTheLongestRecordingAndThePageSaysWhy() {
        page.start();

        page.until(PATIENCE, () -> page.text("state").equals("stopped"));

        awaitState("finished");
        assertTrue(page.text("recording-words").contains("longest"), page.text("recording-words"));
        assertEquals("", page.text("error"));
        assertEquals(
                TestServer.Limits.LONGEST_RECORDING.toSeconds(),
                number(play().get("duration")),
                PRECISION);
    }

    @Test
    void wherePeersNeverMeetItSaysThatNothingWasReceived() {
        page.browser().executeScript(NEVER_ANSWER);
        page.clickStart();
        awaitState("recording");

        page.click("stop");

        awaitState("failed");
        assertEquals("Nothing was received.", page.text("recording-error"));
        assertFalse(isShown("player"));
        assertFalse(isShown("download"));
    }

    @Test
    void anUnknownRecordingIsNotFound() {
        page.browser().get(page.browser().getCurrentUrl() + '#' + UUID.randomUUID());

        page.until(() -> page.text("recording-error").contains("no such recording"));
    }

    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "'\"droppedFrames\": 0, \"droppedAudio\": 0', ''",
        "'\"droppedFrames\": 3', 3 frames are missing.",
        "'\"droppedFrames\": 1, \"droppedAudio\": 0', 1 frame is missing.",
        "'\"droppedFrames\": 0, \"droppedAudio\": 0.14', 0.14 s of sound are missing.",
        "'\"droppedAudio\": 0.0004', Less than 0.01 s of sound are missing.",
        "'\"droppedFrames\": 2, \"droppedAudio\": 1.5',"
                + " 2 frames are missing. 1.50 s of sound are missing.",
    })
    void whatIsMissingInARecordingIsSaidInWordsIfAnythingIs(String dropped, String said) {
        page.browser().executeScript(RECORDING_IS, dropped);

        page.browser().executeScript("location.hash = '#' + crypto.randomUUID()");

        awaitState("finished");
        assertEquals("0:10", page.text("recording-duration"));
        assertEquals(said, page.text("recording-dropped"));
        assertEquals(!said.isEmpty(), isShown("recording-dropped"));
    }

    @Test
    void moreRecordingsThanThereMayBeAreRefused() {
        List<String> others = new ArrayList<>();
        for (int i = 0; i < TestServer.Limits.RECORDINGS; i++) {
            others.add(page.server().create(EXAMPLE).id());
        }

        page.clickStart();

        String said = page.await(By.cssSelector("#error:not([hidden])")).getText();
        assertTrue(said.contains(TestServer.Limits.RECORDINGS + " recordings"), said);
        assertEquals("failed", page.text("state"));
        others.forEach(id -> page.server().delete(EXAMPLE, id));
    }
}
