package org.webrtcexamples.peer.libwebrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.onvoid.webrtc.PeerConnectionFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.webrtcexamples.client.ClientChannel;
import org.webrtcexamples.client.ClientPeer;
import org.webrtcexamples.linker.AllEmptyLibraries;
import org.webrtcexamples.linker.ElfFile;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

class NativeLibraryTest {

    private static final String DONE = "pong";

    /** The dynamic linker, and what a JVM needs too. */
    private static final Set<String> ALWAYS_THERE =
            Set.of(
                    "ld-linux-aarch64.so.1",
                    "ld-linux-x86-64.so.2",
                    "libc.so.6",
                    "libm.so.6",
                    "libstdc++.so.6");

    private static URL library(String machine) {
        return PeerConnectionFactory.class.getResource("/libwebrtc-java-linux-" + machine + ".so");
    }

    /** Those of Linux that the build has. */
    static List<String> machines() {
        return Stream.of("x86_64", "aarch64").filter(machine -> library(machine) != null).toList();
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("machines")
    void needsNothingButWhatIsAlwaysThereAndWhatIsDispensable(String machine) throws IOException {
        Set<String> needed;
        try (InputStream in = library(machine).openStream()) {
            needed = new TreeSet<>(new ElfFile(in.readAllBytes()).needed());
        }
        needed.removeAll(ALWAYS_THERE);
        assertEquals(new TreeSet<>(NativeLibrary.DISPENSABLE), needed);
    }

    /** In a JVM of its own, for one that has the real libraries keeps them. */
    @Test
    void peersWorkWithEmptyLibraries() throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                WithEmptyLibraries.class.getName())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        // Native threads complain of the end of the JVM after it.
        assertEquals(DONE, said.lines().findFirst().orElse(""));
    }

    /** Connects a server's peer and a client's, and says what the client receives. */
    static final class WithEmptyLibraries {

        public static void main(String[] arguments) throws Exception {
            AllEmptyLibraries.load(NativeLibrary.DISPENSABLE);
            NativeLibrary.load();
            try (Peers peers = new Peers()) {
                NativePeer peer = peers.create();
                DataChannel channel = peer.createDataChannel("ping-pong");
                channel.onText(text -> channel.send(text.replace('i', 'o')));
                ClientPeer client = Peers.connect(peer);
                ClientChannel pings = client.channel("ping-pong");
                pings.send("ping");
                String received = pings.next(Peers.PATIENCE);
                client.close();
                System.out.println(realLibraries() + received);
            }
            System.exit(0);
        }

        private static String realLibraries() throws IOException {
            try (Stream<String> mapped = Files.lines(Path.of("/proc/self/maps"))) {
                return mapped.filter(
                                line -> NativeLibrary.DISPENSABLE.stream().anyMatch(line::contains))
                        .filter(line -> !line.contains("all-empty-libraries"))
                        .collect(Collectors.joining("\n"));
            }
        }
    }
}
