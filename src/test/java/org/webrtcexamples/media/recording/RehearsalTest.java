package org.webrtcexamples.media.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListSet;

class RehearsalTest {

    private static final Set<String> MISSED = new ConcurrentSkipListSet<>();

    @TempDir private Path folder;

    @Test
    void closingNeedsNoClassThatIsNotLoaded() throws Exception {
        try (StoppingLoader loader = new StoppingLoader()) {
            AutoCloseable application =
                    (AutoCloseable)
                            loader.loadClass(Application.class.getName())
                                    .getConstructor(Path.class)
                                    .newInstance(folder);
            loader.stopped = true;

            application.close();
        }

        assertEquals(Set.of(), MISSED);
        try (var files = Files.list(folder)) {
            assertEquals(
                    1,
                    files.filter(file -> file.toString().matches(".*/[0-9a-f-]{36}\\.mp4"))
                            .count());
        }
    }

    /** As that of an application in a server, which finds no more when the application ends. */
    private static final class StoppingLoader extends URLClassLoader {

        private volatile boolean stopped;

        StoppingLoader() throws MalformedURLException {
            super(urls(), ClassLoader.getPlatformClassLoader());
        }

        private static URL[] urls() throws MalformedURLException {
            List<URL> urls = new ArrayList<>();
            for (String path : System.getProperty("java.class.path").split(File.pathSeparator)) {
                urls.add(Path.of(path).toUri().toURL());
            }
            return urls.toArray(URL[]::new);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!stopped) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            if (loaded == null) {
                MISSED.add(name);
                throw new ClassNotFoundException(name);
            }
            return loaded;
        }
    }

    /** Records for the first time when it is stopped. */
    public static final class Application implements AutoCloseable {

        private final RecordingStore store;

        public Application(Path folder) throws IOException {
            store =
                    new RecordingStore(
                            new RecordingSettings(
                                    Optional.of(folder),
                                    Duration.ofMinutes(1),
                                    1 << 30,
                                    Duration.ofHours(1),
                                    4,
                                    Optional.empty()),
                            path -> MediaFiles.ffmpeg(),
                            Thread::new,
                            Clock.systemUTC(),
                            path -> Long.MAX_VALUE);
            Recorder recorder = store.begin(UUID.randomUUID().toString());
            Filler.frames(System.nanoTime()).forEach(recorder::received);
            store.rehearseClose();
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
