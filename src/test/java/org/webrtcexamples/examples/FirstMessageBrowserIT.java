package org.webrtcexamples.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.webrtcexamples.Browser;
import org.webrtcexamples.BrowserTest;
import org.webrtcexamples.TestServer;

import java.util.List;

/**
 * What the pages send first, when the browser announces a data channel before it has opened it. In
 * Chromium that is so once in a thousand times; here it is always so, for as long as a test likes.
 */
@BrowserTest
class FirstMessageBrowserIT {

    /**
     * As Chromium does it, by what was seen of it: the channel says "open", send() returns, the
     * message is dropped and not counted, and the statistics say "connecting".
     */
    private static final String OPEN_LATE =
            """
            window.isOpen = false;
            window.dropped = 0;
            window.looks = 0;
            window.received = 0;
            window.nativeSend = RTCDataChannel.prototype.send;
            RTCDataChannel.prototype.send = function (data) {
              if (isOpen) {
                nativeSend.call(this, data);
              } else {
                dropped++;
              }
            };
            const { getStats } = RTCPeerConnection.prototype;
            RTCPeerConnection.prototype.getStats = async function () {
              const statistics = [...await getStats.call(this)];
              for (const entry of statistics.filter(([, { type }]) => type === 'data-channel')) {
                looks++;
                received = entry[1].messagesReceived;
                entry[1] = { ...entry[1], state: isOpen ? 'open' : 'connecting' };
              }
              return new Map(statistics);
            };
            """;

    /** As Chromium may do it when it notices that a channel that it has announced is not open. */
    private static final String CONNECT_AGAIN =
            """
            const { get } = Object.getOwnPropertyDescriptor(RTCDataChannel.prototype, 'readyState');
            Object.defineProperty(RTCDataChannel.prototype, 'readyState', {
              get() {
                return isOpen ? get.call(this) : 'connecting';
              },
            });
            """;

    private static final String WITHOUT_STATISTICS_OF_CHANNELS =
            """
            RTCPeerConnection.prototype.getStats = async () => new Map();
            """;

    /** Two peers in the page, of which one sends a, b and c before the other has opened. */
    private static final String EXCHANGE =
            """
            const { announceChannelsOnceOpen } = await import('../lib/data-channel-event.js');
            const offerer = new RTCPeerConnection();
            const answerer = new RTCPeerConnection();
            const until = async condition => {
              while (!condition()) {
                await new Promise(resolve => setTimeout(resolve, 5));
              }
            };
            const events = [];
            announceChannelsOnceOpen(answerer);
            answerer.addEventListener('datachannel', ({ channel }) => {
              events.push(`datachannel ${channel.label}`);
              for (const type of ['open', 'message', 'close']) {
                channel.addEventListener(type, ({ data = type }) => events.push(data));
              }
            });
            for (const [from, to] of [[offerer, answerer], [answerer, offerer]]) {
              from.addEventListener('icecandidate', ({ candidate }) => to.addIceCandidate(candidate));
            }
            const channel = offerer.createDataChannel('letters');
            channel.addEventListener('open', () => {
              ['a', 'b', 'c'].forEach(letter => nativeSend.call(channel, letter));
            });
            await offerer.setLocalDescription();
            await answerer.setRemoteDescription(offerer.localDescription);
            await answerer.setLocalDescription();
            await offerer.setRemoteDescription(answerer.localDescription);
            await until(() => received === 3);
            if (events.length > 0) {
              throw new Error(`early: ${events}`);
            }
            """;

    @RegisterExtension static final Browser BROWSER = Browser.plain();

    private ExamplePage page;

    @AfterEach
    void quit() {
        page.close();
    }

    private void open(String example, String patch) {
        page = new ExamplePage(TestServer.SHIPPED, example, BROWSER);
        page.open();
        page.browser().executeScript(patch);
    }

    private long count(String variable) {
        return (long) page.browser().executeScript("return " + variable);
    }

    private void assertNothingIsSentUntilTheChannelIsOpen() {
        page.start();
        page.until(() -> count("dropped") > 0 || count("looks") >= 5);
        assertEquals(0, count("dropped"));
        page.browser().executeScript("window.isOpen = true");
    }

    @Test
    void theFirstPingIsSentOnceTheChannelIsOpen() {
        open("ping-pong", OPEN_LATE);

        assertNothingIsSentUntilTheChannelIsOpen();

        page.until(() -> page.number("pongs") >= 1);
        page.click("stop");
        assertEquals(page.text("pings"), page.text("pongs"));
        page.assertNoErrors();
    }

    @Test
    void theFirstTransferBeginsOnceTheChannelIsOpen() {
        open("datachannel-buffer-limits", OPEN_LATE);

        assertNothingIsSentUntilTheChannelIsOpen();

        page.until(() -> page.text("verdict").startsWith("Verified"));
        page.assertNoErrors();
    }

    @Test
    void aChannelThatIsConnectingAgainIsWaitedFor() {
        open("ping-pong", OPEN_LATE + CONNECT_AGAIN);

        assertNothingIsSentUntilTheChannelIsOpen();

        page.until(() -> page.number("pongs") >= 1);
        page.assertNoErrors();
    }

    @Test
    void aBrowserWithoutStatisticsOfChannelsSendsToo() {
        open("ping-pong", WITHOUT_STATISTICS_OF_CHANNELS);

        page.start();

        page.until(() -> page.number("pongs") >= 1);
        page.assertNoErrors();
    }

    @Test
    void whatComesBeforeTheChannelIsOpenIsHandedOverInOrder() {
        open("ping-pong", OPEN_LATE);

        Object events =
                page.awaitScript(
                        EXCHANGE
                                + """
                                isOpen = true;
                                nativeSend.call(channel, 'd');
                                await until(() => events.includes('d'));
                                return events;
                                """);

        assertEquals(List.of("datachannel letters", "open", "a", "b", "c", "d"), events);
    }

    @Test
    void aChannelThatClosesBeforeItIsOpenIsAnnouncedWithAllThatCame() {
        open("ping-pong", OPEN_LATE);

        Object events =
                page.awaitScript(
                        EXCHANGE
                                + """
                                channel.close();
                                await until(() => events.includes('close'));
                                return events;
                                """);

        assertEquals(List.of("datachannel letters", "open", "a", "b", "c", "close"), events);
    }

    @Test
    void nothingIsAnnouncedOnceTheConnectionIsClosed() {
        open("ping-pong", OPEN_LATE);

        Object looks =
                page.awaitScript(
                        EXCHANGE
                                + """
                                answerer.close();
                                const { getStats } = answerer;
                                await getStats.call(answerer); // one that is under way has come by now
                                const before = looks;
                                await new Promise(resolve => setTimeout(resolve, 100)); // time for ten more
                                return [events.length, looks - before];
                                """);

        assertEquals(List.of(0L, 0L), looks);
    }
}
