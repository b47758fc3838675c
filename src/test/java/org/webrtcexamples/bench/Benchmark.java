package org.webrtcexamples.bench;

import org.webrtcexamples.ServerProcess;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Measures the server and says where it misses a target. System properties:
 *
 * <ul>
 *   <li><code>bench.only</code>: the sections to run, separated by commas; all of them if empty
 *   <li><code>bench.strict</code>: <code>true</code> to fail when a target is missed
 *   <li><code>bench.server.options</code>: more options for the server's JVM, separated by spaces
 *   <li><code>bench.directory</code>: where the WAR and the server are and the results go, by
 *       default <code>target</code>
 *   <li><code>bench.versions</code>: versions of what is measured, to stand in the results
 * </ul>
 */
final class Benchmark {

    private Benchmark() {}

    public static void main(String[] arguments) {
        boolean good = false;
        try {
            good = run();
        } catch (Exception e) {
            e.printStackTrace();
        }
        // The engine's threads are no daemons: without this the JVM would stay.
        System.exit(good ? 0 : 1);
    }

    private static boolean run() throws Exception {
        Map<String, Section> sections = selected();
        Path directory = Path.of(System.getProperty("bench.directory", "target"));
        Path results = Files.createDirectories(directory.resolve("bench"));
        Report report = new Report();
        boolean complete = true;
        Path log = results.resolve("server.log");
        Progress.say("starting the server, which writes to " + log);
        try (ServerProcess server =
                ServerProcess.start(directory, log, serverOptions(), Map.of())) {
            Progress.say("warming up: " + WarmUp.DESCRIPTION);
            WarmUp.run(server);
            for (Map.Entry<String, Section> section : sections.entrySet()) {
                Progress.say("section " + section.getKey());
                try {
                    section.getValue().measure(server, report.part(section.getKey()));
                } catch (Exception e) {
                    // What the other sections measure is worth having all the same.
                    e.printStackTrace();
                    complete = false;
                }
            }
            report.writeJson(results.resolve("benchmark.json"), server.options(), complete);
        }
        System.out.print(report.table());
        return complete && (report.meetsTargets() || !Boolean.getBoolean("bench.strict"));
    }

    private static List<String> serverOptions() {
        String options = System.getProperty("bench.server.options", "").strip();
        return options.isEmpty() ? List.of() : List.of(options.split("\\s+"));
    }

    private static Map<String, Section> selected() {
        Map<String, Section> sections = new LinkedHashMap<>();
        sections.put("post", Latencies::measurePost);
        sections.put("first-post", FirstPosts::measure);
        sections.put("ping", Latencies::measurePing);
        sections.put("negotiate", Negotiations::measure);
        sections.put("held", HeldConnections::measure);
        sections.put("cycles", Cycles::measure);
        sections.put("messages", Messages::measure);
        sections.put("sound", SineWaves::measure);
        sections.put("pitch", PitchDetectors::measure);
        sections.put("transfer", Transfers::measure);
        sections.put("relay", Relay::measure);
        sections.put("video", Videos::measure);

        String only = System.getProperty("bench.only", "").strip();
        if (!only.isEmpty()) {
            Set<String> names = Set.copyOf(List.of(only.split("\\s*,\\s*")));
            if (!sections.keySet().containsAll(names)) {
                throw new IllegalArgumentException("bench.only takes " + sections.keySet());
            }
            sections.keySet().retainAll(names);
        }
        return sections;
    }
}
