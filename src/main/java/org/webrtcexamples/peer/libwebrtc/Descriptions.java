package org.webrtcexamples.peer.libwebrtc;

import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;

import org.webrtcexamples.peer.PeerException;

import java.util.concurrent.CompletableFuture;

/** What the engine's asynchronous operations on session descriptions come to. */
final class Descriptions {

    /** Fails with a {@link PeerException} that has the engine's words. */
    static final class Created extends CompletableFuture<RTCSessionDescription>
            implements CreateSessionDescriptionObserver {

        @Override
        public void onSuccess(RTCSessionDescription description) {
            Guard.run("Creating a description", () -> complete(description));
        }

        @Override
        public void onFailure(String error) {
            Guard.run(
                    "Creating a description",
                    () -> completeExceptionally(new PeerException(error)));
        }
    }

    /** Fails with a {@link PeerException} that has the engine's words. */
    static final class Set extends CompletableFuture<Void>
            implements SetSessionDescriptionObserver {

        @Override
        public void onSuccess() {
            Guard.run("Setting a description", () -> complete(null));
        }

        @Override
        public void onFailure(String error) {
            Guard.run(
                    "Setting a description", () -> completeExceptionally(new PeerException(error)));
        }
    }

    private Descriptions() {}
}
