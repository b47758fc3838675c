package org.webrtcexamples.media.recording;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import java.util.Set;

/**
 * A folder that one store has for itself until it is closed, whatever other applications there are
 * in this server or on this machine.
 *
 * <p>A lock on a file in it keeps other processes out. Those of one process are kept out by a
 * system property, the one thing that the class loaders of all applications share: they must not
 * even open that file, since closing it {@linkplain FileLock may release} a lock that the process
 * holds on it.
 */
final class RecordingFolder implements Closeable {

    private static final String DEFAULT_NAME = "webrtc-recordings";

    /** Of applications for one user on one machine. */
    private static final int MAX_FOLDERS = 100;

    private static final String LOCK_FILE = "in-use.lock";
    private static final String IN_USE = "org.webrtcexamples.media.recording.in-use:";

    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rwx------");

    private final Path path;
    private final String inUse;
    private final FileChannel lock;

    private RecordingFolder(Path path, String inUse, FileChannel lock) {
        this.path = path;
        this.inUse = inUse;
        this.lock = lock;
    }

    /**
     * Opens the chosen folder, which is made, for its owner only, if it is not there; or else the
     * first one in the temporary folder that can be had, for its owner only: {@code
     * webrtc-recordings}, {@code webrtc-recordings-2}, ….
     *
     * @throws IllegalArgumentException if the chosen folder cannot be used, with what can be done
     * @throws IOException if there is none to be had in the temporary folder
     */
    static RecordingFolder open(Optional<Path> chosen) throws IOException {
        return chosen.isPresent()
                ? openChosen(chosen.get())
                : openDefault(Path.of(System.getProperty("java.io.tmpdir")));
    }

    private static RecordingFolder openChosen(Path chosen) {
        try {
            Files.createDirectories(chosen, forOwnerOnly(chosen));
            return hold(chosen)
                    .orElseThrow(
                            () ->
                                    new IllegalArgumentException(
                                            ("webrtc.recordings.folder: %s is in use by another"
                                                            + " application. Choose a folder for each.")
                                                    .formatted(chosen)));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    ("webrtc.recordings.folder: %s is no folder that this server can write in (%s)."
                                    + " Make it one, or choose another.")
                            .formatted(chosen, e),
                    e);
        }
    }

    private static FileAttribute<?>[] forOwnerOnly(Path folder) {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
    }

    static RecordingFolder openDefault(Path parent) throws IOException {
        IOException last = new IOException("All folders for recordings are in use in " + parent);
        UserPrincipal user = user(parent);
        for (int i = 1; i <= MAX_FOLDERS; i++) {
            Path candidate = parent.resolve(i == 1 ? DEFAULT_NAME : DEFAULT_NAME + '-' + i);
            try {
                makePrivate(candidate, user);
                Optional<RecordingFolder> folder = hold(candidate);
                if (folder.isPresent()) {
                    return folder.get();
                }
            } catch (IOException e) {
                last = e;
            }
        }
        throw last;
    }

    private static UserPrincipal user(Path parent) throws IOException {
        Path probe = Files.createTempFile(parent, DEFAULT_NAME, null);
        try {
            return Files.getOwner(probe);
        } finally {
            Files.delete(probe);
        }
    }

    /** The temporary folder is everybody's: what another has put there is no folder of ours. */
    private static void makePrivate(Path folder, UserPrincipal user) throws IOException {
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                    || !Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(user)) {
                throw e;
            }
        }
        PosixFileAttributeView permissions =
                Files.getFileAttributeView(folder, PosixFileAttributeView.class);
        if (permissions != null) {
            permissions.setPermissions(OWNER_ONLY);
        }
    }

    /**
     * @return nothing if another has it
     */
    private static Optional<RecordingFolder> hold(Path folder) throws IOException {
        Path real = folder.toRealPath();
        if (!Files.isWritable(real)) {
            throw new AccessDeniedException(real.toString());
        }
        String inUse = IN_USE + real;
        if (System.getProperties().putIfAbsent(inUse, "true") != null) {
            return Optional.empty();
        }
        FileChannel channel = null;
        boolean held = false;
        try {
            channel =
                    FileChannel.open(
                            real.resolve(LOCK_FILE),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            held = channel.tryLock() != null;
            return held ? Optional.of(new RecordingFolder(real, inUse, channel)) : Optional.empty();
        } finally {
            if (!held) {
                if (channel != null) {
                    channel.close();
                }
                System.getProperties().remove(inUse);
            }
        }
    }

    /** Absolute. */
    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        try {
            lock.close();
        } finally {
            System.getProperties().remove(inUse);
        }
    }

    /** Closes it, and removes it if there is nothing else in it. */
    void delete() throws IOException {
        close();
        Files.deleteIfExists(path.resolve(LOCK_FILE));
        Files.deleteIfExists(path);
    }
}
