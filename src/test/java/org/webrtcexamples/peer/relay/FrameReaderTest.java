package org.webrtcexamples.peer.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.webrtcexamples.peer.Codec;
import org.webrtcexamples.peer.EncodedFrame;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

@Timeout(60)
class FrameReaderTest {

    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int FRAME = 3_000;
    private static final int SAMPLES = 960;

    /** The beginning of VP8 key frames, after the payload descriptor; and of other frames. */
    private static final String VP8_KEY = "10 500200 9d012a 8002 6801";

    private static final String VP8_OTHER = "10 510200";

    private static final String SPS = "6742c0168c680a02f7970101e1108d40";

    /** One of 20 ms. */
    private static final String OPUS = "08 aaaa";

    private final List<EncodedFrame> frames = new ArrayList<>();
    private Predicate<EncodedFrame> refused = frame -> false;
    private int requests;
    private long now = 1_000 * SECOND;

    private FrameReader reader(MediaKind kind) {
        return new FrameReader(kind, () -> requests++, this::take);
    }

    private boolean take(EncodedFrame frame) {
        return !refused.test(frame) && frames.add(frame);
    }

    private static IncomingStream stream(MediaKind kind, long ssrc) {
        return new IncomingStream(new IncomingTrack(kind, null), ssrc, 90_000, null);
    }

    private static RtpPacket packet(
            int type, long sequence, long timestamp, boolean marker, byte[] payload) {
        RtpPacket packet = new RtpPacket();
        packet.data[0] = (byte) 0x80;
        packet.data[1] = (byte) (type | (marker ? RtpPacket.MARKER_BIT : 0));
        BigEndian.put16(packet.data, 2, (int) sequence);
        BigEndian.put32(packet.data, 4, timestamp);
        System.arraycopy(payload, 0, packet.data, 12, payload.length);
        assertTrue(packet.parse(12 + payload.length));
        return packet;
    }

    /** Such as {@code "3000 key +2"}: the timestamp, what it is, and what was missed before. */
    private static String text(EncodedFrame frame) {
        return frame.timestamp()
                + (frame.keyFrame() && frame.codec().isVideo() ? " key +" : " +")
                + frame.missed();
    }

    private void assertHas(String... expected) {
        assertEquals(List.of(expected), frames.stream().map(FrameReaderTest::text).toList());
    }

    /** What is sent under one SSRC, with numbers and timestamps that go on. */
    private final class Sender {

        private final FrameReader reader;
        private final IncomingStream stream;
        private final boolean audio;
        private long sequence = 70_000;
        private long timestamp;

        Sender(FrameReader reader, MediaKind kind) {
            this.reader = reader;
            audio = kind == MediaKind.AUDIO;
            stream = stream(kind, 1);
        }

        /**
         * Sends a packet for each letter, or loses it behind an {@code x}.
         *
         * <ul>
         *   <li>VP8: a key frame (K), its beginning (k), or one without a size (Z); another frame
         *       (D), or its beginning (d); what goes on with either (m), or ends it (e)
         *   <li>H.264: a key frame (S), or parameters (s), with the slice of a key frame (i) or of
         *       another one (h) behind them; another frame (H), or the first fragment of one that
         *       ends there (f); an access unit delimiter (u), and parameters behind it (t)
         *   <li>audio (a)
         *   <li>padding with the timestamp of the frame before (p) or of the next one (q)
         * </ul>
         */
        Sender send(String script) {
            boolean lost = false;
            for (char letter : script.replace(" ", "").toCharArray()) {
                if (letter == 'x') {
                    lost = true;
                } else {
                    send(letter, lost);
                    lost = false;
                }
            }
            return this;
        }

        private void send(char letter, boolean lost) {
            if ("KkZDdSsfHau".indexOf(letter) >= 0) {
                timestamp += audio ? SAMPLES : FRAME;
            }
            RtpPacket packet =
                    packet(
                            audio
                                    ? PayloadTypes.OPUS
                                    : "SsihfHut".indexOf(letter) >= 0
                                            ? PayloadTypes.H264
                                            : PayloadTypes.VP8,
                            sequence,
                            timestamp + (letter == 'q' ? FRAME : 0),
                            "KZDeSihfH".indexOf(letter) >= 0,
                            payload(letter));
            if (!lost) {
                reader.received(stream, packet, sequence, now);
            }
            sequence++;
        }

