package org.webrtcexamples.peer.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

class MuxTest {

    private static final InetAddress FIRST = address("127.0.0.1");
    private static final InetAddress SECOND = address("127.0.0.2");
    private static final InetAddress THIRD = address("127.0.0.3");

    /** Of no machine, by <a href="https://www.rfc-editor.org/rfc/rfc5737">RFC 5737</a>. */
    private static final InetAddress NOBODYS = address("192.0.2.1");

    private final Threads threads = new Threads();
    private final BlockingQueue<InetSocketAddress> received = new LinkedBlockingQueue<>();
    private Mux mux = mux(0, threads);

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Mux mux(int port, ThreadFactory factory) {
        return new Mux(
                port,
                factory,
                (socket, remote, data, length, scratch) -> received.add(socket.address()));
    }

    @AfterEach
    void close() {
        mux.close();
        assertEquals(0, threads.running());
    }

    private void assertIsAt(InetAddress... addresses) throws Exception {
        List<InetSocketAddress> expected =
                List.of(addresses).stream()
                        .map(address -> new InetSocketAddress(address, mux.port()))
                        .toList();
        assertEquals(expected, mux.addresses());
        assertEquals(addresses.length, threads.running());
        try (DatagramSocket client = new DatagramSocket()) {
            for (InetSocketAddress address : expected) {
                client.send(new DatagramPacket(new byte[1], 1, address));
                assertEquals(address, received.poll(5, TimeUnit.SECONDS));
            }
        }
    }

    /** Which is so if nobody has it. */
    private static void assertIsFree(InetAddress address, int port) throws IOException {
        new DatagramSocket(new InetSocketAddress(address, port)).close();
    }

    @Test
    void hasTheSamePortAtAllAddresses() throws Exception {
        mux.update(Set.of(THIRD, FIRST, SECOND));

        assertNotEquals(0, mux.port());
        assertIsAt(FIRST, SECOND, THIRD);
    }

    @Test
    void followsAddressesThatComeAndGo() throws Exception {
        mux.update(Set.of(SECOND));
        int port = mux.port();
        mux.update(Set.of(SECOND, FIRST));
        assertIsAt(FIRST, SECOND);
        mux.update(Set.of(FIRST, THIRD));
        assertIsAt(FIRST, THIRD);
        assertIsFree(SECOND, port);
        mux.update(Set.of());
        assertIsAt();
        assertIsFree(FIRST, port);
        mux.update(Set.of(SECOND));
        assertIsAt(SECOND);
        assertEquals(port, mux.port());
    }

    @Test
    void keepsItsSocketsAtAddressesThatStay() throws Exception {
        mux.update(Set.of(FIRST));
        mux.update(Set.of(FIRST));
        mux.update(Set.of(FIRST, SECOND));

        assertEquals(2, threads.all().size());
        assertIsAt(FIRST, SECOND);
    }

    @Test
    void choosesNoPortBeforeThereIsAnAddress() throws Exception {
        mux.update(Set.of());
        assertEquals(0, mux.port());
        mux.update(Set.of(FIRST));
        assertIsAt(FIRST);
    }

    @Test
    void tellsOfAGivenPortThatIsTakenOnceAndTakesItWhenItIsFree() throws Exception {
        try (DatagramSocket other = new DatagramSocket(new InetSocketAddress(SECOND, 0));
                Log log = new Log(Mux.class)) {
            mux = mux(other.getLocalPort(), threads);
            mux.update(Set.of(FIRST, SECOND));
            mux.update(Set.of(FIRST, SECOND));
            assertIsAt(FIRST);
            assertEquals(other.getLocalPort(), mux.port());
            assertEquals(1, log.messages().size(), log.messages()::toString);
            String told = log.messages().get(0);
            assertTrue(told.contains("UDP port " + mux.port() + " at 127.0.0.2"), told);
        }
        mux.update(Set.of(FIRST, SECOND));
        assertIsAt(FIRST, SECOND);
    }

    @Test
    void triesAnotherPortIfOneIsNotToBeHadEverywhere() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        mux = mux(0, work -> asked.incrementAndGet() == 2 ? null : threads.newThread(work));
        try (Log log = new Log(Mux.class)) {
            mux.update(Set.of(FIRST, SECOND));
            assertEquals(1, log.messages().size(), log.messages()::toString);
        }
        assertEquals(4, asked.get());
        assertIsAt(FIRST, SECOND);
    }

    @Test
    void doesWithoutAnAddressThatIsNotToBeHadAndTellsOfItOnce() throws Exception {
        try (Log log = new Log(Mux.class)) {
            mux.update(Set.of(FIRST, NOBODYS, SECOND));
            mux.update(Set.of(FIRST, NOBODYS, SECOND));
            assertIsAt(FIRST, SECOND);
            assertEquals(1, log.messages().size(), log.messages()::toString);
        }
    }

    @Test
    void tellsOnceThatThereIsNoAddressToBeHad() {
        try (Log log = new Log(Mux.class)) {
            mux.update(Set.of(NOBODYS));
            mux.update(Set.of(NOBODYS));
            assertEquals(List.of(), mux.addresses());
            assertEquals(1, log.messages().size(), log.messages()::toString);
        }
    }

    @Test
    void opensNothingAfterItsEnd() throws Exception {
        mux.update(Set.of(FIRST));
        mux.close();
        mux.update(Set.of(FIRST, SECOND));

        assertEquals(List.of(), mux.addresses());
        assertEquals(0, threads.running());
        assertIsFree(FIRST, mux.port());
        assertNull(received.poll());
    }
}
