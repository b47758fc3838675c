package org.webrtcexamples.client;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * Two peers of this JVM, of which one sends a sound that never comes. The engine stops its audio
 * module when its last sender leaves, whereupon nobody hears anything and the next sound may abort
 * the JVM; thus there is always one.
 */
public final class KeepAlive {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static boolean begun;

    private KeepAlive() {}

    /** To be called before anything else sends. */
    public static synchronized void ensure() throws InterruptedException, TimeoutException {
        if (begun) {
            return;
        }
        ClientPeer sender = new ClientPeer();
        ClientPeer receiver = new ClientPeer();
        sender.addAudio(samples -> {});
        sender.accept(receiver.answer(sender.offer()));
        sender.awaitConnected(PATIENCE);
        begun = true;
    }
}
