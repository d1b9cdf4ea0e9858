package dev.isogloss.tensor;

import dev.isogloss.io.BadInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/** The number format of the large matrix products; everything else is computed in 32 bits. */
public enum Precision {
    FP32,
    BF16,
    /** BF16 where the hardware multiplies it, FP32 elsewhere: emulated BF16 is slower and less exact. */
    AUTO;

    private static final Set<String> BF16_FLAGS = Set.of("avx512_bf16", "amx_bf16");

    /** The precision of a setting. */
    public static Precision parse(String name) {
        return Arrays.stream(values())
                .filter(precision -> precision.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> new BadInputException("precision must be fp32, bf16 or auto (got: " + name + ")"));
    }

    /** {@link #FP32} or {@link #BF16}: what {@link #AUTO} means on this machine. */
    public Precision resolve(Device device) {
        return this != AUTO ? this : device == Device.CUDA || processorHasBf16() ? BF16 : FP32;
    }

    private static boolean processorHasBf16() {
        Path description = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(description)) {
            return false;
        }
        try {
            return Files.readString(description, StandardCharsets.ISO_8859_1)
                    .lines()
                    .filter(line -> line.startsWith("flags"))
                    .findFirst()
                    .map(line -> Arrays.stream(line.split("\\s+")).anyMatch(BF16_FLAGS::contains))
                    .orElse(false);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