        private static byte[] payload(char letter) {
            return Bytes.of(
                    switch (letter) {
                        case 'K', 'k' -> VP8_KEY;
                        case 'D', 'd' -> VP8_OTHER;
                        case 'm', 'e' -> "00 eeee";
                        case 'S' -> "78 0010" + SPS + "0004 68ce3c80 0002 6588";
                        case 's', 't' -> SPS;
                        case 'u' -> "09 f0";
                        case 'i' -> "65 88";
                        case 'h', 'H' -> "61 9a";
                        case 'f' -> "7c 81 9a";
                        case 'Z' -> "10 500200 9d012a 0000 0000";
                        case 'p', 'q' -> "";
                        default -> OPUS;
                    });
        }
    }

    private Sender video() {
        return new Sender(reader(MediaKind.VIDEO), MediaKind.VIDEO);
    }

    private Sender audio() {
        return new Sender(reader(MediaKind.AUDIO), MediaKind.AUDIO);
    }

    /** Behind each frame that is handed over: how many were missed before it. */
    @ParameterizedTest
    @CsvSource({
        "nothing is lost, K D D K D, K0 D0 D0 K0 D0, 0",
        "frames of several packets, k m e d m m e d e, K0 D0 D0, 0",
        "no key frame at first, D d m e K D, K2 D0, 2",
        "a frame is lost, K D xD D D K D, K0 D0 K3 D0, 3",
        "several are and nobody can tell how many, K xD xD xD K D, K0 K1 D0, 1",
        "what was lost before another frame counts as one, K xd m e D K, K0 K3, 3",
        "the middle of a frame is lost, K d xm e D K, K0 K2, 2",
        "the end of a frame is lost, K d m xe D K, K0 K2, 2",
        "the end of one and the beginning of the next, K d xe xd e D K, K0 K3, 3",
        "a key frame is lost, K D xK D K, K0 D0 K2, 2",
        "the end of a key frame is lost, K k xe D K D, K0 K2 D0, 2",
        "the beginning of a key frame is lost, K xk m e K D, K0 K2 D0, 2",
        "all before a key frame is lost, K D xD K D, K0 D0 K1 D0, 1",
        "losses follow each other, K xD D xD D xD K D, K0 K3 D0, 3",
        "packets are lost before the first one, xK xD D K, K1, 1",
        "the marker is missing, K d d m K D, K0 D0 D0 K0 D0, 0",
        "the marker of a key frame is missing, k m D K, K0 D0 K0, 0",
        "padding between frames, K p D p p K p, K0 D0 K0, 0",
        "padding within a frame, K d p m p e D, K0 D0 D0, 0",
        "padding before the first frame, p K D, K0 D0, 0",
        "lost padding is like a lost frame, K xp D K, K0 K2, 2",
        "padding ahead of a frame that follows one without a marker, K d q D K, K0 D0 D0 K0, 0",
        "padding ahead of a frame that is dropped, K xD D q D K, K0 K3, 3",
        "a frame does not begin with its beginning, K m D K, K0 K2, 2"
    })
    void afterALossVideoGoesOnWithAKeyFrame(
            String what, String packets, String expected, int expectedRequests) {
        video().send(packets).reader.tick(now + SECOND);
        String received =
                frames.stream()
                        .map(frame -> (frame.keyFrame() ? "K" : "D") + frame.missed())
                        .collect(Collectors.joining(" "));
        assertEquals(expected, received, what);
        assertEquals(expectedRequests, requests, what + ": requests for a key frame");
    }

    @ParameterizedTest
    @CsvSource({
        "nothing is lost, a a a, 0 0 0",
        "one is, a xa a a, 0 1 0",
        "three are, a xa xa xa a a, 0 3 0",
        "losses follow each other, a xa a xa xa a xa a, 0 1 2 1",
        "those before the first are unknown, xa xa a a, 0 0"
    })
    void lossesOfAudioAreCountedInPackets(String what, String packets, String missed) {
        audio().send(packets).reader.tick(now + SECOND);
        String received =
                frames.stream()
                        .map(frame -> String.valueOf(frame.missed()))
                        .collect(Collectors.joining(" "));
        assertEquals(missed, received, what);
        assertEquals(0, requests);
    }

