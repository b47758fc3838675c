package org.webrtcexamples.peer.relay;

import org.eclipse.microprofile.config.Config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How the relay is set up.
 *
 * @param port its UDP port, or 0 for any free one
 * @param announcedAddresses where clients reach this server if not at its own addresses; offered
 *     instead of those, with the same port
 * @param maxWorkers how many threads of the container run callbacks at a time
 */
record RelaySettings(int port, List<InetAddress> announcedAddresses, int maxWorkers) {

    private static final int MAX_PORT = 65_535;

    /** 0 to 255. */
    private static final String BYTE = "(25[0-5]|2[0-4]\\d|1?\\d?\\d)";

    /** What {@link InetAddress#getByName} asks no name server for. */
    private static final Pattern ADDRESS =
            Pattern.compile(BYTE + "(\\." + BYTE + "){3}|[0-9A-Fa-f]*:[0-9A-Fa-f:.]+");

    /**
     * @throws IllegalArgumentException if a value is out of its range
     */
    RelaySettings {
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("webrtc.relay.port is no port: " + port);
        }
        if (maxWorkers < 1) {
            throw new IllegalArgumentException(
                    "webrtc.callback-threads must be at least 1, not " + maxWorkers);
        }
    }

    /**
     * @throws IllegalArgumentException if a setting is none of its type, or out of its range
     */
    static RelaySettings from(Config config) {
        return new RelaySettings(
                config.getOptionalValue("webrtc.relay.port", Integer.class).orElse(0),
                addresses(
                        config.getOptionalValues("webrtc.relay.announced-addresses", String.class)
                                .orElse(List.of())),
                config.getOptionalValue("webrtc.callback-threads", Integer.class)
                        .orElse(Math.max(4, 2 * Runtime.getRuntime().availableProcessors())));
    }

    private static List<InetAddress> addresses(List<String> texts) {
        List<InetAddress> addresses = new ArrayList<>();
        for (String text : texts) {
            try {
                if (!ADDRESS.matcher(text.strip()).matches()) {
                    throw new UnknownHostException(text);
                }
                addresses.add(InetAddress.getByName(text.strip()));
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException(
                        "webrtc.relay.announced-addresses must be IP addresses, not " + text, e);
            }
        }
        return addresses;
    }
}
