package org.webrtcexamples.peer.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.webrtcexamples.client.ClientPeer;
import org.webrtcexamples.client.Description;

/** The answers of a real libwebrtc. It has sound to send, and no picture. */
class RelayAnswerClientTest {

    private static RelayAnswer answer(Direction direction) throws Exception {
        RelayOffer offer = Offers.audioAndVideo(direction);
        try (ClientPeer client = new ClientPeer()) {
            client.sendAudio(samples -> {});
            return RelayAnswer.parse(
                    offer, client.answer(new Description("offer", offer.sdp())).sdp());
        }
    }

    private static AnsweredMedia audio(RelayAnswer answer) {
        return answer.media().get(0);
    }

    private static AnsweredMedia video(RelayAnswer answer) {
        return answer.media().get(1);
    }

    @Test
    void anOfferOfBothWaysIsTaken() throws Exception {
        RelayAnswer answer = answer(Direction.SENDRECV);

        assertTrue(answer.dtlsClient());
        assertEquals(1, answer.fingerprints().size());
        assertEquals(Direction.SENDRECV, audio(answer).direction());
        assertTrue(audio(answer).ssrc().isPresent());
        assertEquals(Direction.SENDONLY, video(answer).direction());
        assertEquals(PayloadTypes.TRANSPORT_CC_EXTENSION, video(answer).transportCcExtension());
        assertEquals(new RtcpFeedback(true, true, true, true), video(answer).feedback());
        assertTrue(video(answer).ssrc().isEmpty());
    }

    @Test
    void anOfferToReceiveIsTaken() throws Exception {
        RelayAnswer answer = answer(Direction.RECVONLY);

        assertEquals(Direction.RECVONLY, audio(answer).direction());
        assertTrue(audio(answer).feedback().transportCc());
        assertEquals(PayloadTypes.TRANSPORT_CC_EXTENSION, audio(answer).transportCcExtension());
        assertEquals(Direction.INACTIVE, video(answer).direction());
    }

    @Test
    void anOfferToSendIsTaken() throws Exception {
        RelayAnswer answer = answer(Direction.SENDONLY);

        assertEquals(Direction.SENDONLY, audio(answer).direction());
        assertEquals(Direction.SENDONLY, video(answer).direction());
        assertFalse(video(answer).rejected());
        assertTrue(video(answer).payloadTypes().contains(PayloadTypes.VP8));
        assertEquals(0, video(answer).transportCcExtension());
        assertEquals(new RtcpFeedback(true, true, false, false), video(answer).feedback());
    }
}
