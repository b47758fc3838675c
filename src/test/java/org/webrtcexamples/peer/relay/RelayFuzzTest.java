package org.webrtcexamples.peer.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.webrtcexamples.Await;
import org.webrtcexamples.client.ClientPeer;
import org.webrtcexamples.client.Footage;
import org.webrtcexamples.client.NetworkCable;
import org.webrtcexamples.client.SentVideo;
import org.webrtcexamples.media.Tone;
import org.webrtcexamples.peer.IceConnectionState;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/** What the relay makes of what is sent to it by who means it no good, while others use it. */
@Timeout(120)
class RelayFuzzTest {

    private static final int PACKETS = 100_000;

    /** So many fit into the socket's buffer, or what is lost there would try nothing. */
    private static final int BATCH = 50;

    private static final int SOURCE = 9;
    private static final int FRAMES_PER_SECOND = 20;
    private static final int LARGEST = 1400;

    private static final byte ALERT = 21;
    private static final int RECORD_HEADER = 13;

    private final Random random = new Random(4);

    /** A broadcaster and a viewer. Whoever listens to their cables sees what they send. */
    private static final class Live implements AutoCloseable {

        private final Relay relay = new Relay();
        private final NetworkCable broadcastersCable = new NetworkCable();
        private final NetworkCable viewersCable = new NetworkCable();
        private final ClientPeer broadcaster = new ClientPeer();
        private final ClientPeer viewer = new ClientPeer();
        private final RelayPeer studio = relay.create();
        private final RelayPeer screen = relay.createViewer(studio.receiveMedia());
        private final List<byte[]> seen = new CopyOnWriteArrayList<>();
        private final BlockingQueue<IceConnectionState> lost = new LinkedBlockingQueue<>();
        private final SentVideo sent;

        Live() throws Exception {
            try {
                broadcastersCable.watch(seen::add);
                viewersCable.watch(seen::add);
                for (RelayPeer peer : List.of(studio, screen)) {
                    peer.onIceConnectionStateChange(
                            state -> {
                                if (state.isLost()) {
                                    lost.add(state);
                                }
                            });
                }
                broadcaster.sendAudio(new Tone(440, 0.5)::fill);
                sent = broadcaster.sendVideo(SOURCE, 320, 240, FRAMES_PER_SECOND);
                Relay.connect(viewer, screen, viewersCable);
                Relay.connect(broadcaster, studio, broadcastersCable);
                awaitFrames(1);
                // Those that came before the relay had keys are as good as new.
                seen.removeIf(Live::isMedia);
                // By then each of them has sent packets of all kinds.
                awaitFrames(2 * FRAMES_PER_SECOND);
                broadcastersCable.watch(datagram -> {});
                viewersCable.watch(datagram -> {});
            } catch (Throwable e) {
                close();
                throw e;
            }
        }

        void awaitFrames(int count) throws Exception {
            int next = sent.frames() + count;
            viewer.receivedVideo().await(frame -> frame.number() >= next, Relay.PATIENCE);
        }

        private static boolean isMedia(byte[] datagram) {
            return datagram[0] < -64;
        }

        List<byte[]> seen(int firstOfFirstByte, int lastOfFirstByte) {
            return seen.stream()
                    .filter(
                            datagram ->
                                    (datagram[0] & 0xFF) >= firstOfFirstByte
                                            && (datagram[0] & 0xFF) <= lastOfFirstByte)
                    .toList();
        }

        long counted() {
            Counters counters = relay.counters();
            return counters.unknown().sum()
                    + counters.refusedChecks().sum()
                    + counters.refusedDtls().sum()
                    + counters.forged().sum()
                    + counters.replayed().sum();
        }

        @Override
        public void close() {
            broadcaster.close();
            viewer.close();
            relay.close();
            broadcastersCable.close();
            viewersCable.close();
        }
    }

