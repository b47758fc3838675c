package org.webrtcexamples.examples;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.webrtcexamples.connections.About;
import org.webrtcexamples.connections.Example;
import org.webrtcexamples.connections.Recordings;
import org.webrtcexamples.media.recording.Recorder;
import org.webrtcexamples.peer.libwebrtc.NativePeer;
import org.webrtcexamples.peer.libwebrtc.ReceivedFrame;

import java.util.Optional;

/** Records the sound and the picture that it receives, one file for each connection. */
@ApplicationScoped
@About(
        title = "Record audio and video",
        description =
                "The browser sends sound and a picture; the application server records them into"
                        + " a file, which plays in the page afterwards.")
class RecordAudioVideoStream implements Example<NativePeer> {

    @Inject private RecordingArchive archive;

    @Override
    public void beforeOffer(NativePeer peer) {
        Recorder recorder = archive.begin(peer.id());
        peer.onClose(recorder::finish);
        recorder.ended().thenRun(peer::close);
        peer.receiveAudio(recorder::addSound);
        peer.receiveVideo().onFrame(frame -> record(frame, recorder));
    }

    private static void record(ReceivedFrame frame, Recorder recorder) {
        recorder.countDropped(frame.missed());
        recorder.addPicture(frame.time(), frame.width(), frame.height(), frame::copyTo);
    }

    @Override
    public Optional<Recordings> recordings() {
        return Optional.of(archive);
    }
}
