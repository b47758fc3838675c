package org.webrtcexamples.peer.libwebrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
        assertEquals("m=audio 9\r\n", AudioBandwidth.filter("m=audio 9\nb=AS:1"));
    }

    /** The engine, as AnswerCheck, would see one m= section here. */
    @ParameterizedTest
    @ValueSource(strings = {"\u2028", "\u0085", "\f"})
    void isFoundBehindACharacterThatEndsNoLine(String character) {
        assertEquals(
                "m=audio 9 RTP 0\r\ni=x" + character + "m=video 9\r\n",
                AudioBandwidth.filter(
                        "m=audio 9 RTP 0\r\ni=x" + character + "m=video 9\r\nb=AS:1\r\n"));
    }

    @Test
    void leavesAnythingElseAsItIs() {
        for (String text :
                new String[] {"", "m=\r\n", "m=audio\r\n", "b=AS:1\r\n", "rubbish\r\n"}) {
            assertEquals(text, AudioBandwidth.filter(text));
        }
    }
}
