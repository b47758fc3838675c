package org.webrtcexamples.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.ws.rs.ClientErrorException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.webrtcexamples.peer.InvalidAnswerException;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

class RequestBodyTest {

    private static final int MAX_LENGTH = 64 * 1024;

    private static InputStream body(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Hands over a byte at a time, as a slow client does. */
    private static final class Trickling extends FilterInputStream {

        Trickling(InputStream body) {
            super(body);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            return super.read(buffer, offset, Math.min(length, 1));
        }
    }

    /** Has no end, and fails who looks for it. */
    private static final class Endless extends InputStream {

        private int bytesRead;

        @Override
        public int read() {
            bytesRead++;
            assertTrue(bytesRead < 8 * 1024 * 1024, "8 MiB read of it");
            return 'x';
        }
    }

    private static void assertTooLong(InputStream body) {
        ClientErrorException refused =
                assertThrows(ClientErrorException.class, () -> RequestBody.read(body));
        assertEquals(413, refused.getResponse().getStatus());
        assertTrue(refused.getMessage().contains("65536"), refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "ä☎😀"})
    void readsUtf8(String text) throws IOException {
        assertEquals(text, RequestBody.read(body(text)));
        assertEquals(text, RequestBody.read(new Trickling(body(text))));
    }

    @Test
    void readsExactly64KiB() throws IOException {
        String text = "x".repeat(MAX_LENGTH);

        assertEquals(text, RequestBody.read(body(text)));
        assertEquals(text, RequestBody.read(new Trickling(body(text))));
    }

    @Test
    void refusesOneByteMoreThan64KiB() {
        assertTooLong(body("x".repeat(MAX_LENGTH + 1)));
        assertTooLong(new Trickling(body("x".repeat(MAX_LENGTH + 1))));
    }

    @Test
    void countsBytesAndNotCharacters() {
        assertTooLong(body("x" + "ä".repeat(MAX_LENGTH / 2)));
    }

    @Test
    void readsTheRestOfABodyThatIsTooLong() throws IOException {
        InputStream body = body("x".repeat(10 * MAX_LENGTH));

        assertTooLong(body);

        assertEquals(-1, body.read());
    }

    @Test
    void doesNotReadABodyThatNeverEndsToItsEnd() {
        assertTooLong(new Endless());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ff", // in no character
                "c3", // cut short
                "c328", // continued wrongly
                "c080", // NUL, too long
                "eda080", // half a surrogate pair
                "f4908080", // beyond U+10FFFF
                "fffe7b00", // UTF-16
            })
    void refusesWhatIsNotUtf8(String hex) {
        InputStream body = new ByteArrayInputStream(HexFormat.of().parseHex(hex));

        assertThrows(InvalidAnswerException.class, () -> RequestBody.read(body));
    }

    @Test
    void refusesABodyWhoseClientHasGone() {
        InputStream gone =
                new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new EOFException();
                    }
                };

        ClientErrorException refused =
                assertThrows(ClientErrorException.class, () -> RequestBody.read(gone));
        assertEquals(400, refused.getResponse().getStatus());
    }
}
