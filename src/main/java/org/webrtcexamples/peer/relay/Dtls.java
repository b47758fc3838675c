package org.webrtcexamples.peer.relay;

import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.AlertLevel;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.DatagramTransport;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.ExporterLabel;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UseSRTPData;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCrypto;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.List;
import java.util.Vector;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * DTLS 1.2 with the other end of one peer: proves by the fingerprints of offer and answer that both
 * are who they say, and agrees on the keys of SRTP.
 *
 * <p>Bouncy Castle's handshake blocks its thread, so it has one of its own while it lasts; after it
 * only {@code close_notify} matters. What Bouncy Castle is not shown after the handshake is
 * anything that is not authenticated: it would end the association for a malformed record.
 *
 * <p>Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5764">RFC 5764</a>
 */
final class Dtls {

    /** After it the other end has to start anew, with a new connection. */
    static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

    /** The first of a row that doubles: with a tenth of all packets lost, a second is too long. */
    private static final int RESEND_MILLIS = 150;

    /** How many datagrams wait for the handshake: two flights, in fragments. */
    private static final int MAX_WAITING = 16;

    private static final int MAX_DATAGRAM = 1500;

    /** What is sent is smaller than any path's maximum, so that it is never fragmented. */
    private static final int SEND_LIMIT = 1200;

    /** Who goes silent in a handshake does not keep its thread from others. */
    private static final long MAX_SILENCE = TimeUnit.SECONDS.toNanos(4);

    /** A zero-length datagram never comes from the network here. */
    private static final byte[] END = {};

    /** Those whose records {@link DtlsRecords} knows the least length of. */
    private static final int[] CIPHER_SUITES = {
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    };

    /** What an association is for. Called on the handshake's thread or on one of the container. */
    interface Listener {

        /** The other end is who it said it is. Called once, before anything is received. */
        void secured(SrtpSender sender, SrtpReceiver receiver);

        /** The other end said that it has closed. */
        void closedByOtherEnd();
    }

    private final DtlsCertificate certificate;
    private final List<Fingerprint> fingerprints;
    private final Listener listener;
    private final TlsCrypto crypto;
    private final Semaphore computing;

    /**
     * An address that has only sent may be somebody else's: until the handshake has shown that it
     * is not, it is sent no more than a few times what came from it, as <a
     * href="https://www.rfc-editor.org/rfc/rfc9000#section-8.1">QUIC</a> does.
     */
    private static final int MAX_AMPLIFICATION = 3;

    private final AtomicLong allowance = new AtomicLong();
    private final BlockingQueue<byte[]> inbox = new ArrayBlockingQueue<>(MAX_WAITING);
    private volatile Path path;
    private volatile boolean closed;
    private volatile boolean confirmed;
    private volatile boolean secured;
    private volatile boolean pathAnswers;
    private SrtpSender sender;
    private SrtpReceiver receiver;
    private DTLSTransport transport;

    /**
     * @param computing a permit for each handshake that may compute at a time; a handshake has one
     *     except while it waits for a datagram
     * @param fingerprints one of which the other end's certificate has to have
     */
    Dtls(
            TlsCrypto crypto,
            Semaphore computing,
            DtlsCertificate certificate,
            List<Fingerprint> fingerprints,
            Listener listener) {
        this.crypto = crypto;
        this.computing = computing;
        this.certificate = certificate;
        this.fingerprints = fingerprints;
        this.listener = listener;
    }

    /** It is certain that the other end is where the path leads. */
    void pathAnswers() {
        pathAnswers = true;
    }

    /** So many bytes have come from the other end, of whatever kind. */
    void allowFor(int length) {
        allowance.addAndGet((long) MAX_AMPLIFICATION * length);
    }

    /** Where the other end is from now on. */
    void setPath(Path newPath) {
        path = newPath;
    }

    /**
     * A datagram from the other end. After the handshake it waits for {@link #receiveWaiting}.
     *
     * @return whether it is of any use
     */
    boolean received(byte[] data, int length) {
        if (!DtlsRecords.areAcceptable(data, length)
                || confirmed && !DtlsRecords.isProtectedAlert(data)) {
            return false;
        }
        allowFor(length);
        return inbox.offer(Arrays.copyOf(data, length));
    }

