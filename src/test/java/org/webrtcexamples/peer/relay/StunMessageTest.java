package org.webrtcexamples.peer.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.OptionalLong;
import java.util.Random;

/** With the vectors of RFC 5769. */
class StunMessageTest {

    private static final String TRANSACTION_ID = "b7e7a701bc34d686fa87dfae";

    /** Section 2.1. */
    private static final String REQUEST =
            "000100582112a442b7e7a701bc34d686fa87dfae"
                    + "802200105354554e207465737420636c69656e74"
                    + "002400046e0001ff"
                    + "80290008932ff9b151263b36"
                    + "000600096576746a3a68367659202020"
                    + "000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2"
                    + "80280004e57a3bcf";

    /** Section 2.2. */
    private static final String IPV4_RESPONSE =
            "0101003c2112a442b7e7a701bc34d686fa87dfae"
                    + "8022000b7465737420766563746f7220"
                    + "002000080001a147e112a643"
                    + "000800142b91f599fd9e90c38c7489f92af9ba53f06be7d7"
                    + "80280004c07d4c96";

    /** Section 2.3. */
    private static final String IPV6_RESPONSE =
            "010100482112a442b7e7a701bc34d686fa87dfae"
                    + "8022000b7465737420766563746f7220"
                    + "002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9"
                    + "00080014a382954e4be67bf11784c97c8292c275bfe3ed41"
                    + "80280004c8fb0b4c";

    /** Section 2.4. */
    private static final String LONG_TERM_REQUEST =
            "000100602112a44278ad3433c6ad72c029da412e"
                    + "00060012e3839ee38388e383aae38383e382afe382b90000"
                    + "0015001c662f2f3439396b39353464364f4c33346f4c39465354767936347341"
                    + "0014000b6578616d706c652e6f726700"
                    + "00080014f67024656dd64a3e02b8e0712e85c9a28ca89666";

    private static final int FINGERPRINT_ATTRIBUTE_LENGTH = 8;

    private static final byte[] KEY = utf8("VOkJxbRl1RmTxUk/WvJxBt");
    private static final byte[] OTHER_KEY = utf8("VOkJxbRl1RmTxUk/WvJxBu");

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static StunMessage parse(byte[] data) {
        return StunMessage.parse(data, data.length);
    }

    /** With the specified ID and no attribute yet. */
    private static StunWriter writer(int type) {
        return new StunWriter(type, bytes(TRANSACTION_ID));
    }

    @Test
    void readsTheSpecifiedRequest() {
        StunMessage request = parse(bytes(REQUEST));
        assertEquals(StunMessage.BINDING_REQUEST, request.type());
        assertArrayEquals(bytes(TRANSACTION_ID), request.transactionId());
        assertEquals("evtj:h6vY", request.username());
        assertEquals(OptionalLong.of(0x6e0001ffL), request.priority());
        assertEquals(OptionalLong.of(0x932ff9b151263b36L), request.iceControlled());
        assertEquals(OptionalLong.empty(), request.iceControlling());
        assertFalse(request.useCandidate());
        assertTrue(request.hasFingerprint());
        assertArrayEquals(new int[0], request.unknownAttributes());
        assertTrue(request.hasValidIntegrity(KEY));
        assertFalse(request.hasValidIntegrity(OTHER_KEY));
        assertNull(request.xorMappedAddress());
    }

    @Test
    void readsTheSpecifiedIPv4Response() {
        StunMessage response = parse(bytes(IPV4_RESPONSE));
        assertEquals(StunMessage.BINDING_SUCCESS, response.type());
        assertArrayEquals(bytes(TRANSACTION_ID), response.transactionId());
        assertEquals(new InetSocketAddress("192.0.2.1", 32853), response.xorMappedAddress());
        assertTrue(response.hasValidIntegrity(KEY));
        assertFalse(response.hasValidIntegrity(OTHER_KEY));
        assertNull(response.username());
    }

