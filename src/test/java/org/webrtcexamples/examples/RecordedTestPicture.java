package org.webrtcexamples.examples;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.webrtcexamples.connections.About;
import org.webrtcexamples.connections.Example;
import org.webrtcexamples.media.recording.Progress;
import org.webrtcexamples.media.recording.Recorder;
import org.webrtcexamples.media.recording.State;
import org.webrtcexamples.peer.libwebrtc.NativePeer;

import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Records grey pictures until the recording ends. Added to the WAR by a test. */
@ApplicationScoped
@About(title = "Recorded test picture", description = "Grey.")
public class RecordedTestPicture implements Example<NativePeer> {

    static final String NAME = "recorded-test-picture";

    @Inject private RecordingArchive archive;

    @Resource private ManagedThreadFactory threads;

    @Override
    public void beforeOffer(NativePeer peer) {
        peer.createDataChannel("unused");
        Recorder recorder = archive.begin(UUID.randomUUID().toString());
        threads.newThread(() -> record(recorder)).start();
    }

    private static void record(Recorder recorder) {
        Progress progress = recorder.progress();
        while (progress.state() == State.RECORDING) {
            recorder.addPicture(System.nanoTime(), 320, 240, (i420, width, height) -> {});
            try {
                TimeUnit.MILLISECONDS.sleep(33);
            } catch (InterruptedException e) {
                return;
            }
            progress = recorder.progress();
        }
    }
}
