package org.webrtcexamples.media.recording;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
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
        for (String platform : List.of("linux-x86_64", "linux-arm64")) {
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
        assertEquals(2, platforms);
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