    @Test
    void readsTheSpecifiedIPv6Response() {
        StunMessage response = parse(bytes(IPV6_RESPONSE));
        assertEquals(
                new InetSocketAddress("2001:db8:1234:5678:11:2233:4455:6677", 32853),
                response.xorMappedAddress());
        assertTrue(response.hasValidIntegrity(KEY));
        assertFalse(response.hasValidIntegrity(OTHER_KEY));
    }

    @Test
    void readsTheSpecifiedRequestWithoutFingerprint() throws Exception {
        StunMessage request = parse(bytes(LONG_TERM_REQUEST));
        byte[] key = MessageDigest.getInstance("MD5").digest(utf8("マトリックス:example.org:TheMatrIX"));
        assertEquals("マトリックス", request.username());
        assertFalse(request.hasFingerprint());
        assertTrue(request.hasValidIntegrity(key));
        // NONCE and REALM belong to long-term credentials, of which ICE makes no use.
        assertArrayEquals(new int[] {0x0015, 0x0014}, request.unknownAttributes());
    }

    /** But for their padding and SOFTWARE, the specified ones; their tags are checked above. */
    @Test
    void writesResponsesThatItReads() {
        for (String address : new String[] {"192.0.2.1", "2001:db8:1234:5678:11:2233:4455:6677"}) {
            InetSocketAddress mapped = new InetSocketAddress(address, 32853);
            byte[] data = StunMessage.bindingSuccess(bytes(TRANSACTION_ID), mapped, KEY);
            StunMessage response = parse(data);
            assertEquals(StunMessage.BINDING_SUCCESS, response.type());
            assertArrayEquals(bytes(TRANSACTION_ID), response.transactionId());
            assertEquals(mapped, response.xorMappedAddress());
            assertTrue(response.hasFingerprint());
            assertTrue(response.hasValidIntegrity(KEY));
            assertFalse(response.hasValidIntegrity(OTHER_KEY));
            String specified =
                    mapped.getAddress().getAddress().length == 4 ? IPV4_RESPONSE : IPV6_RESPONSE;
            int integrity = data.length - 32;
            assertEquals(
                    specified.substring(72, 2 * integrity + 32),
                    HexFormat.of().formatHex(data, 20, integrity));
        }
    }

    @Test
    void writesRequestsThatItReads() {
        for (boolean controlling : new boolean[] {true, false}) {
            StunMessage request =
                    parse(
                            StunMessage.bindingRequest(
                                    bytes(TRANSACTION_ID),
                                    "evtj:h6vY",
                                    0xfe0001ffL,
                                    -5,
                                    controlling,
                                    controlling,
                                    KEY));
            assertEquals(StunMessage.BINDING_REQUEST, request.type());
            assertEquals("evtj:h6vY", request.username());
            assertEquals(OptionalLong.of(0xfe0001ffL), request.priority());
            OptionalLong tieBreaker = OptionalLong.of(-5);
            OptionalLong none = OptionalLong.empty();
            assertEquals(controlling ? tieBreaker : none, request.iceControlling());
            assertEquals(controlling ? none : tieBreaker, request.iceControlled());
            assertEquals(controlling, request.useCandidate());
            assertTrue(request.hasFingerprint());
            assertTrue(request.hasValidIntegrity(KEY));
            assertArrayEquals(new int[0], request.unknownAttributes());
        }
    }

    @Test
    void writesErrors() {
        byte[] data =
                StunMessage.bindingError(
                        bytes(TRANSACTION_ID), 420, "Unknown", new int[] {0x15, 0x7fff, 2}, KEY);
        assertEquals(
                "0111004c2112a442b7e7a701bc34d686fa87dfae"
                        + "0009000b00000414556e6b6e6f776e00"
                        + "000a000600157fff00020000",
                HexFormat.of().formatHex(data, 0, 48).replaceFirst("^0111....", "0111004c"));
        StunMessage error = parse(data);
        assertEquals(StunMessage.BINDING_ERROR, error.type());
        assertTrue(error.hasValidIntegrity(KEY));
        assertTrue(error.hasFingerprint());

        byte[] bare =
                StunMessage.bindingError(
                        bytes(TRANSACTION_ID), 400, "Bad Request", new int[0], null);
        assertEquals(
                "0009000f00000400426164205265717565737400",
                HexFormat.of().formatHex(bare, 20, bare.length - 8));
        assertFalse(parse(bare).hasValidIntegrity(KEY));
    }

