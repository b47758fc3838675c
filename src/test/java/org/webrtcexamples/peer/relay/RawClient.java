package org.webrtcexamples.peer.relay;

import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.DatagramTransport;
import org.bouncycastle.tls.ExporterLabel;
import org.bouncycastle.tls.TlsClient;
import org.bouncycastle.tls.TlsServer;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.webrtcexamples.peer.SessionDescription;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A client's end that does only what it is told, on the calling thread: it checks, makes a
 * handshake and encrypts media.
 */
final class RawClient implements DatagramTransport, AutoCloseable {

    static final int PATIENCE_MILLIS = 5_000;

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final BcTlsCrypto CRYPTO = new BcTlsCrypto(RANDOM);
    private static final DtlsCertificate CERTIFICATE =
            DtlsCertificate.create(CRYPTO, RANDOM, Instant.now());

    private static final int LARGEST_DATAGRAM = 2048;
    private static final long PRIORITY = (110L << 24) + (65_535L << 8) + 255;
    private static final int FIRST_OF_DTLS = 20;
    private static final int LAST_OF_DTLS = 63;

    private final DatagramSocket socket = new DatagramSocket();
    private final OfferText offer;
    private final boolean offersToReceive;
    private final InetSocketAddress server;
    private DTLSTransport dtls;
    private SrtpSender sender;

    /**
     * @param offer the SDP
     */
    RawClient(String offer) throws IOException {
        this.offer = new OfferText(offer);
        offersToReceive = offer.contains("a=sendrecv\r\n");
        server = this.offer.candidate();
    }

    /** One that is connected and has made the handshake. */
    static RawClient connected(RelayPeer peer) throws IOException {
        return connected(peer, CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256);
    }

    /** The same, with a cipher suite of DTLS by its number. */
    static RawClient connected(RelayPeer peer, int cipherSuite) throws IOException {
        RawClient client = new RawClient(peer.offer(Relay.PATIENCE).sdp());
        try {
            peer.applyAnswer(client.answer());
            client.check(true);
            client.handshake(CRYPTO, cipherSuite);
            return client;
        } catch (Throwable e) {
            client.close();
            throw e;
        }
    }

    SessionDescription answer() {
        return answer(CERTIFICATE.fingerprint());
    }

    /** The same with another certificate. */
    SessionDescription answer(String fingerprint) {
        String sdp = offer.answer(fingerprint);
        return SessionDescription.answer(
                offersToReceive ? sdp.replace("a=recvonly", "a=sendrecv") : sdp);
    }

    /**
     * Sends a check and waits for the response to it.
     *
     * @param useCandidate whether it chooses this path
     * @throws SocketTimeoutException if there is none
     */
    StunMessage check(boolean useCandidate) throws IOException {
        byte[] request = request(offer.username(), offer.icePwd(), useCandidate);
        send(request);
        byte[] transactionId = Arrays.copyOfRange(request, 8, 20);
        while (true) {
            byte[] datagram = receive();
            StunMessage response = StunMessage.parse(datagram, datagram.length);
            if (response != null && Arrays.equals(transactionId, response.transactionId())) {
                return response;
            }
        }
    }

    /** A check, whoever may send it. */
    static byte[] request(String username, String icePwd, boolean useCandidate) {
        byte[] transactionId = new byte[StunMessage.TRANSACTION_ID_LENGTH];
        ThreadLocalRandom.current().nextBytes(transactionId);
        return StunMessage.bindingRequest(
                transactionId,
                username,
                PRIORITY,
                1,
                true,
                useCandidate,
                icePwd.getBytes(StandardCharsets.US_ASCII));
    }

    /** Begins the handshake and returns when it is done. */
    void handshake() throws IOException {
        handshake(CRYPTO);
    }

    /** The same with cryptography that may do what it should not. */
    void handshake(BcTlsCrypto crypto) throws IOException {
        handshake(crypto, CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256);
    }

    private void handshake(BcTlsCrypto crypto, int cipherSuite) throws IOException {
        dtls = new DTLSClientProtocol().connect(new KeyedClient(crypto, cipherSuite), this);
    }

    /** Begins the handshake of another client, and returns when it is done. */
    void handshake(TlsClient client) throws IOException {
        dtls = new DTLSClientProtocol().connect(client, this);
    }

    /** Awaits the handshake that the other side begins, and returns when it is done. */
    void accept(TlsServer tlsServer) throws IOException {
        dtls = new DTLSServerProtocol().accept(tlsServer, this);
    }

