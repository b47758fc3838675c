package org.webrtcexamples.peer.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jitsi.srtp.SrtcpCryptoContext;
import org.jitsi.srtp.SrtpContextFactory;
import org.jitsi.srtp.SrtpCryptoContext;
import org.jitsi.srtp.SrtpErrorStatus;
import org.jitsi.srtp.SrtpPolicy;
import org.jitsi.srtp.crypto.Aes;
import org.jitsi.utils.ByteArrayBuffer;
import org.jitsi.utils.logging2.LoggerImpl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** With Jitsi's SRTP at the other end, over a path that loses and reorders. */
class SrtpInteroperationTest {

    private static final int SSRC = 0x9abc_def0;
    private static final int PACKETS = 5_000;

    /** So many packets may overtake each other: Jitsi's window is of 64. */
    private static final int REORDERED = 20;

    private final Random random = new Random(8);
    private final byte[] out = new byte[2048];
    private SrtpContextFactory jitsi;

    /** One packet on its way. */
    private record Sent(byte[] plain, byte[] secured) {}

    @BeforeAll
    static void useTheCipherOfTheJdk() {
        Aes.setFactoryClassName("SunJCE");
    }

    @AfterEach
    void close() {
        jitsi.close();
    }

    private void open(SrtpProfile profile, boolean sender) {
        jitsi =
                new SrtpContextFactory(
                        sender,
                        SrtpPackets.masterKey(profile),
                        SrtpPackets.masterSalt(profile),
                        policy(profile),
                        policy(profile),
                        new LoggerImpl("jitsi"));
    }

    private static SrtpPolicy policy(SrtpProfile profile) {
        return switch (profile) {
            case AEAD_AES_128_GCM ->
                    new SrtpPolicy(
                            SrtpPolicy.AESGCM_ENCRYPTION,
                            16,
                            SrtpPolicy.NULL_AUTHENTICATION,
                            0,
                            16,
                            12);
            case AES128_CM_HMAC_SHA1_80 ->
                    new SrtpPolicy(
                            SrtpPolicy.AESCM_ENCRYPTION,
                            16,
                            SrtpPolicy.HMACSHA1_AUTHENTICATION,
                            20,
                            10,
                            14);
        };
    }

    /** What is left, in the order in which it arrives. */
    private List<Sent> overABadPath(List<Sent> sent) {
        List<Sent> arriving = new ArrayList<>(sent);
        for (int i = 0; i + REORDERED <= arriving.size(); i += REORDERED) {
            Collections.shuffle(arriving.subList(i, i + REORDERED), random);
        }
        // Both must see the first packet, to start in the same round.
        arriving.subList(1, arriving.size()).removeIf(packet -> random.nextInt(10) == 0);
        assertTrue(arriving.size() < sent.size());
        return arriving;
    }

    /** Of consecutive packets, but for leaps; through several rollovers. */
    private long[] indices() {
        long[] indices = new long[PACKETS];
        long index = 65_000;
        for (int i = 0; i < PACKETS; i++) {
            index += i > 0 && i % (10 * REORDERED) == 0 ? random.nextInt(30_000) : 1;
            indices[i] = index;
        }
        assertTrue(index > 4 * 65_536, "only " + index);
        return indices;
    }

    @ParameterizedTest
    @EnumSource
    void jitsiReceivesRtp(SrtpProfile profile) throws Exception {
        open(profile, false);
        SrtpSender sender = SrtpPackets.sender(profile);
        List<Sent> sent = new ArrayList<>();
        for (long index : indices()) {
            byte[] rtp = SrtpPackets.randomRtp(random, SSRC, (int) index);
            sent.add(new Sent(rtp, SrtpPackets.protectRtp(sender, rtp, index)));
        }
        SrtpCryptoContext receiver = jitsi.deriveContext(SSRC, 0);
        for (Sent packet : overABadPath(sent)) {
            Buffer buffer = new Buffer(packet.secured());
            assertEquals(SrtpErrorStatus.OK, receiver.reverseTransformPacket(buffer, false));
            assertArrayEquals(packet.plain(), buffer.content());
        }
    }

