package org.webrtcexamples.recorded;

import org.webrtcexamples.client.ClientPeer;
import org.webrtcexamples.client.ConnectionsClient;
import org.webrtcexamples.client.MarkedPicture;
import org.webrtcexamples.client.Marks;
import org.webrtcexamples.client.NetworkCable;
import org.webrtcexamples.client.SentAudio;
import org.webrtcexamples.client.SentVideo;

/** The libwebrtc of this JVM. */
final class NativeSender implements Sender {

    private static final int FRAMES_PER_SECOND = 20;

    private final ClientPeer client = new ClientPeer();
    private final Marks marks;
    private final MarkedPicture picture;
    private final SentAudio audio;
    private final SentVideo video;

    NativeSender(boolean withSound, boolean withPicture, int width, int height) throws Exception {
        marks = new Marks(withPicture);
        picture = new MarkedPicture(marks, width, height);
        audio = withSound ? client.sendAudio(marks::fill) : null;
        video = withPicture ? client.sendVideo(picture, FRAMES_PER_SECOND) : null;
    }

    @Override
    public void connect(ConnectionsClient server, NetworkCable cable, SentPackets packets)
            throws Exception {
        client.changeAnswer(
                sdp -> {
                    packets.read(sdp);
                    return sdp;
                });
        client.connect(server, Recording.EXAMPLE, cable);
    }

    @Override
    public String id() {
        return client.connectionId();
    }

    @Override
    public long marksBegin() {
        return marks.begin();
    }

    @Override
    public void setSoundSent(boolean sent) {
        audio.setSending(sent);
    }

    @Override
    public void setPictureSent(boolean sent) {
        video.setSending(sent);
    }

    @Override
    public void setMuted(boolean muted) {
        audio.setMuted(muted);
        video.setMuted(muted);
    }

    @Override
    public void setSize(int width, int height) {
        picture.setSize(width, height);
    }

    @Override
    public void close() {
        client.abandon();
    }
}
