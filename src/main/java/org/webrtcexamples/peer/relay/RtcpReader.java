package org.webrtcexamples.peer.relay;

/**
 * Reads RTCP packets, compound or of reduced size, of <a
 * href="https://www.rfc-editor.org/rfc/rfc3550#section-6">RFC 3550</a>, <a
 * href="https://www.rfc-editor.org/rfc/rfc4585#section-6">RFC 4585</a> and <a
 * href="https://www.rfc-editor.org/rfc/rfc5506">RFC 5506</a>. What it does not know it skips.
 */
final class RtcpReader {

    /** Of one full intra request, in bytes. */
    private static final int REQUEST_LENGTH = 8;

    private RtcpReader() {}

    /**
     * Tells what the packets say, in their order, on the thread of the caller.
     *
     * @param data starts with them, whatever they are
     * @param length of all together, in bytes
     * @return whether they are well-formed; if one is not, nothing at all is told
     */
    static boolean read(byte[] data, int length, RtcpListener listener) {
        if (!isWellFormed(data, length)) {
            return false;
        }
        int start = 0;
        while (start < length) {
            int next = start + packetLength(data, start);
            tell(data, start, next - padding(data, start, next), listener);
            start = next;
        }
        return true;
    }

    private static boolean isWellFormed(byte[] data, int length) {
        if (length <= 0 || length > data.length) {
            return false;
        }
        int start = 0;
        while (start + Rtcp.HEADER_LENGTH <= length) {
            int next = start + packetLength(data, start);
            if ((data[start] & 0xFF) >> 6 != Rtcp.VERSION || next > length) {
                return false;
            }
            boolean isPadded = isPadded(data, start);
            int padding = padding(data, start, next);
            int unpadded = next - start - padding;
            boolean isPaddingRight = next == length && padding > 0 && padding % 4 == 0;
            if (isPadded && !isPaddingRight || !isLongEnough(data, start, unpadded)) {
                return false;
            }
            start = next;
        }
        return start == length;
    }

    /** With header and padding, from 4 to 262,144 bytes. */
    private static int packetLength(byte[] data, int start) {
        return 4 * (BigEndian.uint16(data, start + 2) + 1);
    }

    private static boolean isPadded(byte[] data, int start) {
        return (data[start] & 0x20) != 0;
    }

    private static int padding(byte[] data, int start, int end) {
        return isPadded(data, start) ? data[end - 1] & 0xFF : 0;
    }

    private static int count(byte[] data, int start) {
        return data[start] & 0x1F;
    }

    private static int type(byte[] data, int start) {
        return data[start + 1] & 0xFF;
    }

    private static boolean isLongEnough(byte[] data, int start, int length) {
        int count = count(data, start);
        return switch (type(data, start)) {
            case Rtcp.SENDER_REPORT ->
                    length >= Rtcp.SENDER_REPORT_LENGTH + count * Rtcp.REPORT_BLOCK_LENGTH;
            case Rtcp.RECEIVER_REPORT ->
                    length >= Rtcp.RECEIVER_REPORT_LENGTH + count * Rtcp.REPORT_BLOCK_LENGTH;
            case Rtcp.GOODBYE -> length >= Rtcp.HEADER_LENGTH + count * 4;
            case Rtcp.TRANSPORT_FEEDBACK -> length >= Rtcp.FEEDBACK_LENGTH;
            case Rtcp.PAYLOAD_FEEDBACK -> {
                int information = length - Rtcp.FEEDBACK_LENGTH;
                boolean isWhole =
                        count != Rtcp.FULL_INTRA_REQUEST || information % REQUEST_LENGTH == 0;
                yield information >= 0 && isWhole;
            }
            default -> length >= Rtcp.HEADER_LENGTH;
        };
    }

    private static void tell(byte[] data, int start, int end, RtcpListener listener) {
        int count = count(data, start);
        switch (type(data, start)) {
            case Rtcp.SENDER_REPORT -> {
                tellSenderReport(data, start, listener);
                tellReportBlocks(data, start + Rtcp.SENDER_REPORT_LENGTH, count, listener);
            }
            case Rtcp.RECEIVER_REPORT ->
                    tellReportBlocks(data, start + Rtcp.RECEIVER_REPORT_LENGTH, count, listener);
            case Rtcp.TRANSPORT_FEEDBACK -> {
                if (count == Rtcp.GENERIC_NACK) {
                    tellNacks(data, start, end, listener);
                }
            }
            case Rtcp.PAYLOAD_FEEDBACK -> {
                if (count == Rtcp.PICTURE_LOSS_INDICATION) {
                    listener.keyFrameRequest(BigEndian.uint32(data, start + 8));
                } else if (count == Rtcp.FULL_INTRA_REQUEST) {
                    tellFullIntraRequests(data, start, end, listener);
                }
            }
            default -> {
                // Nobody here listens to others.
            }
        }
    }

    private static void tellSenderReport(byte[] data, int start, RtcpListener listener) {
        listener.senderReport(
                BigEndian.uint32(data, start + 4),
                BigEndian.int64(data, start + 8),
                BigEndian.uint32(data, start + 16),
                BigEndian.uint32(data, start + 20),
                BigEndian.uint32(data, start + 24));
    }

    private static void tellReportBlocks(byte[] data, int start, int count, RtcpListener listener) {
        for (int i = 0; i < count; i++) {
            int block = start + i * Rtcp.REPORT_BLOCK_LENGTH;
            long cumulativeLost = (BigEndian.uint24(data, block + 5) ^ 0x800000) - 0x800000;
            listener.receiverReport(
                    BigEndian.uint32(data, block),
                    data[block + 4] & 0xFF,
                    cumulativeLost,
                    BigEndian.uint32(data, block + 8),
                    BigEndian.uint32(data, block + 12),
                    BigEndian.uint32(data, block + 16),
                    BigEndian.uint32(data, block + 20));
        }
    }

    private static void tellNacks(byte[] data, int start, int end, RtcpListener listener) {
        long mediaSsrc = BigEndian.uint32(data, start + 8);
        for (int at = start + Rtcp.FEEDBACK_LENGTH; at < end; at += 4) {
            int packetId = BigEndian.uint16(data, at);
            int bitmask = BigEndian.uint16(data, at + 2);
            listener.nack(mediaSsrc, packetId);
            for (int bit = 0; bit < 16; bit++) {
                if ((bitmask >> bit & 1) != 0) {
                    listener.nack(mediaSsrc, packetId + bit + 1 & 0xFFFF);
                }
            }
        }
    }

    private static void tellFullIntraRequests(
            byte[] data, int start, int end, RtcpListener listener) {
        for (int at = start + Rtcp.FEEDBACK_LENGTH; at < end; at += REQUEST_LENGTH) {
            listener.keyFrameRequest(BigEndian.uint32(data, at));
        }
    }
}
