package org.webrtcexamples.peer.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;

class RelayOfferTest {

    /** Each with its terminator gone; the session's first. */
    private static List<String> sections(RelayOffer offer) {
        return List.of(offer.sdp().split("(?=m=(audio|video) )"));
    }

    private static List<String> lines(String section, String start) {
        return section.lines().filter(line -> line.startsWith(start)).toList();
    }

    @ParameterizedTest
    @EnumSource
    void hasASectionForEachMediaInTheDirectionAskedFor(Direction direction) {
        RelayOffer offer = Offers.audioAndVideo(direction);

        List<String> sections = sections(offer);

        assertEquals(3, sections.size());
        assertTrue(sections.get(0).contains("\r\na=group:BUNDLE 0 1\r\n"));
        assertTrue(sections.get(1).startsWith("m=audio 40000 UDP/TLS/RTP/SAVPF 111\r\n"));
        assertTrue(sections.get(2).startsWith("m=video 40000 UDP/TLS/RTP/SAVPF 96 97 102 103\r\n"));
        for (int mid = 0; mid < 2; mid++) {
            assertTrue(sections.get(mid + 1).contains("\r\na=" + direction + "\r\n"));
            assertTrue(sections.get(mid + 1).contains("\r\na=mid:" + mid + "\r\n"));
        }
    }

    @Test
    void theMediaAreThoseGiven() {
        List<OfferedMedia> media =
                List.of(new OfferedMedia(MediaKind.VIDEO, Direction.SENDONLY, 7));

        assertEquals(media, Offers.of(media.toArray(OfferedMedia[]::new)).media());
    }

    @Test
    void eachLineEndsInCrLf() {
        String sdp = Offers.audioAndVideo(Direction.SENDRECV).sdp();

        assertTrue(sdp.matches("([a-z]=[^\r\n]+\r\n)+"), sdp);
    }

    @Test
    void isLiteAndDoesNotTrickle() {
        RelayOffer offer = Offers.audioAndVideo(Direction.SENDRECV);

        assertTrue(sections(offer).get(0).contains("\r\na=ice-lite\r\n"));
        assertFalse(offer.sdp().contains("ice-options"));
    }

    @Test
    void eachSectionHasTheWholeTransport() {
        for (String section : sections(Offers.audioAndVideo(Direction.SENDRECV)).subList(1, 3)) {
            assertEquals(List.of("c=IN IP4 192.0.2.10"), lines(section, "c="));
            assertEquals(2, lines(section, "a=candidate:").size());
            for (String line :
                    List.of(
                            "a=end-of-candidates",
                            "a=ice-ufrag:relayUfrag/+1",
                            "a=ice-pwd:relayPasswordOf24Chars+/",
                            "a=setup:actpass",
                            "a=rtcp-mux",
                            "a=rtcp-rsize")) {
                assertEquals(List.of(line), lines(section, line));
            }
            assertEquals(1, lines(section, "a=fingerprint:sha-256 9D:0A:").size());
        }
    }

    /** RFC 8445, sections 5.1.1.3 and 5.1.2.1. */
    @Test
    void candidatesOfOneAddressShareAFoundationAndPrioritiesFallAlongTheList() throws Exception {
        RelayOffer offer =
                Offers.of(
                        List.of(new OfferedMedia(MediaKind.AUDIO, Direction.RECVONLY, 0)),
                        List.of(
                                new InetSocketAddress(linkLocal(), 1000),
                                new InetSocketAddress("192.0.2.1", 2000),
                                new InetSocketAddress("192.0.2.1", 3000)));

        assertEquals(
                List.of(
                        "a=candidate:1 1 udp 2130706431 fe80:0:0:0:0:0:0:1 1000 typ host",
                        "a=candidate:2 1 udp 2130706175 192.0.2.1 2000 typ host",
                        "a=candidate:2 1 udp 2130705919 192.0.2.1 3000 typ host"),
                lines(offer.sdp(), "a=candidate:"));
        assertEquals(List.of("c=IN IP6 fe80:0:0:0:0:0:0:1"), lines(offer.sdp(), "c="));
        assertEquals(List.of("m=audio 1000 UDP/TLS/RTP/SAVPF 111"), lines(offer.sdp(), "m="));
    }

    /** With a scope, which Java writes behind the address. */
    private static InetAddress linkLocal() throws UnknownHostException {
        byte[] address = new byte[16];
        address[0] = (byte) 0xfe;
        address[1] = (byte) 0x80;
        address[15] = 1;
        return Inet6Address.getByAddress(null, address, 1);
    }

    @Test
    void saysUnderWhichSourcesItSendsAndThatTheyBelongTogether() {
        for (Direction direction : List.of(Direction.SENDRECV, Direction.SENDONLY)) {
            String sdp = Offers.audioAndVideo(direction).sdp();

            assertEquals(
                    List.of("a=ssrc:1000001 cname:cname1", "a=ssrc:4000000002 cname:cname1"),
                    lines(sdp, "a=ssrc:"));
            assertEquals(
                    List.of("a=msid:cname1 cname1-0", "a=msid:cname1 cname1-1"),
                    lines(sdp, "a=msid:"));
        }
        for (Direction direction : List.of(Direction.RECVONLY, Direction.INACTIVE)) {
            String sdp = Offers.audioAndVideo(direction).sdp();

            assertEquals(List.of(), lines(sdp, "a=ssrc"));
            assertEquals(List.of(), lines(sdp, "a=msid"));
        }
    }

    @Test
    void asksForWhatTellsTheBandwidthOnlyWhereItReceives() {
        for (Direction direction : Direction.values()) {
            String sdp = Offers.audioAndVideo(direction).sdp();
            int receiving = direction.receives() ? 1 : 0;

            assertEquals(2 * receiving, lines(sdp, "a=extmap:5 " + transportCc()).size());
            assertEquals(receiving, lines(sdp, "a=rtcp-fb:111 transport-cc").size());
            for (int type : new int[] {PayloadTypes.VP8, PayloadTypes.H264}) {
                String start = "a=rtcp-fb:" + type + ' ';
                assertEquals(receiving, lines(sdp, start + "transport-cc").size());
                assertEquals(receiving, lines(sdp, start + "goog-remb").size());
                assertEquals(
                        List.of(start + "nack", start + "nack pli"), lines(sdp, start + "nack"));
                assertEquals(1, lines(sdp, start + "ccm fir").size());
            }
        }
    }

    private static String transportCc() {
        return "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";
    }

    @Test
    void saysWhatItsPayloadTypesAre() {
        String sdp = Offers.audioAndVideo(Direction.SENDRECV).sdp();

        assertEquals(
                List.of(
                        "a=rtpmap:111 opus/48000/2",
                        "a=rtpmap:96 VP8/90000",
                        "a=rtpmap:97 rtx/90000",
                        "a=rtpmap:102 H264/90000",
                        "a=rtpmap:103 rtx/90000"),
                lines(sdp, "a=rtpmap:"));
        assertEquals(
                List.of(
                        "a=fmtp:111 minptime=10;useinbandfec=1",
                        "a=fmtp:96 x-google-start-bitrate=1000",
                        "a=fmtp:97 apt=96",
                        "a=fmtp:102 level-asymmetry-allowed=1;packetization-mode=1;"
                                + "profile-level-id=42e01f;x-google-start-bitrate=1000",
                        "a=fmtp:103 apt=102"),
                lines(sdp, "a=fmtp:"));
    }

    @Test
    void doesNotShowThePasswordInALog() {
        RelayOffer offer = Offers.audioAndVideo(Direction.SENDRECV);

        assertFalse(offer.toString().contains("relayPassword"));
    }
}
