package org.webrtcexamples.media.recording;

import org.webrtcexamples.peer.Codec;
import org.webrtcexamples.peer.EncodedFrame;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Writes the frames of a recording so that each track starts at time 0: with black until the first
 * video frame, with silence until the first audio. Times never go back within a track.
 *
 * <p>Times are nanoseconds since the beginning. Not thread-safe.
 */
final class TrackWriter {

    /** Lost audio up to this length is filled with what came before, more with silence. */
    private static final long MAX_CONCEALED = TimeUnit.MILLISECONDS.toNanos(60);

    /** Smaller differences are the rounding of timestamps, no gap. */
    private static final long ROUNDING = TimeUnit.MILLISECONDS.toNanos(5);

    /** The encoder gives nothing, and ffmpeg writes nothing, until it has this much audio. */
    private static final long LEAST_AUDIO = TimeUnit.MILLISECONDS.toNanos(100);

    /** After so long, audio pauses. */
    private static final long AUDIO_PAUSE = TimeUnit.SECONDS.toNanos(2);

    private static final long SILENCE_LENGTH = TimeUnit.MILLISECONDS.toNanos(20);

    private static final long BLACK_INTERVAL = TimeUnit.SECONDS.toNanos(1);

    /** Two frames may have the same time; the second is moved by this. */
    private static final long SHORTEST_FRAME = TimeUnit.MILLISECONDS.toNanos(1);

    /** How long a player shows the last. */
    private static final long LAST_FRAME = TimeUnit.SECONDS.toNanos(1) / 30;

    private final MatroskaWriter writer;
    private final Tracks tracks;

    private boolean videoBegan;
    private long videoUntil;
    private long nextBlack;

    private boolean audioBegan;
    private long audioUntil;
    private long audioLength;
    private byte[] lastAudio;

    /**
     * The tracks that a file has from its beginning on.
     *
     * @param video how the video is encoded, or null if there is none
     * @param canvas its size, or null if there is none
     * @param black whether it begins with black
     * @param audio whether there is audio
     * @param silent whether it begins with silence
     */
    record Tracks(Codec video, Canvas canvas, boolean black, boolean audio, boolean silent) {

        boolean have(Codec codec) {
            return codec.isVideo() ? codec == video : audio;
        }
    }

    TrackWriter(MatroskaWriter writer, Tracks tracks) {
        this.writer = writer;
        this.tracks = tracks;
    }

    /** Writes what comes before all frames. */
    void begin() throws IOException {
        writer.writeHeader(tracks.video(), tracks.canvas(), tracks.audio());
        if (tracks.silent()) {
            writeLeastAudio();
        }
        blackUntil(0);
    }

    private void writeLeastAudio() throws IOException {
        while (audioLength < LEAST_AUDIO) {
            writer.write(Codec.OPUS, audioUntil, true, Filler.of(Codec.OPUS));
            audioUntil += SILENCE_LENGTH;
            audioLength += SILENCE_LENGTH;
        }
    }

    private void blackUntil(long time) throws IOException {
        while (tracks.black() && !videoBegan && nextBlack <= time) {
            writer.write(tracks.video(), nextBlack, true, Filler.of(tracks.video()));
            videoUntil = nextBlack + SHORTEST_FRAME;
            nextBlack += BLACK_INTERVAL;
        }
    }

    /**
     * Writes a frame.
     *
     * @return whether it was written: not if something else is there at its time
     */
    boolean write(EncodedFrame frame, long time) throws IOException {
        return frame.codec().isVideo() ? writeVideo(frame, time) : writeAudio(frame, time);
    }

    private boolean writeVideo(EncodedFrame frame, long time) throws IOException {
        if (!videoBegan && !tracks.black() && time > 0) {
            writer.write(frame.codec(), 0, true, frame.data());
            videoUntil = SHORTEST_FRAME;
        }
        if (tracks.audio() && time - audioUntil > AUDIO_PAUSE) {
            writeLeastAudio();
        }
        blackUntil(time - SHORTEST_FRAME);
        videoBegan = true;
        long shown = Math.max(time, videoUntil);
        writer.write(frame.codec(), shown, frame.keyFrame(), frame.data());
        videoUntil = shown + SHORTEST_FRAME;
        return true;
    }

    private boolean writeAudio(EncodedFrame frame, long time) throws IOException {
        long duration = MediaClock.duration(frame);
        if (time < audioUntil - ROUNDING) {
            return false;
        }
        concealUntil(time, duration, frame.missed());
        blackUntil(time);
        writer.write(frame.codec(), Math.max(0, time), true, frame.data());
        audioBegan = true;
        audioUntil = time + duration;
        audioLength += duration;
        lastAudio = frame.data();
        return true;
    }

    private void concealUntil(long time, long duration, int missed) throws IOException {
        if (!audioBegan || missed == 0 || time - audioUntil > MAX_CONCEALED) {
            return;
        }
        long rounding = Math.min(ROUNDING, duration / 2);
        while (time - audioUntil >= duration - rounding) {
            writer.write(Codec.OPUS, audioUntil, true, lastAudio);
            audioUntil += duration;
        }
    }

    /** Writes what comes after all frames. */
    void end() throws IOException {
        blackUntil(audioUntil - LAST_FRAME);
    }

    /** Until when there is something. */
    long until() {
        return Math.max(audioUntil, videoUntil == 0 ? 0 : videoUntil - SHORTEST_FRAME + LAST_FRAME);
    }
}
