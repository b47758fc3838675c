package org.webrtcexamples.peer.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What goes from one session to others, packet by packet, with keys that the test knows and at
 * times that it makes; over sockets of this machine.
 */
class RtpSessionTest {

    private static final int PATIENCE_MILLIS = 5_000;
    private static final int SILENCE_MILLIS = 30;
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int VP8 = PayloadTypes.VP8;
    private static final int OPUS = PayloadTypes.OPUS;

    /** Of VP8: a payload descriptor, and a frame's header, whose last bit tells what it is. */
    private static final byte[] KEY_FRAME = {0x10, 0, 1, 2, 3};

    private static final byte[] OTHER_FRAME = {0x10, 1, 4, 5, 6};
    private static final byte[] SOUND = {7, 7, 7};

    private final Relay relay = new Relay();
    private final RelayPeer peer = relay.create();
    private final Scratch scratch = new Scratch();
    private final List<End> ends = new ArrayList<>();
    private LocalSocket server;
    private long now = 1_000 * SECOND;

    @BeforeEach
    void open() throws IOException {
        server =
                LocalSocket.open(
                        InetAddress.getLoopbackAddress(),
                        0,
                        Thread::new,
                        1,
                        (socket, remote, data, length, threads) -> {});
    }

    @AfterEach
    void close() {
        ends.forEach(end -> end.socket.close());
        server.close();
        peer.close();
        relay.close();
    }

    /** A client, with the session that serves it. */
    private final class End {

        private final DatagramSocket socket;
        private final RtpSession session;
        private final SrtpSender sender = new SrtpSender(profile(), new byte[16], new byte[12]);
        private final SrtpReceiver receiver = new SrtpReceiver(profile(), key(), new byte[12]);
        private boolean isThere = true;
        private final List<Integer> refused = new ArrayList<>();
        private final List<RtpPacket> media = new ArrayList<>();
        private final List<String> control = new ArrayList<>();

        End(long ssrc) throws IOException {
            ends.add(this);
            socket = new DatagramSocket(new InetSocketAddress(server.address().getAddress(), 0));
            Path path = new Path(server, (InetSocketAddress) socket.getLocalSocketAddress());
            session = new RtpSession(() -> isThere ? path : null, refused::add, "cname", ssrc);
        }

        private static SrtpProfile profile() {
            return SrtpProfile.AEAD_AES_128_GCM;
        }

        private static byte[] key() {
            byte[] key = new byte[16];
            Arrays.fill(key, (byte) 1);
            return key;
        }

        void start() {
            session.start(
                    new SrtpSender(profile(), key(), new byte[12]),
                    new SrtpReceiver(profile(), new byte[16], new byte[12]));
        }

        void send(int payloadType, long index, long timestamp, long ssrc, byte[] payload) {
            byte[] packet = new byte[1500];
            packet[0] = (byte) 0x80;
            packet[1] = (byte) payloadType;
            BigEndian.put16(packet, 2, index);
            BigEndian.put32(packet, 4, timestamp);
            BigEndian.put32(packet, 8, ssrc);
            int length = sender.protectRtp(packet, 12, payload, 0, payload.length, index);
            session.receivedRtp(packet, length, scratch, now);
        }

        void send(RtcpWriter rtcp) {
            int length = sender.protectRtcp(rtcp.array(), rtcp.length());
            assertTrue(session.receivedRtcp(rtcp.array(), length, scratch, now));
        }

        /** Takes in what has been sent to this client. */
        void receive() throws IOException {
            try {
                while (true) {
                    DatagramPacket datagram = new DatagramPacket(new byte[2048], 2048);
                    socket.setSoTimeout(SILENCE_MILLIS);
                    socket.receive(datagram);
                    take(datagram.getData(), datagram.getLength());
                }
            } catch (SocketTimeoutException noMore) {
                // What was sent before is here, on this machine.
            }
        }

