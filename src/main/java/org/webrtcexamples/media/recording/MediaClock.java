package org.webrtcexamples.media.recording;

import org.webrtcexamples.peer.EncodedFrame;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * Tells when the frames of a sender were captured, on one clock for its audio and its video.
 *
 * <p>RTP timestamps tell the time within a track. Sender reports tell where the timestamps of two
 * tracks are on one clock, if they are believable; else arrival does. A frame may arrive late, but
 * never early: so the least that the frames of some seconds took is what the network always takes,
 * whatever it does to the others. A second of what arrives after a frame is known when its time is
 * asked for. Thus a network that stops and goes on changes no time at all.
 *
 * <p>Audio is never stretched: its own timestamps count, and video follows it if their clocks
 * drift. Where a sender's timestamps stand still while it pauses, what follows the pause arrives
 * later for good; its time goes on from there.
 *
 * <p>Not thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3550#section-5.1">RFC 3550, section 5.1, of
 *     timestamps</a>
 */
final class MediaClock {

    /** How much has to have arrived behind a frame, in nanoseconds of arrival. */
    static final long LOOKAHEAD = TimeUnit.SECONDS.toNanos(1);

    /** And behind the first: until then the first sender reports of both tracks have come. */
    static final long FIRST_LOOKAHEAD = TimeUnit.SECONDS.toNanos(3);

    /** Reports that say something else than arrivals by more than this are wrong. */
    private static final long MAX_DIFFERENCE = TimeUnit.SECONDS.toNanos(1);

    /** One report tells the same of each frame, but for how timestamps are rounded. */
    private static final long ROUNDING = TimeUnit.MILLISECONDS.toNanos(1);

    private static final long NONE = Long.MIN_VALUE;

    /** For so long the least delay is remembered; clocks drift little meanwhile. */
    private static final long WINDOW = TimeUnit.SECONDS.toNanos(30);

    /**
     * A delay that grows by more than this between two frames, and does not shrink afterwards, is a
     * pause of the sender.
     */
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(250);

    /** A lasting increase by more than this is always a pause; a busy machine causes less. */
    private static final long LONG_PAUSE = TimeUnit.MILLISECONDS.toNanos(1500);

    /** How much must have arrived afterwards to call an increase lasting, in nanoseconds. */
    private static final long EVIDENCE = TimeUnit.MILLISECONDS.toNanos(500);

    /** Delays that differ by less are the same. */
    private static final long JITTER = TimeUnit.MILLISECONDS.toNanos(20);

    /** A delay that shrinks by more than this at once: the sender has begun its timestamps anew. */
    private static final long LEAP = TimeUnit.SECONDS.toNanos(2);

    private final Track audio = new Track();
    private final Track video = new Track();

    /** By how much this clock is behind that of arrivals. */
    private long behind;

    /**
     * A frame that has arrived.
     *
     * @param epoch another one where timestamps begin anew
     * @param delay arrival, less duration, less timestamp
     * @param report the sender's time of its capture, less timestamp; {@link #NONE} if it is
     *     unknown
     */
    private record Arrival(int epoch, long time, long delay, long report) {}

    private static final class Track {

        private final Deque<Arrival> ahead = new ArrayDeque<>();

        /** Of {@link #ahead}, those with less delay than all that follow in their stream. */
        private final Deque<Arrival> leastAhead = new ArrayDeque<>();

        /** Of the last half minute, those with less delay than all that followed. */
        private final Deque<Arrival> leastPast = new ArrayDeque<>();

        /** The first frame that is ahead; its time by its timestamp. */
        private long first;

        private int stream;
        private Arrival before;
        private Arrival newest = new Arrival(0, 0, 0, NONE);
        private boolean started;
        private int epoch;

        /** The least delay. */
        private long delay;

        /** That of the last frame. */
        private long report = NONE;

        /** One that came before timestamps began anew. */
        private long outdated = NONE;

        /** What is added to a timestamp to get this clock's time. */
        private long shift;

        void arrived(EncodedFrame frame, long timestamp) {
            if (ahead.isEmpty()) {
                first = timestamp;
            }
            long frameDelay = frame.arrival() - duration(frame) - timestamp;
            boolean begins = frame.stream() != stream || newest.delay() - frameDelay > LEAP;
            stream = frame.stream();
            newest =
                    new Arrival(
                            newest.epoch() + (begins ? 1 : 0),
                            frame.arrival(),
                            frameDelay,
                            frame.captured().isPresent()
                                    ? frame.captured().getAsLong() - timestamp
                                    : NONE);
            ahead.add(newest);
            addLeast(leastAhead, newest);
        }

        private static void addLeast(Deque<Arrival> least, Arrival arrival) {
            while (!least.isEmpty()
                    && least.peekLast().epoch() == arrival.epoch()
                    && least.peekLast().delay() >= arrival.delay()) {
                least.removeLast();
            }
            least.add(arrival);
        }

