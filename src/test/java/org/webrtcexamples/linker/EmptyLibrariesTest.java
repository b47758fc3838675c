package org.webrtcexamples.linker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.webrtcexamples.linker.ElfImage.Machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Against the dynamic linker of this machine. */
class EmptyLibrariesTest {

    private static final String THERE = "libm.so.6";

    @TempDir Path folder;

    private static String madeUp() {
        return "libmade-up-" + System.nanoTime() + ".so.7";
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    void isTakenByTheLinkerForTheLibraryOfThatName() throws IOException {
        String soname = madeUp();
        assertEquals(List.of(soname), EmptyLibraries.loadMissing(List.of(soname)));
        assertEquals(List.of(), EmptyLibraries.loadMissing(List.of(soname)), "no longer missing");
    }

    @Test
    void isNotLoadedForALibraryThatIsThere() throws IOException {
        String soname = madeUp();
        List<String> loaded = new ArrayList<>();
        Consumer<String> linker =
                file -> {
                    System.load(file);
                    loaded.add(Path.of(file).getFileName().toString());
                };
        assertEquals(List.of(soname), EmptyLibraries.loadMissing(List.of(THERE, soname), linker));
        assertEquals(List.of("needs-" + THERE, soname), loaded);
    }

    @Test
    void nobodyElseCanReachAFileWhileItIsLoaded() throws IOException {
        Map<Path, Set<PosixFilePermission>> folders = new TreeMap<>();
        Consumer<String> linker =
                file -> {
                    try {
                        Path parent = Path.of(file).getParent();
                        folders.put(parent, Files.getPosixFilePermissions(parent));
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                    System.load(file);
                };
        EmptyLibraries.loadMissing(List.of(madeUp()), linker);
        assertEquals(
                List.of(PosixFilePermissions.fromString("rwx------")),
                List.copyOf(folders.values()));
        assertFalse(Files.exists(folders.keySet().iterator().next()), "left behind");
    }

    @Test
    void nothingIsLeftBehindWhereNothingCanBeLoaded() {
        List<Path> files = new ArrayList<>();
        Consumer<String> linker =
                file -> {
                    files.add(Path.of(file));
                    throw new UnsatisfiedLinkError("failed to map segment");
                };
        assertThrows(
                UnsatisfiedLinkError.class,
                () -> EmptyLibraries.loadMissing(List.of(madeUp()), linker));
        assertEquals(2, files.size());
        files.forEach(file -> assertFalse(Files.exists(file.getParent())));
    }

    /** In a JVM of its own, as the folder for temporary files is the JVM's. */
    @Test
    void saysThatTheTemporaryFolderCannotBeWrittenTo() throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Djava.io.tmpdir=" + folder.resolve("none"),
                                "-cp",
                                System.getProperty("java.class.path"),
                                InNoFolder.class.getName())
                        .redirectErrorStream(true)
                        .start();
        String said =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        assertTrue(said.startsWith("java.nio.file.NoSuchFileException: " + folder), said);
    }

    /** Says what becomes of an attempt. */
    static final class InNoFolder {

        public static void main(String[] arguments) {
            try {
                System.out.println(EmptyLibraries.loadMissing(List.of(madeUp())));
            } catch (IOException e) {
                System.out.println(e);
            }
        }
    }

    @Test
    void anotherProcessFindsThoseThatAreWrittenForIt() throws Exception {
        String one = madeUp();
        String another = madeUp();
        List<Path> folders = EmptyLibraries.write(folder, List.of(one, another));
        assertEquals(List.of(folder.resolve(one), folder.resolve(another)), folders);
        // A program that needs both by what is preloaded; the linker says what it finds.
        Path needing = folder.resolve("needing");
        Machine machine = Machine.current().orElseThrow();
        for (String soname : List.of(one, another)) {
            Files.write(needing, ElfImage.needing(machine, soname));
            ProcessBuilder builder = new ProcessBuilder("/bin/true").redirectErrorStream(true);
            builder.environment().put("LD_TRACE_LOADED_OBJECTS", "1");
            builder.environment().put("LD_PRELOAD", needing.toString());
            assertTrue(said(builder).contains(soname + " => not found"));
            builder.environment().put("LD_LIBRARY_PATH", folders.get(0) + ":" + folders.get(1));
            String said = said(builder);
            assertTrue(said.contains(soname + " => " + folder.resolve(soname)), said);
        }
    }

    private static String said(ProcessBuilder builder) throws Exception {
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        return said;
    }

    @Test
    void whatWasCutOffIsWrittenAgain() throws IOException {
        String soname = madeUp();
        Path file = EmptyLibraries.write(folder, List.of(soname)).get(0).resolve(soname);
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, new byte[] {1});
        EmptyLibraries.write(folder, List.of(soname));
        assertArrayEquals(whole, Files.readAllBytes(file));
        assertEquals(List.of(file), files(file.getParent()));
    }

    @ParameterizedTest
    @EnumSource(Machine.class)
    void saysWhatItIsOrNeeds(Machine machine) {
        ElfFile named = new ElfFile(ElfImage.named(machine, "libX11.so.6"));
        assertEquals(Optional.of("libX11.so.6"), named.soname());
        assertEquals(List.of(), named.needed());
        ElfFile needing = new ElfFile(ElfImage.needing(machine, "libX11.so.6"));
        assertEquals(Optional.empty(), needing.soname());
        assertEquals(List.of("libX11.so.6"), needing.needed());
        // EM_X86_64 and EM_AARCH64.
        assertEquals(machine == Machine.X86_64 ? 62 : 183, named.machine());
    }
}