        /** The same in passing, for a socket holds only so many. */
        void receive(int ignored) throws IOException {
            socket.setSoTimeout(1);
            try {
                while (true) {
                    DatagramPacket datagram = new DatagramPacket(new byte[2048], 2048);
                    socket.receive(datagram);
                    take(datagram.getData(), datagram.getLength());
                }
            } catch (SocketTimeoutException noMore) {
                // The rest comes with the next.
            }
        }

        List<byte[]> receiveEncrypted(int count) throws IOException {
            List<byte[]> datagrams = new ArrayList<>();
            socket.setSoTimeout(PATIENCE_MILLIS);
            while (datagrams.size() < count) {
                DatagramPacket datagram = new DatagramPacket(new byte[2048], 2048);
                socket.receive(datagram);
                datagrams.add(Arrays.copyOf(datagram.getData(), datagram.getLength()));
            }
            return datagrams;
        }

        void assertIsSentNothing() throws IOException {
            socket.setSoTimeout(SILENCE_MILLIS);
            assertThrows(
                    SocketTimeoutException.class,
                    () -> socket.receive(new DatagramPacket(new byte[2048], 2048)));
        }

        void reportLoss(int fractionLost) {
            byte[] block = new byte[24];
            BigEndian.put32(block, 0, VIDEO);
            block[4] = (byte) fractionLost;
            RtcpWriter rtcp = new RtcpWriter();
            rtcp.receiverReport(1, block, block.length);
            send(rtcp);
        }

        /** A packet with nothing but its number in all that this client sends. */
        void sendWithTransportNumber(long index, int number) {
            byte[] packet = new byte[1500];
            packet[0] = (byte) 0x90;
            packet[1] = VP8;
            BigEndian.put16(packet, 2, index);
            BigEndian.put32(packet, 8, 7);
            BigEndian.put16(packet, 12, 0xBEDE);
            BigEndian.put16(packet, 14, 1);
            packet[16] = 0x51;
            BigEndian.put16(packet, 17, number);
            int length = sender.protectRtp(packet, 20, OTHER_FRAME, 0, OTHER_FRAME.length, index);
            session.receivedRtp(packet, length, scratch, now);
        }

        private void take(byte[] data, int length) {
            if ((data[1] & 0xFF) >= 192 && (data[1] & 0xFF) <= 223) {
                byte[] plain = new byte[2048];
                int decrypted = receiver.unprotectRtcp(data, length, plain);
                assertTrue(decrypted > 0, "SRTCP: " + decrypted);
                describe(plain, decrypted);
            } else {
                RtpPacket packet = new RtpPacket();
                int decrypted = receiver.unprotectRtp(data, length, packet.data);
                assertTrue(decrypted > 0, "SRTP: " + decrypted);
                assertTrue(packet.parse(decrypted));
                media.add(packet);
            }
        }

        private void describe(byte[] rtcp, int length) {
            for (int at = 0; at < length; at += 4 * (1 + BigEndian.uint16(rtcp, at + 2))) {
                control.add(
                        switch (rtcp[at + 1] & 0xFF) {
                            case Rtcp.SENDER_REPORT ->
                                    "SR %d %d"
                                            .formatted(
                                                    BigEndian.uint32(rtcp, at + 4),
                                                    BigEndian.uint32(rtcp, at + 16));
                            case Rtcp.RECEIVER_REPORT -> "RR " + (rtcp[at] & 31);
                            case Rtcp.TRANSPORT_FEEDBACK ->
                                    "RTPFB %d %d"
                                            .formatted(
                                                    rtcp[at] & 31, BigEndian.uint16(rtcp, at + 12));
                            case Rtcp.PAYLOAD_FEEDBACK ->
                                    "PSFB %d %d"
                                            .formatted(
                                                    rtcp[at] & 31, BigEndian.uint32(rtcp, at + 8));
                            default -> "other";
                        });
            }
        }

        long count(String message) {
            return control.stream().filter(message::equals).count();
        }
    }

