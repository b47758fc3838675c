package org.webrtcexamples.peer.libwebrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.util.Optional;
import java.util.Random;

class IpLiteralTest {

    /** Most of them from RFC 5952, sections 2 and 4. */
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "0.0.0.0, 0.0.0.0",
        "255.255.255.255, 255.255.255.255",
        "::, ::",
        "::1, ::1",
        "1::, 1::",
        "0:0:0:0:0:0:0:0, ::",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:0db8::0001, 2001:db8::1",
        "2001:db8::aaaa:0:0:1, 2001:db8::aaaa:0:0:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "2001:DB8::A, 2001:db8::a",
        "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
        "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
        "64:ff9b::192.0.2.33, 64:ff9b::c000:221",
        "1:2:3:4:5:6:1.2.3.4, 1:2:3:4:5:6:102:304",
        "::ffff:192.0.2.1, 192.0.2.1"
    })
    void anAddressIsWrittenInOneWay(String text, String canonical) {
        assertEquals(Optional.of(canonical), IpLiteral.parse(text).map(IpLiteral::canonical));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "localhost",
                "example.org",
                "face",
                "1.2.3",
                "1.2.3.4.5",
                "256.1.1.1",
                "01.2.3.4",
                "1.2.3.04",
                "0x1.2.3.4",
                "1",
                "1.2.3.4 ",
                "١.2.3.4",
                ":",
                "1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1",
                "1:1:1:1:1:1:1:1:1:1:1::1:1:1:1:1:1:1:1:1:1:1",
                ":::",
                "1:2",
                "::00001",
                "::1.2.3.04",
                "1.2.3.4::",
                "::1.2.3.4:1",
                "::12345",
                "::g",
                "1::2::3",
                ":1::",
                "::1:",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7:8::",
                "1:2:3:4::5:6:7:8",
                "::1%lo",
                "fe80::1%1",
                "[::1]",
                "::-1",
                "::+1",
                "2:3:4:5:6:7:1.2.3.4:8",
                "0000:0000:0000:0000:0000:0000:0000:0000:0000:0000"
            })
    void whatIsNoAddressToTheCLibraryIsNone(String text) {
        assertEquals(Optional.empty(), IpLiteral.parse(text));
    }

    @Test
    void whatIsWrittenIsReadAsTheSameAddress() throws Exception {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
            random.nextBytes(bytes);
            for (int j = 0; j < bytes.length; j++) {
                bytes[j] &= (byte) (random.nextInt(3) == 0 ? 0xFF : 0);
            }
            InetAddress address = InetAddress.getByAddress(bytes);
            String text = IpLiteral.canonical(address);
            assertEquals(Optional.of(address), IpLiteral.parse(text), text);
            assertEquals(address, InetAddress.getByName(text), text);
        }
    }
}
