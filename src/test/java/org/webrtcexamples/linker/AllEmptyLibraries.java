package org.webrtcexamples.linker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Makes any machine one that lacks some libraries, as far as a JVM is concerned. */
public final class AllEmptyLibraries {

    private AllEmptyLibraries() {}

    /** Loads empty ones into this JVM, whether the machine has real ones or not. */
    public static void load(List<String> sonames) throws IOException {
        Path folder = Files.createTempDirectory("all-empty-libraries");
        for (String soname : sonames) {
            Path file = folder.resolve(soname);
            Files.write(file, ElfImage.named(ElfImage.Machine.current().orElseThrow(), soname));
            System.load(file.toString());
            Files.delete(file);
        }
        Files.delete(folder);
    }
}
