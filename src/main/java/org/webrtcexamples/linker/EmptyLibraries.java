package org.webrtcexamples.linker;

import org.webrtcexamples.linker.ElfImage.Machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Empty shared libraries with the names of system libraries that a machine lacks, for native code
 * that is linked against them and makes no use of them, as a desktop's on a server. The dynamic
 * linker wants a library of that name; what is in it, it asks only when a function is first called.
 *
 * <p>That is safe for a library of which the native code imports functions alone, to be bound
 * lazily (relocations of the type {@code JUMP_SLOT}; no variables, no addresses of functions), and
 * calls none. It is not:
 *
 * <ul>
 *   <li>if a function is called after all: the linker then says {@code symbol lookup error: …
 *       undefined symbol: …} and ends the process, the server with it if it is loaded there;
 *   <li>with {@code LD_BIND_NOW} in the environment: the native code is not loaded then, and the
 *       linker says which function it lacks;
 *   <li>for other native code in this JVM that wants the real one later: a library is known to the
 *       linker by its name (SONAME), and all that needs that name gets the empty one while it is
 *       loaded, with one of these two ends. Only a name that is looked up with {@code dlopen} and a
 *       path is not affected.
 * </ul>
 *
 * <p>Hence callers name libraries which they have looked at, and an empty one is made for those
 * alone which the machine really lacks. Where one is installed later, it is used from the next
 * start of the process on.
 *
 * <p>On Linux for x86_64 and aarch64; elsewhere nothing is done.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/ld.so.8.html">ld.so(8)</a>
 */
public final class EmptyLibraries {

    /** A real library says which versions of its functions it has. */
    private static final String WARNING = ": no version information available (required by ";

    private EmptyLibraries() {}

    /**
     * Loads an empty one into this JVM for each of some libraries that the machine lacks, or that
     * cannot be loaded there, until the class loader of this class is gone and nothing that needs
     * it is loaded any more.
     *
     * <p>Whether there is a library, only the linker can tell: it knows its caches, paths and
     * machines. So it is made to load a library that needs the one in question, and nothing else.
     * (Its messages are no help, for they are translated, and each tells one name.)
     *
     * <p>The files are in a new folder that only their owner can look into, and are deleted when
     * they are loaded: nothing is shared with other processes, or found by a later one.
     *
     * @param sonames such as {@code libX11.so.6}, each after those that it needs itself
     * @return those that an empty one was loaded for
     * @throws IOException if there is no folder for temporary files that can be written to
     * @throws UnsatisfiedLinkError if nothing in that folder can be loaded
     */
    public static List<String> loadMissing(List<String> sonames) throws IOException {
        return loadMissing(sonames, System::load);
    }

    /**
     * @param linker loads the file of a path, or throws {@link UnsatisfiedLinkError}
     */
    static List<String> loadMissing(List<String> sonames, Consumer<String> linker)
            throws IOException {
        List<String> missing = new ArrayList<>();
        if (isPossible()) {
            Machine machine = Machine.current().orElseThrow();
            Path folder = Files.createTempDirectory("empty-libraries").toAbsolutePath();
            try {
                for (String soname : sonames) {
                    Path needing = folder.resolve("needs-" + soname);
                    if (!canLoad(needing, ElfImage.needing(machine, soname), linker)) {
                        load(folder.resolve(soname), ElfImage.named(machine, soname), linker);
                        missing.add(soname);
                    }
                }
            } finally {
                Files.deleteIfExists(folder);
            }
        }
        return missing;
    }

    private static boolean isPossible() {
        return System.getProperty("os.name").equals("Linux") && Machine.current().isPresent();
    }

    private static boolean canLoad(Path file, byte[] image, Consumer<String> linker)
            throws IOException {
        try {
            load(file, image, linker);
            return true;
        } catch (UnsatisfiedLinkError e) {
            return false;
        }
    }

    private static void load(Path file, byte[] image, Consumer<String> linker) throws IOException {
        try {
            Files.write(file, image, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            linker.accept(file.toString());
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /**
     * Writes empty ones for another process. Each has a folder of its own, which is to be the last
     * in its {@code LD_LIBRARY_PATH}: as this goes before the folders of the system, only what is
     * missing may be in it, and another time that may be less.
     *
     * @param folder which only its owner can write to
     * @return the folders
     */
    public static List<Path> write(Path folder, List<String> sonames) throws IOException {
        List<Path> folders = new ArrayList<>();
        for (String soname : isPossible() ? sonames : List.<String>of()) {
            Path own = Files.createDirectories(folder.resolve(soname));
            Path part = Files.createTempFile(own, "writing", null);
            try {
                Files.write(part, ElfImage.named(Machine.current().orElseThrow(), soname));
                Files.move(part, own.resolve(soname), StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
            folders.add(own);
        }
        return folders;
    }

    /** Whether the linker says by this line of an error output that a library is an empty one. */
    public static boolean isWarning(String line) {
        return line.contains(WARNING);
    }
}