    private static RelayAnswer answer(String name) {
        return RelayAnswer.parse(Answers.offerFor(name), Answers.of(name));
    }

    /** What a client sends, and the end that it sends it by. */
    private record Camera(End end, ReceivedMedia media) {}

    private Camera camera(String answer) throws IOException {
        ReceivedMedia media = new ReceivedMedia(peer);
        End end = new End(900);
        end.session.negotiated(answer(answer), media, List.of());
        end.start();
        return new Camera(end, media);
    }

    private Camera camera() throws IOException {
        return camera("chromium-broadcaster");
    }

    private static final long AUDIO = 501;
    private static final long VIDEO = 502;

    private End viewer(MediaSource source, long firstIndex) throws IOException {
        End end = new End(901);
        end.session.negotiated(
                answer("chromium-viewer"),
                null,
                List.of(
                        new OutgoingTrack(
                                end.session,
                                MediaKind.AUDIO,
                                source.feed(MediaKind.AUDIO),
                                AUDIO,
                                firstIndex,
                                5_000),
                        new OutgoingTrack(
                                end.session,
                                MediaKind.VIDEO,
                                source.feed(MediaKind.VIDEO),
                                VIDEO,
                                firstIndex,
                                9_000)));
        end.start();
        return end;
    }

    private static byte[] payload(RtpPacket packet) {
        return Arrays.copyOfRange(
                packet.data,
                packet.payloadOffset(),
                packet.payloadOffset() + packet.payloadLength());
    }

    private static RtcpWriter rtcp() {
        RtcpWriter rtcp = new RtcpWriter();
        rtcp.receiverReport(1, new byte[0], 0);
        return rtcp;
    }

    @Test
    void aPictureBeginsWithAKeyFrameAndSoundAtOnce() throws IOException {
        Camera camera = camera();
        End viewer = viewer(camera.media(), 40);
        camera.end().send(VP8, 100, 0, 7, OTHER_FRAME);
        camera.end().send(OPUS, 300, 0, 8, SOUND);
        camera.end().send(VP8, 101, 3_000, 7, KEY_FRAME);
        camera.end().send(VP8, 102, 6_000, 7, OTHER_FRAME);
        viewer.receive();
        assertEquals(3, viewer.media.size());

        RtpPacket sound = viewer.media.get(0);
        assertEquals(AUDIO, sound.ssrc());
        assertEquals(OPUS, sound.payloadType());
        assertEquals(41, sound.sequenceNumber());
        assertArrayEquals(SOUND, payload(sound));

        RtpPacket first = viewer.media.get(1);
        assertEquals(VIDEO, first.ssrc());
        assertEquals(41, first.sequenceNumber());
        assertEquals(9_000, first.timestamp());
        assertArrayEquals(KEY_FRAME, payload(first));
        RtpPacket next = viewer.media.get(2);
        assertEquals(42, next.sequenceNumber());
        assertEquals(12_000, next.timestamp());
        assertArrayEquals(OTHER_FRAME, payload(next));
    }

    @Test
    void aKeyFrameIsAskedForUntilItComesButNotAllTheTime() throws IOException {
        Camera camera = camera();
        viewer(camera.media(), 40);
        for (int i = 0; i < 100; i++) {
            camera.end().send(VP8, 100 + i, 3_000L * i, 7, OTHER_FRAME);
            now += 10 * MILLI;
        }
        camera.end().send(VP8, 200, 300_000, 7, KEY_FRAME);
        camera.end().receive();
        long asked = camera.end().count("PSFB 1 7");
        assertEquals(4, asked, "in a second, every 300 ms");

        camera.end().control.clear();
        for (int i = 0; i < 100; i++) {
            now += 10 * MILLI;
            camera.end().send(VP8, 201 + i, 303_000 + 3_000L * i, 7, OTHER_FRAME);
        }
        camera.end().receive();
        assertEquals(0, camera.end().count("PSFB 1 7"), "when it has come");
    }

