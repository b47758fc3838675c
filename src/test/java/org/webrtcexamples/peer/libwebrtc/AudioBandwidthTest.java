package org.webrtcexamples.peer.libwebrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class AudioBandwidthTest {

    @Test
    void isLeftOutOfSoundAndNothingElse() {
        String sdp =
                "v=0%nb=AS:9%nm=audio 9 RTP 0%nc=x%n%sa=mid:0%nm=video 9 RTP 96%nb=AS:1%na=b=AS%n"
                        .replace("%n", "\r\n");

        assertEquals(
                sdp.formatted(""),
                AudioBandwidth.filter(sdp.formatted("b=AS:1\r\nb=TIAS:1000\r\n")));
    }

    @Test
    void isLeftOutAtTheEnd() {
        assertEquals("m=audio 9\n", AudioBandwidth.filter("m=audio 9\nb=AS:1"));
    }

    @Test
    void leavesAnythingElseAsItIs() {
        for (String text : new String[] {"", "m=", "m=audio ", "b=AS:1", "\r\n\r\n", "rubbish"}) {
            assertEquals(text, AudioBandwidth.filter(text));
        }
    }
}