    @Test
    void nothingThatIsForgedChangesAnything() throws Exception {
        try (Live live = new Live();
                RawClient stranger =
                        new RawClient(live.studio.localDescription().orElseThrow().sdp())) {
            List<byte[]> checks = live.seen(0, 3);
            List<byte[]> dtls = live.seen(20, 63);
            List<byte[]> media = live.seen(128, 191);
            List<byte[]> control = media.stream().filter(RelayFuzzTest::isControl).toList();
            List<List<byte[]>> real = List.of(checks, dtls, media, control);
            real.forEach(datagrams -> assertTrue(datagrams.size() > 1, real.toString()));

            long begin = System.nanoTime();
            long counted = live.counted();
            for (int i = 0; i < PACKETS; i++) {
                int from = random.nextInt(3);
                byte[] datagram = nonsense(real);
                switch (from) {
                    case 0 -> stranger.send(datagram);
                    case 1 -> live.viewersCable.inject(datagram);
                    default -> live.broadcastersCable.inject(datagram);
                }
                // Only who has the keys can tell whether such an alert is authentic.
                if (from == 0 || !isProtectedAlert(datagram)) {
                    counted++;
                }
                if (i % BATCH == 0) {
                    long all = counted;
                    Await.until(
                            Relay.PATIENCE,
                            () -> live.counted() >= all,
                            "counts all of " + (i + 1) + ": " + live.relay.counters());
                }
            }
            live.awaitFrames(FRAMES_PER_SECOND);

            assertTrue(live.lost.isEmpty(), live.lost::toString);
            Footage footage = live.viewer.receivedVideo().footage().since(begin);
            assertEquals(0, footage.unreadable());
            assertTrue(footage.longestGap().toMillis() < 1_000, footage.longestGap().toString());
            Counters counters = live.relay.counters();
            assertTrue(counters.unknown().sum() > 0, counters.toString());
            assertTrue(counters.refusedChecks().sum() > 0, counters.toString());
            assertTrue(counters.refusedDtls().sum() > 0, counters.toString());
            assertTrue(counters.forged().sum() > 0, counters.toString());
            assertTrue(counters.replayed().sum() > 0, counters.toString());
            System.out.println(
                    counters
                            + " in "
                            + (System.nanoTime() - begin) / 1_000_000
                            + " ms, gap "
                            + footage.longestGap());
            assertHasReceivedNothing(stranger, live.relay);
        }
    }

    private static boolean isControl(byte[] datagram) {
        int type = datagram[1] & 0xFF;
        return type >= 192 && type <= 223;
    }

    private static boolean isProtectedAlert(byte[] datagram) {
        return datagram.length > RECORD_HEADER
                && datagram[0] == ALERT
                && (datagram[3] | datagram[4]) != 0;
    }

    /** One that proves who it is is answered, and that is the first answer. */
    private static void assertHasReceivedNothing(RawClient stranger, Relay relay)
            throws IOException {
        RelayPeer peer = relay.createLoopback();
        try (RawClient client = new RawClient(peer.offer(Relay.PATIENCE).sdp())) {
            byte[] check = client.request();
            stranger.send(check);
            byte[] first = stranger.receive();
            StunMessage response = StunMessage.parse(first, first.length);
            assertEquals(StunMessage.BINDING_SUCCESS, response.type());
            assertArrayEquals(Arrays.copyOfRange(check, 8, 20), response.transactionId());
        } finally {
            peer.close();
        }
    }

    /** A datagram that is not authentic, or has come before. */
    private byte[] nonsense(List<List<byte[]>> real) {
        List<byte[]> kind = real.get(random.nextInt(real.size()));
        byte[] datagram = kind.get(random.nextInt(kind.size()));
        return switch (random.nextInt(8)) {
            case 0 -> randomBytes(random.nextInt(LARGEST));
            case 1 -> beginsAs(datagram, randomBytes(1 + random.nextInt(LARGEST)));
            case 2 -> Arrays.copyOf(datagram, random.nextInt(datagram.length));
            case 3 -> Arrays.copyOf(datagram, datagram.length + 1 + random.nextInt(100));
            case 4 -> oneOf(real.get(1 + random.nextInt(real.size() - 1)));
            case 5 -> record();
            case 6 -> checkWithoutPassword(oneOf(real.get(0)));
            default -> mutated(datagram);
        };
    }

    private byte[] oneOf(List<byte[]> datagrams) {
        return datagrams.get(random.nextInt(datagrams.size()));
    }

    /** All right but for the password; a response, which has no user, as it is. */
    private byte[] checkWithoutPassword(byte[] check) {
        StunMessage real = StunMessage.parse(check, check.length);
        return real.username() == null
                ? check
                : RawClient.request(real.username(), "x".repeat(24), random.nextBoolean());
    }

    private byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** The same header, or the beginning of it, and then something else. */
    private byte[] beginsAs(byte[] real, byte[] other) {
        int length = Math.min(Math.min(real.length, other.length), 1 + random.nextInt(20));
        System.arraycopy(real, 0, other, 0, length);
        return other;
    }

