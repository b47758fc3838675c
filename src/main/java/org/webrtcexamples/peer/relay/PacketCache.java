package org.webrtcexamples.peer.relay;

import java.util.Arrays;

/**
 * The last packets of a stream, for those that ask for one again. It takes memory for as many as
 * were ever in it at a time. Not thread-safe.
 */
final class PacketCache {

    private static final long NOTHING = -1;

    /** Packets are kept in multiples of so many bytes, so that few have to grow. */
    private static final int STEP = 128;

    private final RtpPacket[] packets;
    private final long[] extendedSequences;

    /**
     * @param size how many packets, a power of two
     * @throws IllegalArgumentException when it is none
     */
    PacketCache(int size) {
        if (Integer.bitCount(size) != 1 || size < 1) {
            throw new IllegalArgumentException("Not a power of two: " + size);
        }
        packets = new RtpPacket[size];
        extendedSequences = new long[size];
        Arrays.fill(extendedSequences, NOTHING);
    }

    /**
     * @param packet one that was parsed; copied
     * @param extendedSequence its extended sequence number, from 0
     * @return the copy, valid until the next packet that is stored; null if it is not stored, as it
     *     is so old that a newer one has its place
     */
    RtpPacket store(RtpPacket packet, long extendedSequence) {
        int place = place(extendedSequence);
        if (extendedSequences[place] > extendedSequence) {
            return null;
        }
        if (packets[place] == null || packets[place].data.length < packet.length()) {
            packets[place] = new RtpPacket(packet.length() + STEP & -STEP);
        }
        packets[place].copyFrom(packet);
        extendedSequences[place] = extendedSequence;
        return packets[place];
    }

    /**
     * @param extendedSequence from 0
     * @return the packet of this number, not to be changed and valid until the next one that is
     *     stored; null if it is not there
     */
    RtpPacket find(long extendedSequence) {
        int place = place(extendedSequence);
        return extendedSequences[place] == extendedSequence ? packets[place] : null;
    }

    /** Forgets all packets, but keeps their memory. */
    void clear() {
        Arrays.fill(extendedSequences, NOTHING);
    }

    private int place(long extendedSequence) {
        return (int) extendedSequence & packets.length - 1;
    }
}
