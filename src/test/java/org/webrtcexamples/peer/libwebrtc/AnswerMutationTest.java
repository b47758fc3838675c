package org.webrtcexamples.peer.libwebrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.webrtcexamples.client.ClientPeer;
import org.webrtcexamples.peer.InvalidAnswerException;
import org.webrtcexamples.peer.SessionDescription;
import org.webrtcexamples.peer.SignalingState;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Answers that are nearly right, by the thousand. */
class AnswerMutationTest {

    private static final String[] JUNK = {
        "", " ", "x", "0", "-1", "99999999999999999999", "\0", "é🏓", "\ud800", "a".repeat(300)
    };

    @Test
    @Timeout(120)
    void whateverIsRefusedLeavesThePeerToTakeAGoodAnswer() throws Exception {
        try (Peers peers = new Peers();
                ClientPeer client = new ClientPeer()) {
            NativePeer peer = offering(peers);
            SessionDescription offer = peer.localDescription().orElseThrow();
            client.sendAudio(samples -> {});
            String good = Peers.answer(client, offer).sdp();
            int refused = 0;
            int applied = 0;
            List<String> broken = new ArrayList<>();
            for (String mutation : mutations(good, offer.sdp())) {
                try {
                    peer.applyAnswer(SessionDescription.answer(mutation));
                    applied++;
                } catch (InvalidAnswerException e) {
                    refused++;
                    if (peer.signalingState() == SignalingState.HAVE_LOCAL_OFFER) {
                        continue;
                    }
                    broken.add(e.getMessage() + "\n" + mutation);
                }
                peer.close();
                peer = offering(peers);
            }
            assertEquals(List.of(), broken);
            // Both happen, or this proves nothing.
            assertTrue(refused > 200, refused + " refused");
            assertTrue(applied > 20, applied + " applied");

            // This peer has refused many, and takes a good one all the same.
            try (ClientPeer late = new ClientPeer()) {
                peer.applyAnswer(Peers.answer(late, peer.localDescription().orElseThrow()));
                late.awaitConnected(Peers.PATIENCE);
            }
        }
    }

    private static NativePeer offering(Peers peers) throws InterruptedException {
        NativePeer peer = peers.create();
        peer.sendAudio(1, samples -> {});
        peer.receiveAudio(samples -> {});
        peer.createDataChannel("test");
        peer.offer(Peers.PATIENCE);
        return peer;
    }

    /** The refused ones last: the peer that refused them shows at the end that it still can. */
    private static List<String> mutations(String answer, String offer) {
        List<String> mutations = new ArrayList<>();
        String[] lines = answer.split("\r\n");
        for (int i = 0; i < lines.length; i++) {
            int value = Math.max(lines[i].indexOf(':'), lines[i].indexOf('=')) + 1;
            for (String junk : JUNK) {
                mutations.add(with(lines, i, lines[i].substring(0, value) + junk));
            }
            mutations.add(with(lines, i, lines[i] + "\r\n" + lines[i]));
            mutations.add(with(lines, i, null));
        }
        Random random = new Random(42);
        for (int i = 0; i < 300; i++) {
            StringBuilder flipped = new StringBuilder(answer);
            for (int j = 0; j <= i % 3; j++) {
                flipped.setCharAt(random.nextInt(answer.length()), (char) random.nextInt(256));
            }
            mutations.add(flipped.toString());
        }
        for (int i = 0; i < answer.length(); i += 13) {
            mutations.add(answer.substring(0, i));
        }
        for (char old : "-=#_".toCharArray()) {
            mutations.add(answer.replaceAll("(a=ice-(ufrag|pwd):)(...)", "$1" + old + "$3"));
            mutations.add(answer.replaceAll("(a=ice-(ufrag|pwd):).", "$1" + old));
        }
        mutations.add(offer);
        mutations.add("m=".repeat(30_000));
        for (String role : List.of("actpass", "holdconn", "")) {
            mutations.add(answer.replace("a=setup:active", "a=setup:" + role));
        }
        mutations.add(answer.replace("sha-256", "sha-1"));
        mutations.add(answer.replaceAll("sha-256 ..:", "sha-256 "));
        mutations.add(answer + "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:1\r\n");
        mutations.add(answer.replace("m=application 9", "m=audio 9"));
        for (String id : List.of("0", "-1", "255", "256", "4294967297", "1/sendonly")) {
            mutations.add(answer.replaceFirst("a=mid:1", "$0\r\na=extmap:" + id + " urn:junk"));
        }
        for (String line : List.of("b=AS:1", "b=AS:0", "b=AS:-1", "b=TIAS:5999", "b=TIAS:1e9")) {
            mutations.add(answer.replaceFirst("(m=audio .*\r\nc=.*\r\n)", "$1" + line + "\r\n"));
        }
        for (String mid : List.of("a=mid:0", "a=mid:1", "a=mid:2")) {
            mutations.add(answer.replace(mid, mid + "\r\na=ssrc:1 cname:a\r\na=ssrc:2 cname:b"));
        }
        mutations.add(answer.replaceFirst("m=audio 9", "m=audio 0"));
        mutations.add(
                answer.replaceFirst("m=audio 9", "m=audio 0")
                        .replace("BUNDLE 0 1 2", "BUNDLE 1 2"));
        mutations.add(answer.replace("m=audio 9", "m=audio 0").replace("BUNDLE 0 1 2", "BUNDLE 2"));
        for (String direction : List.of("sendrecv", "sendonly", "recvonly", "inactive")) {
            mutations.add(answer.replaceAll("a=(sendonly|recvonly)", "a=" + direction));
        }
        for (String parameter :
                List.of("stereo=7", "maxaveragebitrate=0", "minptime=-1", "maxplaybackrate=1")) {
            mutations.add(answer.replaceAll("a=fmtp:111 .*", "a=fmtp:111 " + parameter));
        }
        mutations.add(answer.replaceAll("a=mid:[01]", "$0\r\na=ptime:0\r\na=maxptime:0"));
        mutations.add("rubbish");
        return mutations;
    }

    private static String with(String[] lines, int index, String replacement) {
        StringBuilder mutation = new StringBuilder();
        for (int i = 0; i < lines.length; i++) {
            String line = i == index ? replacement : lines[i];
            if (line != null) {
                mutation.append(line).append("\r\n");
            }
        }
        return mutation.toString();
    }
}
