package org.webrtcexamples.peer.relay;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The hash of a certificate, by which the one that comes with DTLS is known to be the answerer's.
 *
 * @param algorithm the hash function as {@link java.security.MessageDigest} calls it
 * @param value as many bytes as that function has
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8122#section-5">RFC 8122, Fingerprint
 *     Attribute</a>
 */
record Fingerprint(String algorithm, byte[] value) {

    /** Those hash functions of RFC 8122 that are not weaker than SHA-256, by their length. */
    private static final Map<String, Integer> DIGEST_BYTES =
            Map.of("SHA-256", 32, "SHA-384", 48, "SHA-512", 64);

    private static final HexFormat HEX = HexFormat.ofDelimiter(":");

    /**
     * Reads the value of an a=fingerprint.
     *
     * @return nothing if the hash function is weak or unknown
     * @throws IllegalArgumentException if it is a known one, and the hash cannot be one of it; the
     *     message says what it must be
     */
    static Optional<Fingerprint> parse(String attribute) {
        String[] fields = attribute.split(" ", 2);
        String algorithm = fields[0].toUpperCase(Locale.ROOT);
        Integer length = DIGEST_BYTES.get(algorithm);
        if (length == null) {
            return Optional.empty();
        }
        byte[] value = fields.length == 2 ? bytes(fields[1]) : new byte[0];
        if (value.length != length) {
            throw new IllegalArgumentException(
                    "a=fingerprint:%s must have %d bytes in hexadecimal, joined by colons."
                            .formatted(fields[0], length));
        }
        return Optional.of(new Fingerprint(algorithm, value));
    }

    /** None if these are not hexadecimal digits. */
    private static byte[] bytes(String hexadecimal) {
        try {
            return HEX.parseHex(hexadecimal);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Fingerprint that
                && algorithm.equals(that.algorithm)
                && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return 31 * algorithm.hashCode() + Arrays.hashCode(value);
    }

    /** As in SDP, the hash function in upper case. */
    @Override
    public String toString() {
        return algorithm + ' ' + HEX.withUpperCase().formatHex(value);
    }
}
