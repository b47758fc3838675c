package org.webrtcexamples.peer.libwebrtc;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps from the engine the ICE candidates of an answer that it must not see: those with a name
 * instead of an IP address. It looks each of them up with a thread and two descriptors of its own,
 * all at once, for as long as the resolver takes, and ends the JVM when there is no thread to be
 * had; an answer has room for a thousand. The client is reached nevertheless: its address is learnt
 * from the checks that it sends.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8839#section-5.1">RFC 8839, section 5.1</a>: a
 *     candidate with an FQDN that is not supported is ignored
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8445#section-7.3.1.3">RFC 8445, Learning
 *     Peer-Reflexive Candidates</a>
 */
final class RemoteCandidates {

    /** How many are left: each is sent connectivity checks, whoever may live at its address. */
    static final int MAX_CANDIDATES = 64;

    private static final Pattern LINE = Pattern.compile("(?md)^a=candidate:(.*)(\n|$)");

    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f.]*:[0-9A-Fa-f:.]{1,44}");

    private RemoteCandidates() {}

    /** The SDP without them. */
    static String filter(String sdp) {
        StringBuilder filtered = new StringBuilder(sdp.length());
        Matcher line = LINE.matcher(sdp);
        int candidates = 0;
        while (line.find()) {
            String[] fields = line.group(1).split(" ", 6);
            boolean taken =
                    fields.length == 6 && isAddress(fields[4]) && candidates++ < MAX_CANDIDATES;
            line.appendReplacement(filtered, taken ? Matcher.quoteReplacement(line.group()) : "");
        }
        return line.appendTail(filtered).toString();
    }

    private static boolean isAddress(String address) {
        return IPV4.matcher(address).matches()
                || IPV6.matcher(address).matches() && isIpv6(address);
    }

    /** What has a colon is never looked up. */
    private static boolean isIpv6(String address) {
        try {
            InetAddress.getByName(address);
            return true;
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
