package org.webrtcexamples.peer.libwebrtc;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.onvoid.webrtc.RTCBundlePolicy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.webrtcexamples.MapConfig;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class NativeSettingsTest {

    private static NativeSettings from(String... namesAndValues) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put("webrtc." + namesAndValues[i], namesAndValues[i + 1]);
        }
        return NativeSettings.from(new MapConfig(values));
    }

    private static NativeSettings withIceServer(String url) {
        return from("ice-servers", url, "ice-username", "user", "ice-credential", "secret");
    }

    @Test
    void withoutConfigurationThereIsNoIceServerAndAnyPort() {
        NativeSettings settings = from();

        assertTrue(settings.startAtDeployment());
        assertEquals(List.of(), settings.iceServers());
        assertEquals(Optional.empty(), settings.iceUsername());
        assertEquals(Optional.empty(), settings.iceCredential());
        assertFalse(settings.iceTcp());
        assertEquals(0, settings.minPort());
        assertEquals(0, settings.maxPort());
        assertEquals(Duration.ofMinutes(1), settings.timeToRead());
        assertTrue(settings.maxWorkers() >= 4);
        assertTrue(settings.onlyHostCandidates());
    }

    @Test
    void eachIsReadFromItsProperty() {
        assertEquals(
                new NativeSettings(
                        false,
                        List.of("stun:stun.example.org", "turn:turn.example.org"),
                        Optional.of("user"),
                        Optional.of("secret"),
                        true,
                        40_000,
                        40_100,
                        Duration.ofSeconds(5),
                        7,
                        8,
                        9,
                        10),
                from(
                        "start-at-deployment",
                        "false",
                        "ice-servers",
                        "stun:stun.example.org,turn:turn.example.org",
                        "ice-username",
                        "user",
                        "ice-credential",
                        "secret",
                        "ice-tcp",
                        "true",
                        "min-port",
                        "40000",
                        "max-port",
                        "40100",
                        "time-to-read",
                        "PT5S",
                        "callback-threads",
                        "7",
                        "messages-per-engine",
                        "8",
                        "max-messages",
                        "9",
                        "max-videos",
                        "10"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stun:example.org",
                "stuns:example.org",
                "stun:example.org:3478",
                "stun:192.0.2.1:65535",
                "stun:[2001:db8::1]",
                "stuns:[2001:db8::1]:5349",
                "stun:[::ffff:192.0.2.1]:1",
                "turn:example.org",
                "turns:example.org",
                "turn:example.org:3478",
                "turn:example.org?transport=udp",
                "turn:example.org:3478?transport=tcp",
                "turns:[2001:db8::1]:443?transport=tcp",
            })
    void anIceServersUrlIsTaken(String url) {
        assertEquals(List.of(url), withIceServer(url).iceServers());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "stun",
                "stun:",
                "stun::3478",
                "stun://example.org",
                "http://example.org",
                "example.org:3478",
                "stun:example.org:",
                "stun:example.org:0",
                "stun:example.org:65536",
                "stun:example.org:99999",
                "stun:example.org:123456",
                "stun:example.org:-1",
                "stun:example.org:port",
                "stun:example.org?transport=udp",
                "stun:user@example.org",
                "stun:example.org/path",
                "stun: example.org",
                " stun:example.org",
                "stun:example.org\n",
                "stun:2001:db8::1",
                "stun:[2001:db8::1",
                "stun:[]",
                "stun:[example.org]",
                "turn:example.org?transport=sctp",
                "turn:example.org?transport=",
                "turn:example.org?",
                "turn:example.org?transport=udp&x=y",
                "turn:user:secret@example.org",
                "turnx:example.org",
            })
    void whatIsNoIceServersUrlIsRefused(String url) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> withIceServer(url));

        assertTrue(refused.getMessage().contains(url), refused.getMessage());
    }

    @Test
    void oneBadUrlAmongGoodOnesIsRefused() {
        assertThrows(
                IllegalArgumentException.class, () -> withIceServer("stun:example.org,stun:,"));
    }

    @Test
    void stunNeedsNoCredential() {
        assertDoesNotThrow(() -> from("ice-servers", "stun:example.org"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"turn:example.org", "turns:example.org:443?transport=tcp"})
    void turnWithoutBothUsernameAndCredentialIsRefused(String url) {
        assertThrows(IllegalArgumentException.class, () -> from("ice-servers", url));
        assertThrows(
                IllegalArgumentException.class,
                () -> from("ice-servers", url, "ice-username", "user"));
        assertThrows(
                IllegalArgumentException.class,
                () -> from("ice-servers", url, "ice-credential", "secret"));
        assertThrows(
                IllegalArgumentException.class,
                () -> from("ice-servers", url, "ice-username", "", "ice-credential", "secret"));
    }

    /** The engine ends the JVM for a TURN server whose username or credential is empty. */
    @ParameterizedTest
    @CsvSource({"'', secret", "user, ''"})
    void turnWithAnEmptyUsernameOrCredentialIsRefused(String username, String credential) {
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        new NativeSettings(
                                true,
                                List.of("turn:example.org"),
                                Optional.of(username),
                                Optional.of(credential),
                                false,
                                0,
                                0,
                                Duration.ofMinutes(1),
                                1,
                                1,
                                1,
                                1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S"})
    void aTimeToReadThatIsNoneIsRefused(String time) {
        assertThrows(IllegalArgumentException.class, () -> from("time-to-read", time));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "1, 65535", "65535, 65535", "40000, 40100"})
    void aRangeOfPortsIsTaken(String min, String max) {
        NativeSettings settings = from("min-port", min, "max-port", max);

        assertEquals(Integer.parseInt(min), settings.minPort());
        assertEquals(Integer.parseInt(max), settings.maxPort());
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 0",
        "0, 1",
        "0, 65535",
        "1, 0",
        "40000, 0",
        "40001, 40000",
        "1, 65536",
        "-2, -1",
    })
    void whatIsNoRangeOfPortsIsRefused(String min, String max) {
        assertThrows(IllegalArgumentException.class, () -> from("min-port", min, "max-port", max));
    }

    @ParameterizedTest
    @CsvSource({
        "callback-threads, 0",
        "callback-threads, -1",
        "messages-per-engine, 0",
        "messages-per-engine, 4000001",
        "max-messages, 19999",
        "callback-threads, many",
        "messages-per-engine, 1e6",
        "min-port, http",
    })
    void aNumberOutOfRangeOrNoneIsRefused(String name, String value) {
        assertThrows(IllegalArgumentException.class, () -> from(name, value));
    }

    @Test
    void moreThanHostCandidatesAreToBeGatheredWithIceServersOrTcp() {
        assertFalse(from("ice-servers", "stun:example.org").onlyHostCandidates());
        assertFalse(from("ice-tcp", "true").onlyHostCandidates());
    }

    @Test
    void theEngineIsToldOfServersPortsAndTcp() {
        var configuration =
                from(
                                "ice-servers",
                                "stun:a.example.org,turn:b.example.org",
                                "ice-username",
                                "user",
                                "ice-credential",
                                "secret",
                                "min-port",
                                "40000",
                                "max-port",
                                "40100")
                        .toNative();

        assertEquals(RTCBundlePolicy.MAX_BUNDLE, configuration.bundlePolicy);
        assertEquals(40_000, configuration.portAllocatorConfig.minPort);
        assertEquals(40_100, configuration.portAllocatorConfig.maxPort);
        assertTrue(configuration.portAllocatorConfig.isTcpDisabled());
        assertEquals(1, configuration.iceServers.size());
        var server = configuration.iceServers.get(0);
        assertEquals(List.of("stun:a.example.org", "turn:b.example.org"), server.urls);
        assertEquals("user", server.username);
        assertEquals("secret", server.password);
    }

    @Test
    void withoutServersTheEngineIsToldOfNone() {
        assertEquals(List.of(), from().toNative().iceServers);
        assertFalse(from("ice-tcp", "true").toNative().portAllocatorConfig.isTcpDisabled());
    }

    @Test
    void allowsAsManyMessagesAsAQuarterOfTheHeapHolds() {
        assertEquals(20_000, NativeSettings.defaultMaxMessages(1 << 20));
        assertEquals(1_525_201, NativeSettings.defaultMaxMessages(512L << 20));
        assertEquals(4_000_000, NativeSettings.defaultMaxMessages(8L << 30));
    }
}
