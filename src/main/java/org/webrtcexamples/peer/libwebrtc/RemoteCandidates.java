package org.webrtcexamples.peer.libwebrtc;

import org.webrtcexamples.peer.InvalidAnswerException;
import org.webrtcexamples.peer.SdpLines;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Decides which ICE candidates of an answer the engine is given: none, unless STUN or TURN servers
 * are configured.
 *
 * <p>The client is reached without them: the engine learns its addresses from its connectivity
 * checks. With them, a stranger could have this server send checks to hosts of his choice, those of
 * its own network included. A host name is looked up, too, with a thread and two descriptors for
 * each; the engine ends the JVM when there is no thread to be had.
 *
 * <p>A server behind a NAT, and one with a candidate of a TURN server, is reached only from
 * addresses that it has sent something to, or that the TURN server was told. There the engine is
 * given what may be a client's address, in lines written anew.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8445#section-7.3.1.3">RFC 8445, Learning
 *     Peer-Reflexive Candidates</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4787#section-5">RFC 4787, Filtering Behavior</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8656#section-9">RFC 8656, Permissions</a>
 */
final class RemoteCandidates {

    /**
     * How many different addresses the engine is given: each is sent checks. A host address, one
     * that a STUN server saw and one of a TURN server, for IPv4 and for IPv6 and on two networks,
     * are 12.
     */
    static final int MAX_CANDIDATES = 12;

    /** <a href="https://www.rfc-editor.org/rfc/rfc8839#section-5.1">RFC 8839, section 5.1</a>. */
    private static final Pattern CANDIDATE =
            Pattern.compile(
                    "(?<foundation>[A-Za-z0-9+/]{1,32}) 1 [Uu][Dd][Pp] (?<priority>[0-9]{1,10})"
                            + " (?<address>\\S{1,45}) (?<port>[0-9]{1,5})"
                            + " typ (?<type>host|srflx|prflx|relay)( .*)?");

    private static final String PREFIX = "a=candidate:";
    private static final int MAX_PORT = 65_535;
    private static final long MAX_PRIORITY = Integer.MAX_VALUE;

    /** Multicast, reserved and broadcast addresses begin here. */
    private static final int FIRST_IPV4_OF_NO_HOST = 224;

    private RemoteCandidates() {}

    /**
     * The answer without its candidates.
     *
     * @return a description with CR LF behind each line
     * @throws InvalidAnswerException if the client sends no checks that its addresses could be
     *     learnt from: <a href="https://www.rfc-editor.org/rfc/rfc8445#section-2.5">RFC 8445,
     *     section 2.5</a>
     */
    static String remove(String sdp) {
        List<String> lines = SdpLines.of(sdp);
        if (lines.contains("a=ice-lite")) {
            throw new InvalidAnswerException(
                    "a=ice-lite: this server waits for connectivity checks, so its peer must be a"
                            + " full ICE agent.");
        }
        return SdpLines.join(lines.stream().filter(line -> !isOfCandidates(line)).toList());
    }

    /**
     * The answer with only those candidates whose address may be a client's: over UDP, and neither
     * a name nor an address of this host or link.
     *
     * @return a description with CR LF behind each line
     */
    static String rewrite(String sdp) {
        List<String> lines = new ArrayList<>();
        Set<String> destinations = new HashSet<>();
        for (String line : SdpLines.of(sdp)) {
            if (!isOfCandidates(line)) {
                lines.add(line);
            } else if (line.startsWith(PREFIX) && destinations.size() < MAX_CANDIDATES) {
                rewritten(line.substring(PREFIX.length()), destinations).ifPresent(lines::add);
            }
        }
        return SdpLines.join(lines);
    }

    private static boolean isOfCandidates(String line) {
        return line.startsWith("a=candidate") || line.startsWith("a=remote-candidates");
    }

    /** In each m= section a client may repeat the same addresses: they are one transport's. */
    private static Optional<String> rewritten(String candidate, Set<String> destinations) {
        Matcher fields = CANDIDATE.matcher(candidate);
        if (!fields.matches()) {
            return Optional.empty();
        }
        long priority = Long.parseLong(fields.group("priority"));
        int port = Integer.parseInt(fields.group("port"));
        if (priority > MAX_PRIORITY || port < 1 || port > MAX_PORT) {
            return Optional.empty();
        }
        return IpLiteral.parse(fields.group("address"))
                .filter(RemoteCandidates::mayBeAClients)
                .map(address -> IpLiteral.canonical(address) + ' ' + port)
                .filter(destinations::add)
                .map(
                        destination ->
                                PREFIX
                                        + String.join(
                                                " ",
                                                fields.group("foundation"),
                                                "1 udp",
                                                Long.toString(priority),
                                                destination,
                                                "typ",
                                                fields.group("type")));
    }

    private static boolean mayBeAClients(InetAddress address) {
        int first = address.getAddress()[0] & 0xFF;
        return !address.isLoopbackAddress()
                && !address.isAnyLocalAddress()
                && !address.isMulticastAddress()
                && !address.isLinkLocalAddress()
                && !(address instanceof Inet4Address
                        && (first == 0 || first >= FIRST_IPV4_OF_NO_HOST));
    }
}
