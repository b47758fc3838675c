package org.webrtcexamples.media.recording;

import org.webrtcexamples.media.recording.RecordingFiles.Kind;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What recordings take of their space, in bytes, and what those will take that are under way: a
 * recording is finished by a copy, and is there twice until that is done.
 */
final class SpaceUsage {

    /** However small, one that has ended counts as this much, which bounds their number, too. */
    static final long MIN_SIZE = 64L << 10;

    private final Map<String, Long> sizes = new HashMap<>();
    private final Map<String, Long> copies = new HashMap<>();

    /** What is left when all is copied; negative if it is not enough for that. */
    private long left;

    /**
     * @param files all there are, by the recordings' ids
     * @param ended which of these, and of others that have no file, have ended
     * @param running which run, and will be copied
     * @param unfinished which run, and will stay as they are; what is in none of these is copied
     *     one after the other
     * @param room how many bytes all may take
     * @param usable how many the disk has left for them
     */
    SpaceUsage(
            Map<String, Map<Kind, Long>> files,
            Collection<String> ended,
            Set<String> running,
            Set<String> unfinished,
            long room,
            long usable) {
        files.forEach(
                (id, kinds) -> {
                    sizes.put(id, kinds.values().stream().mapToLong(Long::longValue).sum());
                    long copied = kinds.getOrDefault(Kind.COPY, 0L);
                    copies.put(id, Math.max(0, kinds.getOrDefault(Kind.UNFINISHED, 0L) - copied));
                });
        for (String id : ended) {
            sizes.merge(id, MIN_SIZE, Math::max);
            copies.remove(id);
        }
        copies.keySet().removeAll(unfinished);
        long used = sum(sizes.values());
        left = Math.min(room - used, usable) - copiesToCome(running);
    }

    private long copiesToCome(Set<String> running) {
        Map<String, Long> ofRunning = new HashMap<>(copies);
        ofRunning.keySet().retainAll(running);
        Map<String, Long> ofOthers = new HashMap<>(copies);
        ofOthers.keySet().removeAll(running);
        long largest = ofOthers.values().stream().mapToLong(Long::longValue).max().orElse(0);
        return sum(ofRunning.values()) + largest;
    }

    private static long sum(Collection<Long> bytes) {
        return bytes.stream().mapToLong(Long::longValue).sum();
    }

    long left() {
        return left;
    }

    /** One that had ended is not there any more. */
    void delete(String id) {
        left += sizes.getOrDefault(id, 0L);
    }

    /** One that ran stays as it is. */
    void leaveUnfinished(String id) {
        left += copies.getOrDefault(id, 0L);
    }
}
