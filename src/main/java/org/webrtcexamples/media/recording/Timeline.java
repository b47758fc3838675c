package org.webrtcexamples.media.recording;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Sees that there is a picture and sound at every time: the first picture is shown from the
 * beginning, each until the next, and where there is no sound, there is silence. So a reader never
 * has to wait for the one while it has the other.
 *
 * <p>Times are nanoseconds since the beginning. Not thread-safe.
 */
final class Timeline {

    /** A picture is written again after this time, and silence where there was no sound so long. */
    private static final long LONGEST_GAP = TimeUnit.MILLISECONDS.toNanos(500);

    /** Silence is written until so long ago, since sound may come late. */
    private static final long SILENCE_LAG = TimeUnit.MILLISECONDS.toNanos(250);

    /** Two pictures may come at once; no player shows them so. */
    private static final long SHORTEST_PICTURE = TimeUnit.MILLISECONDS.toNanos(1);

    /** How long a player shows the last. */
    private static final long LAST_PICTURE = TimeUnit.SECONDS.toNanos(1) / 30;

    private final MatroskaWriter writer;
    private final Consumer<ByteBuffer> release;
    private final boolean withSound;
    private final ByteBuffer silence = ByteBuffer.allocate(Recorder.PIECE_BYTES);
    private ByteBuffer shown;
    private long shownFrom;
    private long soundUntil;

    /**
     * Writes the first picture.
     *
     * @param first the picture that will be the first, or null if there are to be none
     * @param release is handed each picture that is not needed any more
     */
    Timeline(
            MatroskaWriter writer,
            ByteBuffer first,
            boolean withSound,
            Consumer<ByteBuffer> release)
            throws IOException {
        this.writer = writer;
        this.withSound = withSound;
        this.release = release;
        shown = first;
        if (first != null) {
            writer.writePicture(0, first);
        }
    }

    /** Shows a picture from a time on. The first is to be handed in here as well. */
    void picture(long time, ByteBuffer picture) throws IOException {
        if (picture != shown) {
            release.accept(shown);
            shown = picture;
            show(Math.max(time, shownFrom + SHORTEST_PICTURE));
        } else if (time >= shownFrom + SHORTEST_PICTURE) {
            show(time);
        }
    }

    private void show(long time) throws IOException {
        shownFrom = time;
        writer.writePicture(time, shown);
    }

    /** Plays a piece of sound from a time on. */
    void sound(long time, ByteBuffer samples) throws IOException {
        writer.writeSound(time, samples);
        soundUntil = time + Recorder.PIECE_NANOS;
    }

    private void keepSilentUntil(long time) throws IOException {
        while (time - soundUntil >= Recorder.PIECE_NANOS) {
            writer.writeSound(soundUntil, silence);
            soundUntil += Recorder.PIECE_NANOS;
        }
    }

    /** Fills what is empty, when nothing that came before a time is going to be handed in. */
    void advance(long time) throws IOException {
        while (shown != null && time - shownFrom > LONGEST_GAP) {
            show(shownFrom + LONGEST_GAP);
        }
        if (withSound && time - soundUntil > LONGEST_GAP) {
            keepSilentUntil(time - SILENCE_LAG);
        }
    }

    /** Fills what is empty until the end. */
    void end(long time) throws IOException {
        advance(time);
        if (shown != null && time - LAST_PICTURE >= shownFrom + SHORTEST_PICTURE) {
            show(time - LAST_PICTURE);
        }
        if (withSound) {
            keepSilentUntil(time);
        }
    }

    /** Until when there is something. */
    long until() {
        return Math.max(shownFrom, soundUntil);
    }
}