    @Test
    void viewersMayAskForKeyFramesOnceASecond() throws IOException {
        Camera camera = camera();
        End viewer = viewer(camera.media(), 40);
        camera.end().send(VP8, 100, 0, 7, KEY_FRAME);
        now += 5 * SECOND;
        for (int i = 1; i <= 290; i++) {
            RtcpWriter rtcp = rtcp();
            rtcp.pli(1, VIDEO);
            viewer.send(rtcp);
            now += 10 * MILLI;
            camera.end().send(VP8, 100 + i, 3_000L * i, 7, OTHER_FRAME);
        }
        camera.end().receive();
        assertEquals(3, camera.end().count("PSFB 1 7"));
    }

    @Test
    void anotherSourceGoesOnWhereTheOneBeforeWas() throws IOException {
        Camera old = camera();
        Camera fresh = camera();
        MediaSwitch chosen = new MediaSwitch();
        chosen.select(old.media());
        End viewer = viewer(chosen, 40);
        old.end().send(VP8, 100, 0, 7, KEY_FRAME);
        old.end().send(OPUS, 200, 0, 8, SOUND);
        fresh.end().send(VP8, 5_000, 77_777_777, 70, KEY_FRAME);

        chosen.select(fresh.media());
        now += SECOND;
        old.end().send(VP8, 101, 3_000, 7, OTHER_FRAME);
        fresh.end().send(VP8, 5_001, 77_780_777, 70, OTHER_FRAME);
        fresh.end().send(OPUS, 9_000, 33, 80, SOUND);
        fresh.end().receive();
        assertEquals(1, fresh.end().count("PSFB 1 70"), "a key frame is asked for");
        fresh.end().send(VP8, 5_002, 77_783_777, 70, KEY_FRAME);
        viewer.receive();

        assertEquals(4, viewer.media.size());
        RtpPacket sound = viewer.media.get(2);
        assertEquals(AUDIO, sound.ssrc());
        assertEquals(42, sound.sequenceNumber());
        assertEquals(5_000 + 48_000, sound.timestamp(), "a second later");
        RtpPacket picture = viewer.media.get(3);
        assertEquals(42, picture.sequenceNumber());
        assertEquals(9_000 + 90_000, picture.timestamp(), "a second later");
        assertArrayEquals(KEY_FRAME, payload(picture));
    }

    @Test
    void sequenceNumbersRollOverOnBothSidesAtDifferentTimes() throws IOException {
        Camera camera = camera();
        End viewer = viewer(camera.media(), 32_000);
        for (int i = 0; i < 70_000; i++) {
            camera.end().send(OPUS, 65_000 + i, 960L * i, 8, SOUND);
            if (i % 100 == 0) {
                viewer.receive(i);
            }
        }
        viewer.receive();
        assertTrue(viewer.media.size() > 60_000);
        RtpPacket last = viewer.media.get(viewer.media.size() - 1);
        assertEquals(32_001 + 69_999 & 0xFFFF, last.sequenceNumber());
    }

    @Test
    void whatIsAskedForIsSentAgainAsItWas() throws IOException {
        Camera camera = camera();
        End viewer = viewer(camera.media(), 40);
        camera.end().send(VP8, 100, 0, 7, KEY_FRAME);
        camera.end().send(VP8, 101, 3_000, 7, OTHER_FRAME);
        List<byte[]> sent = viewer.receiveEncrypted(2);

        RtcpWriter rtcp = rtcp();
        rtcp.nack(1, VIDEO, new long[] {42}, 1);
        viewer.send(rtcp);
        assertArrayEquals(sent.get(1), viewer.receiveEncrypted(1).get(0));
        viewer.assertIsSentNothing();

        RtcpWriter unknown = rtcp();
        unknown.nack(1, VIDEO, new long[] {30, 43, 60_000}, 3);
        viewer.send(unknown);
        viewer.assertIsSentNothing();
    }

