package dev.isogloss.cli;

import dev.isogloss.job.EncoderChoice;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a command runs the encoder. */
final class EncoderOptions {
    @Option(
            names = "--precision",
            defaultValue = "auto",
            description = "fp32 | bf16 | auto (default; bf16 where the processor has it)")
    private String precision = "auto";

    @Option(
            names = "--device",
            defaultValue = "cpu",
            description = "cpu (default) | cuda (needs a build with mvn -Pgpu)")
    private String device = "cpu";

    @Option(
            names = "--query-tokens",
            paramLabel = "N",
            description = "longest query in tokens (default: the model folder's)")
    private @Nullable Integer queryTokens;

    @Option(
            names = "--passage-tokens",
            paramLabel = "N",
            description = "longest passage in tokens (default: the model folder's)")
    private @Nullable Integer passageTokens;

    @Option(
            names = "--on-truncate",
            defaultValue = "warn",
            description = "warn (default) | fail, when texts are longer than that")
    private String onTruncate = "warn";

    EncoderChoice choose(String model) {
        return new EncoderChoice(model, precision, device, optional(queryTokens), optional(passageTokens), onTruncate);
    }

    private static OptionalInt optional(@Nullable Integer value) {
        return value == null ? OptionalInt.empty() : OptionalInt.of(value);
    }
}