    @Test
    void aGapInAudioCountsForAtMost1024Packets() {
        Sender audio = audio().send("a");
        audio.sequence += 20_000;
        audio.send("a").reader.tick(now + SECOND);
        assertEquals(1024, frames.get(1).missed());
    }

    @Test
    void aVideoFrameTellsAllOfItself() {
        Sender video = video();
        video.send("k");
        now += 5 * MILLI;
        video.send("m e");
        video.send("d");
        EncodedFrame key = frames.get(0);
        assertEquals(Codec.VP8, key.codec());
        assertEquals(1, key.stream());
        assertEquals(FRAME, key.timestamp());
        assertEquals(0, key.duration());
        assertEquals(now - 5 * MILLI, key.arrival());
        assertTrue(key.keyFrame());
        assertEquals(640, key.width());
        assertEquals(360, key.height());
        assertArrayEquals(Bytes.of("500200 9d012a 8002 6801 eeee eeee"), key.data());

        video.send("e");
        EncodedFrame other = frames.get(1);
        assertEquals(2 * FRAME, other.timestamp());
        assertEquals(now, other.arrival());
        assertEquals("0x0", other.width() + "x" + other.height());
        assertArrayEquals(Bytes.of("510200 eeee"), other.data());
    }

    @Test
    void aFrameArrivedWhenTheFirstOfItsPacketsDid() {
        FrameReader reader = reader(MediaKind.VIDEO);
        IncomingStream stream = stream(MediaKind.VIDEO, 1);
        byte[] rest = Sender.payload('m');
        reader.received(stream, packet(96, 10, 0, true, Sender.payload('K')), 10, now);
        reader.received(stream, packet(96, 13, 9, true, rest), 13, now + 10);
        reader.received(stream, packet(96, 12, 9, false, rest), 12, now + 20);
        reader.received(stream, packet(96, 11, 9, false, Sender.payload('d')), 11, now + 30);
        assertEquals(now + 10, frames.get(1).arrival());
    }

    @Test
    void aPacketOfAudioTellsAllOfItself() {
        audio().send("a");
        EncodedFrame frame = frames.get(0);
        assertEquals(Codec.OPUS, frame.codec());
        assertEquals(1, frame.stream());
        assertEquals(SAMPLES, frame.timestamp());
        assertEquals(SAMPLES, frame.duration());
        assertEquals(now, frame.arrival());
        assertTrue(frame.keyFrame());
        assertEquals("0x0", frame.width() + "x" + frame.height());
        assertArrayEquals(Bytes.of(OPUS), frame.data());
    }

    /** The buffer that a packet comes in is used for the next one. */
    @Test
    void keepsNothingOfThePacketsThemselves() {
        FrameReader reader = reader(MediaKind.AUDIO);
        IncomingStream stream = stream(MediaKind.AUDIO, 1);
        reader.received(stream, packet(111, 1, 0, false, Bytes.of(OPUS)), 1, now);
        RtpPacket packet = packet(111, 3, 2 * SAMPLES, false, Bytes.of(OPUS));
        reader.received(stream, packet, 3, now);
        Arrays.fill(packet.data, (byte) 0);
        reader.tick(now + SECOND);
        assertHas("0 +0", "1920 +1");
        assertArrayEquals(Bytes.of(OPUS), frames.get(1).data());
    }

    @Test
    void restoresTheOrderOfPackets() {
        Random random = new Random(4);
        FrameReader reader = reader(MediaKind.VIDEO);
        IncomingStream stream = stream(MediaKind.VIDEO, 1);
        List<Integer> order = new ArrayList<>(IntStream.range(1, 600).boxed().toList());
        for (int i = 0; i < order.size(); i += 30) {
            Collections.shuffle(order.subList(i, Math.min(i + 30, order.size())), random);
        }
        reader.received(stream, packet(96, 0, 0, false, Sender.payload('k')), 0, now);
        for (int i : order) {
            // Three packets a frame.
            char letter = i % 3 == 0 ? 'd' : i % 3 == 1 ? 'm' : 'e';
            RtpPacket packet = packet(96, i, i / 3 * FRAME, letter == 'e', Sender.payload(letter));
            reader.received(stream, packet, i, now);
        }
        assertEquals(
                IntStream.range(0, 200).mapToObj(i -> (long) i * FRAME).toList(),
                frames.stream().map(EncodedFrame::timestamp).toList());
        assertTrue(frames.stream().allMatch(frame -> frame.missed() == 0));
    }

