package org.webrtcexamples.bench;

import org.webrtcexamples.ServerProcess;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * How long the first client of a fresh server waits for its offer: each time is that of another
 * process, right after the server has said that it is ready. With the engine started at the
 * deployment, and without, in turns, so that both see the same machine.
 *
 * <p>The client is a plain socket whose code has run before, against the benchmark's own server: no
 * time of the client's JVM is in the figures worth mentioning.
 */
final class FirstPosts {

    private static final int STARTS = 10;
    private static final int WARMING_POSTS = 200;
    private static final int TIMEOUT_MILLIS = 30_000;
    private static final String SETTING = "-Dwebrtc.start-at-deployment=";

    /** The requests that a browser makes before its POST. */
    private static final List<String> PAGE =
            List.of(
                    "ping-pong/index.html",
                    "lib/style.css",
                    "lib/example-page.js",
                    "lib/http.js",
                    "examples",
                    "examples/ping-pong.js");

    private FirstPosts() {}

    /** What clients wait for whose requests come in a certain order. */
    private record Times(String name, double[] first, double[] second, double[] secondsToReady) {

        Times(String name) {
            this(name, new double[STARTS], new double[STARTS], new double[STARTS]);
        }

        void addTo(Report.Part report) {
            for (double[] times : List.of(first, second, secondsToReady)) {
                Progress.say(name + ": " + Arrays.toString(times));
                Arrays.sort(times);
            }
            report.add("first POST, " + name + ", median", median(first), "ms");
            report.add("first POST, " + name + ", min", first[0], "ms");
            report.add("first POST, " + name + ", max", first[STARTS - 1], "ms");
            report.add("second POST, " + name + ", median", median(second), "ms");
            report.add("start of the server, " + name + ", median", median(secondsToReady), "s");
        }

        private static double median(double[] sorted) {
            return (sorted[(STARTS - 1) / 2] + sorted[STARTS / 2]) / 2;
        }
    }

    static void measure(ServerProcess server, Report.Part report) throws Exception {
        for (int i = 0; i < WARMING_POSTS; i++) {
            post(server);
        }
        Times ahead = new Times("engine ahead");
        Times lazy = new Times("engine not ahead");
        Times aheadAndPage = new Times("engine ahead, page loaded");
        Times lazyAndPage = new Times("engine not ahead, page loaded");
        for (int i = 0; i < STARTS; i++) {
            measure(ahead, true, List.of(), i);
            measure(lazy, false, List.of(), i);
            measure(aheadAndPage, true, PAGE, i);
            measure(lazyAndPage, false, PAGE, i);
        }
        for (Times times : List.of(ahead, lazy, aheadAndPage, lazyAndPage)) {
            times.addTo(report);
        }
    }

    private static void measure(Times times, boolean startAhead, List<String> before, int index)
            throws Exception {
        Path directory = Path.of(System.getProperty("bench.directory", "target"));
        Path log = directory.resolve("bench/first-post.log");
        long start = System.nanoTime();
        try (ServerProcess fresh =
                ServerProcess.startFresh(directory, log, List.of(SETTING + startAhead))) {
            times.secondsToReady[index] = Latencies.millisSince(start) / 1000;
            for (String path : before) {
                request(fresh, "GET", path);
            }
            times.first[index] = post(fresh);
            times.second[index] = post(fresh);
        }
    }

    private static double post(ServerProcess server) throws IOException {
        return request(server, "POST", PingPong.EXAMPLE + "/connections");
    }

    /**
     * @return how many milliseconds passed from the request to the end of the response
     */
    private static double request(ServerProcess server, String method, String path)
            throws IOException {
        URI base = server.client().base();
        String head =
                """
                %s /%s HTTP/1.1\r
                Host: localhost\r
                Content-Length: 0\r
                Connection: close\r
                \r
                """
                        .formatted(method, path);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), base.getPort())) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            long start = System.nanoTime();
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            String response = read(socket.getInputStream());
            double millis = Latencies.millisSince(start);
            if (!response.startsWith("HTTP/1.1 200")) {
                throw new IllegalStateException(method + " " + path + ": " + response);
            }
            return millis;
        }
    }

    private static String read(InputStream in) throws IOException {
        ByteArrayOutputStream response = new ByteArrayOutputStream();
        in.transferTo(response);
        return response.toString(StandardCharsets.UTF_8);
    }
}