    /** The fingerprint in the offer. */
    String serverFingerprint() {
        return offer.fingerprint();
    }

    /**
     * Encrypts a packet of RTP.
     *
     * @param headerLength with CSRCs and extensions
     * @param index which has to grow; its last 16 bits are those of the header
     */
    byte[] protectRtp(byte[] packet, int headerLength, long index) {
        byte[] out = new byte[packet.length + SrtpProfile.AEAD_AES_128_GCM.rtpOverhead()];
        System.arraycopy(packet, 0, out, 0, headerLength);
        int length = packet.length - headerLength;
        return Arrays.copyOf(
                out, sender.protectRtp(out, headerLength, packet, headerLength, length, index));
    }

    /** Encrypts a packet of RTCP. */
    byte[] protectRtcp(byte[] packet) {
        int overhead = SrtpProfile.AEAD_AES_128_GCM.rtcpOverhead();
        byte[] out = Arrays.copyOf(packet, packet.length + overhead);
        return Arrays.copyOf(out, sender.protectRtcp(out, packet.length));
    }

    /** A check that proves that this client knows the password. */
    byte[] request() {
        return request(offer.username(), offer.icePwd(), false);
    }

    DTLSTransport dtls() {
        return dtls;
    }

    /** The address of this client that the server sees. */
    int port() {
        return socket.getLocalPort();
    }

    /** The next datagram of any kind. */
    byte[] receive() throws IOException {
        return receive(PATIENCE_MILLIS);
    }

    /** The next datagram of DTLS. */
    byte[] receiveDtls() throws IOException {
        byte[] datagram;
        do {
            datagram = receive();
        } while (!isDtls(datagram));
        return datagram;
    }

    private byte[] receive(int waitMillis) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[LARGEST_DATAGRAM], LARGEST_DATAGRAM);
        socket.setSoTimeout(waitMillis);
        socket.receive(packet);
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    void send(byte[] datagram) throws IOException {
        send(datagram, 0, datagram.length);
    }

    @Override
    public int getReceiveLimit() {
        return LARGEST_DATAGRAM;
    }

    @Override
    public int getSendLimit() {
        return 1200;
    }

    /**
     * @return -1 if there is no datagram of DTLS in time
     */
    @Override
    public int receive(byte[] buffer, int offset, int length, int waitMillis) throws IOException {
        long deadline = System.nanoTime() + waitMillis * 1_000_000L;
        try {
            while (true) {
                int left = (int) ((deadline - System.nanoTime()) / 1_000_000);
                if (left <= 0) {
                    return -1;
                }
                byte[] datagram = receive(left);
                if (isDtls(datagram)) {
                    System.arraycopy(datagram, 0, buffer, offset, datagram.length);
                    return datagram.length;
                }
            }
        } catch (SocketTimeoutException e) {
            return -1;
        }
    }

    private static boolean isDtls(byte[] datagram) {
        return datagram.length > 0 && datagram[0] >= FIRST_OF_DTLS && datagram[0] <= LAST_OF_DTLS;
    }

    @Override
    public void send(byte[] buffer, int offset, int length) throws IOException {
        socket.send(new DatagramPacket(buffer, offset, length, server));
    }

    /** Goes without a word. */
    @Override
    public void close() {
        socket.close();
    }

    /** Takes its keys for SRTP from the handshake, which has them only at its end. */
    private final class KeyedClient extends LightDtlsClient {

        private final int cipherSuite;

        KeyedClient(BcTlsCrypto crypto, int cipherSuite) {
            super(crypto, CERTIFICATE, offer.fingerprint());
            this.cipherSuite = cipherSuite;
        }

        @Override
        protected int[] getSupportedCipherSuites() {
            return new int[] {cipherSuite};
        }

        @Override
        public void notifyHandshakeComplete() throws IOException {
            super.notifyHandshakeComplete();
            SrtpProfile profile = SrtpProfile.AEAD_AES_128_GCM;
            int key = profile.keyLength();
            int salt = profile.saltLength();
            byte[] keys =
                    context.exportKeyingMaterial(ExporterLabel.dtls_srtp, null, 2 * (key + salt));
            sender =
                    new SrtpSender(
                            profile,
                            Arrays.copyOf(keys, key),
                            Arrays.copyOfRange(keys, 2 * key, 2 * key + salt));
        }
    }
}
