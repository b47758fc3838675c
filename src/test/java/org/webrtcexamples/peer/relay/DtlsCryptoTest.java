package org.webrtcexamples.peer.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bouncycastle.tls.ContentType;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.UnaryOperator;

class DtlsCryptoTest {

    private static final int MESSAGE_HEADER = 12;
    private static final int FINISHED = MESSAGE_HEADER + 12;
    private static final int ALMOST_16_MIB = 0xFF_FFFF;

    @Test
    void aFinishedThatClaims16MibIsDroppedAndTheNextOneIsTaken() throws Exception {
        assertConnectsInSpiteOf(DtlsCryptoTest::claimingMuch);
    }

    /** A record may hold several messages. */
    @Test
    void soIsOneBehindAnotherMessage() throws Exception {
        assertConnectsInSpiteOf(
                finished -> {
                    byte[] messages = new byte[MESSAGE_HEADER + FINISHED];
                    System.arraycopy(finished, 0, messages, 0, MESSAGE_HEADER);
                    BigEndian.put16(messages, 4, BigEndian.uint16(finished, 4) + 1);
                    BigEndian.put24(messages, 9, 0);
                    System.arraycopy(claimingMuch(finished), 0, messages, MESSAGE_HEADER, FINISHED);
                    return messages;
                });
    }

    private static byte[] claimingMuch(byte[] finished) {
        byte[] forged = finished.clone();
        BigEndian.put24(forged, 1, ALMOST_16_MIB);
        return forged;
    }

    /** Had Bouncy Castle seen the forged one, the real one would not fit to it. */
    private static void assertConnectsInSpiteOf(UnaryOperator<byte[]> forgery) throws Exception {
        try (Relay relay = new Relay()) {
            RelayPeer peer = relay.createLoopback();
            try (RawClient client = new RawClient(peer.offer(Relay.PATIENCE).sdp())) {
                ForgingCrypto crypto = new ForgingCrypto(forgery);
                peer.applyAnswer(client.answer());
                client.check(true);
                client.handshake(crypto);

                assertTrue(crypto.hasForged);
                assertNotNull(client.dtls());
                assertTrue(peer.isThere());
            }
        }
    }

    /** Encrypts something else instead of the first message that is to be encrypted. */
    private static final class ForgingCrypto extends BcTlsCrypto {

        private final UnaryOperator<byte[]> forgery;
        private boolean hasForged;

        ForgingCrypto(UnaryOperator<byte[]> forgery) {
            super(new SecureRandom());
            this.forgery = forgery;
        }

        @Override
        public TlsCipher createCipher(TlsCryptoParameters parameters, int encryption, int mac)
                throws IOException {
            TlsCipher cipher = super.createCipher(parameters, encryption, mac);
            return (TlsCipher)
                    Proxy.newProxyInstance(
                            TlsCipher.class.getClassLoader(),
                            new Class<?>[] {TlsCipher.class},
                            (proxy, method, arguments) -> {
                                if (method.getName().equals("encodePlaintext")) {
                                    forge(arguments);
                                }
                                return method.invoke(cipher, arguments);
                            });
        }

        /**
         * @param arguments of {@link TlsCipher#encodePlaintext}
         */
        private void forge(Object[] arguments) {
            short type = (Short) arguments[1];
            if (type == ContentType.handshake && !hasForged) {
                hasForged = true;
                int offset = (Integer) arguments[5];
                int length = (Integer) arguments[6];
                assertEquals(FINISHED, length);
                byte[] data = (byte[]) arguments[4];
                byte[] forged = forgery.apply(Arrays.copyOfRange(data, offset, offset + length));
                arguments[4] = forged;
                arguments[5] = 0;
                arguments[6] = forged.length;
            }
        }
    }
}
