package org.webrtcexamples.peer.libwebrtc;

import dev.onvoid.webrtc.RTCDataChannelBuffer;
import dev.onvoid.webrtc.RTCDataChannelObserver;

import org.webrtcexamples.peer.engine.Guard;

/**
 * What the engine calls for one data channel, on a thread of its own. The engine keeps every
 * observer for ever, so this one lets go of the channel when that closes.
 *
 * @see <a
 *     href="https://github.com/devopvoid/webrtc-java/blob/v0.14.0/webrtc-jni/src/main/cpp/src/JNI_RTCDataChannel.cpp">registerObserver
 *     in webrtc-java</a>
 */
final class ChannelEvents implements RTCDataChannelObserver {

    private volatile DataChannel channel;

    ChannelEvents(DataChannel channel) {
        this.channel = channel;
    }

    void letGo() {
        channel = null;
    }

    @Override
    public void onStateChange() {
        DataChannel target = channel;
        if (target != null) {
            try {
                target.stateChanged();
            } catch (Throwable failure) {
                Guard.failed("A change of a data channel's state", failure);
            }
        }
    }

    /** The buffer is valid only until this returns. */
    @Override
    public void onMessage(RTCDataChannelBuffer buffer) {
        DataChannel target = channel;
        if (target != null) {
            try {
                byte[] data = new byte[buffer.data.remaining()];
                buffer.data.get(data);
                target.received(data, buffer.binary);
            } catch (Throwable failure) {
                Guard.failed("Receiving a message", failure);
            }
        }
    }

    /** Never called by this version of the library; see {@link DataChannel#bufferedAmount}. */
    @Override
    public void onBufferedAmountChange(long previousAmount) {}
}
