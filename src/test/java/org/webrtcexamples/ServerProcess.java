package org.webrtcexamples;

import jakarta.ws.rs.ProcessingException;

import org.webrtcexamples.client.ConnectionsClient;
import org.webrtcexamples.client.UnexpectedResponseException;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Payara Micro with the WAR, or another server, in a JVM of its own, watched through /proc and
 * jcmd.
 */
public final class ServerProcess implements AutoCloseable {

    /**
     * A heap of one size that is resident from the start, so that a change of the resident memory
     * is never the heap's; the serial collector, because its figures repeat.
     */
    private static final List<String> OPTIONS =
            List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC");

    private static final Duration TIME_TO_START = Duration.ofMinutes(2);
    private static final Duration TIME_TO_STOP = Duration.ofSeconds(20);

    /** Longer than any timer of the server, so that no reading counts what only waits for one. */
    private static final Duration SETTLE = Duration.ofSeconds(12);

    /** The unit of CPU time in /proc: USER_HZ, 100 on every Linux that runs Java. */
    private static final double TICKS_PER_SECOND = 100;

    private static final Pattern HEAP =
            Pattern.compile("(?:generation|heap)\\s+total \\d+K, used (\\d+)K");
    private static final Pattern CODE = Pattern.compile("Code(?:Heap|Cache).* used=(\\d+)Kb");
    private static final Pattern METASPACE = Pattern.compile("Metaspace\\s.* committed (\\d+)K");
    private static final Pattern RSS = Pattern.compile("Rss:\\s+(\\d+) kB");
    private static final Pattern RSS_NOW = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final Pattern READY = Pattern.compile("Payara Micro .* ready in ");
    private static final Pattern THREADS = Pattern.compile("Threads:\\s+(\\d+)");

    private final Process process;
    private final Path proc;
    private final List<String> options;
    private final Path log;
    private final ConnectionsClient client;
    private final Thread hook = new Thread(this::stop);

