package org.webrtcexamples.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class SdpLinesTest {

    private static final List<String> LINES = List.of("v=0", "s=-", "a=mid:0");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v=0\r\ns=-\r\na=mid:0\r\n",
                "v=0\ns=-\na=mid:0\n",
                "v=0\r\ns=-\na=mid:0\r\n",
                "v=0\r\ns=-\r\na=mid:0",
                "v=0\ns=-\na=mid:0",
                "v=0\r\ns=-\r\na=mid:0\r",
                "\r\nv=0\r\n\r\ns=-\n\n\r\na=mid:0\r\n\r\n\n",
                "v=0 \r\ns=-\r\n \t \r\na=mid:0  \t\r\n",
                "\uFEFFv=0\r\ns=-\r\na=mid:0\r\n"
            })
    void theSameLinesAreReadHoweverTheyEnd(String sdp) {
        assertEquals(LINES, SdpLines.of(sdp));
        assertEquals("v=0\r\ns=-\r\na=mid:0\r\n", SdpLines.join(SdpLines.ofDescription(sdp)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n", " \r\n\t", "\uFEFF", "\r"})
    void aTextOfNothingHasNoLines(String sdp) {
        assertEquals(List.of(), SdpLines.of(sdp));
    }

    /** What java.lang.String.lines, \R or a multi-line pattern take for the end of a line. */
    @ParameterizedTest
    @ValueSource(strings = {"\u2028", "\u2029", "\u0085", "\u000B", "\f"})
    void noOtherCharacterEndsALine(String character) {
        assertEquals(
                List.of("s=a" + character + "m=audio", "t=0 0"),
                SdpLines.of("s=a" + character + "m=audio\r\nt=0 0"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v=0\rs=-\r", "v=0\r\ns=\r-\r\n", "v=0\r\r\ns=-\r\n"})
    void aCarriageReturnInsideALineIsRefused(String sdp) {
        InvalidAnswerException e =
                assertThrows(InvalidAnswerException.class, () -> SdpLines.of(sdp));
        assertEquals(
                "Line %d of the sdp has a CR (\\r) without LF (\\n): lines end in CR LF or in LF."
                        .formatted(sdp.startsWith("v=0\r\ns") ? 2 : 1),
                e.getMessage());
    }

    @Test
    void aNulCharacterIsRefused() {
        InvalidAnswerException e =
                assertThrows(InvalidAnswerException.class, () -> SdpLines.of("v=0\r\ns=a\0b\r\n"));
        assertEquals("Line 2 of the sdp has a NUL character.", e.getMessage());
    }

    @Test
    void blankLinesCount() {
        InvalidAnswerException e =
                assertThrows(InvalidAnswerException.class, () -> SdpLines.of("v=0\n\ns=a\0b\n"));
        assertEquals("Line 3 of the sdp has a NUL character.", e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "rubbish", "v=1\r\ns=-\r\n", "v=0\\r\\ns=-", "{}"})
    void aTextThatIsNoDescriptionIsRefused(String text) {
        InvalidAnswerException e =
                assertThrows(InvalidAnswerException.class, () -> SdpLines.ofDescription(text));
        assertEquals(
                "The sdp must be a session description: its first line is \"v=0\".",
                e.getMessage());
    }

    @Test
    void theNameOfASessionMayBeASpace() {
        assertEquals(List.of("v=0", "s= "), SdpLines.of("v=0\r\ns= \r\n"));
    }
}
