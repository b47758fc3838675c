package org.webrtcexamples.peer.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;

class DtlsRecordsTest {

    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int ALERT = 21;
    private static final int HANDSHAKE = 22;
    private static final int APPLICATION_DATA = 23;

    private static final int RECORD_HEADER = 13;
    private static final int MESSAGE_HEADER = 12;

    /** The shortest that AES-GCM makes of an alert. */
    private static final int PROTECTED_ALERT = 26;

    private static byte[] record(int type, int epoch, byte[] content) {
        byte[] record = new byte[RECORD_HEADER + content.length];
        record[0] = (byte) type;
        BigEndian.put16(record, 1, 0xFEFD);
        BigEndian.put16(record, 3, epoch);
        BigEndian.put16(record, 11, content.length);
        System.arraycopy(content, 0, record, RECORD_HEADER, content.length);
        return record;
    }

    /** A fragment of a message that claims to be longer. */
    private static byte[] message(int claimed, int fragment) {
        byte[] message = new byte[MESSAGE_HEADER + fragment];
        BigEndian.put24(message, 1, claimed);
        BigEndian.put24(message, 9, fragment);
        return message;
    }

    private static byte[] handshake(byte[]... messages) {
        return record(HANDSHAKE, 0, joined(messages));
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    private static boolean areAcceptable(byte[]... records) {
        byte[] datagram = joined(records);
        return DtlsRecords.areAcceptable(datagram, datagram.length);
    }

    @Test
    void takesWhatAHandshakeIsMadeOf() {
        assertTrue(areAcceptable(handshake(message(0, 0))));
        assertTrue(areAcceptable(handshake(message(100, 100))));
        assertTrue(areAcceptable(handshake(message(100, 40), message(100, 60))));
        assertTrue(areAcceptable(record(CHANGE_CIPHER_SPEC, 0, new byte[1])));
        assertTrue(areAcceptable(record(HANDSHAKE, 1, new byte[48])));
    }

    @Test
    void takesSeveralRecordsOnlyIfEachIsAcceptable() {
        byte[][] flight = {
            handshake(message(100, 100)),
            record(CHANGE_CIPHER_SPEC, 0, new byte[1]),
            record(HANDSHAKE, 1, new byte[48]),
        };
        assertTrue(areAcceptable(flight));
        for (int i = 0; i < flight.length; i++) {
            byte[][] spoilt = flight.clone();
            spoilt[i] = record(ALERT, 0, new byte[2]);
            assertFalse(areAcceptable(spoilt), "with an alert at " + i);
        }
    }

    @Test
    void refusesWhatIsTruncatedAnywhere() {
        byte[] first = handshake(message(30, 30));
        byte[] both = joined(first, record(ALERT, 1, new byte[PROTECTED_ALERT]));
        for (int length = 0; length <= both.length; length++) {
            boolean isWhole = length == first.length || length == both.length;
            assertEquals(isWhole, areAcceptable(Arrays.copyOf(both, length)), "of " + length);
        }
    }

    @Test
    void looksAtNothingBehindTheDatagram() {
        byte[] record = handshake(message(30, 30));
        byte[] buffer = Arrays.copyOf(record, 2048);
        assertTrue(DtlsRecords.areAcceptable(buffer, record.length));
        assertFalse(DtlsRecords.areAcceptable(buffer, record.length - 1));
    }

    @Test
    void refusesAnotherProtocolsVersion() {
        byte[] record = handshake(message(30, 30));
        BigEndian.put16(record, 1, 0xFEFF);
        assertTrue(areAcceptable(record), "DTLS 1.0, as a first ClientHello has it");
        BigEndian.put16(record, 1, 0x0303);
        assertFalse(areAcceptable(record), "TLS 1.2");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 19, ALERT, APPLICATION_DATA, 24, 25, 255})
    void refusesAlertsAndAllElseThatIsNotProtected(int type) {
        assertFalse(areAcceptable(record(type, 0, new byte[2])));
        assertFalse(areAcceptable(record(type, 0, message(30, 30))));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 100})
    void refusesAChangeOfCiphersThatIsNotOneByte(int length) {
        assertFalse(areAcceptable(record(CHANGE_CIPHER_SPEC, 0, new byte[length])));
    }

    @ParameterizedTest
    @CsvSource({"20, 1", "21, 1", "22, 1", "23, 1", "21, 256", "21, 65535"})
    void refusesProtectedRecordsThatAreTooShortForTheirCipher(int type, int epoch) {
        assertTrue(areAcceptable(record(type, epoch, new byte[PROTECTED_ALERT])));
        assertFalse(areAcceptable(record(type, epoch, new byte[PROTECTED_ALERT - 1])));
        assertFalse(areAcceptable(record(type, epoch, new byte[0])));
    }

    @Test
    void refusesAMessageThatClaimsMoreThan16KiB() {
        int most = 16 * 1024;
        assertTrue(areAcceptable(handshake(message(most, 30))));
        assertFalse(areAcceptable(handshake(message(most + 1, 30))));
        assertFalse(areAcceptable(handshake(message(0xFF_FFFF, 0))));
        assertFalse(areAcceptable(handshake(message(30, 30), message(most + 1, 30))));
    }

    @Test
    void refusesMessagesThatDoNotFillTheirRecord() {
        byte[] whole = joined(message(30, 30), message(30, 30));
        for (int length = 1; length < whole.length; length++) {
            boolean isWhole = length == MESSAGE_HEADER + 30;
            assertEquals(
                    isWhole,
                    areAcceptable(handshake(Arrays.copyOf(whole, length))),
                    "of " + length);
        }
        byte[] claimsMore = message(100, 30);
        BigEndian.put24(claimsMore, 9, 0xFF_FFFF);
        assertFalse(areAcceptable(handshake(claimsMore)));
    }

    @Test
    void knowsAProtectedAlert() {
        byte[] content = new byte[PROTECTED_ALERT];
        assertTrue(DtlsRecords.isProtectedAlert(record(ALERT, 1, content)));
        assertTrue(DtlsRecords.isProtectedAlert(record(ALERT, 256, content)));
        assertFalse(DtlsRecords.isProtectedAlert(record(ALERT, 0, content)));
        assertFalse(DtlsRecords.isProtectedAlert(record(HANDSHAKE, 1, content)));
    }

    @Test
    void neverThrowsWhateverComes() {
        Random random = new Random(1);
        int taken = 0;
        for (int round = 0; round < 200_000; round++) {
            byte[] datagram =
                    joined(
                            handshake(message(random.nextInt(20_000), random.nextInt(4))),
                            record(random.nextInt(26), random.nextInt(2), new byte[26]));
            for (int flips = random.nextInt(4); flips > 0; flips--) {
                datagram[random.nextInt(datagram.length)] = (byte) random.nextInt();
            }
            int cut = random.nextBoolean() ? random.nextInt(datagram.length + 1) : datagram.length;
            byte[] cutOff = Arrays.copyOf(datagram, cut);
            if (DtlsRecords.areAcceptable(cutOff, cut)) {
                DtlsRecords.isProtectedAlert(cutOff);
                taken++;
            }
        }
        assertTrue(taken > 10_000, taken + " taken");
    }
}
