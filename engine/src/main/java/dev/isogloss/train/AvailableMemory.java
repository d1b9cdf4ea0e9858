package dev.isogloss.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** How much memory the machine, or the control group this process runs in, can still give. */
final class AvailableMemory {
    private static final Path GROUP = Path.of("/sys/fs/cgroup");

    private AvailableMemory() {}

    /** Bytes; empty where the system does not say. */
    static OptionalLong bytes() {
        OptionalLong machine = machine();
        OptionalLong group = group();
        if (machine.isEmpty()) {
            return group;
        }
        return group.isEmpty() ? machine : OptionalLong.of(Math.min(machine.getAsLong(), group.getAsLong()));
    }

    private static OptionalLong machine() {
        try {
            return Files.readAllLines(Path.of("/proc/meminfo")).stream()
                    .filter(line -> line.startsWith("MemAvailable:"))
                    .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty(); // not Linux
        }
    }

    /** The limit less what is used; cached files are not counted as used, because the kernel gives them back first. */
    private static OptionalLong group() {
        try {
            String limit = Files.readString(GROUP.resolve("memory.max")).strip();
            if (limit.equals("max")) {
                return OptionalLong.empty();
            }
            long used = Long.parseLong(
                    Files.readString(GROUP.resolve("memory.current")).strip());
            long cached = Files.readAllLines(GROUP.resolve("memory.stat")).stream()
                    .filter(line -> line.startsWith("file "))
                    .mapToLong(line -> Long.parseLong(line.substring("file ".length())))
                    .findFirst()
                    .orElse(0);
            return OptionalLong.of(Math.max(0, Long.parseLong(limit) - used + cached));
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty(); // no control groups of version 2
        }
    }
}
