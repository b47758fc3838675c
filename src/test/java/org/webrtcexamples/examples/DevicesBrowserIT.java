package org.webrtcexamples.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.webrtcexamples.Browser;
import org.webrtcexamples.BrowserTest;
import org.webrtcexamples.TestServer;
import org.webrtcexamples.client.ListedConnection;

import java.util.List;

/** How the pages that send media come by camera and microphone, in a real browser. */
@BrowserTest
class DevicesBrowserIT {

    private static final String LOOPBACK = "audio-video-loopback";
    private static final String GREEN = "#008000"; // of the browser's camera
    private static final String TEST_COLOUR = "#1a6f8f";

    /**
     * Notes what the page asks of the user and of the server, and keeps the user from allowing
     * anything until {@code allow()}.
     */
    private static final String HOLD =
            """
            window.steps = [];
            window.tracks = [];
            const list = kinds => [...kinds].sort().join(' and ');

            const allowed = new Promise(resolve => { window.allow = resolve; });
            const { mediaDevices } = navigator;
            const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
            mediaDevices.getUserMedia = async constraints => {
              steps.push(`asks for ${list(Object.keys(constraints))}`);
              await allowed;
              const stream = await getUserMedia(constraints);
              tracks.push(...stream.getTracks());
              steps.push('is allowed');
              return stream;
            };

            const { fetch } = window;
            window.fetch = (url, options) => {
              if (url === 'connections') {
                steps.push('connects');
              } else if (url.endsWith('/remote-description')) {
                const sent = peerConnection.getSenders().map(({ track }) => track)
                  .filter(track => track?.readyState === 'live').map(({ kind }) => kind);
                steps.push(`answers with ${list(sent)}`);
              }
              return fetch(url, options);
            };
            """;

    private static final String WITHOUT_MICROPHONE =
            """
            const { mediaDevices } = navigator;
            const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
            mediaDevices.getUserMedia = async constraints => {
              if (constraints.audio) {
                throw new DOMException('Requested device not found', 'NotFoundError');
              }
              return getUserMedia(constraints);
            };
            """;

    /** That have come back from the server. */
    private static final String SOUND_PACKETS =
            """
            const report = [...(await peerConnection.getStats()).values()];
            return report.find(({ type, kind }) => type === 'inbound-rtp' && kind === 'audio')
              ?.packetsReceived ?? 0;
            """;

    /**
     * Stops at once, once the server is asked for a connection, and once there is one, in turns.
     */
    private static final String START_AND_STOP_TWENTY_TIMES =
            """
            const state = document.getElementById('state');
            const reached = wanted => new Promise(resolve => {
              const look = () => {
                if (state.textContent === wanted) {
                  observer.disconnect();
                  resolve();
                }
              };
              const observer = new MutationObserver(look);
              observer.observe(state, { childList: true });
              look();
            });
            for (let i = 0; i < 20; i++) {
              document.getElementById('start').click();
              await reached(['preparing', 'connecting', 'connected'][i % 3]);
              document.getElementById('stop').click();
            }
            """;

    private static final String HOLD_ANSWER =
            """
            const held = new Promise(resolve => { window.letAnswer = resolve; });
            const { createAnswer } = RTCPeerConnection.prototype;
            RTCPeerConnection.prototype.createAnswer = async function () {
              const answer = await createAnswer.call(this);
              window.isHeld = true;
              await held;
              return answer;
            };
            """;

    @RegisterExtension static final Browser WITHOUT_DEVICES = Browser.plain();

    @RegisterExtension static final Browser WITH_CAMERA = Browser.withCamera();

    @RegisterExtension static final Browser WITHOUT_CAMERA = Browser.withMicrophone();

    @RegisterExtension static final Browser ASKING = Browser.withUndecidedCamera();

    private ExamplePage page;

    private void open(Browser browser, String example) {
        page = new ExamplePage(TestServer.LIMITED, example, browser);
        page.open();
    }

    private void openWhere(boolean isCameraAllowed, boolean isMicrophoneAllowed, String example) {
        open(ASKING, example);
        ASKING.allow("camera", isCameraAllowed);
        ASKING.allow("microphone", isMicrophoneAllowed);
    }

    @AfterEach
    void close() {
        page.close();
    }

