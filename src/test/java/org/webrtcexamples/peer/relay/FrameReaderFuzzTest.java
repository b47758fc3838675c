package org.webrtcexamples.peer.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.webrtcexamples.peer.EncodedFrame;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** What becomes of packets that a client has made up, but encrypted as it should. */
@Timeout(120)
class FrameReaderFuzzTest {

    private static final int PACKETS = 100_000;
    private static final int MAX_WAITING = 1024;
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** What a payload of any codec may begin with. */
    private static final byte[][] BEGINNINGS = {
        Bytes.of("10 500200 9d012a 8002 6801"),
        Bytes.of("90 f0 8001 01 41 500200 9d012a 8002 6801"),
        Bytes.of("10 510200"),
        Bytes.of("00"),
        Bytes.of("6742c0168c680a02f7970101e1108d40"),
        Bytes.of("67640c16ac18d01405ef2e0203c2211a80"),
        Bytes.of("78 0010 6742c0168c680a02f7970101e1108d40 0004 68ce3c80 0002 6588"),
        Bytes.of("7c 85"),
        Bytes.of("7c 05"),
        Bytes.of("7c 45"),
        Bytes.of("61 9a"),
        Bytes.of("08"),
        Bytes.of("fb 03"),
        {}
    };

    private final Random random = new Random(4);
    private long now = 1_000 * SECOND;
    private int sequence = 65_000;
    private long timestamp = (1L << 32) - 90_000;
    private int ssrc = 1;
    private int frames;
    private EncodedFrame last;

    @ParameterizedTest
    @EnumSource
    void randomPacketsNeverThrowAndLittleIsHeld(MediaKind kind) throws Exception {
        FrameReader reader = new FrameReader(kind, () -> {}, frame -> take(kind, frame));
        IncomingTrack track = new IncomingTrack(kind, null);
        track.read(reader);
        Scratch scratch = new Scratch();
        int most = 0;
        for (int i = 0; i < PACKETS; i++) {
            byte[] packet = next(kind);
            System.arraycopy(packet, 0, scratch.packet.data, 0, packet.length);
            if (scratch.packet.parse(packet.length) && isOf(kind, scratch.packet)) {
                IncomingStream stream = track.stream(scratch.packet.ssrc(), now);
                if (stream != null) {
                    stream.received(scratch.packet, random.nextInt(10) == 0, scratch, now);
                }
            }
            now += random.nextInt(random.nextInt(3_000) == 0 ? 2_000 : 2) * MILLI;
            if (random.nextInt(20) == 0) {
                track.tick(now);
            }
            int waiting = waiting(reader);
            most = Math.max(most, waiting);
            assertTrue(waiting < MAX_WAITING, waiting + " packets");
            assertTrue(held(reader) <= 2 * Depacketizer.MAX_FRAME, "bytes of a frame");
        }
        track.tick(now + SECOND);
        assertEquals(0, waiting(reader));
        assertTrue(most > 1_000, "packets wait: " + most);
        assertTrue(frames > 1_000, "frames are made: " + frames);
    }

    /** A session looks for the track by the payload type. */
    private static boolean isOf(MediaKind kind, RtpPacket packet) {
        int type = packet.payloadType();
        return kind == MediaKind.AUDIO
                ? type == PayloadTypes.OPUS
                : type == PayloadTypes.VP8 || type == PayloadTypes.H264;
    }

    private boolean take(MediaKind kind, EncodedFrame frame) {
        assertTrue(now - frame.arrival() >= 0);
        assertEquals(kind == MediaKind.VIDEO, frame.codec().isVideo());
        assertEquals(kind == MediaKind.AUDIO, frame.duration() > 0);
        assertTrue(frame.data().length > 0 && frame.missed() >= 0);
        boolean hasSize = frame.width() > 0 && frame.height() > 0;
        assertEquals(kind == MediaKind.VIDEO && frame.keyFrame(), hasSize);
        assertTrue(
                frame.keyFrame()
                        || last != null
                                && frame.missed() == 0
                                && last.stream() == frame.stream()
                                && last.codec() == frame.codec(),
                "all that it refers to was handed over");
        if (random.nextInt(100) == 0) {
            return false;
        }
        last = frame;
        frames++;
        return true;
    }

    private byte[] next(MediaKind kind) {
        if (random.nextInt(20) == 0) {
            return bytes(random.nextInt(200));
        }
        sequence +=
                switch (random.nextInt(50)) {
                    case 0 -> 2;
                    case 1 -> random.nextInt(600);
                    case 2 -> -random.nextInt(30);
                    default -> 1;
                };
        if (random.nextInt(3) == 0) {
            timestamp += random.nextInt(500) == 0 ? random.nextInt() : 3_000;
        }
        if (random.nextInt(3_000) == 0) {
            sequence = random.nextInt();
            ssrc = random.nextInt(3);
        }
        byte[] beginning = BEGINNINGS[random.nextInt(BEGINNINGS.length)];
        int more = random.nextInt(random.nextInt(4) == 0 ? 1_000 : 9);
        byte[] payload = Arrays.copyOf(beginning, beginning.length + more);
        byte[] packet = new byte[12 + payload.length];
        packet[0] = (byte) 0x80;
        int type =
                kind == MediaKind.AUDIO
                        ? PayloadTypes.OPUS
                        : sequence / 1_000 % 2 == 0 ? PayloadTypes.H264 : PayloadTypes.VP8;
        packet[1] = (byte) (type | random.nextInt(2) << 7);
        BigEndian.put16(packet, 2, sequence);
        BigEndian.put32(packet, 4, timestamp);
        BigEndian.put32(packet, 8, ssrc);
        System.arraycopy(payload, 0, packet, 12, payload.length);
        if (random.nextInt(5) == 0) {
            packet[random.nextInt(packet.length)] = (byte) random.nextInt();
        }
        return packet;
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        if (length > 0) {
            bytes[0] = (byte) (0x80 | bytes[0] & 0x3F);
        }
        return bytes;
    }

    private static int waiting(FrameReader reader) throws ReflectiveOperationException {
        return ((Map<?, ?>) field(reader, "waiting")).size();
    }

    private static int held(FrameReader reader) throws ReflectiveOperationException {
        Depacketizer depacketizer = (Depacketizer) field(reader, "depacketizer");
        return depacketizer == null ? 0 : depacketizer.frame.size();
    }

    private static Object field(FrameReader reader, String name)
            throws ReflectiveOperationException {
        Field field = FrameReader.class.getDeclaredField(name);
        field.setAccessible(true);
        return field.get(reader);
    }
}
