package org.webrtcexamples.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.webrtcexamples.Await;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** What a cable does to datagrams that go through it. */
@Timeout(60)
class NetworkCableTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int DATAGRAMS = 2000;
    private static final byte MEDIA = (byte) 0x80;
    private static final byte DTLS = 22;

    @Test
    void aCalmCableBringsEverythingInItsOrder() throws Exception {
        List<Integer> numbers = send(Disturbance.NONE, 1, MEDIA);
        assertEquals(DATAGRAMS, numbers.size());
        assertEquals(numbers.stream().sorted().toList(), numbers);
    }

    @Test
    void itsShareIsLost() throws Exception {
        List<Integer> numbers = send(Disturbance.lossOfMedia(0.1), 1, MEDIA);
        assertEquals(0.9, numbers.size() / (double) DATAGRAMS, 0.03);
    }

    @Test
    void theSameAreLostWithTheSameSeedOnly() throws Exception {
        List<Integer> numbers = send(Disturbance.lossOfMedia(0.1), 7, MEDIA);
        assertEquals(numbers, send(Disturbance.lossOfMedia(0.1), 7, MEDIA));
        assertNotEquals(numbers, send(Disturbance.lossOfMedia(0.1), 8, MEDIA));
    }

    @Test
    void itsShareComesTwice() throws Exception {
        List<Integer> numbers = send(new Disturbance(0, 0.1, 0, true), 1, MEDIA);
        assertEquals(DATAGRAMS, new HashSet<>(numbers).size());
        assertEquals(1.1, numbers.size() / (double) DATAGRAMS, 0.03);
    }

    @Test
    void itsShareIsOvertaken() throws Exception {
        List<Integer> numbers = send(new Disturbance(0, 0, 0.1, true), 1, MEDIA);
        assertEquals(DATAGRAMS, numbers.size());
        int highest = -1;
        int late = 0;
        for (int number : numbers) {
            late += number < highest ? 1 : 0;
            highest = Math.max(highest, number);
        }
        assertEquals(0.1, late / (double) DATAGRAMS, 0.03);
    }

    @Test
    void eachThatIsOvertakenHasADelayOfItsOwn() throws Exception {
        Duration most = Duration.ofMillis(60);
        List<Integer> numbers =
                send(new Disturbance(0, 0, 0.1, Duration.ZERO, most, true), 1, MEDIA);
        assertEquals(DATAGRAMS, new HashSet<>(numbers).size());
        assertNotEquals(numbers.stream().sorted().toList(), numbers);
    }

    @Test
    void whatIsHeldComesInItsOrderOnceItIsReleased() throws Exception {
        try (Held held = new Held()) {
            held.cable.hold();
            held.send(DATAGRAMS / 10);
            assertEquals(List.of(), held.receive());
            assertFalse(held.cable.isDrained());

            held.cable.release();
            held.send(DATAGRAMS / 10);

            List<Integer> numbers = held.receive();
            assertEquals(IntStream.range(0, DATAGRAMS / 5).boxed().toList(), numbers);
            assertTrue(held.cable.isDrained());
            assertEquals(0, held.cable.dropped());
        }
    }

    @Test
    void whatDrainsSlowlyKeepsTheOthersBehindIt() throws Exception {
        try (Held held = new Held()) {
            held.cable.hold();
            held.sendPaced(40, 10);
            held.cable.release(2);
            held.sendPaced(40, 10);
            assertEquals(IntStream.range(0, 80).boxed().toList(), held.receive());

            // All of the hold, and as long again, at twice the pace.
            double drained = (held.times.get(79) - held.times.get(0)) / 1e9;
            assertEquals(0.4, drained, 0.1);
            double half = (held.times.get(39) - held.times.get(0)) / 1e9;
            assertEquals(0.2, half, 0.1);
        }
    }

    @Test
    void aSecondHoldKeepsWhatTheFirstHasNotSentYet() throws Exception {
        try (Held held = new Held()) {
            held.cable.hold();
            held.sendPaced(20, 10);
            held.cable.release(1.5);
            held.cable.hold();
            held.sendPaced(20, 10);
            assertTrue(held.receive().size() < 20);
            held.cable.release();
            held.receive();
            assertEquals(IntStream.range(0, 40).boxed().toList(), held.numbers);
        }
    }

    /** A cable, with both its ends, whose datagrams' times of arrival are noted. */
    private static final class Held implements AutoCloseable {

        private final NetworkCable cable = new NetworkCable();
        private final DatagramSocket server =
                new DatagramSocket(0, InetAddress.getLoopbackAddress());
        private final DatagramSocket client =
                new DatagramSocket(0, InetAddress.getLoopbackAddress());
        private final InetSocketAddress entry = plug(cable, server);
        private final List<Integer> numbers = new ArrayList<>();
        private final List<Long> times = Collections.synchronizedList(new ArrayList<>());
        private int next;

        private Held() throws IOException {
            server.setReceiveBufferSize(1 << 20);
            cable.watchDelivered(datagram -> times.add(System.nanoTime()));
        }

        private void send(int count) throws Exception {
            sendPaced(count, 0);
        }

        private void sendPaced(int count, int millis) throws Exception {
            for (int i = 0; i < count; i++) {
                byte[] content = ByteBuffer.allocate(5).put(MEDIA).putInt(next++).array();
                client.send(new DatagramPacket(content, content.length, entry));
                TimeUnit.MILLISECONDS.sleep(millis);
            }
        }

        /** All that have come so far. */
        private List<Integer> receive() throws IOException {
            NetworkCableTest.receive(server, numbers, 300);
            return numbers;
        }

        @Override
        public void close() {
            cable.close();
            server.close();
            client.close();
        }
    }

    @Test
    void handshakesAreDisturbedOnRequestOnly() throws Exception {
        assertEquals(DATAGRAMS, send(Disturbance.lossOfMedia(0.5), 1, DTLS).size());
        assertTrue(send(new Disturbance(0.5, 0, 0, false), 1, DTLS).size() < 0.6 * DATAGRAMS);
    }

    /** Sends numbered datagrams and returns the numbers of those that come, as they come. */
    private static List<Integer> send(Disturbance disturbance, long seed, byte firstByte)
            throws Exception {
        try (NetworkCable cable = new NetworkCable();
                DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                DatagramSocket client = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            server.setReceiveBufferSize(1 << 20);
            InetSocketAddress entry = plug(cable, server);
            cable.disturb(disturbance, seed);
            AtomicInteger taken = new AtomicInteger();
            cable.watch(datagram -> taken.incrementAndGet());
            List<Integer> numbers = new ArrayList<>();
            for (int i = 0; i < DATAGRAMS; i++) {
                byte[] content = ByteBuffer.allocate(5).put(firstByte).putInt(i).array();
                client.send(new DatagramPacket(content, content.length, entry));
                if (i % 20 == 0) {
                    // Else sockets' buffers would overflow, whose losses are not the cable's.
                    int sent = i + 1;
                    Await.until(PATIENCE, () -> taken.get() == sent, "the cable takes all");
                    receive(server, numbers, 1);
                }
            }
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (new HashSet<>(numbers).size() + cable.dropped() < DATAGRAMS
                    && System.nanoTime() < end) {
                receive(server, numbers, 20);
            }
            // What comes a second time comes right behind the first.
            receive(server, numbers, 100);
            assertEquals(disturbance.loss() > 0 ? DATAGRAMS - numbers.size() : 0, cable.dropped());
            return numbers;
        }
    }

    private static InetSocketAddress plug(NetworkCable cable, DatagramSocket server) {
        String candidate =
                "a=candidate:1 1 udp 1 127.0.0.1 %d typ host\r\n".formatted(server.getLocalPort());
        String plugged = cable.plugInto(new Description("offer", candidate)).sdp();
        Matcher port = Pattern.compile("127\\.0\\.0\\.1 (\\d+)").matcher(plugged);
        assertTrue(port.find());
        return new InetSocketAddress("127.0.0.1", Integer.parseInt(port.group(1)));
    }

    /** Until nothing has come for so long. */
    private static void receive(DatagramSocket server, List<Integer> numbers, int patienceMillis)
            throws IOException {
        server.setSoTimeout(patienceMillis);
        DatagramPacket packet = new DatagramPacket(new byte[16], 16);
        try {
            while (true) {
                server.receive(packet);
                numbers.add(ByteBuffer.wrap(packet.getData()).getInt(1));
            }
        } catch (SocketTimeoutException e) {
            // Nothing more for now.
        }
    }
}