    /** Whether something of the other end's has not been looked at. */
    boolean hasWaiting() {
        return !inbox.isEmpty();
    }

    /** SRTP has come, so the other end has all it needs of this one's handshake. */
    void confirm() {
        confirmed = true;
    }

    /**
     * Runs the handshake on the calling thread, and tells the listener.
     *
     * @param asClient whether this end begins
     * @throws IOException if it fails; the message says why
     */
    void handshake(boolean asClient) throws IOException {
        if (closed) {
            return;
        }
        DTLSTransport done = compute(asClient);
        synchronized (this) {
            transport = done;
        }
        if (closed) {
            closeTransport();
        } else {
            listener.secured(sender, receiver);
        }
    }

    /**
     * The wait for a permit is uninterruptible and short: who has one computes for milliseconds,
     * and waits for nothing but a socket that is full.
     */
    private DTLSTransport compute(boolean asClient) throws IOException {
        computing.acquireUninterruptibly();
        Datagrams datagrams = new Datagrams();
        datagrams.inHandshake = true;
        try {
            return asClient
                    ? new DTLSClientProtocol().connect(new Client(), datagrams)
                    : new DTLSServerProtocol().accept(new Server(), datagrams);
        } finally {
            datagrams.inHandshake = false;
            computing.release();
        }
    }

    /** While Bouncy Castle lets them be had. */
    private void exportKeys(TlsContext context, SrtpProfile profile, boolean asClient) {
        int key = profile.keyLength();
        int salt = profile.saltLength();
        byte[] keys = context.exportKeyingMaterial(ExporterLabel.dtls_srtp, null, 2 * (key + salt));
        byte[] clientKey = Arrays.copyOfRange(keys, 0, key);
        byte[] serverKey = Arrays.copyOfRange(keys, key, 2 * key);
        byte[] clientSalt = Arrays.copyOfRange(keys, 2 * key, 2 * key + salt);
        byte[] serverSalt = Arrays.copyOfRange(keys, 2 * key + salt, keys.length);
        if (asClient) {
            sender = new SrtpSender(profile, clientKey, clientSalt);
            receiver = new SrtpReceiver(profile, serverKey, serverSalt);
        } else {
            sender = new SrtpSender(profile, serverKey, serverSalt);
            receiver = new SrtpReceiver(profile, clientKey, clientSalt);
        }
        for (byte[] secret : List.of(keys, clientKey, serverKey, clientSalt, serverSalt)) {
            Arrays.fill(secret, (byte) 0);
        }
    }

    /** Has Bouncy Castle look at what came after the handshake. May take a millisecond. */
    synchronized void receiveWaiting() {
        if (transport == null || closed) {
            inbox.clear();
            return;
        }
        byte[] ignored = new byte[MAX_DATAGRAM];
        try {
            for (int left = inbox.size(); left > 0 && !closed; left--) {
                transport.receive(ignored, 0, ignored.length, 1);
            }
        } catch (IOException ended) {
            // What the other end has said, the listener has been told of.
            transport = null;
        }
    }

    /** Tells the other end, and ends a handshake that goes on. More calls do nothing. */
    void close() {
        closed = true;
        inbox.clear();
        inbox.offer(END);
        closeTransport();
    }

    private synchronized void closeTransport() {
        if (transport != null) {
            try {
                transport.close();
            } catch (IOException alreadyGone) {
                // There is nobody left to tell.
            }
            transport = null;
        }
    }

    /** What Bouncy Castle reads from and writes to. */
    private final class Datagrams implements DatagramTransport {

        private long lastArrival = System.nanoTime();

        /** Of the handshake's thread, as long as it lasts: it has a permit to compute. */
        private boolean inHandshake;

        @Override
        public int getReceiveLimit() {
            return MAX_DATAGRAM;
        }

        @Override
        public int getSendLimit() {
            return SEND_LIMIT;
        }

