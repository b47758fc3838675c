package org.webrtcexamples.media.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;

class RecordingFolderTest {

    @TempDir private Path parent;

    @Test
    void theDefaultOneIsMadeForItsOwnerOnly() throws IOException {
        try (RecordingFolder folder = RecordingFolder.openDefault(parent)) {
            assertEquals(parent.toRealPath().resolve("webrtc-recordings"), folder.path());
            assertEquals(
                    "rwx------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.path())));
        }
    }

    @Test
    void aChosenOneThatIsNotThereIsMadeForItsOwnerOnly() throws IOException {
        Path chosen = parent.resolve("chosen");
        try (RecordingFolder folder = RecordingFolder.open(Optional.of(chosen))) {
            assertEquals(
                    "rwx------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.path())));
        }
    }

    @Test
    void aChosenOneThatIsThereKeepsItsPermissions() throws IOException {
        Path chosen = Files.createDirectory(parent.resolve("chosen"));
        Files.setPosixFilePermissions(chosen, PosixFilePermissions.fromString("rwxr-x---"));
        try (RecordingFolder folder = RecordingFolder.open(Optional.of(chosen))) {
            assertEquals(
                    "rwxr-x---",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.path())));
        }
    }

    @Test
    void anotherOfTheSameServerGetsTheNextAndAFreedOneIsTakenAgain() throws IOException {
        RecordingFolder first = RecordingFolder.openDefault(parent);
        try (RecordingFolder second = RecordingFolder.openDefault(parent)) {
            assertEquals("webrtc-recordings", first.path().getFileName().toString());
            assertEquals("webrtc-recordings-2", second.path().getFileName().toString());
            first.close();
            try (RecordingFolder third = RecordingFolder.openDefault(parent)) {
                assertEquals(first.path(), third.path());
            }
        }
    }

    @Test
    void whatIsNoFolderOfOursIsLeftAlone() throws IOException {
        Path elsewhere = Files.createDirectory(parent.resolve("elsewhere"));
        Files.createSymbolicLink(parent.resolve("webrtc-recordings"), elsewhere);
        Files.createFile(parent.resolve("webrtc-recordings-2"));

        try (RecordingFolder folder = RecordingFolder.openDefault(parent)) {
            assertEquals("webrtc-recordings-3", folder.path().getFileName().toString());
        }

        assertEquals(0, elsewhere.toFile().list().length);
    }

    @Test
    void aFolderOfAnotherUserIsLeftAlone() throws IOException {
        Path folder = Files.createDirectory(parent.resolve("webrtc-recordings"));
        UserPrincipal nobody =
                parent.getFileSystem()
                        .getUserPrincipalLookupService()
                        .lookupPrincipalByName("nobody");
        assumeTrue(canGive(folder, nobody), "only root can give a folder away");

        try (RecordingFolder own = RecordingFolder.openDefault(parent)) {
            assertEquals("webrtc-recordings-2", own.path().getFileName().toString());
        }

        assertEquals(0, folder.toFile().list().length);
    }

    private static boolean canGive(Path file, UserPrincipal user) {
        try {
            Files.setOwner(file, user);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void aChosenOneIsMadeAndHeld() throws IOException {
        Path chosen = parent.resolve("a").resolve("b");
        try (RecordingFolder folder = RecordingFolder.open(Optional.of(chosen))) {
            assertEquals(chosen.toRealPath(), folder.path());

            assertSaysWhatToDo("in use by another application. Choose", chosen);
            assertSaysWhatToDo("in use", Files.createSymbolicLink(parent.resolve("c"), chosen));
        }
        RecordingFolder.open(Optional.of(chosen)).close();
    }

    @Test
    void aChosenOneThatIsNoFolderIsRefused() throws IOException {
        assertSaysWhatToDo("choose another", Files.createFile(parent.resolve("file")));
        assertSaysWhatToDo("choose another", Path.of("/proc/recordings"));
    }

    private static void assertSaysWhatToDo(String words, Path chosen) {
        IllegalArgumentException refused =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> RecordingFolder.open(Optional.of(chosen)));
        assertTrue(refused.getMessage().startsWith("webrtc.recordings.folder: " + chosen));
        assertTrue(refused.getMessage().contains(words), refused.getMessage());
    }

    @Test
    void anotherProcessIsKeptOutAlsoAfterOneOfThisServerWas() throws Exception {
        Path chosen = parent.resolve("chosen");
        try (RecordingFolder folder = RecordingFolder.open(Optional.of(chosen))) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> RecordingFolder.open(Optional.of(folder.path())));

            assertEquals("taken chosen", answerOf(open(chosen)));
        }
        assertEquals("opened chosen", answerOf(open(chosen)));
    }

    @Test
    void aFolderOfAnotherProcessIsTakenOnceThatIsKilled() throws Exception {
        Path chosen = parent.resolve("chosen");
        Process other = open(chosen);
        try {
            assertEquals("opened chosen", other.inputReader().readLine());

            assertSaysWhatToDo("in use", chosen);
        } finally {
            other.destroyForcibly().waitFor();
        }
        RecordingFolder.open(Optional.of(chosen)).close();
    }

    private static Process open(Path folder) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Opener.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String answerOf(Process process) throws Exception {
        String answer = process.inputReader().readLine();
        process.getOutputStream().close();
        process.waitFor();
        return answer;
    }

    /** Another server, which has its folder until its input ends. */
    static final class Opener {

        private Opener() {}

        public static void main(String[] arguments) {
            try (RecordingFolder folder =
                    RecordingFolder.open(Optional.of(Path.of(arguments[0])))) {
                say("opened", folder.path());
                System.in.read();
            } catch (IllegalArgumentException e) {
                say("taken", Path.of(arguments[0]));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void say(String answer, Path folder) {
            System.out.println(answer + ' ' + folder.getFileName());
            System.out.flush();
        }
    }
}
