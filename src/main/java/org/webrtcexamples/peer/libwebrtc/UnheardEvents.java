package org.webrtcexamples.peer.libwebrtc;

import dev.onvoid.webrtc.RTCDataChannelBuffer;
import dev.onvoid.webrtc.RTCDataChannelObserver;

import org.webrtcexamples.peer.engine.Guard;

/**
 * Drops what comes over a data channel of the other end until it is closed. A channel without an
 * observer would keep it, up to 16 MiB each, as long as its peer is there.
 */
final class UnheardEvents implements RTCDataChannelObserver {

    private volatile Runnable onMessage;

    /**
     * @param onMessage called on a native thread
     */
    UnheardEvents(Runnable onMessage) {
        this.onMessage = onMessage;
    }

    /** The engine keeps this for ever; it must not keep a peer. */
    void letGo() {
        onMessage = () -> {};
    }

    @Override
    public void onMessage(RTCDataChannelBuffer buffer) {
        try {
            onMessage.run();
        } catch (Throwable failure) {
            Guard.failed("Dropping a message", failure);
        }
    }

    @Override
    public void onStateChange() {}

    @Override
    public void onBufferedAmountChange(long previousAmount) {}
}
