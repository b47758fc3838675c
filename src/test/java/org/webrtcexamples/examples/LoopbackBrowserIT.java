package org.webrtcexamples.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.webrtcexamples.Browser;
import org.webrtcexamples.BrowserTest;
import org.webrtcexamples.TestServer;

/** The page of audio-video-loopback in a real browser. */
@BrowserTest
class LoopbackBrowserIT {

    private static final String EXAMPLE = "audio-video-loopback";

    @RegisterExtension static final Browser BROWSER = Browser.withCamera();

    private ExamplePage page;
    private ReceivedMedia received;

    @BeforeEach
    void open() {
        page = new ExamplePage(TestServer.SHIPPED, EXAMPLE, BROWSER);
        received = new ReceivedMedia(page);
    }

    @AfterEach
    void quit() {
        page.close();
    }

    @Test
    void pictureAndSoundOfTheCameraReturnAsTheyAreSent() {
        page.open();
        page.click("send-devices");
        page.start();
        page.click("mute"); // what is muted has no energy, either
        received.awaitFrames(40);
        ReceivedMedia.Statistics before = received.statistics();

        ReceivedMedia.Statistics after = received.awaitFrames(100);

        assertEquals(640, after.width());
        assertEquals(480, after.height());
        double camera = after.takenSince(before);
        assertEquals(20, camera, 1);
        assertTrue(after.decodedSince(before) >= camera * 0.95, before + " " + after);
        assertEquals(before.freezes(), after.freezes());
        assertTrue(after.audioEnergy() > before.audioEnergy(), before + " " + after);
        page.until(() -> Math.abs(page.number("frame-rate") - camera) < 2);
        assertEquals("640 × 480", page.text("frame-size"));
        page.assertNoErrors();
    }

    @Test
    void flashesAndBeepsReturnInStep() {
        page.start();
        received.awaitFrames(100);

        double offset = received.lipSync();

        assertEquals(0, offset, 80);
    }

    @Test
    void whatReturnsIsHeardOnlyOnceTheUserWantsIt() {
        page.start();
        assertTrue(isMuted());
        page.click("mute");
        assertFalse(isMuted());
    }

    private boolean isMuted() {
        return (boolean)
                page.browser()
                        .executeScript("return document.getElementById('received-video').muted");
    }

    @Test
    void changesToTheCameraAndBackWithoutANewConnectionAndStopSwitchesItOff() {
        page.start();
        page.set("colour", "#b02030");
        received.awaitColour("#b02030");
        String id = page.text("connection-id");
        page.click("send-devices");
        received.awaitColour("#008000");
        page.click("send-test");
        received.awaitColour("#b02030");
        page.click("send-devices");
        received.awaitColour("#008000");
        assertEquals(id, page.text("connection-id"));
        page.browser()
                .executeScript(
                        """
                        window.camera = document.getElementById('own-video').srcObject.getTracks();
                        """);

        page.click("stop");

        assertEquals(
                true,
                page.browser()
                        .executeScript(
                                """
                                return camera.length === 2
                                  && camera.every(track => track.readyState === 'ended');
                                """));
        page.untilServerHas(0);
    }
}