    @Test
    void aMissingPacketIsWaitedForUpToASecond() {
        Sender audio = audio().send("a xa a");
        audio.reader.tick(now + SECOND - 1);
        assertHas("960 +0");
        audio.reader.tick(now + SECOND);
        assertHas("960 +0", "2880 +1");
    }

    @Test
    void aPacketGivesUpWhatHasBeenMissingForASecond() {
        Sender audio = audio().send("a xa a");
        now += SECOND - 1;
        audio.send("a");
        assertHas("960 +0");
        now += 1;
        audio.send("a");
        assertHas("960 +0", "2880 +1", "3840 +0", "4800 +0");
    }

    @Test
    void allGoesOnAtOnceWhenTheMissingPacketComes() {
        Sender audio = audio().send("a xa a a");
        now += 999 * MILLI;
        RtpPacket missing = packet(111, 70_001, 2 * SAMPLES, false, Bytes.of(OPUS));
        audio.reader.received(audio.stream, missing, 70_001, now);
        assertHas("960 +0", "1920 +0", "2880 +0", "3840 +0");
    }

    @Test
    void packetsAreDelayedByNoMoreThanASecondHoweverManyLossesFollowEachOther() {
        Sender audio = audio().send("a");
        for (int i = 0; i < 500; i++) {
            audio.send("xa a");
            now += 20 * MILLI;
            audio.reader.tick(now);
            long oldest = now - frames.get(frames.size() - 1).arrival();
            assertTrue(oldest <= SECOND + 40 * MILLI || i < 50, oldest + " ns");
        }
        audio.reader.tick(now + SECOND);
        assertEquals(501, frames.size());
        assertTrue(frames.stream().skip(1).allMatch(frame -> frame.missed() == 1));
    }

    /** Each that is sent again would otherwise begin another second for those before it. */
    @Test
    void aPacketThatIsSentAgainDoesNotProlongTheWaitForOthers() {
        Sender audio = audio().send("a xa xa xa a");
        for (int sequence = 70_003; sequence > 70_001; sequence--) {
            now += 400 * MILLI;
            long timestamp = (sequence - 69_999L) * SAMPLES;
            RtpPacket again = packet(111, sequence, timestamp, false, Bytes.of(OPUS));
            audio.reader.received(audio.stream, again, sequence, now);
        }
        audio.reader.tick(now + 200 * MILLI - 1);
        assertHas("960 +0");
        audio.reader.tick(now + 200 * MILLI);
        assertHas("960 +0", "2880 +1", "3840 +0", "4800 +0");
        assertEquals(now, frames.get(1).arrival());
    }

    @Test
    void aDuplicateIsIgnoredWhetherItWaitsOrWasRead() {
        FrameReader reader = reader(MediaKind.AUDIO);
        IncomingStream stream = stream(MediaKind.AUDIO, 1);
        for (int sequence : new int[] {1, 1, 3, 3, 1, 2, 2, 3, 4, 4}) {
            long timestamp = (long) sequence * SAMPLES;
            RtpPacket packet = packet(111, sequence, timestamp, false, Bytes.of(OPUS));
            reader.received(stream, packet, sequence, now);
        }
        assertHas("960 +0", "1920 +0", "2880 +0", "3840 +0");
    }

    @Test
    void aPacketThatComesAfterItWasGivenUpIsIgnored() {
        Sender audio = audio().send("a xa a");
        now += SECOND;
        audio.reader.tick(now);
        RtpPacket late = packet(111, 70_001, 2 * SAMPLES, false, Bytes.of(OPUS));
        audio.reader.received(audio.stream, late, 70_001, now);
        audio.send("a");
        assertHas("960 +0", "2880 +1", "3840 +0");
    }

