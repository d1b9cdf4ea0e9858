package dev.isogloss.experiment;

import dev.isogloss.tensor.SlowSettings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What this process runs on: for provenance and for warnings about settings that slow everything down. */
final class Machine {
    private Machine() {}

    /** Names and values, in the order of interest to a reader. */
    static Map<String, String> describe() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(
                "system",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"));
        facts.put("processor", processor());
        facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        facts.put(
                "memory",
                memory().map(kib -> Math.round(kib / 1048576.0) + " GiB").orElse("unknown"));
        facts.put("heap", Runtime.getRuntime().maxMemory() / 1048576 + " MiB");
        facts.put("java", Runtime.version().toString());
        return facts;
    }

    /** Sentences about what slows this machine down; empty when nothing does. */
    static List<String> warnings() {
        Stream<String> vector =
                ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()
                        ? Stream.empty()
                        : Stream.of(
                                "the Vector API is not enabled; start with the isogloss launcher or add --add-modules jdk.incubator.vector");
        return Stream.concat(SlowSettings.warnings().stream(), vector).toList();
    }

    /** When this Java process began, in milliseconds since 1970. */
    static long startMillis() {
        return ManagementFactory.getRuntimeMXBean().getStartTime();
    }

    private static String processor() {
        return line("/proc/cpuinfo", "model name").orElse(System.getProperty("os.arch", "unknown"));
    }

    private static Optional<Long> memory() {
        return line("/proc/meminfo", "MemTotal").map(text -> Long.valueOf(text.replaceAll("\\D", "")));
    }

    private static Optional<String> line(String file, String name) {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(name))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip());
        } catch (IOException | java.io.UncheckedIOException e) {
            return Optional.empty();
        }
    }
}
