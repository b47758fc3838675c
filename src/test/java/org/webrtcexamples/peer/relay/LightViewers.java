package org.webrtcexamples.peer.relay;

import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.webrtcexamples.client.ConnectionsClient;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Viewers that only receive, so cheap that hundreds of them fit into one JVM: one thread reads what
 * comes for all of them.
 */
public final class LightViewers implements AutoCloseable {

    /** How exactly the viewers' checks are in time. */
    private static final long TICK_MILLIS = 50;

    private static final int LARGEST_PACKET = 2048;

    private final BcTlsCrypto crypto = new BcTlsCrypto(new SecureRandom());
    private final DtlsCertificate certificate =
            DtlsCertificate.create(crypto, new SecureRandom(), Instant.now());
    private final Selector selector;
    private final Thread thread = new Thread(this::run, "light viewers");
    private volatile boolean closed;

    public LightViewers() {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Opens a connection of the example, answers its offer and returns when the DTLS handshake is
     * over. May be called on several threads at once.
     */
    public LightViewer join(ConnectionsClient client, String example) throws IOException {
        LightViewer viewer = new LightViewer(client, example);
        try {
            viewer.register(selector);
            viewer.connect(crypto, certificate);
            return viewer;
        } catch (Throwable e) {
            viewer.close();
            throw e;
        }
    }

    private void run() {
        ByteBuffer packet = ByteBuffer.allocateDirect(LARGEST_PACKET);
        long nextTick = System.nanoTime();
        try {
            while (!closed) {
                selector.select(key -> viewer(key).readAll(packet), TICK_MILLIS);
                long now = System.nanoTime();
                if (now - nextTick >= 0) {
                    nextTick = now + TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);
                    selector.keys().forEach(key -> viewer(key).checkIfDue(now));
                }
            }
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static LightViewer viewer(SelectionKey key) {
        return (LightViewer) key.attachment();
    }

    /** Ends the thread; the viewers are to be closed before. */
    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