    /** Otherwise numbers would go backwards at the very beginning. */
    @Test
    void aPacketFromBeforeTheFirstIsIgnored() {
        Sender audio = audio().send("a");
        RtpPacket early = packet(111, 69_999, 0, false, Bytes.of(OPUS));
        audio.reader.received(audio.stream, early, 69_999, now);
        audio.send("a");
        assertHas("960 +0", "1920 +0");
    }

    @Test
    void atMost1024PacketsWaitBehindAGap() {
        Sender audio = audio().send("a xa");
        audio.send("a".repeat(1023));
        assertEquals(1, frames.size());
        audio.send("a");
        assertEquals(1 + 1024, frames.size());
        assertEquals(1, frames.get(1).missed());
    }

    /** The oldest go on, those behind the next gap wait as before. */
    @Test
    void onlyTheOldestGapIsGivenUpForWantOfRoom() {
        Sender audio = audio().send("a xa" + "a".repeat(500) + "xa" + "a".repeat(523));
        assertEquals(1, frames.size());
        audio.send("a");
        assertEquals(1 + 500, frames.size());
        audio.reader.tick(now + SECOND);
        assertEquals(1 + 500 + 524, frames.size());
    }

    @Test
    void timestampsCountOnBeyond32Bits() {
        Sender video = video();
        video.timestamp = (1L << 32) - 2 * FRAME;
        video.send("K D D");
        video.timestamp += (1L << 31) - 1 - FRAME;
        video.send("D");
        video.timestamp += (1L << 31) - 1 - FRAME;
        video.send("D D");
        long first = (1L << 32) - FRAME;
        long last = (1L << 32) + FRAME + (1L << 32) - 2;
        assertHas(
                first + " key +0",
                (1L << 32) + " +0",
                (1L << 32) + FRAME + " +0",
                (1L << 32) + FRAME + (1L << 31) - 1 + " +0",
                last + " +0",
                last + FRAME + " +0");
    }

    /** As of a sender that encodes frames in another order than it shows them. */
    @Test
    void timestampsMayGoBack() {
        Sender video = video();
        video.timestamp = -FRAME;
        video.send("K D D");
        video.timestamp -= 2 * FRAME;
        video.send("D");
        video.timestamp -= 2 * FRAME;
        video.send("D");
        assertHas("0 key +0", "3000 +0", "6000 +0", "3000 +0", "0 +0");
    }

    @Test
    void numbersGoOnAfter65535() {
        FrameReader reader = reader(MediaKind.AUDIO);
        IncomingTrack track = new IncomingTrack(MediaKind.AUDIO, null);
        track.read(reader);
        IncomingStream stream = new IncomingStream(track, 1, 48_000, null);
        int[] numbers = {65_533, 65_535, 65_534, 1, 0, 2, 4};
        for (int number : numbers) {
            long timestamp = (short) number;
            RtpPacket packet = packet(111, number, timestamp + 10, false, Bytes.of(OPUS));
            stream.received(packet, false, new Scratch(), now);
            stream.received(packet, false, new Scratch(), now);
        }
        assertHas("7 +0", "8 +0", "9 +0", "10 +0", "11 +0", "12 +0");
        track.tick(now + SECOND);
        assertEquals("14 +1", text(frames.get(6)));
    }

    @Test
    void aPacketThatIsSentAgainFillsItsGap() {
        FrameReader reader = reader(MediaKind.VIDEO);
        IncomingTrack track = new IncomingTrack(MediaKind.VIDEO, null);
        track.read(reader);
        IncomingStream stream = new IncomingStream(track, 1, 90_000, null);
        Scratch scratch = new Scratch();
        stream.received(packet(96, 65_535, 0, true, Sender.payload('K')), false, scratch, now);
        stream.received(packet(96, 1, 2 * FRAME, true, Sender.payload('D')), false, scratch, now);
        RtpPacket again = packet(96, 0, FRAME, true, Sender.payload('D'));
        stream.received(again, true, scratch, now + 900 * MILLI);
        stream.received(again, true, scratch, now + 901 * MILLI);
        assertHas("0 key +0", "3000 +0", "6000 +0");
        assertEquals(0, requests);
    }

