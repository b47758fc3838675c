package org.webrtcexamples.bench;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonWriter;
import jakarta.json.stream.JsonGenerator;

import org.webrtcexamples.Reading;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The figures, as a table for people and as JSON for comparing runs. */
final class Report {

    private final List<Row> rows = new ArrayList<>();
    private final OperatingSystemMXBean machine = ManagementFactory.getOperatingSystemMXBean();

    /** Processes that wanted a core before the benchmark did: with any, figures are worse. */
    private final double loadBefore = machine.getSystemLoadAverage();

    /** A figure, and how large it may be, or must be, where that was decided. */
    private record Row(
            String section, String name, double value, String unit, Optional<Target> target) {

        boolean met() {
            return target.isEmpty() || target.get().isMetBy(value);
        }
    }

    private record Target(double limit, boolean atLeast) {

        boolean isMetBy(double value) {
            return atLeast ? value >= limit : value <= limit;
        }

        String text() {
            return (atLeast ? ">= " : "<= ") + number(limit);
        }
    }

    /** Where one section puts its figures. */
    final class Part {

        private final String section;

        private Part(String section) {
            this.section = section;
        }

        void add(String name, double value, String unit) {
            rows.add(new Row(section, name, value, unit, Optional.empty()));
        }

        void add(String name, double value, String unit, double limit) {
            rows.add(new Row(section, name, value, unit, Optional.of(new Target(limit, false))));
        }

        void addAtLeast(String name, double value, String unit, double limit) {
            rows.add(new Row(section, name, value, unit, Optional.of(new Target(limit, true))));
        }

        /** What a server holds at the end of something that should leave nothing behind. */
        void addGrowth(String what, Reading earlier, Reading later) {
            add("RSS growth, " + what, mebi(later.rss() - earlier.rss()), "MiB", 10);
            add("... of it code and metaspace", mebi(later.code() - earlier.code()), "MiB");
            add("heap growth, " + what, mebi(later.heap() - earlier.heap()), "MiB", 10);
            add("threads more, " + what, later.threads() - earlier.threads(), "");
            add("descriptors more, " + what, later.descriptors() - earlier.descriptors(), "");
        }
    }

    Part part(String section) {
        return new Part(section);
    }

    boolean meetsTargets() {
        return rows.stream().allMatch(Row::met);
    }

    String table() {
        String line = "%-10s %-58s %12s %-7s %10s  %s%n";
        StringBuilder table =
                new StringBuilder(
                        line.formatted("section", "figure", "value", "unit", "target", "met"));
        for (Row row : rows) {
            table.append(
                    line.formatted(
                            row.section,
                            row.name,
                            number(row.value),
                            row.unit,
                            row.target.map(Target::text).orElse(""),
                            row.target.map(target -> row.met() ? "yes" : "NO").orElse("")));
        }
        return table.toString();
    }

    void writeJson(Path file, List<String> serverOptions, boolean complete) throws IOException {
        JsonArrayBuilder figures = Json.createArrayBuilder();
        for (Row row : rows) {
            JsonObjectBuilder figure =
                    Json.createObjectBuilder()
                            .add("section", row.section)
                            .add("name", row.name)
                            .add("value", row.value)
                            .add("unit", row.unit);
            row.target.ifPresent(
                    target ->
                            figure.add("target", target.limit)
                                    .add("atLeast", target.atLeast)
                                    .add("met", row.met()));
            figures.add(figure);
        }
        JsonObject json =
                Json.createObjectBuilder()
                        .add("date", Instant.now().toString())
                        .add("versions", System.getProperty("bench.versions", ""))
                        .add("java", properties("java.vm.name", "java.vm.version"))
                        .add("os", properties("os.name", "os.version", "os.arch"))
                        .add("cores", machine.getAvailableProcessors())
                        .add("loadBefore", loadBefore)
                        .add("serverOptions", Json.createArrayBuilder(serverOptions))
                        .add("warmUp", WarmUp.DESCRIPTION)
                        .add("complete", complete)
                        .add("figures", figures)
                        .build();
        try (JsonWriter writer =
                Json.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true))
                        .createWriter(Files.newOutputStream(file))) {
            writer.write(json);
        }
    }

    private static String properties(String... names) {
        return Stream.of(names).map(System::getProperty).collect(Collectors.joining(" "));
    }

    private static double mebi(long kibi) {
        return kibi / 1024.0;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value == Math.rint(value) ? "%.0f" : "%.2f", value);
    }
}
