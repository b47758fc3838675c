package org.webrtcexamples.media.recording;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How much may be recorded, and where.
 *
 * @param folder where recordings are kept; if empty, a folder of its own in the temporary one
 * @param longest how long one may become; then it is finished
 * @param space how many bytes all may take together, with what is needed to finish them
 * @param age how long after its end one is kept
 * @param atOnce how many may run at a time
 * @param ffmpeg the program, if it is not to be the one that comes with this application
 */
public record RecordingSettings(
        Optional<Path> folder,
        Duration longest,
        long space,
        Duration age,
        int atOnce,
        Optional<Path> ffmpeg) {

    public static final Duration DEFAULT_LONGEST = Duration.ofMinutes(10);

    /** In bytes. */
    public static final long DEFAULT_SPACE = 2L << 30;

    public static final Duration DEFAULT_AGE = Duration.ofHours(24);

    public static final int DEFAULT_AT_ONCE = 4;

    private static final Duration MAX_LONGEST = Duration.ofHours(24);

    /** In bytes. */
    private static final long MIN_SPACE = 1L << 20;

    /**
     * @throws IllegalArgumentException if a value is out of its range
     */
    public RecordingSettings {
        checkPositive("webrtc.recordings.longest", longest);
        if (longest.compareTo(MAX_LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "webrtc.recordings.longest must be at most %s, not %s"
                            .formatted(MAX_LONGEST, longest));
        }
        checkPositive("webrtc.recordings.age", age);
        if (space < MIN_SPACE) {
            throw new IllegalArgumentException(
                    "webrtc.recordings.space must be at least %d bytes, not %d"
                            .formatted(MIN_SPACE, space));
        }
        if (atOnce < 1) {
            throw new IllegalArgumentException(
                    "webrtc.recordings.at-once must be at least 1, not " + atOnce);
        }
    }

    private static void checkPositive(String name, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(name + " must be positive, not " + duration);
        }
    }
}