    @Test
    void tellsWhatMustBeUnderstoodAndIsNot() {
        byte[] data =
                writer(StunMessage.BINDING_REQUEST)
                        .attribute(0x7fff, new byte[3])
                        .attribute(0x8000, new byte[1])
                        .attribute(0x001d, new byte[0])
                        .messageIntegrity(KEY)
                        .attribute(0x0030, new byte[2])
                        .fingerprint();
        assertArrayEquals(new int[] {0x7fff, 0x001d}, parse(data).unknownAttributes());
    }

    @Test
    void ignoresWhatIsBehindTheIntegrity() {
        byte[] data =
                writer(StunMessage.BINDING_REQUEST)
                        .messageIntegrity(KEY)
                        .attribute(StunMessage.USERNAME, utf8("evil"))
                        .attribute(StunMessage.USE_CANDIDATE, new byte[0])
                        .number32(StunMessage.PRIORITY, 1)
                        .messageIntegrity(OTHER_KEY)
                        .fingerprint();
        StunMessage message = parse(data);
        assertNull(message.username());
        assertFalse(message.useCandidate());
        assertEquals(OptionalLong.empty(), message.priority());
        assertTrue(message.hasValidIntegrity(KEY));
        assertFalse(message.hasValidIntegrity(OTHER_KEY));
    }

