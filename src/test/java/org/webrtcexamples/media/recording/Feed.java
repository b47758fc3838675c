package org.webrtcexamples.media.recording;

import org.webrtcexamples.peer.Codec;
import org.webrtcexamples.peer.EncodedFrame;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoublePredicate;

/** Hands a recorder audio and video, as fast as it takes them, by a clock of its own. */
final class Feed {

    static final double FREQUENCY = EncodedSamples.FREQUENCY;
    static final double AMPLITUDE = EncodedSamples.AMPLITUDE;

    /** How long a packet of audio is, in seconds. */
    static final double PACKET = 0.02;

    private static final long AHEAD = TimeUnit.MILLISECONDS.toNanos(500);

    private static final long ZERO = 1_000_000_000_000L;
    private static final int FIRST_AUDIO_TIMESTAMP = 7_000_000;
    private static final int FIRST_VIDEO_TIMESTAMP = 90_000_000;

    /** Video frames that no decoder takes. */
    boolean garbage;

    private long leapt;

    /** If not, what cannot be taken in time is handed in all the same. */
    boolean waits = true;

    /** Frames that have much in them. */
    boolean noise;

    private int audioToMiss;
    private int audioMissed;
    private int videoMissed;

    /** If not 0, what the frames say of their size. */
    int claimedWidth;

    int claimedHeight;

    final AtomicLong now = new AtomicLong(ZERO);
    final AtomicInteger keyFrameRequests = new AtomicInteger();
    final Recorder recorder;
    Set<Codec> negotiated = EnumSet.of(Codec.OPUS, Codec.VP8);
    private final Random random = new Random(11);

    /** How many video frames have been handed in. */
    int pictures;

    Codec codec = Codec.VP8;
    int width = 640;
    int height = 480;
    double picturesPerSecond = 30;

    /** By this machine's clock; the sender says that it is {@link #PACKET}. */
    double secondsPerPacket = PACKET;

    /** Packets of audio arrive up to so many seconds late, now and then. */
    double jitter;

    DoublePredicate flashes = time -> false;
    DoublePredicate sounds = time -> true;
    DoublePredicate shows = time -> true;
    DoublePredicate beeps = time -> true;

    private boolean started;
    private double time;
    private double nextPacket;
    private int packets;
    private int pictureSlots;
    private double nextPicture;
    private double busyUntil;

    /**
     * @param timeToEnd what ffmpeg may take to write what it has, and to end
     */
    Feed(Path folder, Ffmpeg ffmpeg, Duration longest, ThreadFactory threads, Duration timeToEnd) {
        recorder = new Recorder(ffmpeg, folder, "it", longest, threads, now::get, timeToEnd);
    }

    Feed(Path folder, Ffmpeg ffmpeg, Duration longest, ThreadFactory threads) {
        this(folder, ffmpeg, longest, threads, Duration.ofSeconds(10));
    }

    Feed(Path folder) throws Exception {
        this(folder, MediaFiles.ffmpeg(), Duration.ofHours(1), Executors.defaultThreadFactory());
    }

    /** Goes on until a time, in seconds. */
    Feed until(double end) throws Exception {
        if (!started) {
            started = true;
            recorder.negotiated(negotiated, keyFrameRequests::incrementAndGet);
        }
        while (Math.min(handedOn(), nextPicture) < end) {
            if (nextPicture <= handedOn()) {
                time = nextPicture;
                setClock();
                if (shows.test(time)) {
                    picture();
                }
                nextPicture = ++pictureSlots / picturesPerSecond;
            } else {
                time = handedOn();
                setClock();
                if (sounds.test(nextPacket)) {
                    sound();
                }
                nextPacket = ++packets * secondsPerPacket;
                if (jitter > 0 && random.nextInt(100) == 0) {
                    busyUntil = nextPacket + random.nextDouble() * jitter;
                }
            }
        }
        time = end;
        setClock();
        return this;
    }

    /** Timestamps of both tracks go on so many seconds later. */
    void leap(int seconds) {
        leapt += seconds;
    }

    /** Loses packets of audio from now on, and as many video frames are said to be lost. */
    void miss(int count) {
        audioToMiss = count;
        videoMissed = count;
    }

    private double handedOn() {
        return Math.max(busyUntil, nextPacket);
    }

    private void setClock() {
        now.set(ZERO + Math.round(time * 1e9));
    }

    private void sound() throws Exception {
        if (audioToMiss > 0) {
            audioToMiss--;
            audioMissed++;
            return;
        }
        byte[] data = beeps.test(nextPacket) ? EncodedSamples.tone(packets) : Filler.of(Codec.OPUS);
        long timestamp =
                FIRST_AUDIO_TIMESTAMP + (packets + 50 * leapt) * EncodedSamples.PACKET_LENGTH;
        hand(audio(timestamp, now.get() + Math.round(PACKET * 1e9), audioMissed, data));
        audioMissed = 0;
    }

    private void picture() throws Exception {
        pictures++;
        long timestamp = FIRST_VIDEO_TIMESTAMP + Math.round((time + leapt) * Codec.VP8.clockRate());
        hand(video(timestamp, flashes.test(time) ? -1 : pictures));
        videoMissed = 0;
    }

    private void hand(EncodedFrame frame) throws Exception {
        while (waits && recorder.isBehind(AHEAD)) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        recorder.received(frame);
    }

    static EncodedFrame audio(long timestamp, long arrival, int missed, byte[] data) {
        return new EncodedFrame(
                Codec.OPUS,
                1,
                timestamp,
                EncodedSamples.PACKET_LENGTH,
                arrival,
                missed,
                true,
                0,
                0,
                data);
    }

    private EncodedFrame video(long timestamp, int position) {
        if (noise) {
            return EncodedSamples.noise(now.get(), width, height);
        }
        return new EncodedFrame(
                codec,
                1,
                timestamp,
                0,
                now.get(),
                videoMissed,
                true,
                claimedWidth > 0 ? claimedWidth : width,
                claimedWidth > 0 ? claimedHeight : height,
                garbage ? new byte[100] : EncodedSamples.video(codec, width, height, position));
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
