package org.webrtcexamples.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.By;
import org.webrtcexamples.Browser;
import org.webrtcexamples.BrowserTest;
import org.webrtcexamples.TestServer;
import org.webrtcexamples.client.Connection;
import org.webrtcexamples.client.ConnectionsClient;
import org.webrtcexamples.client.StatusEvents;
import org.webrtcexamples.client.UnexpectedResponseException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The pages of broadcaster and viewer, each in a window of a real browser. */
@BrowserTest
class BroadcastBrowserIT {

    private static final String BROADCASTER = "broadcaster";
    private static final String VIEWER = "viewer";
    private static final String RED = "#b02030";
    private static final String BLUE = "#2030b0";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @RegisterExtension static final Browser BROWSER = Browser.plain();

    private final List<ExamplePage> pages = new ArrayList<>();
    private ConnectionsClient server;

    @BeforeEach
    void open() {
        server = TestServer.LIMITED.client();
    }

    @AfterEach
    void quit() {
        pages.forEach(ExamplePage::close);
    }

    private ExamplePage page(String example) {
        ExamplePage page = new ExamplePage(TestServer.LIMITED, example, BROWSER);
        pages.add(page);
        page.open();
        return page;
    }

    private ExamplePage broadcast(String colour) {
        ExamplePage page = page(BROADCASTER);
        page.set("colour", colour);
        page.start();
        return page;
    }

    private ExamplePage watch() {
        ExamplePage page = page(VIEWER);
        page.start();
        return page;
    }

    @Test
    void anEarlyViewerWaitsAndSeesTheBroadcastAsItIsSent() {
        ExamplePage viewer = watch();
        ReceivedMedia seen = new ReceivedMedia(viewer);
        viewer.until(() -> viewer.text("broadcast-state").equals("waiting"));
        assertEquals("Waiting for a broadcast", seen.words());

        ExamplePage broadcaster = broadcast(RED);
        ReceivedMedia sent = new ReceivedMedia(broadcaster);
        seen.awaitColour(RED);
        viewer.until(() -> seen.words().isEmpty());

        seen.awaitFrames(50);
        ReceivedMedia.Statistics sentBefore = sent.statistics();
        ReceivedMedia.Statistics before = seen.statistics();
        ReceivedMedia.Statistics after = seen.awaitFrames(100);
        double camera = sent.statistics().takenSince(sentBefore);
        assertTrue(camera > 20, "the test picture has " + camera + " fps");
        assertTrue(after.decodedSince(before) >= camera * 0.95, camera + " " + before + after);
        assertTrue(after.audioEnergy() > before.audioEnergy(), before + " " + after);
        assertEquals(before.freezes(), after.freezes());
        assertEquals(0, seen.lipSync(), 80);
        viewer.assertNoErrors();
    }

    @Test
    void aLateViewerHasAPictureWithinASecond() {
        ExamplePage broadcaster = broadcast(RED);
        broadcaster.until(() -> broadcaster.number("frame-rate") > 20);
        ExamplePage viewer = page(VIEWER);
        viewer.browser()
                .executeScript(
                        """
                        const video = document.getElementById('received-video');
                        document.getElementById('start').addEventListener('click', () => {
                          const clicked = performance.now();
                          video.requestVideoFrameCallback(() => {
                            window.timeToPicture = performance.now() - clicked;
                          });
                        }, true);
                        """);

        viewer.clickStart();

        viewer.until(() -> viewer.browser().executeScript("return window.timeToPicture") != null);
        double time =
                ((Number) viewer.browser().executeScript("return timeToPicture")).doubleValue();
        assertTrue(time < 1000, time + " ms");
    }

    @Test
    void aNewerBroadcastReplacesTheOldForAllViewersWithoutRenegotiation() {
        List<ExamplePage> viewers = List.of(watch(), watch());
        broadcast(RED);
        for (ExamplePage viewer : viewers) {
            new ReceivedMedia(viewer).awaitColour(RED);
            viewer.browser()
                    .executeScript(
                            """
                            window.negotiations = 0;
                            window.first = peerConnection;
                            first.addEventListener('signalingstatechange', () => negotiations++);
                            """);
        }

        broadcast(BLUE);

        for (ExamplePage viewer : viewers) {
            new ReceivedMedia(viewer).awaitColour(BLUE);
            assertEquals(
                    true,
                    viewer.browser()
                            .executeScript(
                                    "return negotiations === 0 && first === peerConnection"));
        }
    }