    private ServerProcess(Process process, List<String> options, Path log, URI base) {
        this.process = process;
        this.options = options;
        this.log = log;
        proc = Path.of("/proc", Long.toString(process.pid()));
        client = new ConnectionsClient(base);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Starts the server and waits until the application answers.
     *
     * @param directory where the WAR and the server are
     * @param log what the server says
     * @param moreOptions of its JVM, after those that make its figures repeat
     * @param environment of its process, besides this one's
     */
    public static ServerProcess start(
            Path directory, Path log, List<String> moreOptions, Map<String, String> environment)
            throws IOException, InterruptedException {
        List<String> options = new ArrayList<>(OPTIONS);
        options.addAll(moreOptions);
        Path war = directory.resolve("webrtc-examples.war");
        return start(
                options,
                payaraMicro(directory, war, "/"),
                "http://localhost:%d/",
                environment,
                log);
    }

    /**
     * Starts the server as its operator does, with the heap that it has by default.
     *
     * @param context under which path the application is: "/", or "/name"
     * @param options of its JVM
     */
    static ServerProcess start(Path war, String context, List<String> options, Path log)
            throws IOException, InterruptedException {
        String address = "http://localhost:%d" + (context.equals("/") ? "/" : context + "/");
        return start(options, payaraMicro(war.getParent(), war, context), address, Map.of(), log);
    }

    /**
     * Starts the server and waits until it says that it is ready. No request has come to it then.
     *
     * @param moreOptions of its JVM, after those that make its figures repeat
     */
    public static ServerProcess startFresh(Path directory, Path log, List<String> moreOptions)
            throws IOException, InterruptedException {
        List<String> options = new ArrayList<>(OPTIONS);
        options.addAll(moreOptions);
        Path war = directory.resolve("webrtc-examples.war");
        ServerProcess server =
                launch(
                        options,
                        payaraMicro(directory, war, "/"),
                        "http://localhost:%d/",
                        Map.of(),
                        log);
        return server.once(server::awaitReadyLine);
    }

    private static List<String> payaraMicro(Path directory, Path war, String context) {
        List<String> program = new ArrayList<>();
        program.addAll(List.of("-jar", directory.resolve("payara-micro.jar").toString()));
        program.addAll(List.of("--deploy", war.toString(), "--contextroot", context));
        program.addAll(List.of("--nohazelcast", "--port"));
        return program;
    }

    /**
     * Starts another with the options of this server, which goes on.
     *
     * @param program the arguments for its JVM, to which its port is added as the last
     */
    public ServerProcess startAnother(List<String> program, String logName)
            throws IOException, InterruptedException {
        Path ownLog = log.resolveSibling(logName);
        return start(options, program, "http://localhost:%d/", Map.of(), ownLog);
    }

    /**
     * @param address of the application, with %d for the port
     */
    private static ServerProcess start(
            List<String> options,
            List<String> program,
            String address,
            Map<String, String> environment,
            Path log)
            throws IOException, InterruptedException {
        ServerProcess server = launch(options, program, address, environment, log);
        return server.once(server::awaitReady);
    }

    /** Something that this waits for. */
    private interface Wait {
        void await() throws IOException, InterruptedException;
    }

    private ServerProcess once(Wait ready) throws IOException, InterruptedException {
        try {
            ready.await();
            return this;
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    private static ServerProcess launch(
            List<String> options,
            List<String> program,
            String address,
            Map<String, String> environment,
            Path log)
            throws IOException {
        int port = freePort();
        List<String> command = new ArrayList<>(List.of(tool("java")));
        command.addAll(options);
        command.addAll(program);
        command.add(Integer.toString(port));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        URI base = URI.create(address.formatted(port));
        return new ServerProcess(process, options, log, base);
    }

    public ConnectionsClient client() {
        return client;
    }

    /** What it says. */
    public Path log() {
        return log;
    }

    public List<String> options() {
        return options;
    }

    /** Its process, and with {@link ProcessHandle#children} those that it has started. */
    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** Waits until the server has come to rest, collects its garbage and reads what it holds. */
    public Reading read() throws IOException, InterruptedException {
        Thread.sleep(SETTLE.toMillis());
        return readNow();
    }

    /** Collects the server's garbage and reads what it holds. */
    public Reading readNow() throws IOException, InterruptedException {
        String collected = jcmd("GC.run", "GC.run", "GC.heap_info", "Compiler.codecache");
        if (!jcmd("System.trim_native_heap").contains("Trim native heap")) {
            throw new IllegalStateException("this JDK cannot trim malloc: its RSS says nothing");
        }
        return new Reading(
                sum(RSS, Files.readString(proc.resolve("smaps_rollup"))),
                sum(HEAP, collected),
                sum(CODE, collected) + sum(METASPACE, collected),
                (int) sum(THREADS, Files.readString(proc.resolve("status"))),
                descriptors());
    }

    /** KiB of resident memory at this moment, whatever is free or garbage in it. */
    public long rssNow() throws IOException {
        return sum(RSS_NOW, Files.readString(proc.resolve("status")));
    }

    /** CPU time that the server takes from now on, in percent of one core. */
    public double cpuPercent(Duration time) throws IOException, InterruptedException {
        long ticks = cpuTicks();
        long start = System.nanoTime();
        Thread.sleep(time.toMillis());
        double seconds = (System.nanoTime() - start) / 1e9;
        return 100 * (cpuTicks() - ticks) / TICKS_PER_SECOND / seconds;
    }

    @Override
    public void close() {
        stop();
        Runtime.getRuntime().removeShutdownHook(hook);
    }

    private void stop() {
        process.destroy();
        try {
            if (!process.waitFor(TIME_TO_STOP.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void awaitReady() throws InterruptedException {
        long deadline = System.nanoTime() + TIME_TO_START.toNanos();
        while (true) {
            try {
                client.examples();
                return;
            } catch (ProcessingException | UnexpectedResponseException e) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    throw new IllegalStateException("the server is not ready, see " + log, e);
                }
            }
            Thread.sleep(200);
        }
    }

    private void awaitReadyLine() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TIME_TO_START.toNanos();
        while (!READY.matcher(Files.readString(log)).find()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IllegalStateException("the server is not ready, see " + log);
            }
            Thread.sleep(20);
        }
    }

    private String jcmd(String... commands) throws IOException, InterruptedException {
        Process jcmd =
                new ProcessBuilder(
                                tool("jcmd"),
                                Long.toString(process.pid()),
                                String.join("\n", commands))
                        .redirectErrorStream(true)
                        .start();
        String output = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        jcmd.waitFor();
        return output;
    }

    private int descriptors() throws IOException {
        try (Stream<Path> descriptors = Files.list(proc.resolve("fd"))) {
            return (int) descriptors.count();
        }
    }

    /** utime and stime of proc_pid_stat(5), which follow the name in parentheses. */
    private long cpuTicks() throws IOException {
        String stat = Files.readString(proc.resolve("stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    private static long sum(Pattern figure, String text) {
        Matcher matcher = figure.matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + figure + " in " + text);
        }
        long sum = 0;
        do {
            sum += Long.parseLong(matcher.group(1));
        } while (matcher.find());
        return sum;
    }

    private static String tool(String name) {
        return System.getProperty("java.home") + File.separator + "bin" + File.separator + name;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