    @Test
    void noMoreIsSentAgainThanWasSent() throws IOException {
        Camera camera = camera();
        End viewer = viewer(camera.media(), 40);
        camera.end().send(VP8, 100, 0, 7, KEY_FRAME);
        camera.end().send(VP8, 101, 3_000, 7, OTHER_FRAME);
        viewer.receiveEncrypted(2);
        for (int i = 0; i < 50; i++) {
            RtcpWriter rtcp = rtcp();
            rtcp.nack(1, VIDEO, new long[] {41, 42}, 2);
            viewer.send(rtcp);
        }
        viewer.receiveEncrypted(2);
        viewer.assertIsSentNothing();
    }

    @Test
    void nothingOfTheSourceBeforeIsSentAgain() throws IOException {
        Camera old = camera();
        Camera fresh = camera();
        MediaSwitch chosen = new MediaSwitch();
        chosen.select(old.media());
        End viewer = viewer(chosen, 40);
        old.end().send(VP8, 100, 0, 7, KEY_FRAME);
        chosen.select(fresh.media());
        fresh.end().send(VP8, 99, 0, 70, KEY_FRAME);
        fresh.end().send(VP8, 100, 3_000, 70, OTHER_FRAME);
        viewer.receiveEncrypted(3);
        RtcpWriter rtcp = rtcp();
        rtcp.nack(1, VIDEO, new long[] {41}, 1);
        viewer.send(rtcp);
        viewer.assertIsSentNothing();
    }

    @Test
    void noTwoPacketsAreSentUnderOneNumber() throws IOException {
        Camera camera = camera();
        End viewer = viewer(camera.media(), 40);
        // For SRTP these are three packets, in whose last 16 bits the first and the last agree.
        camera.end().send(OPUS, 5, 0, 8, SOUND);
        camera.end().send(OPUS, 65_530, 960, 8, SOUND);
        camera.end().send(OPUS, 65_541, 1_920, 8, new byte[] {9, 9, 9});
        viewer.receive();
        assertEquals(
                viewer.media.size(),
                viewer.media.stream().map(RtpPacket::sequenceNumber).distinct().count());
    }

    @Test
    void aLongGapIsLeftOut() throws IOException {
        Camera camera = camera();
        End viewer = viewer(camera.media(), 40);
        camera.end().send(OPUS, 100, 0, 8, SOUND);
        camera.end().send(OPUS, 20_000, 960, 8, SOUND);
        viewer.receive();
        assertEquals(42, viewer.media.get(1).sequenceNumber());
    }

    @Test
    void missingPacketsAreAskedForAndComeByRtx() throws IOException {
        Camera camera = camera();
        End viewer = viewer(camera.media(), 40);
        camera.end().send(VP8, 100, 0, 7, KEY_FRAME);
        camera.end().send(VP8, 102, 6_000, 7, OTHER_FRAME);
        now += 11 * MILLI;
        camera.end().session.tick(scratch, now);
        camera.end().receive();
        assertEquals(1, camera.end().count("RTPFB 1 101"));

        byte[] original = {0, 101, 0x10, 1, 42};
        camera.end().send(PayloadTypes.VP8_RTX, 1, 3_000, 77, original);
        camera.end().send(PayloadTypes.VP8_RTX, 2, 3_000, 77, original);
        viewer.receive();
        assertEquals(3, viewer.media.size(), "and twice is once");
        RtpPacket repeated = viewer.media.get(2);
        assertEquals(42, repeated.sequenceNumber());
        assertEquals(VP8, repeated.payloadType());
        assertArrayEquals(new byte[] {0x10, 1, 42}, payload(repeated));
        now += SECOND;
        camera.end().control.clear();
        camera.end().session.tick(scratch, now);
        camera.end().receive();
        assertEquals(0, camera.end().count("RTPFB 1 101"));
    }

