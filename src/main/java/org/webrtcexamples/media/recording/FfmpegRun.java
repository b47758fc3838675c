package org.webrtcexamples.media.recording;

import org.webrtcexamples.linker.EmptyLibraries;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * A process of ffmpeg, and a thread that takes what it says and ends it when its time is over. The
 * thread ends with the process.
 *
 * <p>Thread-safe.
 */
final class FfmpegRun {

    private static final long LOOK_MILLIS = 200;

    /** After it was asked to end, it is ended. */
    private static final long TIME_TO_GO = TimeUnit.SECONDS.toNanos(2);

    /** What it said last is told, as far as it is not longer than this. */
    private static final int LAST_WORDS = 4096;

    private static final long NEVER = Long.MAX_VALUE;

    private final Process process;
    private final Thread watcher;
    private final StringBuffer words = new StringBuffer();

    /** In nanoseconds since the start. */
    private volatile long deadline = NEVER;

    private volatile boolean overdue;

    private final long start = System.nanoTime();

    private FfmpegRun(Process process, ThreadFactory threads) {
        this.process = process;
        watcher = Threads.start(threads, this::watch);
    }

    /**
     * Starts one, which reads from {@link #input}, and whose errors are kept.
     *
     * @throws IOException if it cannot be started
     * @throws IllegalStateException if there is no thread to be had
     */
    static FfmpegRun start(ProcessBuilder builder, ThreadFactory threads) throws IOException {
        Process process = builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        try {
            return new FfmpegRun(process, threads);
        } catch (RuntimeException | Error e) {
            process.destroyForcibly();
            Threads.uninterruptibly(process::waitFor);
            throw e;
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Its standard input. */
    OutputStream input() {
        return process.getOutputStream();
    }

    /** It is ended if it is still there after a time, in milliseconds from now. */
    void endWithin(long millis) {
        deadline = System.nanoTime() - start + TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /** Ends it at once, and what it has started. Its streams are not closed by this. */
    void kill() {
        if (process.isAlive()) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.toHandle().destroyForcibly();
        }
    }

    /** Waits until it and its thread are gone, and tells its exit code. */
    int await() {
        int exitCode = Threads.uninterruptibly(process::waitFor);
        Threads.uninterruptibly(
                () -> {
                    watcher.join();
                    return null;
                });
        return exitCode;
    }

    private void watch() {
        try (InputStream errors = process.getErrorStream()) {
            while (!Threads.uninterruptibly(
                    () -> process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS))) {
                listen(errors);
                long late = System.nanoTime() - start - deadline;
                overdue |= late > 0;
                if (late > TIME_TO_GO) {
                    kill();
                } else if (late > 0) {
                    process.toHandle().destroy();
                }
            }
            listen(errors);
        } catch (IOException e) {
            // It cannot say any more, and is not waited for.
            kill();
        } finally {
            close(process);
        }
    }

    /** Not until its end: what ffmpeg has started may keep it open. */
    private void listen(InputStream errors) throws IOException {
        for (int available; (available = errors.available()) > 0; ) {
            byte[] read = errors.readNBytes(Math.min(available, LAST_WORDS));
            words.append(new String(read, StandardCharsets.UTF_8));
            words.delete(0, Math.max(0, words.length() - LAST_WORDS));
        }
    }

    private static void close(Process process) {
        try {
            process.getOutputStream().close();
        } catch (IOException alreadyGone) {
            // What was left in the buffer has nowhere to go.
        }
    }

    /**
     * What it said last, in a line without the part of ffmpeg that said it, such as {@code Error
     * closing file: No space left on device}; empty if it said nothing.
     */
    String lastWords() {
        if (overdue) {
            return "it took too long, and was ended";
        }
        List<String> lines =
                words.toString()
                        .lines()
                        .filter(line -> !EmptyLibraries.isWarning(line))
                        .map(line -> line.replaceAll("^(\\[[^]]*] *)+", "").strip())
                        .filter(line -> !line.isEmpty())
                        .filter(line -> !line.startsWith("Last message repeated"))
                        .toList();
        return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    }
}
