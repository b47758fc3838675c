package org.webrtcexamples.peer.relay;

import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SRTPProtectionProfile;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UseSRTPData;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Hashtable;
import java.util.HexFormat;
import java.util.Vector;

/**
 * The client of a handshake that agrees on SRTP, as <a
 * href="https://www.rfc-editor.org/rfc/rfc5764">RFC 5764</a> has it.
 */
class LightDtlsClient extends DefaultTlsClient {

    /** For the first message to be sent again; the longest that a machine at work should take. */
    private static final int RESEND_MILLIS = 200;

    private static final int TIMEOUT_MILLIS = 10_000;

    private final DtlsCertificate certificate;
    private final String serverFingerprint;

    /**
     * @param serverFingerprint as in the offer: the hash function's name, a space, and the hash
     */
    LightDtlsClient(BcTlsCrypto crypto, DtlsCertificate certificate, String serverFingerprint) {
        super(crypto);
        this.certificate = certificate;
        this.serverFingerprint = serverFingerprint;
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return ProtocolVersion.DTLSv12.only();
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        return new int[] {CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256};
    }

    @Override
    @SuppressWarnings("rawtypes")
    protected Vector getSNIServerNames() {
        return null;
    }

    @Override
    @SuppressWarnings({"rawtypes", "unchecked"})
    public Hashtable getClientExtensions() throws IOException {
        Hashtable extensions = super.getClientExtensions();
        int[] profiles = {
            SRTPProtectionProfile.SRTP_AEAD_AES_128_GCM,
            SRTPProtectionProfile.SRTP_AES128_CM_HMAC_SHA1_80
        };
        TlsSRTPUtils.addUseSRTPExtension(
                extensions, new UseSRTPData(profiles, TlsUtils.EMPTY_BYTES));
        return extensions;
    }

    @Override
    public TlsAuthentication getAuthentication() {
        return new TlsAuthentication() {
            @Override
            public void notifyServerCertificate(TlsServerCertificate server) throws IOException {
                byte[] encoded = server.getCertificate().getCertificateAt(0).getEncoded();
                if (!serverFingerprint.equalsIgnoreCase("sha-256 " + sha256(encoded))) {
                    throw new TlsFatalAlert(AlertDescription.bad_certificate);
                }
            }

            @Override
            public TlsCredentials getClientCredentials(CertificateRequest request) {
                return certificate.signer(context);
            }
        };
    }

    private static String sha256(byte[] data) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(data);
            return HexFormat.ofDelimiter(":").formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public int getHandshakeResendTimeMillis() {
        return RESEND_MILLIS;
    }

    @Override
    public int getHandshakeTimeoutMillis() {
        return TIMEOUT_MILLIS;
    }
}
