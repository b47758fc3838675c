package org.webrtcexamples.rest;

import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a file, <a href="https://www.rfc-editor.org/rfc/rfc9110#section-14">as HTTP asks for
 * it</a>.
 *
 * @param first the position of its first byte
 * @param length in bytes; 0 if the file has nothing of what was asked for
 */
record ByteRange(long first, long length) {

    private static final Pattern HEADER =
            Pattern.compile("bytes=([0-9]*)-([0-9]*)", Pattern.CASE_INSENSITIVE);

    /**
     * Reads the header {@code Range}.
     *
     * @param size of the file, in bytes
     * @return nothing if it is not one range, in which case the whole file is the answer
     */
    static Optional<ByteRange> parse(String header, long size) {
        Matcher range = HEADER.matcher(header);
        if (!range.matches()) {
            return Optional.empty();
        }
        String from = range.group(1);
        String to = range.group(2);
        if (from.isEmpty()) {
            return to.isEmpty() ? Optional.empty() : Optional.of(last(new BigInteger(to), size));
        }
        BigInteger first = new BigInteger(from);
        BigInteger last = to.isEmpty() ? first.max(BigInteger.valueOf(size)) : new BigInteger(to);
        return last.compareTo(first) < 0 ? Optional.empty() : Optional.of(of(first, last, size));
    }

    private static ByteRange last(BigInteger length, long size) {
        long kept = length.min(BigInteger.valueOf(size)).longValue();
        return new ByteRange(size - kept, kept);
    }

    private static ByteRange of(BigInteger first, BigInteger last, long size) {
        long start = first.min(BigInteger.valueOf(size)).longValue();
        long end = last.add(BigInteger.ONE).min(BigInteger.valueOf(size)).longValue();
        return new ByteRange(start, end - start);
    }

    /** The value of the header {@code Content-Range}. */
    String contentRange(long size) {
        return length == 0
                ? "bytes */" + size
                : "bytes %d-%d/%d".formatted(first, first + length - 1, size);
    }
}
