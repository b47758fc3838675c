package org.webrtcexamples.peer.libwebrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.webrtcexamples.client.ClientPeer;
import org.webrtcexamples.peer.InvalidAnswerException;
import org.webrtcexamples.peer.SessionDescription;
import org.webrtcexamples.peer.SignalingState;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** How an answer may be written that the real engine connects by, and what it is not shown. */
@Timeout(60)
class AnswerTextTest {

    /** Of libwebrtc's threads that look up host names. */
    private static final String RESOLVER_THREAD = "AsyncResolver";

    private static Peers peers;

    @BeforeAll
    static void start() {
        peers = new Peers();
    }

    @AfterAll
    static void stop() {
        peers.close();
    }

    /** {@code \n} stands for the end of a line. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            ignoreLeadingAndTrailingWhitespace = false,
            nullValues = "nothing",
            value = {
                "\\r\\n$;nothing",
                "\\r\\n;\\n",
                "$;\\r\\n",
                "$; \\n\\t\\n",
                "\\r\\n; \\r\\n",
                "^;\\r\\n",
                "^;\uFEFF",
                "(a=mid);\\r\\n$1",
                "\\r\\n(a=mid);\\n$1",
                "a=group:BUNDLE.*\\r\\n;nothing",
                "a=(group|mid).*\\r\\n;nothing"
            })
    void connectsHoweverTheAnswerIsWritten(String pattern, String replacement) throws Exception {
        String text =
                replacement == null
                        ? ""
                        : replacement
                                .replace("\\r", "\r")
                                .replace("\\n", "\n")
                                .replace("\\t", "\t");
        assertConnects(sdp -> sdp.replaceAll(pattern, text));
    }

    @Test
    void connectsWithoutABundleIfOneOfSeveralSectionsIsAccepted() throws Exception {
        NativePeer peer = peers.create();
        peer.receiveAudio(samples -> {});
        peer.createDataChannel("test");
        try (ClientPeer client = new ClientPeer()) {
            String answer = Peers.answer(client, peer.offer(Peers.PATIENCE)).sdp();
            peer.applyAnswer(
                    SessionDescription.answer(
                            answer.replaceAll("a=group.*\r\n", "")
                                    .replace("m=application 9", "m=application 0")));
            client.awaitConnected(Peers.PATIENCE);
        } finally {
            peer.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r", "\0"})
    void aCharacterThatNoLineHasIsRefusedAndAGoodAnswerTakenAfterwards(String character)
            throws Exception {
        NativePeer peer = peers.create();
        peer.createDataChannel("test");
        try (ClientPeer client = new ClientPeer()) {
            SessionDescription answer = Peers.answer(client, peer.offer(Peers.PATIENCE));
            String bad = answer.sdp().replace("s=-", "s=" + character + "-");
            assertThrows(
                    InvalidAnswerException.class,
                    () -> peer.applyAnswer(SessionDescription.answer(bad)));
            assertEquals(SignalingState.HAVE_LOCAL_OFFER, peer.signalingState());
            peer.applyAnswer(answer);
            client.channel("test");
        } finally {
            peer.close();
        }
    }

    /** It is none to Java, and what follows it would be another line to java.lang.String.lines. */
    @ParameterizedTest
    @ValueSource(strings = {"\u2028", "\u0085"})
    void aCharacterThatEndsNoLineChangesNothing(String character) throws Exception {
        assertConnects(
                sdp ->
                        sdp.replaceFirst(
                                "a=mid:",
                                "a=x" + character + "m=audio 9 RTP 0" + character + "\r\n$0"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=candidate:1 1 udp 2122260223 192.0.2.%d 53291 typ host",
                "a=candidate:1 1 udp 2122260223 127.0.0.%d 53291 typ host",
                "a=candidate:1 1 udp 2122260223 ::%05d 53291 typ host",
                "a=candidate:1 1 udp 2122260223 ::1.2.%d.04 53291 typ host",
                "a=candidate:1 1 udp 2122260223 host-%d.invalid 53291 typ host",
                "a=candidate:1 1 tcp 1518280447 host-%d.invalid 53291 typ host tcptype passive",
                "a=candidate:1 1 udp 1 192.0.2.1 53291 typ relay raddr host-%d.invalid rport 53291",
                "a=remote-candidates:1 host-%d.invalid 53291",
                "a=rtcp:9 IN IP4 host-%d.invalid",
                "c=IN IP4 host-%d.invalid",
                "a=connection:host-%d.invalid"
            })
    void nothingInAnAnswerIsLookedUpOrSentChecks(String line) throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/task")), "threads are listed by Linux");
        ResolverWatch watch = new ResolverWatch();
        try {
            String lines =
                    IntStream.range(0, 100)
                            .mapToObj(i -> line.formatted(i) + "\r\n")
                            .collect(Collectors.joining());
            SessionDescription applied =
                    assertConnects(
                            line.startsWith("c=")
                                    ? sdp -> sdp.replaceAll("c=IN .*", line.formatted(0))
                                    : sdp ->
                                            sdp.replaceFirst("m=", lines + "$0")
                                                    .replaceFirst("a=mid:", lines + "$0"));
            assertFalse(applied.sdp().contains("a=candidate"), applied.sdp());
        } finally {
            assertEquals(Set.of(), watch.stop());
        }
    }