        /** Goes on to the next frame, and tells whether its timestamps begin anew. */
        boolean next() {
            long leastDelay = leastAhead.element().delay();
            Arrival arrival = ahead.remove();
            if (leastAhead.element() == arrival) {
                leastAhead.remove();
            }
            boolean begins = !started || arrival.epoch() != epoch || hasPaused(arrival, leastDelay);
            if (begins) {
                leastPast.clear();
                // One that was sent during a pause tells of timestamps that are not used.
                outdated = started && arrival.epoch() == epoch ? arrival.report() : NONE;
            }
            report = arrival.report();
            started = true;
            epoch = arrival.epoch();
            before = arrival;
            addLeast(leastPast, arrival);
            while (arrival.time() - leastPast.element().time() > WINDOW) {
                leastPast.remove();
            }
            delay = Math.min(leastDelay, leastPast.element().delay());
            return begins;
        }

        private boolean hasPaused(Arrival arrival, long leastDelay) {
            boolean suddenly =
                    arrival.delay() - before.delay() > PAUSE
                            && arrival.delay() - leastDelay < JITTER
                            && newest.time() - arrival.time() > EVIDENCE;
            return suddenly || leastDelay - delay > LONG_PAUSE && !isCatchingUp(arrival);
        }

        /** What was held back arrives faster than it was sent, until nothing is held back. */
        private boolean isCatchingUp(Arrival arrival) {
            if (newest.time() - arrival.time() < EVIDENCE) {
                return true;
            }
            long middle = arrival.time() + (newest.time() - arrival.time()) / 2;
            long early = arrival.delay();
            long late = Long.MAX_VALUE;
            for (Arrival next : ahead) {
                if (next.time() < middle) {
                    early = Math.min(early, next.delay());
                } else {
                    late = Math.min(late, next.delay());
                }
            }
            return late < early - JITTER;
        }

        /** What the sender's clock is ahead of timestamps, or {@link #NONE}. */
        long report() {
            long latest = report == NONE && newest.epoch() == epoch ? newest.report() : report;
            return outdated != NONE && Math.abs(latest - outdated) < ROUNDING ? NONE : latest;
        }

        long earliest() {
            return first + leastAhead.element().delay();
        }
    }

    /** What has to be added to a timestamp of video to compare it with one of audio. */
    private static long videoLessAudio(
            long videoDelay, long audioDelay, long videoReport, long audioReport) {
        long byArrival = videoDelay - audioDelay;
        if (videoReport == NONE || audioReport == NONE) {
            return byArrival;
        }
        long byReport = videoReport - audioReport;
        return Math.abs(byReport - byArrival) < MAX_DIFFERENCE ? byReport : byArrival;
    }

    /** The time of the first video frame, before any time was asked for, if there is audio. */
    private long earliestVideo() {
        long audioDelay = audio.leastAhead.element().delay();
        return video.first
                + audioDelay
                + videoLessAudio(
                        video.leastAhead.element().delay(),
                        audioDelay,
                        video.newest.report(),
                        audio.newest.report());
    }

    private Track track(EncodedFrame frame) {
        return frame.codec().isVideo() ? video : audio;
    }

    /** Within its stream. */
    private static long timestampNanos(EncodedFrame frame) {
        int rate = frame.codec().clockRate();
        long second = TimeUnit.SECONDS.toNanos(1);
        return frame.timestamp() / rate * second + frame.timestamp() % rate * second / rate;
    }

    /** How long it lasts, in nanoseconds. */
    static long duration(EncodedFrame frame) {
        return TimeUnit.SECONDS.toNanos(frame.duration()) / frame.codec().clockRate();
    }

    /** A frame has arrived. Audio is sent when its last sample was captured. */
    void arrived(EncodedFrame frame) {
        track(frame).arrived(frame, timestampNanos(frame));
    }

    /**
     * The time of whichever frame is the first, before any was asked for.
     *
     * @throws java.util.NoSuchElementException if none has arrived
     */
    long earliest() {
        if (audio.ahead.isEmpty()) {
            return video.earliest();
        }
        return video.ahead.isEmpty()
                ? audio.earliest()
                : Math.min(audio.earliest(), earliestVideo());
    }

    /**
     * By how much video begins later than audio, before any time was asked for; negative if it is
     * the first.
     */
    long videoLag() {
        return audio.ahead.isEmpty() ? 0 : earliestVideo() - audio.earliest();
    }

    /**
     * When a frame was captured. To be asked of each that has arrived, once, in their order.
     *
     * @return in nanoseconds of the clock of arrivals, from which it drifts with the sender's
     */
    long timeOf(EncodedFrame frame) {
        Track track = track(frame);
        boolean begins = track.next();
        if (track == video && audio.started) {
            return timestampNanos(frame)
                    + audio.shift
                    + videoLessAudio(video.delay, audio.delay, video.report(), audio.report());
        }
        if (begins) {
            track.shift = track.delay - behind;
        } else {
            // What the sender's clock has drifted, which the next beginning has to go on from.
            behind = track.delay - track.shift;
        }
        return timestampNanos(frame) + track.shift;
    }
}