    @Test
    void takesTheFirstOfTwo() {
        byte[] data =
                writer(StunMessage.BINDING_REQUEST)
                        .attribute(StunMessage.USERNAME, utf8("first"))
                        .attribute(StunMessage.USERNAME, utf8("second"))
                        .number32(StunMessage.PRIORITY, 1)
                        .number32(StunMessage.PRIORITY, 2)
                        .number64(StunMessage.ICE_CONTROLLING, 3)
                        .number64(StunMessage.ICE_CONTROLLING, 4)
                        .fingerprint();
        StunMessage message = parse(data);
        assertEquals("first", message.username());
        assertEquals(OptionalLong.of(1), message.priority());
        assertEquals(OptionalLong.of(3), message.iceControlling());
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                StunMessage.PRIORITY,
                StunMessage.USE_CANDIDATE,
                StunMessage.ICE_CONTROLLED,
                StunMessage.ICE_CONTROLLING,
                StunMessage.MESSAGE_INTEGRITY,
                StunMessage.XOR_MAPPED_ADDRESS
            })
    void refusesAnAttributeOfAWrongLength(int type) {
        byte[] data =
                writer(StunMessage.BINDING_REQUEST).attribute(type, new byte[5]).fingerprint();
        assertNull(parse(data));
    }

    @Test
    void refusesAFingerprintThatIsWrongOrNotTheLast() {
        byte[] wrong = bytes(REQUEST);
        wrong[wrong.length - 1] ^= 1;
        assertNull(parse(wrong));
        byte[] two =
                writer(StunMessage.BINDING_REQUEST)
                        .number32(StunMessage.FINGERPRINT, 0)
                        .fingerprint();
        BigEndian.put32(two, 24, StunMessage.fingerprint(two, 20));
        BigEndian.put32(two, 32, StunMessage.fingerprint(two, 28));
        assertNull(parse(two));
    }

    @Test
    void takesNothingElseForStun() {
        byte[] data = bytes(REQUEST);
        assertTrue(StunMessage.looksLikeStun(data, data.length));
        assertFalse(StunMessage.looksLikeStun(data, data.length - 1));
        assertFalse(StunMessage.looksLikeStun(data, data.length - 4));
        assertFalse(StunMessage.looksLikeStun(data, 19));
        assertFalse(StunMessage.looksLikeStun(data, 0));
        byte[] longer = Arrays.copyOf(data, data.length + 4);
        assertFalse(StunMessage.looksLikeStun(longer, longer.length));
        for (int i : new int[] {0, 4, 5, 6, 7}) {
            byte[] other = data.clone();
            other[i] ^= (byte) 0x80;
            assertFalse(StunMessage.looksLikeStun(other, other.length), "byte " + i);
        }
        byte[] odd = Arrays.copyOf(data, 22);
        BigEndian.put16(odd, 2, 2);
        assertFalse(StunMessage.looksLikeStun(odd, odd.length));
    }

    @Test
    void keepsACopy() {
        byte[] data = bytes(REQUEST);
        StunMessage request = parse(data);
        Arrays.fill(data, (byte) 0);
        assertTrue(request.hasValidIntegrity(KEY));
        Arrays.fill(request.transactionId(), (byte) 0);
        assertArrayEquals(bytes(TRANSACTION_ID), request.transactionId());
    }

    @Test
    void everyFlippedBitIsSeen() {
        for (String hex : new String[] {REQUEST, IPV4_RESPONSE, IPV6_RESPONSE}) {
            for (int bit = 0; bit < bytes(hex).length * 8; bit++) {
                byte[] data = bytes(hex);
                data[bit / 8] ^= (byte) (1 << bit % 8);
                StunMessage message = parse(data);
                // A length or a type may hide the attributes that would tell.
                assertTrue(message == null || !message.hasFingerprint(), "bit " + bit);
                if (bit / 8 < data.length - FINGERPRINT_ATTRIBUTE_LENGTH) {
                    assertTrue(message == null || !message.hasValidIntegrity(KEY), "bit " + bit);
                }
            }
        }
    }

    /** Nothing is thrown. Half of them have a right FINGERPRINT, to come further. */
    @Test
    void takesWhateverComes() {
        Random random = new Random(9);
        int refused = 0;
        int read = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] data = mutated(random);
            StunMessage message = parse(data);
            if (message == null) {
                refused++;
                continue;
            }
            read++;
            assertEquals(12, message.transactionId().length);
            assertNotNull(message.unknownAttributes());
            message.hasValidIntegrity(KEY);
        }
        assertTrue(refused > 50_000, refused + " refused");
        assertTrue(read > 20_000, read + " read");
    }

    private static byte[] mutated(Random random) {
        if (random.nextInt(5) == 0) {
            byte[] data = new byte[random.nextInt(120)];
            random.nextBytes(data);
            return data;
        }
        String[] messages = {REQUEST, IPV4_RESPONSE, IPV6_RESPONSE, LONG_TERM_REQUEST};
        byte[] data = bytes(messages[random.nextInt(messages.length)]);
        data = Arrays.copyOf(data, data.length - (random.nextInt(3) == 0 ? 8 : 0));
        data = Arrays.copyOf(data, data.length - 4 * random.nextInt(3));
        for (int i = 0; i <= random.nextInt(4); i++) {
            data[random.nextInt(data.length)] = (byte) random.nextInt(256);
        }
        if (random.nextBoolean()) {
            BigEndian.put16(data, 2, data.length - 20);
            BigEndian.put32(data, 4, StunMessage.MAGIC_COOKIE);
            data[0] &= 0x3f;
        }
        if (random.nextBoolean()) {
            data = Arrays.copyOf(data, data.length + 8);
            BigEndian.put16(data, 2, data.length - 20);
            BigEndian.put32(data, data.length - 8, StunMessage.FINGERPRINT << 16 | 4);
            BigEndian.put32(data, data.length - 4, StunMessage.fingerprint(data, data.length - 8));
        }
        return data;
    }
}
