package org.webrtcexamples.connections;

import java.util.Optional;

/**
 * What an example has recorded of its connections, by their ids. A recording outlives its
 * connection.
 *
 * <p>Thread-safe.
 */
public interface Recordings {

    /**
     * @param id 1 to 64 letters, digits and hyphens of ASCII
     */
    Optional<Recording> find(String id);
}