        @Override
        public int receive(byte[] buffer, int offset, int length, int waitMillis)
                throws IOException {
            if (closed) {
                throw new IOException("The peer is closed");
            }
            byte[] datagram = inHandshake ? awaitWithoutPermit(waitMillis) : await(waitMillis);
            if (datagram == END) {
                throw new IOException("The peer is closed");
            }
            if (datagram == null || datagram.length > length) {
                if (!secured && System.nanoTime() - lastArrival > MAX_SILENCE) {
                    throw new IOException("The other end has gone silent");
                }
                return -1;
            }
            lastArrival = System.nanoTime();
            System.arraycopy(datagram, 0, buffer, offset, datagram.length);
            return datagram.length;
        }

        private byte[] awaitWithoutPermit(int waitMillis) throws InterruptedIOException {
            computing.release();
            try {
                return await(waitMillis);
            } finally {
                long before = System.nanoTime();
                computing.acquireUninterruptibly();
                lastArrival += System.nanoTime() - before;
            }
        }

        private byte[] await(int waitMillis) throws InterruptedIOException {
            try {
                return inbox.poll(waitMillis, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException();
            }
        }

        @Override
        public void send(byte[] buffer, int offset, int length) {
            Path current = path;
            if (current != null && mayBeSent(length)) {
                current.send(buffer, offset, length);
            }
        }

        private boolean mayBeSent(int length) {
            return secured
                    || pathAnswers
                    || allowance.getAndUpdate(left -> left < length ? left : left - length)
                            >= length;
        }

        @Override
        public void close() {}
    }

    private void checkCertificate(Certificate chain) throws IOException {
        if (chain == null || chain.isEmpty()) {
            throw new TlsFatalAlert(AlertDescription.certificate_required);
        }
        TlsCertificate first = chain.getCertificateAt(0);
        byte[] encoded = first.getEncoded();
        for (Fingerprint fingerprint : fingerprints) {
            if (MessageDigest.isEqual(
                    hash(fingerprint.algorithm(), encoded), fingerprint.value())) {
                RemoteCertificate.checkKey(chain);
                return;
            }
        }
        throw new TlsFatalAlert(
                AlertDescription.bad_certificate,
                "The certificate has none of the answer's fingerprints");
    }

    private static byte[] hash(String algorithm, byte[] encoded) throws IOException {
        try {
            return MessageDigest.getInstance(algorithm).digest(encoded);
        } catch (GeneralSecurityException e) {
            throw new TlsFatalAlert(AlertDescription.internal_error, e);
        }
    }

    private void alertReceived(short level, short description) {
        if (description == AlertDescription.close_notify || level == AlertLevel.fatal) {
            listener.closedByOtherEnd();
        }
    }

    /** The one of both ends' profiles that this one likes best. */
    private static SrtpProfile choose(UseSRTPData offered) throws IOException {
        if (offered != null) {
            for (SrtpProfile profile : SrtpProfile.values()) {
                for (int id : offered.getProtectionProfiles()) {
                    if (id == profile.id()) {
                        return profile;
                    }
                }
            }
        }
        throw new TlsFatalAlert(
                AlertDescription.handshake_failure, "No common protection profile for SRTP");
    }

    private static int[] profileIds() {
        return Arrays.stream(SrtpProfile.values()).mapToInt(SrtpProfile::id).toArray();
    }

    private final class Server extends DefaultTlsServer {

        private SrtpProfile profile;

        Server() {
            super(Dtls.this.crypto);
        }

        @Override
        protected ProtocolVersion[] getSupportedVersions() {
            return ProtocolVersion.DTLSv12.only();
        }

        @Override
        protected int[] getSupportedCipherSuites() {
            return TlsUtils.getSupportedCipherSuites(crypto, CIPHER_SUITES);
        }

        @Override
        public int getMaxCertificateChainLength() {
            return RemoteCertificate.MAX_CHAIN_LENGTH;
        }

        @Override
        protected TlsCredentialedSigner getECDSASignerCredentials() {
            return certificate.signer(context);
        }

