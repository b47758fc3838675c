package org.webrtcexamples.peer.libwebrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class OfferFilterTest {

    private static final String AUDIO =
            """
            v=0
            m=audio 9 UDP/TLS/RTP/SAVPF 111 63
            a=ice-ufrag:abcd
            a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
            %sa=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
            a=rtpmap:111 opus/48000/2
            %sa=fmtp:111 minptime=10;useinbandfec=1
            """;

    private static final String EXTENSION =
            """
            a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
            """;

    private static final String FEEDBACK = "a=rtcp-fb:111 transport-cc\n";

    private static final String VIDEO =
            """
            m=video 9 UDP/TLS/RTP/SAVPF 96
            a=rtcp-fb:96 nack
            """;

    private static String crlf(String sdp) {
        return sdp.replace("\n", "\r\n");
    }

    @Test
    void leavesOutTrickle() {
        assertEquals(
                crlf("v=0\na=ice-ufrag:abcd\na=mid:0\n"),
                OfferFilter.filter(
                        crlf("v=0\na=ice-ufrag:abcd\na=ice-options:trickle\na=mid:0\n")));
    }

    @Test
    void leavesOutTransportWideCongestionControlOfSoundAlone() {
        assertEquals(
                crlf(AUDIO.formatted("", "")),
                OfferFilter.filter(crlf(AUDIO.formatted(EXTENSION, FEEDBACK))));
    }

    @Test
    void leavesItInBesideVideo() {
        String offer = crlf(AUDIO.formatted(EXTENSION, FEEDBACK) + VIDEO);

        assertEquals(offer, OfferFilter.filter(offer));
    }

    @Test
    void leavesOutTheOrientationOfTheCamera() {
        assertEquals(
                crlf("v=0\n" + VIDEO),
                OfferFilter.filter(
                        crlf("v=0\n" + VIDEO + "a=extmap:13 urn:3gpp:video-orientation\n")));
    }

    @Test
    void tellsSendersOfVideoToStartFast() {
        String before =
                """
                v=0
                m=audio 9 UDP/TLS/RTP/SAVPF 111
                a=rtpmap:111 opus/48000/2
                m=video 9 UDP/TLS/RTP/SAVPF 96 97 102 9
                a=rtpmap:96 VP8/90000
                %sa=rtpmap:97 rtx/90000
                a=fmtp:97 apt=96
                a=rtpmap:102 H264/90000
                a=fmtp:102 %spacketization-mode=1
                a=rtpmap:9 VP9/90000
                %s""";
        String start = "x-google-start-bitrate=1000";

        assertEquals(
                crlf(
                        before.formatted(
                                "a=fmtp:96 " + start + "\n",
                                start + ";",
                                "a=fmtp:9 " + start + "\n")),
                OfferFilter.filter(crlf(before.formatted("", "", ""))));
    }
}