    private Object run(String script) {
        return page.browser().executeScript(script);
    }

    private double number(String promise) {
        return ((Number) page.awaitScript(promise)).doubleValue();
    }

    private List<?> steps() {
        return (List<?>) run("return steps");
    }

    private boolean isEnded(int tracks) {
        return Boolean.TRUE.equals(
                page.browser()
                        .executeScript(
                                """
                                return tracks.length === arguments[0]
                                  && tracks.every(({ readyState }) => readyState === 'ended');
                                """,
                                tracks));
    }

    private String ownPictureSays() {
        return page.browser().findElement(By.cssSelector("#own-video + .screen-words")).getText();
    }

    private boolean isChosen(String id) {
        return page.browser().findElement(By.id(id)).isSelected();
    }

    @ParameterizedTest
    @CsvSource({
        "audio-video-loopback, send-devices, devices, camera and the microphone, audio and video",
        "broadcaster, send-devices, devices, camera and the microphone, audio and video",
        "record-audio-video-stream, send-devices, devices, camera and the microphone, audio and video",
        "video-compositing, send-devices, devices, camera, video",
        "pitch-detector, send-microphone, microphone, microphone, audio",
    })
    void thePageConnectsOnceTheUserHasAllowedTheDevicesAndAnswersWithThem(
            String example, String choice, String notice, String devices, String kinds) {
        open(WITH_CAMERA, example);
        run(HOLD);
        page.click(choice);
        page.clickStart();
        page.until(() -> page.text(notice + "-words").endsWith("use the " + devices + "."));
        assertEquals("preparing", page.text("state"));
        assertEquals(List.of("asks for " + kinds), steps());

        run("allow()");

        page.until(() -> page.text("state").equals("connected"));
        assertEquals(
                List.of("asks for " + kinds, "is allowed", "connects", "answers with " + kinds),
                steps());
        assertEquals("", page.text(notice + "-words"));
        page.assertNoErrors();
    }

    @Test
    void stopWhileTheBrowserAsksLeavesNothingOpenAndMakesNoConnection() {
        open(WITH_CAMERA, LOOPBACK);
        run(HOLD);
        page.click("send-devices");
        page.clickStart();
        page.until(() -> page.text("devices-words").startsWith("Please allow"));

        page.click("stop");

        assertEquals("stopped", page.text("state"));
        assertEquals("", page.text("devices-words"));
        assertEquals("Nothing is sent.", ownPictureSays());
        run("allow()");
        page.until(() -> isEnded(2));
        page.start();
        assertEquals(
                List.of(
                        "asks for audio and video",
                        "is allowed",
                        "asks for audio and video",
                        "is allowed",
                        "connects",
                        "answers with audio and video"),
                steps());
        assertEquals(
                List.of(page.text("connection-id")),
                page.server().list(LOOPBACK).stream().map(ListedConnection::id).toList());
        page.assertNoErrors();
    }

    @Test
    void anotherChoiceWhileTheBrowserAsksIsSentAtOnce() {
        open(WITH_CAMERA, LOOPBACK);
        run(HOLD);
        page.click("send-devices");
        page.clickStart();
        page.until(() -> page.text("devices-words").startsWith("Please allow"));

        page.click("send-test");

        page.until(() -> page.text("state").equals("connected"));
        new ReceivedMedia(page).awaitColour(TEST_COLOUR);
        assertEquals("", page.text("devices-words"));
        run("allow()");
        page.until(() -> isEnded(2));
        new ReceivedMedia(page).awaitColour(TEST_COLOUR);
    }

    @Test
    void twentyQuickStartsAndStopsLeaveNothing() {
        open(WITH_CAMERA, LOOPBACK);
        run(HOLD);
        run("allow()");
        page.click("send-devices");

        page.awaitScript(START_AND_STOP_TWENTY_TIMES);

        assertEquals("stopped", page.text("state"));
        page.untilServerHas(0);
        page.until(() -> isEnded(2 * 20));
        page.start();
        assertEquals(1, page.serverHas());
        new ReceivedMedia(page).awaitColour(GREEN);
    }

