package org.webrtcexamples.peer.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.webrtcexamples.peer.IceConnectionState;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** ICE of one peer with clients at addresses of this machine, at times that the test makes. */
class IceLiteTest {

    private static final String UFRAG = "them";
    private static final String PWD = "the password of the others";
    private static final long PRIORITY = 1;
    private static final int PATIENCE_MILLIS = 5_000;
    private static final int SILENCE_MILLIS = 100;
    private static final int TYPE_OF_REQUEST = 1;
    private static final int ERROR_CODE_OFFSET = 26;

    private final Relay relay = new Relay();
    private final RelayPeer peer = relay.create();
    private final List<IceConnectionState> states = new ArrayList<>();
    private final IceLite ice = new IceLite(peer, new SecureRandom(), states::add);
    private LocalSocket server;
    private Client first;
    private Client second;

    @BeforeEach
    void open() throws IOException {
        server =
                LocalSocket.open(
                        InetAddress.getLoopbackAddress(),
                        0,
                        Thread::new,
                        1,
                        (socket, remote, data, length, scratch) -> {});
        first = new Client();
        second = new Client();
    }

    @AfterEach
    void close() {
        first.socket.close();
        second.socket.close();
        server.close();
        peer.close();
        relay.close();
    }

    /** What a client would send and is sent. */
    private final class Client {

        private final DatagramSocket socket;
        private final InetSocketAddress address;
        private final Path path;

        Client() throws IOException {
            socket = new DatagramSocket(new InetSocketAddress(server.address().getAddress(), 0));
            address = (InetSocketAddress) socket.getLocalSocketAddress();
            path = new Path(server, address);
        }

        boolean check(boolean useCandidate, long now) {
            return check(UFRAG, ice.pwd(), true, useCandidate, now);
        }

        boolean check(
                String ufrag, String pwd, boolean controlling, boolean useCandidate, long now) {
            byte[] request =
                    StunMessage.bindingRequest(
                            new byte[StunMessage.TRANSACTION_ID_LENGTH],
                            ice.ufrag() + ':' + ufrag,
                            PRIORITY,
                            1,
                            controlling,
                            useCandidate,
                            bytes(pwd));
            return ice.received(StunMessage.parse(request, request.length), server, address, now);
        }

        byte[] receive(int waitMillis) throws IOException {
            DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
            socket.setSoTimeout(waitMillis);
            socket.receive(packet);
            return Arrays.copyOf(packet.getData(), packet.getLength());
        }

        StunMessage receive() throws IOException {
            byte[] datagram = receive(PATIENCE_MILLIS);
            return StunMessage.parse(datagram, datagram.length);
        }

        /** The next request, responses left out. */
        StunMessage receiveRequest() throws IOException {
            StunMessage message;
            do {
                message = receive();
            } while (message.type() != TYPE_OF_REQUEST);
            return message;
        }

        void assertIsSentNothing() {
            assertThrows(SocketTimeoutException.class, () -> receive(SILENCE_MILLIS));
        }