    @Test
    void whatTheOtherEndDoesNotTakeIsNotSentToIt() throws IOException {
        Camera camera = camera();
        End viewer = new End(901);
        String vp8Only = Answers.of("firefox-viewer");
        viewer.session.negotiated(
                RelayAnswer.parse(Answers.offerFor("firefox-viewer"), vp8Only),
                null,
                List.of(
                        new OutgoingTrack(
                                viewer.session,
                                MediaKind.VIDEO,
                                camera.media().feed(MediaKind.VIDEO),
                                VIDEO,
                                40,
                                0)));
        viewer.start();
        camera.end().send(PayloadTypes.H264, 100, 0, 7, new byte[] {0x67, 0x42, 0, 0});
        viewer.assertIsSentNothing();
        camera.end().send(VP8, 101, 3_000, 7, KEY_FRAME);
        viewer.receiveEncrypted(1);
    }

    @Test
    void senderReportsKeepSoundAndPictureTogether() throws IOException {
        Camera camera = camera();
        End viewer = viewer(camera.media(), 40);
        long ntp = NtpClock.at(Instant.parse("2001-02-03T04:05:06Z"));
        camera.end().send(OPUS, 200, 48_000, 8, SOUND);
        camera.end().send(VP8, 100, 900_000, 7, KEY_FRAME);
        RtcpWriter ofSound = new RtcpWriter();
        ofSound.senderReport(8, ntp, 48_000, 1, 3);
        camera.end().send(ofSound);
        now += SECOND / 2;
        RtcpWriter ofPicture = new RtcpWriter();
        ofPicture.senderReport(7, NtpClock.plus(ntp, SECOND / 2), 945_000, 1, 5);
        camera.end().send(ofPicture);
        now += 2 * SECOND;
        viewer.session.tick(scratch, now);
        viewer.receive();

        long offsetOfSound = viewer.media.get(0).timestamp() - 48_000;
        long offsetOfPicture = viewer.media.get(1).timestamp() - 900_000;
        long sound = timestampReported(viewer, AUDIO) - offsetOfSound;
        long picture = timestampReported(viewer, VIDEO) - offsetOfPicture;
        double soundSeconds = (sound - 48_000) / 48_000.0;
        double pictureSeconds = (picture - 900_000) / 90_000.0;
        assertEquals(2.5, soundSeconds, 0.001);
        assertEquals(2.5, pictureSeconds, 0.001);
    }

