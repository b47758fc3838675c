package org.webrtcexamples.peer.libwebrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.webrtcexamples.client.ClientPeer;
import org.webrtcexamples.client.ReceivedAudio;
import org.webrtcexamples.client.Samples;
import org.webrtcexamples.media.Tone;

/** Sound through the test client's engine whose last sender has left. */
@Timeout(60)
class ClientKeepAliveTest {

    private static final int HALF_A_SECOND = ReceivedAudio.SAMPLE_RATE / 2;

    @Test
    void aClientHearsOnWhenTheLastSenderLeft() throws Exception {
        try (Peers peers = new Peers()) {
            NativePeer tone = peers.create();
            tone.sendAudio(1, new Tone(440, 1)::fill);
            try (ClientPeer listener = Peers.connect(tone)) {
                ReceivedAudio heard = listener.receivedAudio();
                heard.record(HALF_A_SECOND, Peers.PATIENCE);

                NativePeer ear = peers.create();
                ear.receiveAudio(samples -> {});
                try (ClientPeer singer = new ClientPeer()) {
                    singer.sendAudio(new Tone(880, 1)::fill);
                    ear.applyAnswer(Peers.answer(singer, ear.offer(Peers.PATIENCE)));
                    heard.record(2 * HALF_A_SECOND, Peers.PATIENCE);
                }

                short[][] samples = heard.record(HALF_A_SECOND, Peers.PATIENCE);
                assertEquals(440, Samples.frequency(samples[0]), 1);
            }
        }
    }
}