        @Override
        public CertificateRequest getCertificateRequest() {
            return new CertificateRequest(
                    new short[] {ClientCertificateType.ecdsa_sign, ClientCertificateType.rsa_sign},
                    TlsUtils.getDefaultSupportedSignatureAlgorithms(context),
                    null);
        }

        @Override
        public void notifyClientCertificate(Certificate chain) throws IOException {
            checkCertificate(chain);
        }

        @Override
        @SuppressWarnings("rawtypes")
        public void processClientExtensions(Hashtable extensions) throws IOException {
            super.processClientExtensions(extensions);
            profile = choose(TlsSRTPUtils.getUseSRTPExtension(extensions));
        }

        @Override
        @SuppressWarnings("rawtypes")
        public Hashtable getServerExtensions() throws IOException {
            Hashtable extensions = super.getServerExtensions();
            TlsSRTPUtils.addUseSRTPExtension(
                    extensions, new UseSRTPData(new int[] {profile.id()}, TlsUtils.EMPTY_BYTES));
            return extensions;
        }

        @Override
        public void notifyHandshakeComplete() throws IOException {
            super.notifyHandshakeComplete();
            secured = true;
            exportKeys(context, profile, false);
        }

        @Override
        public boolean requiresExtendedMasterSecret() {
            return true;
        }

        @Override
        public int getHandshakeTimeoutMillis() {
            return (int) HANDSHAKE_TIMEOUT.toMillis();
        }

        @Override
        public int getHandshakeResendTimeMillis() {
            return RESEND_MILLIS;
        }

        @Override
        public void notifyAlertReceived(short level, short description) {
            alertReceived(level, description);
        }
    }

    private final class Client extends DefaultTlsClient {

        private SrtpProfile profile;

        Client() {
            super(Dtls.this.crypto);
        }

        @Override
        protected ProtocolVersion[] getSupportedVersions() {
            return ProtocolVersion.DTLSv12.only();
        }

        @Override
        protected int[] getSupportedCipherSuites() {
            return TlsUtils.getSupportedCipherSuites(crypto, CIPHER_SUITES);
        }

        @Override
        @SuppressWarnings({"rawtypes", "unchecked"})
        public Hashtable getClientExtensions() throws IOException {
            Hashtable extensions = super.getClientExtensions();
            TlsSRTPUtils.addUseSRTPExtension(
                    extensions, new UseSRTPData(profileIds(), TlsUtils.EMPTY_BYTES));
            return extensions;
        }

        @Override
        @SuppressWarnings("rawtypes")
        public void processServerExtensions(Hashtable extensions) throws IOException {
            super.processServerExtensions(extensions);
            profile = choose(TlsSRTPUtils.getUseSRTPExtension(extensions));
        }

        @Override
        public TlsAuthentication getAuthentication() {
            return new TlsAuthentication() {
                @Override
                public void notifyServerCertificate(TlsServerCertificate server)
                        throws IOException {
                    checkCertificate(server.getCertificate());
                }

                @Override
                public TlsCredentials getClientCredentials(CertificateRequest request) {
                    return certificate.signer(context);
                }
            };
        }

        @Override
        public int getMaxCertificateChainLength() {
            return RemoteCertificate.MAX_CHAIN_LENGTH;
        }

        @Override
        @SuppressWarnings("rawtypes")
        protected Vector getSNIServerNames() {
            return null;
        }

        @Override
        public void notifyHandshakeComplete() throws IOException {
            super.notifyHandshakeComplete();
            secured = true;
            exportKeys(context, profile, true);
        }

        @Override
        public boolean requiresExtendedMasterSecret() {
            return true;
        }

        @Override
        public int getHandshakeTimeoutMillis() {
            return (int) HANDSHAKE_TIMEOUT.toMillis();
        }

        @Override
        public int getHandshakeResendTimeMillis() {
            return RESEND_MILLIS;
        }

        @Override
        public void notifyAlertReceived(short level, short description) {
            alertReceived(level, description);
        }
    }
}