    private static long timestampReported(End end, long ssrc) {
        return end.control.stream()
                .filter(line -> line.startsWith("SR " + ssrc + ' '))
                .map(line -> line.split(" ")[2])
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void arrivalsAreReportedToWhoWantsThemAndABitrateToWhoDoesNot() throws IOException {
        Camera camera = camera();
        camera.end().send(VP8, 100, 0, 7, KEY_FRAME);
        camera.end().sendWithTransportNumber(101, 1234);
        now += SECOND;
        camera.end().session.tick(scratch, now);
        camera.end().receive();
        assertEquals(1, camera.end().count("RTPFB 15 1234"));
        assertEquals(1, camera.end().count("RR 1"));
        assertEquals(0, camera.end().count("PSFB 15 0"));

        Camera old = cameraWithout("a=rtcp-fb:\\d+ transport-cc\n|a=extmap:5 .*\n");
        old.end().send(VP8, 100, 0, 7, KEY_FRAME);
        now += SECOND;
        old.end().session.tick(scratch, now);
        old.end().receive();
        assertEquals(1, old.end().count("PSFB 15 0"));
        assertTrue(old.end().control.stream().noneMatch(line -> line.startsWith("RTPFB 15")));
    }

    private Camera cameraWithout(String lines) throws IOException {
        String name = "chromium-broadcaster";
        String sdp = Answers.of(name).replaceAll(lines, "");
        assertNotEquals(Answers.of(name), sdp);
        ReceivedMedia media = new ReceivedMedia(peer);
        End end = new End(900);
        end.session.negotiated(RelayAnswer.parse(Answers.offerFor(name), sdp), media, List.of());
        end.start();
        return new Camera(end, media);
    }

    @Test
    void forgedAndReplayedPacketsAreRefusedAndChangeNothing() throws IOException {
        Camera camera = camera();
        End viewer = viewer(camera.media(), 40);
        camera.end().send(OPUS, 100, 0, 8, SOUND);
        camera.end().send(OPUS, 100, 0, 8, SOUND);
        byte[] forged = new byte[60];
        forged[0] = (byte) 0x80;
        forged[1] = OPUS;
        camera.end().session.receivedRtp(forged, forged.length, scratch, now);
        camera.end().send(OPUS, 101, 960, 8, SOUND);
        viewer.receive();
        assertEquals(List.of(SrtpReceiver.REPLAYED, SrtpReceiver.FORGED), camera.end().refused);
        assertEquals(2, viewer.media.size());
    }

    @Test
    void whoLosesHalfOfAPictureAllTheTimeIsSpared() throws IOException {
        Camera camera = camera();
        End viewer = viewer(camera.media(), 40);
        camera.end().send(VP8, 100, 0, 7, KEY_FRAME);
        viewer.receiveEncrypted(1);
        for (int i = 0; i < 12; i++) {
            viewer.reportLoss(i == 5 ? 0 : 200);
            now += SECOND;
        }
        camera.end().send(VP8, 101, 3_000, 7, OTHER_FRAME);
        viewer.receiveEncrypted(1);
        for (int i = 0; i < 6; i++) {
            viewer.reportLoss(200);
            now += SECOND;
        }
        camera.end().send(VP8, 102, 6_000, 7, KEY_FRAME);
        viewer.assertIsSentNothing();
        camera.end().send(OPUS, 200, 0, 8, SOUND);
        viewer.receiveEncrypted(1);

        now += 10 * SECOND;
        camera.end().send(VP8, 103, 9_000, 7, OTHER_FRAME);
        viewer.assertIsSentNothing();
        camera.end().send(VP8, 104, 12_000, 7, KEY_FRAME);
        viewer.receiveEncrypted(1);
    }

    @Test
    void whileNobodyIsThereNumbersDoNotRunOn() throws IOException {
        Camera camera = camera();
        End viewer = viewer(camera.media(), 40);
        camera.end().send(OPUS, 100, 0, 8, SOUND);
        viewer.isThere = false;
        for (int i = 1; i <= 1_000; i++) {
            camera.end().send(OPUS, 100 + i, 960L * i, 8, SOUND);
        }
        viewer.isThere = true;
        camera.end().send(OPUS, 1_101, 961_000, 8, SOUND);
        viewer.receive();
        assertEquals(
                List.of(41, 42), viewer.media.stream().map(RtpPacket::sequenceNumber).toList());
    }

    @Test
    void whoDoesNotKnowTheFeedbackIsNotSentIt() throws IOException {
        Camera camera = cameraWithout("a=rtcp-fb:\\d+ nack( pli)?\n");
        viewer(camera.media(), 40);
        camera.end().send(VP8, 100, 0, 7, OTHER_FRAME);
        camera.end().send(VP8, 102, 6_000, 7, OTHER_FRAME);
        now += 20 * MILLI;
        camera.end().session.tick(scratch, now);
        camera.end().receive();
        assertEquals(0, camera.end().count("PSFB 1 7"));
        assertEquals(0, camera.end().count("RTPFB 1 101"));
    }

    @Test
    void aStoppedSessionSendsReceivesAndHandsOnNothing() throws IOException {
        Camera camera = camera();
        End viewer = viewer(camera.media(), 40);
        viewer.session.stop();
        camera.end().send(OPUS, 100, 0, 8, SOUND);
        viewer.session.tick(scratch, now + 5 * SECOND);
        viewer.assertIsSentNothing();
        End late = viewer(camera.media(), 40);
        camera.end().session.stop();
        camera.end().send(OPUS, 101, 0, 8, SOUND);
        late.assertIsSentNothing();
    }
}
