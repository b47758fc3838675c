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
import org.webrtcexamples.peer.Codec;
import org.webrtcexamples.peer.EncodedFrame;
import org.webrtcexamples.peer.libwebrtc.NativePeer;

import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Records black pictures until the recording ends. Added to the WAR by a test. */
@ApplicationScoped
@About(title = "Recorded test picture", description = "Black.")
public class RecordedTestPicture implements Example<NativePeer> {

    private static final byte[] BLACK =
            HexFormat.of()
                    .parseHex("1002009d012a100010000047088585889984880202000c0d6000feffab5080");

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
            long now = System.nanoTime();
            recorder.received(
                    new EncodedFrame(
                            Codec.VP8, 1, now * 9 / 100_000, 0, now, 0, true, 16, 16, BLACK));
            try {
                TimeUnit.MILLISECONDS.sleep(33);
            } catch (InterruptedException e) {
                return;
            }
            progress = recorder.progress();
        }
    }
}
