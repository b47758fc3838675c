package org.webrtcexamples.peer.libwebrtc;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The memory of peers that come and go. */
class NativeMemoryTest {

    private static final int WARM_UP = 300;
    private static final int CYCLES = 2000;

    /** Without its release a peer with a data channel keeps 45 to 72 KiB: 90 MiB and more. */
    private static final long LIMIT_KIB = 30 * 1024;

    @Test
    @Timeout(120)
    void closedPeersGiveTheirNativeMemoryBack() throws Exception {
        try (Peers peers = new Peers()) {
            cycle(peers, WARM_UP);
            long before = nativeKib();
            cycle(peers, CYCLES);
            long grown = nativeKib() - before;
            assertTrue(grown < LIMIT_KIB, "grew by " + grown + " KiB in " + CYCLES + " cycles");
        }
    }

    private static void cycle(Peers peers, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            NativePeer peer = peers.create();
            peer.createDataChannel("test");
            peer.close();
            Peers.awaitReleased(peer);
        }
    }

    /** What the process has in memory besides the Java heap. */
    private static long nativeKib() throws Exception {
        System.gc();
        Matcher resident =
                Pattern.compile("VmRSS:\\s+(\\d+) kB")
                        .matcher(Files.readString(Path.of("/proc/self/status")));
        assertTrue(resident.find());
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
        return Long.parseLong(resident.group(1)) - heap / 1024;
    }
}
