package org.webrtcexamples.media.recording;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of recordings in a folder. Nothing else in it is ever looked into, counted or removed.
 */
final class RecordingFiles {

    private static final Logger LOGGER = System.getLogger(RecordingFiles.class.getName());

    private static final String UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    private static final Pattern ID = Pattern.compile(UUID);
    private static final Pattern NAME = Pattern.compile("(?<id>" + UUID + ")(?<suffix>\\..*)");

    /** What a recording has of files: first an unfinished one, then its copy, which becomes it. */
    enum Kind {
        UNFINISHED(".part.mp4"),
        COPY(".indexed.mp4"),
        FINISHED(".mp4");

        private final String suffix;

        Kind(String suffix) {
            this.suffix = suffix;
        }
    }

    private final Path folder;

    RecordingFiles(Path folder) {
        this.folder = folder;
    }

    /** A UUID as its {@code toString} writes it: nothing else ever becomes part of a path. */
    static boolean isId(String id) {
        return ID.matcher(id).matches();
    }

    Path path(String id, Kind kind) {
        return folder.resolve(id + kind.suffix);
    }

    /** All sizes in bytes, by the recordings' ids. */
    Map<String, Map<Kind, Long>> sizes() throws IOException {
        Map<String, Map<Kind, Long>> sizes = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Matcher name = NAME.matcher(file.getFileName().toString());
                if (name.matches()) {
                    Stream.of(Kind.values())
                            .filter(kind -> kind.suffix.equals(name.group("suffix")))
                            .filter(kind -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                            .forEach(
                                    kind ->
                                            sizes.computeIfAbsent(
                                                            name.group("id"),
                                                            id -> new EnumMap<>(Kind.class))
                                                    .put(kind, size(file)));
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return sizes;
    }

    /** In bytes, 0 if there is none. */
    static long size(Path file) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .size();
        } catch (IOException e) {
            return 0;
        }
    }

    /** That with what was recorded, if anything was. */
    Optional<Path> best(String id) {
        return Stream.of(Kind.FINISHED, Kind.UNFINISHED)
                .map(kind -> path(id, kind))
                .filter(file -> size(file) > 0)
                .findFirst();
    }

    void remove(String id) {
        List.of(Kind.values()).forEach(kind -> remove(id, kind));
    }

    void remove(String id, Kind kind) {
        try {
            Files.deleteIfExists(path(id, kind));
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "A file of a recording cannot be removed", e);
        }
    }
}