    @Test
    void anotherSsrcIsAnotherStream() {
        FrameReader reader = reader(MediaKind.VIDEO);
        Sender old = new Sender(reader, MediaKind.VIDEO).send("K D");
        Sender fresh = new Sender(reader, MediaKind.VIDEO);
        fresh.sequence = 66_000;
        fresh.timestamp = 4_000_000_000L - FRAME;
        fresh.send("K D");
        assertHas("3000 key +0", "6000 +0", "4000000000 key +0", "4000003000 +0");
        assertEquals(List.of(1, 1, 2, 2), frames.stream().map(EncodedFrame::stream).toList());

        // Such as one that is taken for a new one since it has come back.
        Sender back = new Sender(reader, MediaKind.VIDEO);
        back.sequence = old.sequence;
        back.send("K");
        assertEquals(3, frames.get(4).stream());
    }

    @Test
    void nothingOfTheOldStreamIsLostToTheNewOne() {
        FrameReader reader = reader(MediaKind.AUDIO);
        new Sender(reader, MediaKind.AUDIO).send("a xa a a xa xa a");
        assertEquals(1, frames.size());
        new Sender(reader, MediaKind.AUDIO).send("a a");
        assertHas("960 +0", "2880 +1", "3840 +0", "6720 +2", "960 +0", "1920 +0");
        assertEquals(List.of(1, 1, 1, 1, 2, 2), frames.stream().map(EncodedFrame::stream).toList());
    }

    @Test
    void aNewStreamOfVideoBeginsWithAKeyFrame() {
        FrameReader reader = reader(MediaKind.VIDEO);
        new Sender(reader, MediaKind.VIDEO).send("K D");
        new Sender(reader, MediaKind.VIDEO).send("D D K D");
        assertHas("3000 key +0", "6000 +0", "9000 key +2", "12000 +0");
        assertEquals(2, requests);
    }

    @Test
    void theFirstFrameOfANewStreamIsMissedAsWellAsTheLastOfTheOldOne() {
        FrameReader reader = reader(MediaKind.VIDEO);
        new Sender(reader, MediaKind.VIDEO).send("K xD D");
        Sender fresh = new Sender(reader, MediaKind.VIDEO);
        // Even if it goes on with the same timestamp.
        fresh.timestamp = 2 * FRAME;
        fresh.send("D K");
        assertHas("3000 key +0", "12000 key +3");
        assertEquals(3, requests);
    }

    @Test
    void aFrameThatANewStreamCutsOffIsMissed() {
        FrameReader reader = reader(MediaKind.VIDEO);
        new Sender(reader, MediaKind.VIDEO).send("K d m");
        new Sender(reader, MediaKind.VIDEO).send("K D");
        assertHas("3000 key +0", "3000 key +1", "6000 +0");
        assertEquals(0, requests);
    }

    @Test
    void anotherCodecBeginsWithAKeyFrame() {
        video().send("K D H H S H D K D");
        assertEquals(
                List.of("VP8", "VP8", "H264", "H264", "VP8", "VP8"),
                frames.stream().map(frame -> frame.codec().toString()).toList());
        assertHas("3000 key +0", "6000 +0", "15000 key +2", "18000 +0", "24000 key +1", "27000 +0");
        assertEquals(3, requests);
    }

    @Test
    void aFrameWithoutAMarkerEndsWhereAnotherCodecBegins() {
        video().send("K d m S");
        assertHas("3000 key +0", "6000 +0", "9000 key +0");
        assertArrayEquals(Bytes.of("510200 eeee"), frames.get(1).data());
    }

    @Test
    void parametersInAPacketOfTheirOwnBeginAKeyFrame() {
        video().send("s i H");
        assertHas("3000 key +0", "6000 +0");
        assertEquals("640x360", frames.get(0).width() + "x" + frames.get(0).height());
        assertEquals(0, requests);
    }

    @Test
    void aDelimiterMayStandBeforeTheParameters() {
        video().send("u t i H");
        assertHas("3000 key +0", "6000 +0");
        assertEquals(0, requests);
    }