    @ParameterizedTest
    @CsvSource({
        "audio-video-loopback, send-devices, camera and the microphone were not allowed. Allow them,"
                + " test picture",
        "video-compositing, send-devices, camera was not allowed. Allow it, test picture",
        "pitch-detector, send-microphone, microphone was not allowed. Allow it, tone",
    })
    void whoRefusesIsToldWhatToDoAndSendsNothing(
            String example, String choice, String refused, String instead) {
        openWhere(false, false, example);
        run(HOLD);
        run("allow()");
        page.click(choice);

        page.clickStart();

        page.until(() -> page.text("state").equals("failed"));
        assertEquals(
                "The %s with the icon beside the address bar. You can send the %s instead."
                        .formatted(refused, instead),
                page.text("error"));
        assertTrue(isChosen(choice));
        assertEquals(1, steps().size(), steps().toString());
        assertTrue(steps().get(0).toString().startsWith("asks for"));
        assertEquals(0, page.serverHas());

        page.click(instead.equals("tone") ? "send-tone" : "send-test");
        page.start();
        assertEquals("", page.text("error"));
    }

    @Test
    void whoRefusesWhileConnectedSendsNothingAnyMore() {
        openWhere(false, false, LOOPBACK);
        page.start();
        new ReceivedMedia(page).awaitColour(TEST_COLOUR);

        page.click("send-devices");

        page.until(() -> page.text("devices-error").startsWith("Nothing is sent. The camera and"));
        assertEquals("connected", page.text("state"));
        assertTrue(isChosen("send-devices"));
        assertEquals("Nothing is sent.", ownPictureSays());
        assertEquals(
                true,
                run("return peerConnection.getSenders().every(({ track }) => track === null)"));

        page.click("send-test");

        new ReceivedMedia(page).awaitColour(TEST_COLOUR);
        assertEquals("", page.text("devices-error"));
    }

    @Test
    void aMissingCameraDoesNotKeepThePageFromTheMicrophone() {
        open(WITHOUT_CAMERA, LOOPBACK);
        page.click("send-devices");
        page.start();

        assertEquals(
                "The browser finds no camera. Only the sound is sent.", page.text("devices-error"));
        assertEquals("Only sound is sent.", ownPictureSays());
        assertTrue(isChosen("send-devices"));
        page.until(() -> number(SOUND_PACKETS) > 50); // without a camera it does not beep
        page.click("stop");
        assertEquals("", page.text("devices-error"));
    }

    @Test
    void aMissingMicrophoneDoesNotKeepThePageFromTheCamera() {
        open(WITH_CAMERA, LOOPBACK);
        run(WITHOUT_MICROPHONE);
        page.click("send-devices");
        page.start();

        assertEquals(
                "The browser finds no microphone. Only the picture is sent.",
                page.text("devices-error"));
        new ReceivedMedia(page).awaitColour(GREEN);
    }

    @Test
    void aForbiddenMicrophoneDoesNotKeepThePageFromTheCamera() {
        openWhere(true, false, LOOPBACK);
        page.click("send-devices");
        page.start();

        assertEquals(
                "The microphone was not allowed. Allow it with the icon beside the address bar."
                        + " Only the picture is sent.",
                page.text("devices-error"));
        new ReceivedMedia(page).awaitColour(GREEN);
    }

    @Test
    void withoutAnyDeviceThePageSaysSoAndMakesNoConnection() {
        open(WITHOUT_DEVICES, LOOPBACK);
        run(HOLD);
        run("allow()");
        page.click("send-devices");
        page.clickStart();

        page.until(() -> page.text("state").equals("failed"));

        assertEquals(
                "The browser finds no camera. The browser finds no microphone. You can send the test"
                        + " picture instead.",
                page.text("error"));
        assertTrue(steps().stream().noneMatch("connects"::equals), steps().toString());
        assertEquals(0, page.serverHas());
    }

    @Test
    void anAnswerThatComesTooLateIsSaidToBe() {
        open(WITHOUT_DEVICES, LOOPBACK);
        run(HOLD_ANSWER);
        page.clickStart();
        page.until(() -> Boolean.TRUE.equals(run("return window.isHeld")));
        page.untilServerHas(0);

        run("letAnswer()");

        page.until(() -> page.text("state").equals("failed"));
        String said = page.text("error");
        assertTrue(said.startsWith("The answer came too late"), said);
    }
}