    private byte[] mutated(byte[] real) {
        byte[] mutated = real.clone();
        int first = random.nextInt(mutated.length);
        for (int i = 0; i < 4; i++) {
            int position = i == 0 ? first : random.nextInt(mutated.length);
            mutated[position] ^= (byte) (position == first && i > 0 ? 0 : 1 + random.nextInt(255));
        }
        return mutated;
    }

    /** A record of DTLS of any type, of the first epochs, of the length that it says. */
    private byte[] record() {
        byte[] record = randomBytes(RECORD_HEADER + random.nextInt(60));
        record[0] = (byte) (20 + random.nextInt(6));
        record[1] = (byte) 0xFE;
        record[2] = (byte) 0xFD;
        record[3] = 0;
        record[4] = (byte) random.nextInt(3);
        record[5] = 0;
        record[6] = 0;
        record[11] = 0;
        record[12] = (byte) (record.length - RECORD_HEADER);
        return record;
    }

    /** It has proven who it is, and what it sends is encrypted as it should be. */
    @Test
    void whatAClientEncryptsMayBeNonsense() throws Exception {
        try (Live live = new Live()) {
            RelayPeer peer = live.relay.createLoopback();
            RelayPeer screen = live.relay.createViewer(peer.receiveMedia());
            try (RawClient client = RawClient.connected(peer)) {
                try (RawClient viewer = RawClient.connected(screen)) {
                    assertNotNull(viewer.dtls());
                    long counted = live.counted();
                    long index = 0;
                    for (int i = 0; i < PACKETS / 5; i++) {
                        index += random.nextInt(50) == 0 ? 1 + random.nextInt(3_000) : 1;
                        client.send(
                                i % 3 == 0 ? client.protectRtcp(control()) : rtp(client, index));
                        if (i % BATCH == 0) {
                            // The only one that is counted, behind the others.
                            client.send(new byte[1]);
                            long all = ++counted;
                            Await.until(Relay.PATIENCE, () -> live.counted() >= all, "counts");
                        }
                    }
                    assertEquals(counted, live.counted(), live.relay.counters().toString());
                    assertTrue(peer.iceConnectionState().isConnected());
                }
            } finally {
                peer.close();
                screen.close();
            }
            live.awaitFrames(FRAMES_PER_SECOND);
            assertTrue(live.lost.isEmpty(), live.lost::toString);
        }
    }

    private byte[] rtp(RawClient client, long index) {
        int[] types = {
            PayloadTypes.OPUS,
            PayloadTypes.VP8,
            PayloadTypes.VP8_RTX,
            PayloadTypes.H264,
            PayloadTypes.H264_RTX,
            random.nextInt(64)
        };
        int sources = random.nextInt(4);
        int words = random.nextInt(6);
        boolean extended = random.nextBoolean();
        int headerLength = 12 + 4 * sources + (extended ? 4 + 4 * words : 0);
        int payload = random.nextInt(random.nextInt(4) == 0 ? 1000 : 4);
        byte[] packet = randomBytes(headerLength + payload);
        packet[0] = (byte) (0x80 | random.nextInt(2) << 5 | (extended ? 0x10 : 0) | sources);
        packet[1] ^= (byte) ((packet[1] & 0x7F) ^ types[random.nextInt(types.length)]);
        BigEndian.put16(packet, 2, index);
        BigEndian.put32(packet, 8, 1 + random.nextInt(3));
        if (extended) {
            BigEndian.put16(packet, 12 + 4 * sources, random.nextBoolean() ? 0xBEDE : 0x1000);
            BigEndian.put16(packet, 14 + 4 * sources, words);
        }
        return client.protectRtp(packet, headerLength, index);
    }

    private byte[] control() {
        byte[] packet = randomBytes(4 * (2 + random.nextInt(30)));
        for (int offset = 0; offset + 8 <= packet.length; ) {
            int words = random.nextInt(8);
            if (random.nextInt(8) != 0) {
                words = Math.max(1, Math.min(words, (packet.length - offset) / 4 - 1));
            }
            packet[offset] = (byte) (0x80 | random.nextInt(32));
            packet[offset + 1] = (byte) (200 + random.nextInt(8));
            BigEndian.put16(packet, offset + 2, words);
            BigEndian.put32(packet, offset + 4, 1 + random.nextInt(3));
            offset += 4 * (words + 1);
        }
        // There are not many sources that one client may have.
        BigEndian.put32(packet, 4, 1 + random.nextInt(3));
        return packet;
    }
}
