package org.webrtcexamples.examples;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.webrtcexamples.connections.About;
import org.webrtcexamples.connections.Example;
import org.webrtcexamples.connections.Recordings;
import org.webrtcexamples.media.recording.Recorder;
import org.webrtcexamples.peer.relay.RelayPeer;

import java.util.Optional;

/** Records the sound and the picture that it receives, one file for each connection. */
@ApplicationScoped
@About(
        title = "Record audio and video",
        description =
                "The browser sends sound and a picture; the application server records them into"
                        + " a file, which plays in the page afterwards.")
class RecordAudioVideoStream implements Example<RelayPeer> {

    @Inject private RecordingArchive archive;

    @Override
    public void beforeOffer(RelayPeer peer) {
        Recorder recorder = archive.begin(peer.id());
        // Before receiveMedia(): clean-ups run in reverse, so the last frames come before finish().
        peer.onClose(recorder::finish);
        recorder.ended().thenRun(peer::close);
        peer.receiveMedia().onFrames(recorder);
    }

    @Override
    public Optional<Recordings> recordings() {
        return Optional.of(archive);
    }
}
