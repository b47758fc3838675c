package org.webrtcexamples.peer.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.webrtcexamples.Await;
import org.webrtcexamples.peer.engine.Guard;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

class LocalSocketTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int MAX_THREADS = 2;

    private static final Duration MEASURED = Duration.ofMillis(250);

    /** Those of a whole batch take more than the time after which a thread calls for help. */
    private static final long SLOW_NANOS = 1_500_000;

    private static final int BATCH = 256;

    private final Threads threads = new Threads();
    private final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
    private LocalSocket socket;
    private DatagramSocket client;

    @BeforeEach
    void open() throws IOException {
        client = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
        client.setSoTimeout((int) PATIENCE.toMillis());
    }

    @AfterEach
    void close() {
        client.close();
        if (socket != null) {
            socket.close();
        }
    }

    private void open(LocalSocket.Receiver receiver) throws IOException {
        socket =
                LocalSocket.open(
                        InetAddress.getByName("127.0.0.2"),
                        0,
                        threads,
                        MAX_THREADS,
                        MEASURED,
                        receiver);
    }

    private void receives(
            LocalSocket at, InetSocketAddress remote, byte[] data, int length, Scratch scratch) {
        received.add(Arrays.copyOf(data, length));
    }

    private void send(int... bytes) {
        byte[] data = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            data[i] = (byte) bytes[i];
        }
        send(data);
    }

    private void send(byte[] data) {
        try {
            client.send(new DatagramPacket(data, data.length, socket.address()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void assertReceives(int expected) throws InterruptedException {
        send(expected);
        byte[] data = received.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertEquals(Arrays.toString(new byte[] {(byte) expected}), Arrays.toString(data));
    }

    /** Sends about one datagram a millisecond until then. */
    private void sendUntil(BooleanSupplier condition, String what) {
        long start = System.nanoTime();
        do {
            assertTrue(System.nanoTime() - start < PATIENCE.toNanos(), what);
            send(1);
            LockSupport.parkNanos(1_000_000);
        } while (!condition.getAsBoolean());
    }

    @Test
    void answersFromTheAddressThatWasSentTo() throws Exception {
        open((at, remote, data, length, scratch) -> at.send(data, 0, length, remote));
        send(4, 5);
        DatagramPacket answer = new DatagramPacket(new byte[9], 9);
        client.receive(answer);

        assertEquals(socket.address(), answer.getSocketAddress());
        assertEquals(2, answer.getLength());
        assertEquals(5, answer.getData()[1]);
        assertEquals(0, socket.unsent());
    }

    @Test
    void dropsWhatMayHaveBeenCutOff() throws Exception {
        open(this::receives);
        send(new byte[Scratch.SIZE]);
        send(new byte[Scratch.SIZE + 100]);
        assertReceives(1);
        send(new byte[Scratch.SIZE - 1]);
        byte[] longest = received.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertEquals(Scratch.SIZE - 1, longest.length);
    }

    @Test
    void goesOnAfterAReceiverThatThrowsAndDoesNotFillTheLog() throws Exception {
        open(
                (at, remote, data, length, scratch) -> {
                    received.add(Arrays.copyOf(data, length));
                    throw new AssertionError("on purpose");
                });
        try (Log log = new Log(Guard.class)) {
            for (int i = 0; i < 10; i++) {
                assertReceives(i);
            }
            socket.close();
            assertEquals(1, log.messages().size(), log.messages()::toString);
        }
        assertEquals(1, threads.all().size());
    }

    @Test
    void goesOnAfterAnInterrupt() throws Exception {
        open(this::receives);
        Thread thread = threads.all().get(0);
        for (int i = 0; i < 10; i++) {
            thread.interrupt();
            assertReceives(i);
        }
        Await.until(PATIENCE, () -> !thread.isInterrupted(), "waits again instead of spinning");
    }

    @Test
    void aBusyThreadGetsHelpWhichGoesWhenThereIsLittleToDo() throws Exception {
        AtomicInteger count = new AtomicInteger();
        AtomicInteger slow = new AtomicInteger(1);
        open(
                (at, remote, data, length, scratch) -> {
                    count.incrementAndGet();
                    LockSupport.parkNanos(slow.get() * SLOW_NANOS);
                });
        sendUntil(() -> threads.all().size() > 1, "gets help");
        int before = count.get();
        sendUntil(() -> count.get() > before + 3 * BATCH, "goes on");
        assertEquals(MAX_THREADS, threads.all().size(), "no more than that");

        slow.set(0);
        sendUntil(() -> threads.running() == 1, "the helper goes");
        assertTrue(threads.all().get(0).isAlive(), "the first one stays");

        slow.set(1);
        sendUntil(() -> threads.all().size() > MAX_THREADS, "gets help again");
        slow.set(0);
        socket.close();
        assertEquals(0, threads.running());
    }

    @Test
    void leavesNeitherThreadNorPortWhenItIsClosed() throws Exception {
        open(this::receives);
        InetSocketAddress address = socket.address();
        assertThrows(BindException.class, () -> new DatagramSocket(address).close());
        socket.close();
        assertEquals(0, threads.running());
        new DatagramSocket(address).close();

        socket.send(new byte[1], 0, 1, (InetSocketAddress) client.getLocalSocketAddress());
        assertEquals(1, socket.unsent());
    }

    @Test
    void leavesNoPortIfThereIsNoThreadToBeHad() throws Exception {
        InetSocketAddress address;
        try (DatagramSocket free = new DatagramSocket(0, InetAddress.getByName("127.0.0.2"))) {
            address = (InetSocketAddress) free.getLocalSocketAddress();
        }
        assertThrows(
                IllegalStateException.class,
                () ->
                        LocalSocket.open(
                                address.getAddress(),
                                address.getPort(),
                                work -> null,
                                MAX_THREADS,
                                this::receives));
        new DatagramSocket(address).close();
    }

    @Test
    void anAddressBelongsToOnePeerUntilThatIsLost() throws Exception {
        open(this::receives);
        InetSocketAddress remote = (InetSocketAddress) client.getLocalSocketAddress();
        try (Relay relay = new Relay()) {
            RelayPeer first = relay.createLoopback();
            RelayPeer second = relay.createLoopback();
            try (RawClient firstsClient = RawClient.connected(first)) {
                assertNull(socket.known(remote));
                LocalSocket.Known known = socket.claim(remote, first);
                assertSame(first, known.peer());
                assertEquals(new Path(socket, remote), known.path());
                assertSame(known, socket.claim(remote, first));
                assertSame(known, socket.claim(remote, second));
                assertSame(known, socket.known(remote));

                firstsClient.dtls().close();
                Await.until(PATIENCE, () -> !first.isThere(), "is lost");
                assertSame(second, socket.claim(remote, second).peer());
                assertSame(second, socket.claim(remote, first).peer());
            }
            socket.forget(new Path(socket, remote), first);
            assertSame(second, socket.known(remote).peer());
            socket.forget(new Path(socket, remote), second);
            assertNull(socket.known(remote));
        }
    }
}
