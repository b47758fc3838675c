package org.webrtcexamples.peer.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.webrtcexamples.MapConfig;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

class RelaySettingsTest {

    private static RelaySettings from(Map<String, String> values) {
        return RelaySettings.from(new MapConfig(values));
    }

    private static RelaySettings announcedAt(String addresses) {
        return from(Map.of("webrtc.relay.announced-addresses", addresses));
    }

    @Test
    void withoutConfigurationItHasAnyPortAndItsOwnAddresses() {
        RelaySettings settings = from(Map.of());

        assertEquals(0, settings.port());
        assertEquals(List.of(), settings.announcedAddresses());
        assertTrue(settings.maxWorkers() >= 4);
    }

    @Test
    void eachIsReadFromItsProperty() throws Exception {
        assertEquals(
                new RelaySettings(40_000, List.of(InetAddress.getByName("192.0.2.1")), 7),
                from(
                        Map.of(
                                "webrtc.relay.port",
                                "40000",
                                "webrtc.relay.announced-addresses",
                                "192.0.2.1",
                                "webrtc.callback-threads",
                                "7")));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535})
    void aPortIsTaken(int port) {
        assertEquals(port, from(Map.of("webrtc.relay.port", "" + port)).port());
    }

    @ParameterizedTest
    @CsvSource({
        "relay.port, -1",
        "relay.port, 65536",
        "relay.port, http",
        "callback-threads, 0",
        "callback-threads, -1",
        "callback-threads, many"
    })
    void aNumberOutOfRangeOrNoneIsRefused(String name, String value) {
        IllegalArgumentException refused =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> from(Map.of("webrtc." + name, value)));

        assertTrue(refused.getMessage().contains("webrtc." + name), refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "1.2.3.4",
                "192.0.2.1",
                "255.255.255.255",
                "::1",
                "2001:db8::1",
                "2001:DB8:0:0:0:0:0:1",
                "64:ff9b::192.0.2.1"
            })
    void anAddressIsAnnounced(String address) throws Exception {
        assertEquals(
                List.of(InetAddress.getByName(address)), announcedAt(address).announcedAddresses());
    }

    @Test
    void severalAddressesAreAnnouncedInTheirOrder() throws Exception {
        assertEquals(
                List.of(InetAddress.getByName("192.0.2.1"), InetAddress.getByName("2001:db8::1")),
                announcedAt("192.0.2.1, 2001:db8::1").announcedAddresses());
    }

    /** Whatever a name server says is true of one time only, and it may take long to say it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "localhost",
                "example.org",
                "fade.de",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.256",
                "999.1.1.1",
                "1.2.3.",
                ".1.2.3",
                "1..2.3.4",
                "1.2.3.4.",
                "1234567",
                ".......",
                "1.2.3.4:5000",
                "1:2",
                ".1:2",
                "1::2::3",
                "12345::",
                "::1.2.3.256",
                "[::1]",
                "fe80::1%eth0",
                "192.0.2.1,example.org"
            })
    void whatIsNoAddressIsRefusedWithoutANameServer(String text) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> announcedAt(text));

        UnknownHostException cause = (UnknownHostException) refused.getCause();
        assertFalse(
                Arrays.stream(cause.getStackTrace())
                        .anyMatch(frame -> frame.getMethodName().equals("getAllByName0")),
                "has been looked up");
    }
}
