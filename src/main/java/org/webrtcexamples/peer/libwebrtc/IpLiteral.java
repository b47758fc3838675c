package org.webrtcexamples.peer.libwebrtc;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * IP addresses as text, read strictly and without a look-up: {@link InetAddress} takes more
 * spellings for an address than the C library does, which takes the others for host names.
 */
final class IpLiteral {

    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    private static final Pattern GROUP = Pattern.compile("[0-9A-Fa-f]{1,4}");

    private static final int IPV6_GROUPS = 8;

    /** Eight groups of four digits, and colons between them; longer with an IPv4 address. */
    private static final int MAX_LENGTH = 45;

    private IpLiteral() {}

    /**
     * Reads an address without a zone.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc4291#section-2.2">RFC 4291, section 2.2</a>
     */
    static Optional<InetAddress> parse(String text) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        return (IPV4.matcher(text).matches() ? ipv4(text) : ipv6(text)).map(IpLiteral::address);
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError("4 or 16 bytes are an address", e);
        }
    }

    private static Optional<byte[]> ipv4(String text) {
        byte[] bytes = new byte[4];
        String[] octets = text.split("\\.");
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(octets[i]);
        }
        return Optional.of(bytes);
    }

    private static Optional<byte[]> ipv6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            return groups(text).filter(all -> all.length == 2 * IPV6_GROUPS);
        }
        Optional<byte[]> head = groups(text.substring(0, gap));
        Optional<byte[]> tail = groups(text.substring(gap + 2));
        if (head.isEmpty()
                || tail.isEmpty()
                || head.get().length + tail.get().length >= 2 * IPV6_GROUPS
                || text.substring(0, gap).contains(".")) {
            return Optional.empty();
        }
        byte[] bytes = Arrays.copyOf(head.get(), 2 * IPV6_GROUPS);
        int length = tail.get().length;
        System.arraycopy(tail.get(), 0, bytes, bytes.length - length, length);
        return Optional.of(bytes);
    }

    /** Groups joined by colons, the last two of which may be an IPv4 address; maybe none. */
    private static Optional<byte[]> groups(String text) {
        if (text.isEmpty()) {
            return Optional.of(new byte[0]);
        }
        ByteBuffer bytes = ByteBuffer.allocate(MAX_LENGTH);
        String[] groups = text.split(":", -1);
        if (groups.length > IPV6_GROUPS) {
            return Optional.empty();
        }
        for (int i = 0; i < groups.length; i++) {
            if (GROUP.matcher(groups[i]).matches()) {
                bytes.putShort((short) Integer.parseInt(groups[i], 16));
            } else if (i == groups.length - 1 && IPV4.matcher(groups[i]).matches()) {
                bytes.put(ipv4(groups[i]).orElseThrow());
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(Arrays.copyOf(bytes.array(), bytes.position()));
    }

    /**
     * Writes an address in the one way that every reader understands.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc5952#section-4">RFC 5952, section 4</a>
     */
    static String canonical(InetAddress address) {
        if (address instanceof Inet4Address) {
            return address.getHostAddress();
        }
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        int[] groups = new int[IPV6_GROUPS];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = bytes.getShort() & 0xFFFF;
        }
        int gap = 0;
        int gapLength = 1;
        for (int i = 0; i < groups.length; i++) {
            int length = 0;
            while (i + length < groups.length && groups[i + length] == 0) {
                length++;
            }
            if (length > gapLength) {
                gap = i;
                gapLength = length;
            }
        }
        return gapLength == 1
                ? join(groups, 0, groups.length)
                : join(groups, 0, gap) + "::" + join(groups, gap + gapLength, groups.length);
    }

    private static String join(int[] groups, int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append(i == from ? "" : ":").append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }
}