    @ParameterizedTest
    @EnumSource
    void jitsiSendsRtp(SrtpProfile profile) throws Exception {
        open(profile, true);
        SrtpCryptoContext sender = jitsi.deriveContext(SSRC, 0);
        List<Sent> sent = new ArrayList<>();
        for (long index : indices()) {
            byte[] rtp = SrtpPackets.randomRtp(random, SSRC, (int) index);
            Buffer buffer = new Buffer(rtp);
            assertEquals(SrtpErrorStatus.OK, sender.transformPacket(buffer));
            sent.add(new Sent(rtp, buffer.content()));
        }
        SrtpReceiver receiver = SrtpPackets.receiver(profile);
        for (Sent packet : overABadPath(sent)) {
            int length = receiver.unprotectRtp(packet.secured(), packet.secured().length, out);
            assertEquals(packet.plain().length, length);
            assertArrayEquals(packet.plain(), Arrays.copyOf(out, length));
        }
    }

    @ParameterizedTest
    @EnumSource
    void jitsiReceivesRtcp(SrtpProfile profile) throws Exception {
        open(profile, false);
        SrtpSender sender = SrtpPackets.sender(profile);
        List<Sent> sent = new ArrayList<>();
        for (int i = 0; i < PACKETS; i++) {
            byte[] rtcp = SrtpPackets.randomRtcp(random, SSRC);
            sent.add(new Sent(rtcp, SrtpPackets.protectRtcp(sender, rtcp)));
        }
        SrtcpCryptoContext receiver = jitsi.deriveControlContext(SSRC);
        for (Sent packet : overABadPath(sent)) {
            Buffer buffer = new Buffer(packet.secured());
            assertEquals(SrtpErrorStatus.OK, receiver.reverseTransformPacket(buffer));
            assertArrayEquals(packet.plain(), buffer.content());
        }
    }

    @ParameterizedTest
    @EnumSource
    void jitsiSendsRtcp(SrtpProfile profile) throws Exception {
        open(profile, true);
        SrtcpCryptoContext sender = jitsi.deriveControlContext(SSRC);
        List<Sent> sent = new ArrayList<>();
        for (int i = 0; i < PACKETS; i++) {
            byte[] rtcp = SrtpPackets.randomRtcp(random, SSRC);
            Buffer buffer = new Buffer(rtcp);
            assertEquals(SrtpErrorStatus.OK, sender.transformPacket(buffer));
            sent.add(new Sent(rtcp, buffer.content()));
        }
        SrtpReceiver receiver = SrtpPackets.receiver(profile);
        for (Sent packet : overABadPath(sent)) {
            int length = receiver.unprotectRtcp(packet.secured(), packet.secured().length, out);
            assertEquals(packet.plain().length, length);
            assertArrayEquals(packet.plain(), Arrays.copyOf(out, length));
        }
    }

    /** A packet as Jitsi changes it in place. */
    private static final class Buffer implements ByteArrayBuffer {

        private byte[] data = new byte[2048];
        private int offset;
        private int length;

        Buffer(byte[] packet) {
            length = packet.length;
            System.arraycopy(packet, 0, data, 0, length);
        }

        byte[] content() {
            return Arrays.copyOfRange(data, offset, offset + length);
        }

        @Override
        public byte[] getBuffer() {
            return data;
        }

        @Override
        public int getOffset() {
            return offset;
        }

        @Override
        public int getLength() {
            return length;
        }

        @Override
        public void setLength(int length) {
            this.length = length;
        }

        @Override
        public void setOffset(int offset) {
            this.offset = offset;
        }

        @Override
        public boolean isInvalid() {
            return false;
        }

        @Override
        public void readRegionToBuff(int from, int count, byte[] target) {
            System.arraycopy(data, offset + from, target, 0, count);
        }

        @Override
        public void grow(int howMuch) {
            data = Arrays.copyOf(data, Math.max(data.length, offset + length + howMuch));
        }

        @Override
        public void append(byte[] more, int count) {
            grow(count);
            System.arraycopy(more, 0, data, offset + length, count);
            length += count;
        }

        @Override
        public void shrink(int howMuch) {
            length -= howMuch;
        }
    }
}
