package org.webrtcexamples.peer.relay;

import java.util.Arrays;
import java.util.Random;

/** What the tests of SRTP send, and the keys they do it with. */
final class SrtpPackets {

    private SrtpPackets() {}

    static byte[] masterKey(SrtpProfile profile) {
        return random(new Random(1), profile.keyLength());
    }

    static byte[] masterSalt(SrtpProfile profile) {
        return random(new Random(2), profile.saltLength());
    }

    static SrtpSender sender(SrtpProfile profile) {
        return new SrtpSender(profile, masterKey(profile), masterSalt(profile));
    }

    static SrtpReceiver receiver(SrtpProfile profile) {
        return new SrtpReceiver(profile, masterKey(profile), masterSalt(profile));
    }

    private static byte[] random(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Of the index' low 16 bits; the payload tells the index apart. */
    static byte[] rtp(int ssrc, long index) {
        byte[] packet = new byte[100];
        packet[0] = (byte) 0x80;
        packet[1] = 96;
        BigEndian.put16(packet, 2, (int) index);
        BigEndian.put32(packet, 8, ssrc);
        BigEndian.put64(packet, 12, index);
        return packet;
    }

    /** With up to 15 CSRCs, perhaps an extension, perhaps no payload. */
    static byte[] randomRtp(Random random, int ssrc, int sequenceNumber) {
        int csrcs = random.nextInt(16);
        int extensionWords = random.nextInt(7) - 1;
        int headerLength = 12 + 4 * csrcs + (extensionWords < 0 ? 0 : 4 + 4 * extensionWords);
        byte[] packet =
                random(random, headerLength + (random.nextInt(10) == 0 ? 0 : random.nextInt(1200)));
        packet[0] = (byte) (0x80 | (extensionWords < 0 ? 0 : 0x10) | csrcs);
        BigEndian.put16(packet, 2, sequenceNumber);
        BigEndian.put32(packet, 8, ssrc);
        if (extensionWords >= 0) {
            BigEndian.put16(packet, 12 + 4 * csrcs, 0xbede);
            BigEndian.put16(packet, 12 + 4 * csrcs + 2, extensionWords);
        }
        return packet;
    }

    static byte[] randomRtcp(Random random, int ssrc) {
        byte[] packet = random(random, 8 + 4 * random.nextInt(300));
        packet[0] = (byte) 0x81;
        packet[1] = (byte) 200;
        BigEndian.put16(packet, 2, packet.length / 4 - 1);
        BigEndian.put32(packet, 4, ssrc);
        return packet;
    }

    static int headerLength(byte[] rtp) {
        int length = 12 + 4 * (rtp[0] & 0x0f);
        return (rtp[0] & 0x10) == 0 ? length : length + 4 + 4 * BigEndian.uint16(rtp, length + 2);
    }

    static byte[] protectRtp(SrtpSender sender, byte[] rtp, long index) {
        int headerLength = headerLength(rtp);
        byte[] packet = Arrays.copyOf(Arrays.copyOf(rtp, headerLength), rtp.length + 40);
        int length =
                sender.protectRtp(
                        packet, headerLength, rtp, headerLength, rtp.length - headerLength, index);
        return Arrays.copyOf(packet, length);
    }

    static byte[] protectRtcp(SrtpSender sender, byte[] rtcp) {
        byte[] packet = Arrays.copyOf(rtcp, rtcp.length + 40);
        return Arrays.copyOf(packet, sender.protectRtcp(packet, rtcp.length));
    }
}