    /** In the original it takes the picture from all viewers. */
    @Test
    void aBroadcasterWhoNeverAnswersChangesNothing() throws Exception {
        ExamplePage broadcaster = broadcast(RED);
        ReceivedMedia sent = new ReceivedMedia(broadcaster);
        ReceivedMedia seen = new ReceivedMedia(watch());
        seen.awaitColour(RED);
        seen.awaitFrames(50);
        ExamplePage late = page(VIEWER);
        Connection unanswered = server.create(BROADCASTER);

        late.start();
        new ReceivedMedia(late).awaitColour(RED);
        server.get(BROADCASTER, unanswered.id()); // is still there

        ReceivedMedia.Statistics sentBefore = sent.statistics();
        ReceivedMedia.Statistics before = seen.statistics();
        ReceivedMedia.Statistics after = seen.awaitFrames(50);
        double camera = sent.statistics().takenSince(sentBefore);
        assertTrue(after.decodedSince(before) >= camera * 0.95, camera + " " + before + after);
        assertEquals(before.freezes(), after.freezes());
        seen.awaitColour(RED);
    }

    @Test
    void whenTheBroadcasterLeavesViewersWaitAndWhenItReturnsTheySeeItAgain() {
        ExamplePage viewer = watch();
        ReceivedMedia seen = new ReceivedMedia(viewer);
        ExamplePage broadcaster = broadcast(RED);
        seen.awaitColour(RED);

        broadcaster.click("stop");
        viewer.until(() -> seen.words().equals("Waiting for a broadcast"));
        broadcaster.set("colour", BLUE);
        broadcaster.start();

        seen.awaitColour(BLUE);
        viewer.until(() -> seen.words().isEmpty());
    }

    @Test
    void whenTheNewestBroadcasterLeavesTheOneBeforeIsSeenAgain() {
        ReceivedMedia seen = new ReceivedMedia(watch());
        broadcast(RED);
        seen.awaitColour(RED);
        ExamplePage newer = broadcast(BLUE);
        seen.awaitColour(BLUE);

        newer.click("stop");

        seen.awaitColour(RED);
    }

    @Test
    void aViewerWhoLeavesDisturbsNobody() {
        broadcast(RED);
        ExamplePage leaving = watch();
        ReceivedMedia seen = new ReceivedMedia(watch());
        new ReceivedMedia(leaving).awaitColour(RED);
        seen.awaitFrames(50);
        ReceivedMedia.Statistics before = seen.statistics();

        leaving.click("stop");

        ReceivedMedia.Statistics after = seen.awaitFrames(50);
        assertEquals(before.freezes(), after.freezes());
        assertTrue(after.decodedSince(before) > 20, before + " " + after);
    }

    @Test
    void moreViewersThanThereMayBeAreRefused() throws Exception {
        List<Connection> viewers = new ArrayList<>();
        for (int i = 0; i < TestServer.Limits.VIEWERS; i++) {
            viewers.add(server.create(VIEWER));
        }
        UnexpectedResponseException refused =
                assertThrows(UnexpectedResponseException.class, () -> server.create(VIEWER));
        assertEquals(503, refused.status());
        ExamplePage page = page(VIEWER);
        page.clickStart();
        String said = page.await(By.cssSelector("#error:not([hidden])")).getText();
        assertTrue(said.contains(String.valueOf(TestServer.Limits.VIEWERS)), said);

        server.delete(VIEWER, viewers.remove(0).id());

        page.start();
        for (Connection viewer : viewers) {
            server.delete(VIEWER, viewer.id());
        }
    }

    @Test
    void pagesAndOtherReadersAreToldOfEachChange() throws Exception {
        try (StatusEvents events = server.status(VIEWER);
                StatusEvents others = server.status(BROADCASTER)) {
            assertTold("waiting", 0, events, others);
            ExamplePage viewer = page(VIEWER);
            assertShows("waiting", 0, viewer);
            viewer.start();
            assertTold("waiting", 1, events, others);
            assertShows("waiting", 1, viewer);
            ExamplePage broadcaster = broadcast(RED);
            assertTold("live", 1, events, others);
            assertShows("live", 1, viewer, broadcaster);
            viewer.click("stop");
            assertTold("live", 0, events, others);
            assertShows("live", 0, viewer, broadcaster);
            broadcaster.click("stop");
            assertTold("waiting", 0, events, others);
            assertShows("waiting", 0, viewer, broadcaster);
        }
    }

    private static void assertTold(String state, int viewers, StatusEvents... readers)
            throws Exception {
        JsonObject expected =
                Json.createObjectBuilder().add("state", state).add("viewers", viewers).build();
        for (StatusEvents reader : readers) {
            assertEquals(expected, reader.next(PATIENCE));
        }
    }

    private static void assertShows(String state, int viewers, ExamplePage... pages) {
        for (ExamplePage page : pages) {
            page.until(
                    () ->
                            page.text("broadcast-state").equals(state)
                                    && page.text("viewers").equals(String.valueOf(viewers)));
        }
    }
}
