package org.webrtcexamples.peer.relay;

import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.webrtcexamples.client.Connection;
import org.webrtcexamples.client.ConnectionsClient;
import org.webrtcexamples.client.Description;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A viewer that counts what it is sent and decrypts none of it: it answers the offer by text, sends
 * the checks of ICE, makes the handshake of DTLS, and reads the headers of RTP, which are not
 * encrypted. It reports nothing back, as if all were well.
 */
public final class LightViewer implements AutoCloseable {

    /** RFC 7675, section 5.1 has this long between two checks, or less. */
    private static final long CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(2500);

    private static final long FIRST_CHECKS_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** RFC 8445, section 5.1.2.2: a peer reflexive candidate of the only component. */
    private static final long PRIORITY = (110L << 24) + (65_535L << 8) + 255;

    private static final int RECEIVE_BUFFER = 1 << 20;

    private final ConnectionsClient client;
    private final String example;
    private final Connection connection;
    private final OfferText offer;
    private final DatagramChannel channel;
    private final DtlsDatagrams dtls;
    private final long tieBreaker = ThreadLocalRandom.current().nextLong();
    private final long start = System.nanoTime();

    /** Of the thread that reads. */
    private long nextCheck = start;

    private boolean checked;
    private DTLSTransport secured;

    /** Guarded by this, as is all that follows. */
    private final Map<Long, Received> streams = new HashMap<>();

    private long frames;
    private long lastFrame = -1;
    private long firstPacketOfVideo;

    /**
     * What has come so far.
     *
     * @param nanoTime when these were counted
     * @param packets of RTP
     * @param lost how many packets of RTP are missing
     * @param frames of which the last packet came
     */
    public record Counts(long nanoTime, long packets, long lost, long frames) {}

    LightViewer(ConnectionsClient client, String example) throws IOException {
        this.client = client;
        this.example = example;
        connection = client.create(example);
        offer = new OfferText(connection.offer().sdp());
        channel = DatagramChannel.open();
        channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
        channel.configureBlocking(false);
        channel.connect(offer.candidate());
        dtls = new DtlsDatagrams(channel);
    }

    void register(Selector selector) throws IOException {
        channel.register(selector, SelectionKey.OP_READ, this);
        selector.wakeup();
    }

    void connect(BcTlsCrypto crypto, DtlsCertificate certificate) throws IOException {
        String answer = offer.answer(certificate.fingerprint());
        client.answer(example, connection.id(), Description.answer(answer));
        LightDtlsClient dtlsClient = new LightDtlsClient(crypto, certificate, offer.fingerprint());
        secured = new DTLSClientProtocol().connect(dtlsClient, dtls);
        dtls.ignoreWhatComes();
    }

    /** Waits for the first packet of the picture and returns how long it took since the POST. */
    public synchronized Duration awaitFirstPacket(Duration timeout)
            throws InterruptedException, TimeoutException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (firstPacketOfVideo == 0) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new TimeoutException("no picture in " + timeout);
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return Duration.ofNanos(firstPacketOfVideo - start);
    }

    public synchronized Counts counts() {
        return new Counts(
                System.nanoTime(),
                streams.values().stream().mapToLong(Received::packets).sum(),
                streams.values().stream().mapToLong(Received::lost).sum(),
                frames);
    }

    void readAll(ByteBuffer packet) {
        try {
            while (channel.read(packet.clear()) > 0) {
                received(packet.flip());
            }
        } catch (IOException e) {
            // Closed meanwhile, or the server's socket is.
        }
    }

    /** RFC 7983, section 7. */
    private void received(ByteBuffer packet) {
        int first = packet.get(0) & 0xFF;
        if (first >= 128 && first <= 191) {
            receivedMedia(packet);
        } else if (first >= 20 && first <= 63) {
            dtls.received(bytes(packet));
        } else if (first <= 3) {
            StunMessage message = StunMessage.parse(bytes(packet), packet.limit());
            checked |= message != null && message.type() == StunMessage.BINDING_SUCCESS;
        }
    }

    private static byte[] bytes(ByteBuffer packet) {
        byte[] bytes = new byte[packet.limit()];
        packet.get(0, bytes);
        return bytes;
    }

    private synchronized void receivedMedia(ByteBuffer packet) {
        int payloadType = packet.get(1) & 0x7F;
        if (packet.limit() < 12 || payloadType >= 64 && payloadType <= 95) {
            // RFC 5761, section 4: RTCP.
            return;
        }
        long ssrc = packet.getInt(8) & 0xFFFF_FFFFL;
        streams.computeIfAbsent(ssrc, key -> new Received()).add(packet.getShort(2));
        if (offer.isVideo(payloadType)) {
            if (firstPacketOfVideo == 0) {
                firstPacketOfVideo = System.nanoTime();
                notifyAll();
            }
            boolean marker = packet.get(1) < 0;
            long timestamp = packet.getInt(4) & 0xFFFF_FFFFL;
            if (marker && timestamp != lastFrame) {
                frames++;
                lastFrame = timestamp;
            }
        }
    }

    void checkIfDue(long now) {
        if (now - nextCheck < 0) {
            return;
        }
        nextCheck = now + (checked ? CHECK_NANOS : FIRST_CHECKS_NANOS);
        byte[] transactionId = new byte[12];
        ThreadLocalRandom.current().nextBytes(transactionId);
        byte[] check =
                StunMessage.bindingRequest(
                        transactionId,
                        offer.username(),
                        PRIORITY,
                        tieBreaker,
                        true,
                        true,
                        offer.icePwd().getBytes(StandardCharsets.UTF_8));
        try {
            channel.write(ByteBuffer.wrap(check));
        } catch (IOException e) {
            // Closed meanwhile, or the server's socket is.
        }
    }

    /** Takes leave by close_notify and DELETE. */
    @Override
    public void close() {
        try {
            if (secured != null) {
                secured.close();
            }
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            client.delete(example, connection.id());
        }
    }

    /** What came of one SSRC. */
    private static final class Received {

        private long packets;
        private long first;
        private long highest;

        private void add(short sequenceNumber) {
            if (packets == 0) {
                first = sequenceNumber & 0xFFFF;
                highest = first;
            }
            long extended = highest + (short) (sequenceNumber - highest);
            first = Math.min(first, extended);
            highest = Math.max(highest, extended);
            packets++;
        }

        private long packets() {
            return packets;
        }

        private long lost() {
            return highest - first + 1 - packets;
        }
    }
}
