package org.webrtcexamples.connections;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What is recorded of one connection.
 *
 * <p>Thread-safe.
 */
public interface Recording {

    /**
     * What is told of it now, strings, numbers and booleans by name: {@code state} ({@code
     * recording}, {@code finishing}, {@code finished} or {@code failed}), {@code duration} in
     * seconds, {@code size} in bytes, {@code width} and {@code height} in pixels, {@code
     * droppedFrames} and {@code droppedAudio} (in seconds) that were sent and are not in it, and
     * {@code reason} if there is one.
     */
    Map<String, ?> values();

    /**
     * The file, once it does not change any more: when finished, or when failed with anything in
     * it.
     */
    Optional<Path> file();

    /** The media type of the file: {@code video/mp4}. */
    String contentType();

    /** Under which a browser saves the file. */
    String fileName();

    /** Deletes it, whatever its state; more calls do nothing. It is found no more. */
    void delete();
}
