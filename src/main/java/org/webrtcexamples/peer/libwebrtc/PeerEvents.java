package org.webrtcexamples.peer.libwebrtc;

import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCIceConnectionState;
import dev.onvoid.webrtc.RTCIceGatheringState;
import dev.onvoid.webrtc.RTCSignalingState;

/** What the engine calls for one peer, on a thread of its own. */
final class PeerEvents implements PeerConnectionObserver {

    private final NativePeer peer;

    PeerEvents(NativePeer peer) {
        this.peer = peer;
    }

    @Override
    public void onSignalingChange(RTCSignalingState state) {
        Guard.run("A change of the signalling state", () -> peer.signalingChanged(state));
    }

    @Override
    public void onIceConnectionChange(RTCIceConnectionState state) {
        Guard.run("A change of the ICE connection state", () -> peer.iceConnectionChanged(state));
    }

    @Override
    public void onIceCandidate(RTCIceCandidate candidate) {
        Guard.run("An ICE candidate", () -> peer.candidateGathered(candidate.sdp));
    }

    @Override
    public void onIceGatheringChange(RTCIceGatheringState state) {
        if (state == RTCIceGatheringState.COMPLETE) {
            Guard.run("The end of ICE gathering", peer::gatheringCompleted);
        }
    }

    @Override
    public void onDataChannel(RTCDataChannel channel) {
        Guard.run("A data channel of the other end", () -> peer.remoteChannelOpened(channel));
    }
}
