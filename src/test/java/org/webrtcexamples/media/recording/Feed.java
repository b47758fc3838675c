package org.webrtcexamples.media.recording;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoublePredicate;

/** Hands a recorder sound and pictures, as fast as it takes them, by a clock of its own. */
final class Feed {

    static final double FREQUENCY = 440;
    static final double AMPLITUDE = 10_000;

    private static final long ZERO = 1_000_000_000_000L;

    final AtomicLong now = new AtomicLong(ZERO);
    final Recorder recorder;
    private final Random random = new Random(11);

    /** How many pictures have been handed in. */
    int pictures;

    int width = 640;
    int height = 480;
    double picturesPerSecond = 30;
    double secondsPerPiece = 0.01;

    /** Pieces are handed on up to so many seconds late, now and then. */
    double jitter;

    DoublePredicate flashes = time -> false;
    DoublePredicate sounds = time -> true;
    DoublePredicate shows = time -> true;
    DoublePredicate beeps = time -> true;

    /** If not, pictures that are left out are not handed in again. */
    boolean insists = true;

    private double time;
    private double nextPiece;
    private int pieceSlots;
    private int pictureSlots;
    private double nextPicture;
    private double busyUntil;
    private long samples;

    Feed(Path folder, Ffmpeg ffmpeg, Duration longest, ThreadFactory threads) {
        recorder = new Recorder(ffmpeg, folder, "it", longest, threads, now::get);
    }

    Feed(Path folder) throws Exception {
        this(folder, MediaFiles.ffmpeg(), Duration.ofHours(1), Executors.defaultThreadFactory());
    }

    /** Goes on until a time, in seconds. */
    Feed until(double end) throws Exception {
        while (Math.min(handedOn(), nextPicture) < end) {
            if (nextPicture <= handedOn()) {
                time = nextPicture;
                if (shows.test(time)) {
                    picture();
                }
                nextPicture = ++pictureSlots / picturesPerSecond;
            } else {
                time = handedOn();
                if (sounds.test(nextPiece)) {
                    sound();
                }
                nextPiece = ++pieceSlots * secondsPerPiece;
                if (jitter > 0 && random.nextInt(100) == 0) {
                    busyUntil = nextPiece + random.nextDouble() * jitter;
                }
            }
        }
        time = end;
        setClock();
        return this;
    }

    private double handedOn() {
        return Math.max(busyUntil, nextPiece);
    }

    private void setClock() {
        now.set(ZERO + Math.round(time * 1e9));
    }

    private void sound() throws Exception {
        setClock();
        while (recorder.soundsWaiting() > 800) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        short[] piece = new short[480];
        boolean beep = beeps.test(nextPiece);
        for (int i = 0; i < piece.length; i++) {
            double phase = 2 * Math.PI * FREQUENCY * samples++ / 48_000;
            piece[i] = (short) (beep ? AMPLITUDE * Math.sin(phase) : 0);
        }
        recorder.addSound(piece, now.get());
    }

    /** Until it is taken. */
    private void picture() throws Exception {
        setClock();
        boolean flash = flashes.test(time);
        pictures++;
        while (!taken(flash)) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    private boolean taken(boolean flash) {
        boolean[] copied = new boolean[1];
        recorder.addPicture(
                now.get(),
                width,
                height,
                (i420, w, h) -> {
                    fit(i420, w, h, flash ? 235 : 60);
                    copied[0] = true;
                });
        return copied[0] || !insists || recorder.progress().state() != State.RECORDING;
    }

    /** What a picture of {@link #width} and {@link #height} is, fitted into a canvas. */
    private void fit(ByteBuffer i420, int w, int h, int brightness) {
        int fittedWidth = Math.min(w, h * width / height);
        int margin = (w - fittedWidth) / 2;
        paint(i420, w, h, brightness, pictures);
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < margin; x++) {
                i420.put(y * w + x, (byte) 16).put(y * w + w - 1 - x, (byte) 16);
            }
        }
    }

    /** A plane of one brightness, with a bar in it unless that is white. */
    static void paint(ByteBuffer i420, int w, int h, int brightness, int position) {
        byte[] row = new byte[w];
        Arrays.fill(row, (byte) brightness);
        for (int x = 0; x < 8 && brightness < 235; x++) {
            row[(position * 4 + x) % w] = (byte) 120;
        }
        for (int y = 0; y < h; y++) {
            i420.put(row);
        }
        Arrays.fill(row, (byte) 128);
        for (int y = 0; y < h / 2; y++) {
            i420.put(row);
        }
    }

    /** Ends it, and waits until it has ended. */
    Progress finish() throws Exception {
        recorder.finish();
        return ended();
    }

    Progress ended() throws Exception {
        recorder.ended().toCompletableFuture().get(60, TimeUnit.SECONDS);
        return recorder.progress();
    }
}
