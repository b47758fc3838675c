package org.webrtcexamples.peer.libwebrtc;

import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;

import org.webrtcexamples.peer.PeerException;
import org.webrtcexamples.peer.engine.Guard;

import java.util.concurrent.CompletableFuture;

/** What the engine's asynchronous operations on session descriptions come to. */
final class Descriptions {

    /** Fails with a {@link PeerException} that has the engine's words. */
    static final class Created extends CompletableFuture<RTCSessionDescription>
            implements CreateSessionDescriptionObserver {

        @Override
        public void onSuccess(RTCSessionDescription description) {
            try {
                complete(description);
            } catch (Throwable failure) {
                Guard.failed("Creating a description", failure);
            }
        }

        @Override
        public void onFailure(String error) {
            try {
                completeExceptionally(new PeerException(error));
            } catch (Throwable failure) {
                Guard.failed("Creating a description", failure);
            }
        }
    }

    /** Fails with a {@link PeerException} that has the engine's words. */
    static final class Set extends CompletableFuture<Void>
            implements SetSessionDescriptionObserver {

        @Override
        public void onSuccess() {
            try {
                complete(null);
            } catch (Throwable failure) {
                Guard.failed("Setting a description", failure);
            }
        }

        @Override
        public void onFailure(String error) {
            try {
                completeExceptionally(new PeerException(error));
            } catch (Throwable failure) {
                Guard.failed("Setting a description", failure);
            }
        }
    }

    private Descriptions() {}
}
