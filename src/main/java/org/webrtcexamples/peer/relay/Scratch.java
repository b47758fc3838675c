package org.webrtcexamples.peer.relay;

import java.nio.ByteBuffer;

/**
 * What one thread works with while it handles packets, made once so that none of it is made for
 * each packet.
 */
final class Scratch {

    /** More than any network's packets, jumbo frames aside. */
    static final int SIZE = 2048;

    /** The packet that was received, decrypted. */
    final RtpPacket packet = new RtpPacket();

    /** The control packet that was received, decrypted. */
    final byte[] control = new byte[SIZE];

    /** What is sent: it may be encrypted with a longer tag than it came with. */
    final byte[] out = new byte[SIZE + 64];

    final ByteBuffer outBuffer = ByteBuffer.wrap(out);

    final RtcpWriter rtcp = new RtcpWriter();

    final long[] sequenceNumbers = new long[RtcpWriter.MAX_NACKS];
}
