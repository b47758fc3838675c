package org.webrtcexamples.peer;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Answers as clients sent them to the offers of the examples. */
public final class SentAnswers {

    private SentAnswers() {}

    /** The names, CLIENT-EXAMPLE, of all answers to an example. */
    public static List<String> to(String example) {
        try (Stream<Path> files = Files.list(folder())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".sdp"))
                    .map(name -> name.substring(0, name.length() - ".sdp".length()))
                    .filter(name -> name.substring(name.indexOf('-') + 1).startsWith(example))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The answer's text, unchanged. */
    public static String text(String name) {
        try {
            return Files.readString(folder().resolve(name + ".sdp"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Path folder() {
        try {
            return Path.of(
                            Objects.requireNonNull(
                                            SentAnswers.class.getResource("answers/README.md"))
                                    .toURI())
                    .getParent();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
