package org.webrtcexamples.bench;

import java.time.Duration;

/** CPU time of this JVM, all of whose clients share the machine with the server. */
final class ClientCpu {

    private ClientCpu() {}

    static Duration time() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow();
    }

    /** In percent of one core. */
    static double percentSince(Duration earlier, Duration elapsed) {
        return 100.0 * time().minus(earlier).toNanos() / elapsed.toNanos();
    }
}