    @ParameterizedTest
    @CsvSource({
        "parameters before another frame, s h H S, 9000 key +2",
        "the same after a loss, S xH s h H S, 3000 key +0; 15000 key +3",
        "a key frame without a size, Z D K, 9000 key +2",
        "the same after a loss, K xD Z D K, 3000 key +0; 15000 key +3"
    })
    void videoDoesNotGoOnWithWhatOnlyBeginsAsAKeyFrame(
            String what, String packets, String expected) {
        Sender video = video().send(packets);
        video.reader.tick(now + SECOND);
        assertHas(expected.split("; "));
        assertEquals(frames.get(frames.size() - 1).missed(), requests, what);
    }

    @Test
    void aFrameThatEndsWithoutItsLastFragmentIsMissed() {
        video().send("S f H S");
        assertHas("3000 key +0", "12000 key +2");
        assertEquals(2, requests);
    }

    @Test
    void aKeyFrameThatOnlyBeganIsDroppedAfterALoss() {
        video().send("k xm e K").reader.tick(now + SECOND);
        assertHas("6000 key +1");
        assertEquals(1, requests);
    }

    @Test
    void parametersMayStandBeforeAnyFrame() {
        video().send("S s h H");
        assertHas("3000 key +0", "6000 +0", "9000 +0");
    }

    @Test
    void aKeyFrameWhoseParametersAreLostIsNone() {
        Sender video = video().send("S xs i H S");
        video.reader.tick(now + SECOND);
        assertHas("3000 key +0", "12000 key +3");
    }

    @Test
    void afterAFrameThatCannotBeTakenVideoGoesOnWithAKeyFrame() {
        refused = frame -> frame.timestamp() == 3 * FRAME;
        Sender video = video().send("K D D");
        assertEquals(1, requests);
        video.send("D D K D");
        assertHas("3000 key +0", "6000 +0", "18000 key +3", "21000 +0");
        assertEquals(3, requests);
    }

    @Test
    void theFrameBehindOneWithoutAMarkerThatCannotBeTakenIsMissedToo() {
        refused = frame -> frame.timestamp() == 2 * FRAME;
        video().send("K d D K");
        assertHas("3000 key +0", "12000 key +2");
        assertEquals(2, requests);
    }

    @Test
    void aKeyFrameThatCannotBeTakenIsAskedForAgain() {
        refused = frame -> frame.timestamp() <= 2 * FRAME;
        video().send("K K K D");
        assertHas("9000 key +2", "12000 +0");
        assertEquals(2, requests);
    }

    @Test
    void audioThatCannotBeTakenIsMissed() {
        refused = frame -> frame.timestamp() >= 2 * SAMPLES && frame.timestamp() <= 4 * SAMPLES;
        audio().send("a a a a a a");
        assertHas("960 +0", "4800 +3", "5760 +0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0b", "0b 00", "1b 03"})
    void audioWithoutADurationIsMissed(String payload) {
        Sender audio = audio().send("a");
        long timestamp = audio.timestamp + SAMPLES;
        RtpPacket packet = packet(111, audio.sequence, timestamp, false, Bytes.of(payload));
        audio.reader.received(audio.stream, packet, audio.sequence++, now);
        audio.timestamp = timestamp;
        audio.send("a");
        assertHas("960 +0", "2880 +1");
    }

    @Test
    void handsOverWhatWaitsWhenItIsClosed() {
        Sender audio = audio().send("a xa a a xa a");
        audio.reader.close();
        assertHas("960 +0", "2880 +1", "3840 +0", "5760 +1");
        audio.send("a");
        audio.reader.tick(now + SECOND);
        audio.reader.close();
        assertEquals(4, frames.size());
    }

    @Test
    void handsOverNoPartOfAFrameWhenItIsClosed() {
        video().send("K D xD d m").reader.close();
        assertHas("3000 key +0", "6000 +0");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFrameOfMoreThan4MebibytesIsMissed(boolean isKeyFrame) {
        FrameReader reader = reader(MediaKind.VIDEO);
        Sender video = new Sender(reader, MediaKind.VIDEO).send("K");
        video.send(isKeyFrame ? "k" : "d");
        byte[] payload = new byte[2000];
        for (int i = 0; i < 3000; i++) {
            RtpPacket packet = packet(96, video.sequence, video.timestamp, i == 2999, payload);
            reader.received(video.stream, packet, video.sequence++, now);
        }
        assertEquals(1, requests);
        video.send("D K D");
        assertHas("3000 key +0", "12000 key +2", "15000 +0");
    }
}
