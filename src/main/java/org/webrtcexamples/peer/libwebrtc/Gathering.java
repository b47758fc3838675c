package org.webrtcexamples.peer.libwebrtc;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The gathering of one peer's ICE candidates: fed by the engine, awaited by the offer. Over when
 * every expected address has its UDP host candidate, or when the engine says so.
 *
 * @see HostCandidates
 */
final class Gathering {

    private final Set<String> expected;
    private final Consumer<Set<String>> onComplete;
    private final Set<String> gathered = new HashSet<>();
    private boolean complete;
    private final CountDownLatch known = new CountDownLatch(1);

    /**
     * @param expected the addresses it will bring; empty if that is not known
     * @param onComplete is given those it brought, if it runs to its end
     */
    Gathering(Set<String> expected, Consumer<Set<String>> onComplete) {
        this.expected = expected;
        this.onComplete = onComplete;
    }

    /** One that is awaited to its end: relayed and TCP candidates come whenever they come. */
    static Gathering untilComplete() {
        return new Gathering(Set.of(), gathered -> {});
    }

    /**
     * @param candidate a {@code candidate-attribute} as <a
     *     href="https://www.rfc-editor.org/rfc/rfc8839#section-5.1">RFC 8839</a> has it: {@code
     *     candidate:<foundation> <component> <transport> <priority> <address> <port> typ <type> …}
     */
    synchronized void onCandidate(String candidate) {
        String[] fields = candidate.split(" ");
        if (fields.length < 8 || !fields[2].equalsIgnoreCase("udp") || !fields[7].equals("host")) {
            return;
        }
        gathered.add(fields[4]);
        if (!expected.isEmpty() && gathered.containsAll(expected)) {
            known.countDown();
        }
    }

    synchronized void onComplete() {
        complete = true;
        if (!gathered.isEmpty()) {
            onComplete.accept(Set.copyOf(gathered));
        }
        known.countDown();
    }

    /** Whether the engine said so. */
    synchronized boolean isComplete() {
        return complete;
    }

    /** Ends the wait of a peer that is closed. */
    void abandon() {
        known.countDown();
    }

    /**
     * @return whether it is over
     */
    boolean await(Duration timeout) throws InterruptedException {
        return known.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }
}
