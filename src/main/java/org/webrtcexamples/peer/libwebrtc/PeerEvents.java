package org.webrtcexamples.peer.libwebrtc;

import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCIceConnectionState;
import dev.onvoid.webrtc.RTCIceGatheringState;
import dev.onvoid.webrtc.RTCPeerConnectionState;
import dev.onvoid.webrtc.RTCSignalingState;

import org.webrtcexamples.peer.engine.Guard;

/** What the engine calls for one peer, on a thread of its own. */
final class PeerEvents implements PeerConnectionObserver {

    private final NativePeer peer;

    PeerEvents(NativePeer peer) {
        this.peer = peer;
    }

    @Override
    public void onSignalingChange(RTCSignalingState state) {
        try {
            peer.signalingChanged(state);
        } catch (Throwable failure) {
            Guard.failed("A change of the signalling state", failure);
        }
    }

    @Override
    public void onIceConnectionChange(RTCIceConnectionState state) {
        try {
            peer.iceConnectionChanged(state);
        } catch (Throwable failure) {
            Guard.failed("A change of the ICE connection state", failure);
        }
    }

    @Override
    public void onConnectionChange(RTCPeerConnectionState state) {
        try {
            peer.connectionChanged(state);
        } catch (Throwable failure) {
            Guard.failed("A change of the connection state", failure);
        }
    }

    @Override
    public void onIceCandidate(RTCIceCandidate candidate) {
        try {
            peer.candidateGathered(candidate.sdp);
        } catch (Throwable failure) {
            Guard.failed("An ICE candidate", failure);
        }
    }

    @Override
    public void onIceGatheringChange(RTCIceGatheringState state) {
        if (state == RTCIceGatheringState.COMPLETE) {
            try {
                peer.gatheringCompleted();
            } catch (Throwable failure) {
                Guard.failed("The end of ICE gathering", failure);
            }
        }
    }

    @Override
    public void onDataChannel(RTCDataChannel channel) {
        try {
            peer.remoteChannelOpened(channel);
        } catch (Throwable failure) {
            Guard.failed("A data channel of the other end", failure);
        }
    }
}
