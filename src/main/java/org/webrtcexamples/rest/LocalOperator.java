package org.webrtcexamples.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.core.HttpHeaders;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Admits the operator of this server, who is on the same machine: the request comes from a loopback
 * address, no header says that a proxy has forwarded it, and its Host names this machine. The last
 * condition is against DNS rebinding: the page of any site could send requests if the owner of its
 * name lets that name resolve to a loopback address after the page was loaded.
 *
 * <p>A proxy on this machine that adds none of these headers and sets a loopback Host looks like
 * the operator, unless it sends HTTP/1.0, as older versions of nginx do by default.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-7.2">RFC 9110, Host</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7239">RFC 7239, Forwarded</a>
 */
final class LocalOperator {

    static final String REFUSAL =
            "Only the operator may do this, on the machine of the server: ask it directly, without"
                    + " a proxy, at http://localhost or a loopback address.";

    private static final Set<String> PROXY_HEADERS = Set.of("forwarded", "via", "x-real-ip");

    /** X-Forwarded-For, X-Forwarded-Host and their kin. */
    private static final String PROXY_HEADER_PREFIX = "x-forwarded-";

    private static final String PROTOCOL_OF_OLD_PROXIES = "HTTP/1.0";

    private static final Pattern HOST = Pattern.compile("(\\[[^\\]]*\\]|[^\\[\\]:]*)(:[0-9]*)?");

    private static final Pattern LOCALHOST =
            Pattern.compile("([a-z0-9_-]+\\.)*localhost\\.?", Pattern.CASE_INSENSITIVE);

    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");

    /** With the zone (RFC 4007, section 11), in which the network interface is named. */
    private static final Pattern IPV6 = Pattern.compile("([0-9A-Fa-f]*:[0-9A-Fa-f:.]*)(%.*)?");

    private LocalOperator() {}

    /**
     * @throws ForbiddenException if this is anybody else
     */
    static void require(HttpServletRequest request) {
        if (!isLocal(
                request.getProtocol(),
                request.getRemoteAddr(),
                Collections.list(request.getHeaders(HttpHeaders.HOST)),
                Collections.list(request.getHeaderNames()))) {
            throw new ForbiddenException(REFUSAL);
        }
    }

    /**
     * @param protocol the version of HTTP
     * @param remoteAddress that of the TCP connection
     * @param hosts the values of all headers Host
     * @param headers the names of all headers
     */
    static boolean isLocal(
            String protocol, String remoteAddress, List<String> hosts, Collection<String> headers) {
        return !protocol.equals(PROTOCOL_OF_OLD_PROXIES)
                && isLoopback(remoteAddress)
                && headers.stream().noneMatch(LocalOperator::isOfProxy)
                && hosts.size() == 1
                && isThisMachine(hosts.get(0));
    }

    private static boolean isOfProxy(String header) {
        String name = header.toLowerCase(Locale.ROOT);
        return PROXY_HEADERS.contains(name) || name.startsWith(PROXY_HEADER_PREFIX);
    }

    private static boolean isThisMachine(String host) {
        Matcher parts = HOST.matcher(host);
        if (!parts.matches()) {
            return false;
        }
        String name = parts.group(1);
        // RFC 6761, section 6.3: names that end in "localhost" are never looked up.
        return LOCALHOST.matcher(name).matches() || isLoopback(name);
    }

    /** Of an IP address, an IPv6 one with or without brackets. A name is never looked up. */
    private static boolean isLoopback(String address) {
        String literal =
                address.startsWith("[") && address.endsWith("]")
                        ? address.substring(1, address.length() - 1)
                        : address;
        Matcher ipv6 = IPV6.matcher(literal);
        if (ipv6.matches()) {
            literal = ipv6.group(1);
        } else if (!IPV4.matcher(literal).matches()) {
            return false;
        }
        try {
            // An IPv4-mapped address (RFC 4291, section 2.5.5.2) becomes one of IPv4.
            return InetAddress.getByName(literal).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
