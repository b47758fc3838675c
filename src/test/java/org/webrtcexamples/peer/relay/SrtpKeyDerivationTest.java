package org.webrtcexamples.peer.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.HexFormat;

/** The vectors of RFC 3711, appendix B.3. */
class SrtpKeyDerivationTest {

    private static final byte[] MASTER_KEY =
            HexFormat.of().parseHex("e1f97a0d3e018be0d64fa32c06de4139");
    private static final byte[] MASTER_SALT =
            HexFormat.of().parseHex("0ec675ad498afeebb6960b3aabe6");

    private static String derived(int label, int length) {
        return HexFormat.of()
                .formatHex(SrtpKeyDerivation.derive(MASTER_KEY, MASTER_SALT, label, length));
    }

    @Test
    void derivesTheSpecifiedEncryptionKey() {
        assertEquals(
                "c61e7a93744f39ee10734afe3ff7a087", derived(SrtpKeyDerivation.RTP_ENCRYPTION, 16));
    }

    @Test
    void derivesTheSpecifiedSalt() {
        assertEquals("30cbbc08863d8c85d49db34a9ae1", derived(SrtpKeyDerivation.RTP_SALT, 14));
    }

    @Test
    void derivesTheSpecifiedAuthenticationKey() {
        assertEquals(
                "cebe321f6ff7716b6fd4ab49af256a156d38baa48f0a0acf3c34e2359e6cdbce"
                        + "e049646c43d9327ad175578ef72270986371c10c9a369ac2f94a8c5fbcdddc25"
                        + "6d6e919a48b610ef17c2041e474035766b68642c59bbfc2f34db60dbdfb2",
                derived(SrtpKeyDerivation.RTP_AUTHENTICATION, 94));
    }
}
