package dev.isogloss.tensor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** What this process holds in memory, as Linux counts it. */
public final class ProcessMemory {
    private ProcessMemory() {}

    /** Anonymous resident memory in bytes: heap and native memory, but not mapped files. Empty where there is no /proc. */
    public static OptionalLong anonymousBytes() {
        return field("RssAnon:");
    }

    /** The largest resident memory so far in bytes, mapped files included. Empty where there is no /proc. */
    public static OptionalLong peakBytes() {
        return field("VmHWM:");
    }

    private static OptionalLong field(String name) {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return OptionalLong.empty();
        }
        try {
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith(name))
                    .mapToLong(line -> 1024
                            * Long.parseLong(line.substring(name.length(), line.length() - 2)
                                    .strip()))
                    .findFirst();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
