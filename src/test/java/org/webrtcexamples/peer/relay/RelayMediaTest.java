package org.webrtcexamples.peer.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.webrtcexamples.client.ClientPeer;
import org.webrtcexamples.client.Footage;
import org.webrtcexamples.client.ReceivedAudio;
import org.webrtcexamples.client.ReceivedFrame;
import org.webrtcexamples.client.Samples;
import org.webrtcexamples.client.SentVideo;
import org.webrtcexamples.media.Tone;
import org.webrtcexamples.peer.SessionDescription;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sound and pictures of a libwebrtc through the relay, in all that an answer may choose. */
@Timeout(60)
class RelayMediaTest {

    private static final int FRAMES_PER_SECOND = 20;
    private static final int STUDIO = 1;
    private static final int GUEST = 2;

    private static Relay relay;

    @BeforeAll
    static void start() {
        relay = new Relay();
    }

    @AfterAll
    static void stop() {
        relay.close();
    }

    private static SentVideo sendVideo(ClientPeer client, int source) {
        return client.sendVideo(source, 320, 240, FRAMES_PER_SECOND);
    }

    /** The next second of a picture that a client sees. */
    private record Second(ClientPeer viewer, SentVideo sent, int source, int first) {

        static Second begin(ClientPeer viewer, SentVideo sent, int source) throws Exception {
            viewer.receivedVideo().await(frame -> frame.source() == source, Relay.PATIENCE);
            return new Second(viewer, sent, source, sent.frames());
        }

        /** All but a few of its frames are seen, and nothing else is. */
        void assertSeen() throws Exception {
            int end = first + FRAMES_PER_SECOND;
            viewer.receivedVideo().await(frame -> frame.number() >= end, Relay.PATIENCE);
            Footage all = viewer.receivedVideo().footage();
            assertEquals(0, all.unreadable());
            assertEquals(
                    all.frames().size(), all.frames().stream().filter(this::isOfSource).count());
            assertEquals(FRAMES_PER_SECOND, all.between(first, end).framesOf(source), 3);
        }

        private boolean isOfSource(ReceivedFrame frame) {
            return frame.source() == source;
        }
    }

    private static void assertSeen(ClientPeer viewer, SentVideo sent, int source) throws Exception {
        Second.begin(viewer, sent, source).assertSeen();
    }

    /** The engine begins with a sound that is a little too fast. */
    private static void awaitTone(ClientPeer client, double frequency) throws Exception {
        ReceivedAudio audio = client.receivedAudio();
        long deadline = System.nanoTime() + Relay.PATIENCE.toNanos();
        double heard;
        do {
            assertTrue(System.nanoTime() < deadline, "no tone of " + frequency + " Hz");
            short[] samples = audio.record(ReceivedAudio.SAMPLE_RATE / 4, Relay.PATIENCE)[0];
            heard = Samples.rms(samples) > 0.1 ? Samples.frequency(samples) : 0;
        } while (Math.abs(heard - frequency) > 0.01 * frequency);
    }

    @ParameterizedTest
    @CsvSource({"VP8, false", "VP8, true", "H264, false", "H264, true"})
    void soundAndPicturesGoBothWays(String codec, boolean dtlsServer) throws Exception {
        RelayPeer peer = relay.createLoopback();
        try (ClientPeer client = new ClientPeer()) {
            client.sendAudio(new Tone(440, 0.5)::fill);
            SentVideo sent = sendVideo(client, GUEST);
            client.useVideoCodec(codec);
            if (dtlsServer) {
                client.beDtlsServer();
            }
            Relay.connect(client, peer);
            assertEquals(
                    dtlsServer,
                    peer.remoteDescription().orElseThrow().sdp().contains("a=setup:passive"));
            if (codec.equals("H264")) {
                // In its first second OpenH264 leaves frames out.
                client.receivedVideo()
                        .await(frame -> frame.number() >= FRAMES_PER_SECOND, Relay.PATIENCE);
            }
            assertSeen(client, sent, GUEST);
            assertEquals("video/" + codec, client.videoStats().mimeType());
            awaitTone(client, 440);
        } finally {
            peer.close();
        }
    }

    /**
     * A client that sends and sees, one whose picture and sound it sees, and one that sees its own.
     * All of them go through the relay.
     */
    private static final class Talk implements AutoCloseable {

        private static final String REJECTED = "rejected";

        private final RelayPeer studioPeer = relay.create();
        private final RelayPeer guestPeer = relay.create();
        private final ReceivedMedia ofGuest = guestPeer.receiveMedia();
        private final RelayPeer viewerPeer = relay.createViewer(ofGuest);
        private final ClientPeer studio = new ClientPeer();
        private final ClientPeer guest = new ClientPeer();
        private final ClientPeer viewer = new ClientPeer();
        private final SentVideo sentByStudio;
        private final SentVideo sentByGuest;

