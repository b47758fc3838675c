package org.webrtcexamples.media.recording;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.webrtcexamples.linker.ElfFile;
import org.webrtcexamples.linker.EmptyLibraries;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

class FfmpegTest {

    private static final String X264 = "echo ' V....D libx264  x'";
    private static final String AAC = "echo ' A....D aac  AAC'";
    private static final String VP8 = "echo ' VFS..D vp8  On2 VP8'";
    private static final String H264 = "echo ' VFS..D h264  H.264'";
    private static final String OPUS = "echo ' A....D opus  Opus'";

    @TempDir Path folder;

    private Path unpacked() throws IOException {
        try (Stream<Path> folders = Files.list(folder)) {
            return folders.filter(Files::isDirectory).findFirst().orElseThrow();
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private Path script(String... lines) throws IOException {
        Path script = folder.resolve("script.sh");
        List<String> all = new ArrayList<>(List.of("#!/bin/sh"));
        all.addAll(List.of(lines));
        Files.write(script, all);
        script.toFile().setExecutable(true);
        return script;
    }

    private static String refusal(Path program) {
        return assertThrows(IOException.class, () -> Ffmpeg.at(program)).getMessage();
    }

    @Test
    void isUnpackedOnceForItsOwnerAlone() throws Exception {
        Ffmpeg.bundled(folder);
        Path program = unpacked().resolve("ffmpeg");
        assertEquals(
                "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(program)));
        assertEquals(
                "rwx------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(unpacked())));
        assertTrue(names(unpacked()).stream().noneMatch(name -> name.startsWith("libjni")));
        FileTime before = Files.getLastModifiedTime(program);
        Ffmpeg.bundled(folder);
        assertEquals(before, Files.getLastModifiedTime(program));
    }

    @Test
    void allThatItNeedsIsUnpacked() throws Exception {
        int platforms = 0;
        for (String platform : platforms()) {
            String directory = "org/bytedeco/ffmpeg/" + platform + "/";
            URL program = Ffmpeg.class.getResource("/" + directory + "ffmpeg");
            JarURLConnection jar = (JarURLConnection) program.openConnection();
            List<String> needed =
                    jar.getJarFile().stream()
                            .filter(entry -> entry.getName().startsWith(directory))
                            .filter(entry -> !entry.isDirectory())
                            .map(entry -> entry.getName().substring(directory.length()))
                            .filter(name -> !name.startsWith("libjni"))
                            .filter(name -> !name.equals("ffprobe"))
                            .toList();
            assertTrue(Ffmpeg.FILES.containsAll(needed), needed + " of " + platform);
            platforms += needed.size() > 8 ? 1 : 0;
        }
        assertEquals(platforms().size(), platforms);
    }

    /** Which no machine with a JVM lacks, or only this application can lack. */
    private static boolean isAlwaysThere(String library) {
        return library.matches(
                "(ld-linux-.*|lib(c|m|gcc_s|stdc\\+\\+|av.*|swresample|swscale)\\.so\\..*)");
    }

    /** Those of Linux that the build has. */
    static List<String> platforms() {
        return Stream.of("linux-x86_64", "linux-arm64")
                .filter(
                        platform -> {
                            String program = "/org/bytedeco/ffmpeg/" + platform + "/ffmpeg";
                            return Ffmpeg.class.getResource(program) != null;
                        })
                .toList();
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("platforms")
    void needsNothingButWhatItBringsAndWhatIsAlwaysThereAndWhatIsDispensable(String platform)
            throws Exception {
        Set<String> needed = new TreeSet<>();
        for (String file : Ffmpeg.FILES) {
            String resource = "/org/bytedeco/ffmpeg/" + platform + "/" + file;
            try (InputStream in = Ffmpeg.class.getResourceAsStream(resource)) {
                if (in != null) {
                    needed.addAll(new ElfFile(in.readAllBytes()).needed());
                }
            }
        }
        needed.removeIf(FfmpegTest::isAlwaysThere);
        needed.removeIf(library -> library.matches("libv(chiq_arm|cos).so"));
        assertEquals(new TreeSet<>(Ffmpeg.DISPENSABLE), needed);
    }

    @Test
    void itsLinkerTakesWhatIsBroughtThenWhatIsNamedAndEmptyLibrariesLast() {
        Path own = Path.of("/own");
        List<Path> empty = List.of(Path.of("/empty/1"), Path.of("/empty/2"));
        assertEquals("/own:/a:/b:/empty/1:/empty/2", Ffmpeg.libraryPath(own, "/a:/b", empty));
        assertEquals("/own", Ffmpeg.libraryPath(own, null, List.of()));
        assertEquals("/own:/empty/1:/empty/2", Ffmpeg.libraryPath(own, "", empty));
    }

    /** As on a machine that has none of the real ones. */
    @Test
    void runsWithEmptyLibrariesAndWhatTheLinkerSaysOfThemIsNotWhatItSaysLast() throws Exception {
        Ffmpeg.bundled(folder);
        Path own = unpacked();
        List<Path> empty = EmptyLibraries.write(folder.resolve("all"), Ffmpeg.DISPENSABLE);
        // They come before the real ones, if there are any.
        String path = Ffmpeg.libraryPath(own, null, empty);
        ProcessBuilder encoding =
                new ProcessBuilder(
                        own.resolve("ffmpeg").toString(),
                        "-v",
                        "error",
                        "-f",
                        "lavfi",
                        "-i",
                        "testsrc=duration=1",
                        "-f",
                        "lavfi",
                        "-i",
                        "sine=duration=1",
                        "-c:v",
                        "libopenh264",
                        folder.resolve("encoded.mp4").toString());
        encoding.environment().put("LD_LIBRARY_PATH", path);
        FfmpegRun run = FfmpegRun.start(encoding, Thread::new);
        assertEquals(0, run.await(), run.lastWords());
        assertEquals("", run.lastWords());

        ProcessBuilder asking = new ProcessBuilder(encoding.command().get(0), "-version");
        asking.environment().put("LD_LIBRARY_PATH", path);
        Process process = asking.redirectOutput(Redirect.DISCARD).start();
        String warnings = new String(process.getErrorStream().readAllBytes());
        assertTrue(warnings.contains("libasound.so.2: no version information"), warnings);
    }

    @Test
    void anotherOneIsGivenNoLibraries() throws Exception {
        Path script =
                script(
                        X264,
                        AAC,
                        VP8,
                        H264,
                        OPUS,
                        "echo path=$LD_LIBRARY_PATH >> " + folder.resolve("said"));
        Ffmpeg.at(script);
        String inherited = System.getenv().getOrDefault("LD_LIBRARY_PATH", "");
        assertEquals(
                Set.of("path=" + inherited),
                Set.copyOf(Files.readAllLines(folder.resolve("said"))));
    }

    @Test
    void severalCanUnpackItAtOnce() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<Ffmpeg>> all =
                    Stream.generate(() -> pool.submit(() -> Ffmpeg.bundled(folder)))
                            .limit(4)
                            .toList();
            for (Future<Ffmpeg> one : all) {
                assertDoesNotThrow(() -> one.get());
            }
        } finally {
            pool.shutdownNow();
        }
        assertTrue(names(unpacked()).stream().noneMatch(name -> name.startsWith("unpacking")));
    }

    @Test
    void whatIsMissingIsUnpackedAgain() throws Exception {
        Ffmpeg.bundled(folder);
        List<String> names = names(unpacked());
        Files.delete(unpacked().resolve("libavcodec.so.62"));
        Ffmpeg.bundled(folder);
        assertEquals(names, names(unpacked()));
    }

    @Test
    void saysWhichLibraryIsMissing() throws Exception {
        Ffmpeg.bundled(folder);
        Files.delete(unpacked().resolve("libswscale.so.9"));
        Path script =
                script(
                        "export LD_LIBRARY_PATH=" + unpacked(),
                        "exec " + unpacked().resolve("ffmpeg") + " \"$@\"");
        String refusal = refusal(script);
        assertTrue(refusal.contains("libswscale.so.9: cannot open shared object file"), refusal);
        assertTrue(refusal.contains("Install what is missing"), refusal);
    }

    @Test
    void saysThatAProgramIsNotThere() {
        assertTrue(refusal(folder.resolve("none")).contains("No such file or directory"));
    }

    @Test
    void saysThatAProgramIsNoFfmpeg() {
        assertTrue(refusal(Path.of("/bin/false")).contains("is no ffmpeg"));
        assertTrue(refusal(Path.of("/bin/true")).contains("has no encoder libopenh264 or libx264"));
    }

    @Test
    void saysWhichEncoderIsMissing() throws Exception {
        String refusal = refusal(script("echo ' V....D libopenh264   OpenH264'"));
        assertTrue(refusal.contains("has no encoder aac"), refusal);
    }

    @Test
    void saysWhichDecoderIsMissing() throws Exception {
        String refusal = refusal(script(X264, AAC, VP8, OPUS));
        assertTrue(refusal.contains("has no decoder h264"), refusal);
    }

    @Test
    void libx264WillDo() throws Exception {
        assertDoesNotThrow(() -> Ffmpeg.at(script(X264, AAC, VP8, H264, OPUS)));
    }
}
