package org.webrtcexamples.examples;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;

import org.webrtcexamples.connections.About;
import org.webrtcexamples.connections.Example;
import org.webrtcexamples.peer.libwebrtc.DataChannel;
import org.webrtcexamples.peer.libwebrtc.NativePeer;

/**
 * Like datachannel-buffer-limits, but its transfers begin where a client has already sent a
 * gibibyte, which would take too long. Added to the WAR by a test.
 */
@ApplicationScoped
@About(title = "Full transfer", description = "A gibibyte is already there.")
public class FullTransfer implements Example<NativePeer> {

    private static final int CHUNK_KIB = 256;
    private static final int CHUNKS_OF_A_GIBIBYTE = 4096;

    @Resource private ManagedScheduledExecutorService scheduler;

    @Override
    public void beforeOffer(NativePeer peer) {
        DataChannel channel = peer.createDataChannel("full-transfer");
        DatachannelBufferLimits.Transfer transfer =
                new DatachannelBufferLimits.Transfer(peer, channel, scheduler);
        String chunk = ".".repeat(CHUNK_KIB * 1024);
        transfer.onText("#START " + CHUNK_KIB);
        for (int i = 0; i < CHUNKS_OF_A_GIBIBYTE; i++) {
            transfer.onText(chunk);
        }
        channel.onText(transfer::onText);
    }
}
