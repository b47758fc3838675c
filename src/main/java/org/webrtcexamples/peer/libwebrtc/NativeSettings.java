package org.webrtcexamples.peer.libwebrtc;

import dev.onvoid.webrtc.PortAllocatorConfig;
import dev.onvoid.webrtc.RTCBundlePolicy;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCIceServer;

import org.eclipse.microprofile.config.Config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the engine is set up, for all peers alike.
 *
 * @param startAtDeployment whether the engine starts with the application, not with its first peer
 * @param iceServers URLs of STUN and TURN servers; empty where clients reach this host itself
 * @param iceUsername for the TURN servers
 * @param iceCredential for the TURN servers
 * @param iceTcp whether to offer TCP candidates, too
 * @param minPort first UDP port for media, or 0 for any
 * @param maxPort last UDP port for media, or 0 for any
 * @param timeToRead how long the other end of a data channel may take nothing of what waits for it
 * @param maxWorkers how many threads of the container run callbacks at a time
 * @param messagesPerEngine after how many received messages new peers get a new engine
 * @param maxMessages how many received messages all engines in use may have behind them before the
 *     peers of the worst one are closed
 * @param maxVideos how many peers have a picture at a time, sent or received
 */
record NativeSettings(
        boolean startAtDeployment,
        List<String> iceServers,
        Optional<String> iceUsername,
        Optional<String> iceCredential,
        boolean iceTcp,
        int minPort,
        int maxPort,
        Duration timeToRead,
        int maxWorkers,
        long messagesPerEngine,
        long maxMessages,
        int maxVideos) {

    private static final int MAX_PORT = 65_535;
    private static final String HOST = "([A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])";
    private static final String PORT = "(:(?<port>[0-9]{1,5}))?";

    /** <a href="https://www.rfc-editor.org/rfc/rfc7064">RFC 7064</a>. */
    private static final Pattern STUN = Pattern.compile("stuns?:" + HOST + PORT);

    /** <a href="https://www.rfc-editor.org/rfc/rfc7065">RFC 7065</a>. */
    private static final Pattern TURN =
            Pattern.compile("turns?:" + HOST + PORT + "(\\?transport=(udp|tcp))?");

    /**
     * @throws IllegalArgumentException if a value is out of its range, or a URL is none: the engine
     *     would end the JVM for that
     */
    NativeSettings {
        boolean hasCredential =
                !iceUsername.orElse("").isEmpty() && !iceCredential.orElse("").isEmpty();
        iceServers.forEach(url -> checkUrl(url, hasCredential));
        if (minPort < 0
                || maxPort > MAX_PORT
                || minPort > maxPort
                || minPort == 0 && maxPort != 0) {
            throw new IllegalArgumentException(
                    "Not a range of ports: %d to %d".formatted(minPort, maxPort));
        }
        if (timeToRead.isNegative() || timeToRead.isZero()) {
            throw new IllegalArgumentException("Not a time to read in: " + timeToRead);
        }
        if (maxWorkers < 1
                || messagesPerEngine < 1
                || maxMessages < messagesPerEngine
                || maxVideos < 1) {
            throw new IllegalArgumentException(
                    "Out of range: %d workers, %d messages for an engine, %d for all, %d videos"
                            .formatted(maxWorkers, messagesPerEngine, maxMessages, maxVideos));
        }
    }

    /**
     * @throws IllegalArgumentException if a setting is none of its type, or out of its range
     */
    static NativeSettings from(Config config) {
        return new NativeSettings(
                config.getOptionalValue("webrtc.start-at-deployment", Boolean.class).orElse(true),
                config.getOptionalValues("webrtc.ice-servers", String.class).orElse(List.of()),
                config.getOptionalValue("webrtc.ice-username", String.class),
                config.getOptionalValue("webrtc.ice-credential", String.class),
                config.getOptionalValue("webrtc.ice-tcp", Boolean.class).orElse(false),
                config.getOptionalValue("webrtc.min-port", Integer.class).orElse(0),
                config.getOptionalValue("webrtc.max-port", Integer.class).orElse(0),
                config.getOptionalValue("webrtc.time-to-read", Duration.class)
                        .orElse(Duration.ofMinutes(1)),
                config.getOptionalValue("webrtc.callback-threads", Integer.class)
                        .orElse(Math.max(4, 2 * Runtime.getRuntime().availableProcessors())),
                config.getOptionalValue("webrtc.messages-per-engine", Long.class).orElse(20_000L),
                config.getOptionalValue("webrtc.max-messages", Long.class)
                        .orElse(defaultMaxMessages(Runtime.getRuntime().maxMemory())),
                config.getOptionalValue("webrtc.max-videos", Integer.class)
                        .orElse(4 * Runtime.getRuntime().availableProcessors()));
    }

    /** Each leaves 88 bytes in the heap, of which they may have a quarter. */
    static long defaultMaxMessages(long heapBytes) {
        return Math.max(20_000, Math.min(4_000_000, heapBytes / 4 / 88));
    }

    private static void checkUrl(String url, boolean hasCredential) {
        Matcher stun = STUN.matcher(url);
        Matcher turn = TURN.matcher(url);
        if (!stun.matches() && !turn.matches()) {
            throw new IllegalArgumentException("Not the URL of a STUN or TURN server: " + url);
        }
        String port = (stun.matches() ? stun : turn).group("port");
        if (port != null && (Integer.parseInt(port) < 1 || Integer.parseInt(port) > MAX_PORT)) {
            throw new IllegalArgumentException("No such port: " + url);
        }
        if (turn.matches() && !hasCredential) {
            throw new IllegalArgumentException(
                    "A TURN server needs a username and a credential: " + url);
        }
    }

    /** Whether host candidates over UDP are all that a peer will have. */
    boolean onlyHostCandidates() {
        return iceServers.isEmpty() && !iceTcp;
    }

    /**
     * Whether a client may only reach a peer after the peer has sent something to the client's
     * address: through a NAT or a TURN server.
     */
    boolean needsRemoteCandidates() {
        return !iceServers.isEmpty();
    }

    RTCConfiguration toNative() {
        RTCConfiguration configuration = new RTCConfiguration();
        configuration.bundlePolicy = RTCBundlePolicy.MAX_BUNDLE;
        configuration.portAllocatorConfig =
                new PortAllocatorConfig(minPort, maxPort, 0).setDisableTcp(!iceTcp);
        if (!iceServers.isEmpty()) {
            RTCIceServer server = new RTCIceServer();
            server.urls.addAll(iceServers);
            server.username = iceUsername.orElse("");
            server.password = iceCredential.orElse("");
            configuration.iceServers.add(server);
        }
        return configuration;
    }
}