    /** It has to permit a client's addresses at the TURN server, or to open its own NAT. */
    @ParameterizedTest
    @ValueSource(strings = {"turn:127.0.0.1:9", "stun:127.0.0.1:9"})
    void withAnIceServerTheEngineIsGivenTheAddressesWrittenAnew(String url) throws Exception {
        try (Peers relayed = new Peers(Peers.settings(List.of(url), 0, 0));
                ClientPeer client = new ClientPeer()) {
            NativePeer peer = relayed.create();
            peer.createDataChannel("test");
            SessionDescription offer = peer.offer(Duration.ofSeconds(1));
            String answer = Peers.answer(client, offer).sdp().replaceAll("a=candidate.*\r\n", "");
            SessionDescription applied =
                    peer.applyAnswer(
                            SessionDescription.answer(
                                    answer
                                            + "a=candidate:1 1 UDP 7 2001:DB8:0::1 53291 typ host\r\n"
                                            + "a=candidate:1 1 UDP 7 ::00001 53291 typ host\r\n"));

            assertEquals(
                    List.of("a=candidate:1 1 udp 7 2001:db8::1 53291 typ host generation 0"),
                    applied.sdp().lines().filter(line -> line.contains("candidate:")).toList());
            client.channel("test");
        }
    }

    private static SessionDescription assertConnects(UnaryOperator<String> change)
            throws Exception {
        NativePeer peer = peers.create();
        DataChannel channel = peer.createDataChannel("test");
        channel.onText(channel::send);
        try (ClientPeer client = new ClientPeer()) {
            String answer = Peers.answer(client, peer.offer(Peers.PATIENCE)).sdp();
            String changed = change.apply(answer);
            assertNotEquals(answer, changed, "nothing was changed");
            SessionDescription applied = peer.applyAnswer(SessionDescription.answer(changed));
            client.channel("test").send("ping");
            assertEquals("ping", client.channel("test").next(Peers.PATIENCE));
            return applied;
        } finally {
            peer.close();
        }
    }

    /**
     * Lists this process's threads all the time. A look-up that fails at once ends its thread: one
     * of hundreds is seen.
     */
    private static final class ResolverWatch {

        private final Set<String> seen = ConcurrentHashMap.newKeySet();
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final Thread thread = new Thread(this::watch);

        ResolverWatch() {
            thread.start();
        }

        private void watch() {
            while (!stopped.get()) {
                try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
                    List<String> names = tasks.map(ResolverWatch::name).toList();
                    names.stream().filter(RESOLVER_THREAD::equals).forEach(seen::add);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }

        private static String name(Path task) {
            try {
                return Files.readString(task.resolve("comm")).strip();
            } catch (IOException ended) {
                return "";
            }
        }

        Set<String> stop() throws InterruptedException {
            stopped.set(true);
            thread.join();
            return seen;
        }
    }
}