        /**
         * @param audio the direction in the guest's answer, or {@link #REJECTED}
         * @param video the same
         */
        Talk(String audio, String video) throws Exception {
            try {
                studio.sendAudio(new Tone(440, 0.5)::fill);
                guest.sendAudio(new Tone(880, 0.5)::fill);
                sentByStudio = sendVideo(studio, STUDIO);
                sentByGuest = sendVideo(guest, GUEST);
                guest.changeAnswer(sdp -> choose("video", video, choose("audio", audio, sdp)));
                guestPeer.sendMedia(studioPeer.receiveMedia());
                Relay.connect(viewer, viewerPeer);
                String answer = Relay.answer(guest, guestPeer).sdp();
                guestPeer.applyAnswer(
                        SessionDescription.answer(
                                reject("video", video, reject("audio", audio, answer))));
                Relay.connect(studio, studioPeer);
            } catch (Throwable e) {
                close();
                throw e;
            }
        }

        private static String choose(String kind, String choice, String sdp) {
            String direction = choice.equals(REJECTED) ? "inactive" : choice;
            return change(kind, section -> section.replace("sendrecv", direction), sdp);
        }

        /** On the way: the engine has its rejected lines agree with one of its own offers only. */
        private static String reject(String kind, String choice, String sdp) {
            if (!choice.equals(REJECTED)) {
                return sdp;
            }
            String mid = kind.equals("audio") ? "0" : "1";
            return change(
                    kind,
                    section -> section.replace("m=" + kind + " 9", "m=" + kind + " 0"),
                    sdp.replaceFirst("(a=group:BUNDLE.*) " + mid + "\\b", "$1"));
        }

        private static String change(String kind, UnaryOperator<String> change, String sdp) {
            Matcher section =
                    Pattern.compile("m=" + kind + ".*?(?=m=|\\z)", Pattern.DOTALL).matcher(sdp);
            return section.replaceFirst(
                    found -> Matcher.quoteReplacement(change.apply(found.group())));
        }

        private void assertPictures(boolean toGuest, boolean fromGuest) throws Exception {
            List<Second> seconds = new ArrayList<>();
            if (toGuest) {
                seconds.add(Second.begin(guest, sentByStudio, STUDIO));
            }
            if (fromGuest) {
                seconds.add(Second.begin(viewer, sentByGuest, GUEST));
            }
            for (Second second : seconds) {
                second.assertSeen();
            }
            if (!toGuest) {
                assertEquals(0, guest.videoStats().packets());
            }
            if (!fromGuest) {
                assertNull(ofGuest.track(MediaKind.VIDEO).stream());
                assertEquals(0, viewer.receivedVideo().frames());
            }
        }

        private void assertSound(boolean toGuest, boolean fromGuest) throws Exception {
            if (toGuest) {
                awaitTone(guest, 440);
            }
            if (fromGuest) {
                awaitTone(viewer, 880);
            }
            if (!toGuest) {
                assertEquals(0, guest.audioStats().packets());
            }
            if (!fromGuest) {
                assertNull(ofGuest.track(MediaKind.AUDIO).stream());
                assertEquals(0, viewer.audioStats().packets());
            }
        }

        @Override
        public void close() {
            for (ClientPeer client : new ClientPeer[] {studio, guest, viewer}) {
                client.close();
            }
            for (RelayPeer peer : new RelayPeer[] {studioPeer, guestPeer, viewerPeer}) {
                peer.close();
            }
        }
    }

    @Test
    void aClientThatTakesAllIsSeenAndSees() throws Exception {
        try (Talk talk = new Talk("sendrecv", "sendrecv")) {
            talk.assertPictures(true, true);
            talk.assertSound(true, true);
        }
    }

    @Test
    void aClientThatOnlyReceivesIsNotSeen() throws Exception {
        try (Talk talk = new Talk("recvonly", "recvonly")) {
            talk.assertPictures(true, false);
            talk.assertSound(true, false);
        }
    }

    @Test
    void aClientThatOnlySendsSeesNothing() throws Exception {
        try (Talk talk = new Talk("sendonly", "sendonly")) {
            talk.assertPictures(false, true);
            talk.assertSound(false, true);
        }
    }

    @ParameterizedTest
    @CsvSource({"inactive", "rejected"})
    void aClientWithoutPicturesHearsAndIsHeard(String video) throws Exception {
        try (Talk talk = new Talk("sendrecv", video)) {
            talk.assertSound(true, true);
            talk.assertPictures(false, false);
        }
    }

    @ParameterizedTest
    @CsvSource({"inactive", "rejected"})
    void aClientWithoutSoundSeesAndIsSeen(String audio) throws Exception {
        try (Talk talk = new Talk(audio, "sendrecv")) {
            talk.assertPictures(true, true);
            talk.assertSound(false, false);
        }
    }

    @Test
    void aClientThatChoosesEachWayForItselfHasItsWay() throws Exception {
        try (Talk talk = new Talk("recvonly", "sendonly")) {
            talk.assertSound(true, false);
            talk.assertPictures(false, true);
        }
    }
}
