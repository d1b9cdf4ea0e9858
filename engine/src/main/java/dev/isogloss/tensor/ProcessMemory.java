package dev.isogloss.tensor;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
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

    /**
     * Gives memory that native code has freed back to the system ({@code malloc_trim}). The C library keeps freed blocks for the
     * next request: after a training these are gigabytes, and the next training, whose blocks have other sizes, would ask for as
     * many again.
     *
     * @return whether any memory was given back; never where the C library has no such call
     */
    @SuppressWarnings("restricted") // native access is what this module is started with
    public static boolean giveBack() {
        Linker linker = Linker.nativeLinker();
        Optional<MemorySegment> trim = linker.defaultLookup().find("malloc_trim");
        if (trim.isEmpty()) {
            return false;
        }
        try {
            return (int) linker.downcallHandle(
                                    trim.get(), FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG))
                            .invokeExact(0L)
                    == 1;
        } catch (Throwable e) {
            throw new IllegalStateException("malloc_trim cannot be called", e);
        }
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