        boolean answer(StunMessage request, String pwd, long now) {
            byte[] response =
                    StunMessage.bindingSuccess(
                            request.transactionId(), server.address(), bytes(pwd));
            return ice.answeredCheck(StunMessage.parse(response, response.length), path, now);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static long seconds(double seconds) {
        return (long) (seconds * TimeUnit.SECONDS.toNanos(1));
    }

    @Test
    void theFirstPathThatIsChosenIsTaken() throws IOException {
        assertTrue(first.check(false, 0));
        assertNull(ice.selected());
        assertTrue(first.check(true, 0));
        assertEquals(first.path, ice.selected());
        assertEquals(List.of(IceConnectionState.CHECKING, IceConnectionState.CONNECTED), states);
        assertEquals(first.address, first.receive().xorMappedAddress());
    }

    @Test
    void noOtherPathIsTakenBeforeItAnswersACheck() throws IOException {
        ice.answered(UFRAG, PWD);
        first.check(true, 0);
        second.check(true, 0);
        assertEquals(first.path, ice.selected());

        StunMessage request = second.receiveRequest();
        assertEquals(UFRAG + ':' + ice.ufrag(), request.username());
        assertTrue(request.hasValidIntegrity(bytes(PWD)));
        assertTrue(request.iceControlled().isPresent());
        assertFalse(second.answer(request, "another password", 0));
        assertFalse(first.answer(request, PWD, 0), "from elsewhere");
        assertEquals(first.path, ice.selected());

        assertTrue(second.answer(request, PWD, 0));
        assertEquals(second.path, ice.selected());
        assertTrue(ice.selectedAnswers());
    }

    @Test
    void anAnswerToAnEarlierCheckOfThePathCounts() throws IOException {
        ice.answered(UFRAG, PWD);
        first.check(true, 0);
        second.check(true, 0);
        StunMessage early = second.receiveRequest();
        second.check(true, 0);
        assertTrue(second.answer(early, PWD, 0));
    }

    @Test
    void aPathThatIsChosenOnceIsCheckedUntilItAnswers() throws IOException {
        ice.answered(UFRAG, PWD);
        first.check(true, 0);
        second.check(true, 0);
        second.receiveRequest();
        second.check(false, 0);
        assertTrue(second.answer(second.receiveRequest(), PWD, 0));
        assertEquals(second.path, ice.selected());
    }

    @Test
    void thePathThatIsChosenAgainStays() throws IOException {
        ice.answered(UFRAG, PWD);
        first.check(true, 0);
        first.answer(first.receiveRequest(), PWD, 0);
        second.check(true, 0);
        StunMessage late = second.receiveRequest();
        first.check(true, 0);
        assertFalse(second.answer(late, PWD, 0));
        assertEquals(first.path, ice.selected());
    }

    @Test
    void theFirstPathIsCheckedAsSoonAsThereIsAnAnswer() throws IOException {
        first.check(true, 0);
        assertFalse(ice.selectedAnswers());
        ice.answered(UFRAG, PWD);
        assertTrue(first.answer(first.receiveRequest(), PWD, 0));
        assertTrue(ice.selectedAnswers());
    }

    @Test
    void nothingIsSentToWhoDoesNotKnowThePassword() {
        assertFalse(first.check(UFRAG, "no idea of the password", true, true, 0));
        first.assertIsSentNothing();
        assertNull(ice.selected());
        assertEquals(List.of(), states);
    }

    @Test
    void whoIsNotTheOneOfTheAnswerIsRefused() {
        ice.answered(UFRAG, PWD);
        assertFalse(first.check("else", ice.pwd(), true, true, 0));
        first.assertIsSentNothing();
    }

    @Test
    void wrongChecksAreLookedAtOnlySoOften() {
        first.check(true, 0);
        for (int i = 0; i < 10_000; i++) {
            second.check(UFRAG, "no idea of the password", true, true, 0);
        }
        assertFalse(second.check(true, 0), "in the same second");
        assertTrue(first.check(true, 0), "from where right ones came before");
        assertTrue(second.check(true, seconds(1.1)), "in another second");
    }

    @Test
    void whoThinksThatThisSideIsInControlIsTold() throws IOException {
        assertTrue(first.check(UFRAG, ice.pwd(), false, true, 0));
        byte[] response = first.receive(PATIENCE_MILLIS);
        assertEquals(
                StunMessage.BINDING_ERROR, StunMessage.parse(response, response.length).type());
        assertEquals(4, response[ERROR_CODE_OFFSET]);
        assertEquals(87, response[ERROR_CODE_OFFSET + 1]);
        assertNull(ice.selected());
    }

    @Test
    void isDisconnectedFiveSecondsAfterTheLastSignAndConnectedWithTheNext() {
        first.check(true, 0);
        ice.tick(seconds(4.9));
        assertEquals(IceConnectionState.CONNECTED, last());
        ice.sign(seconds(4));
        ice.tick(seconds(8.9));
        assertEquals(IceConnectionState.CONNECTED, last());
        ice.tick(seconds(9.1));
        assertEquals(IceConnectionState.DISCONNECTED, last());
        ice.sign(seconds(10));
        assertEquals(IceConnectionState.CONNECTED, last());
    }

    @Test
    void consentEndsThirtySecondsAfterTheLastCheckWhateverElseComes() {
        first.check(true, 0);
        for (int second = 1; second <= 30; second++) {
            ice.sign(seconds(second));
            ice.tick(seconds(second));
            assertEquals(IceConnectionState.CONNECTED, last());
        }
        ice.tick(seconds(30.1));
        assertEquals(IceConnectionState.FAILED, last());
        assertFalse(ice.hasConsent());
        ice.sign(seconds(30.2));
        assertEquals(IceConnectionState.FAILED, last(), "whatever comes");

        first.check(true, seconds(31));
        assertEquals(IceConnectionState.CONNECTED, last(), "with another check");
        assertTrue(ice.hasConsent());
    }

    @Test
    void checksOnAnotherPathAreNoConsentToThis() {
        ice.answered(UFRAG, PWD);
        first.check(true, 0);
        for (int second = 1; second <= 31; second++) {
            this.second.check(false, seconds(second));
            ice.tick(seconds(second));
        }
        assertEquals(IceConnectionState.FAILED, last());
    }

    @Test
    void whoHasSaidGoodbyeIsNotConnectedAgain() {
        first.check(true, 0);
        ice.goodbye();
        assertEquals(IceConnectionState.DISCONNECTED, last());
        assertFalse(ice.hasConsent());
        ice.sign(1);
        first.check(true, 2);
        assertEquals(IceConnectionState.DISCONNECTED, last());
    }

    @Test
    void keepsThePathInUseHoweverManyAreTried() throws IOException {
        first.check(true, 0);
        List<Client> others = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Client other = new Client();
            others.add(other);
            assertTrue(other.check(false, 0));
        }
        assertEquals(peer, server.known(first.address).peer());
        assertNull(server.known(others.get(0).address), "the oldest of the others");
        assertEquals(peer, server.known(others.get(19).address).peer());
        ice.close();
        assertNull(server.known(first.address));
        others.forEach(other -> other.socket.close());
    }

    private IceConnectionState last() {
        return states.get(states.size() - 1);
    }
}
