package dev.isogloss.cli;

import dev.isogloss.io.BadInputException;
import dev.isogloss.job.DataOptions;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a data set becomes another: what the commands that write one share. */
final class DataCopyGroup {
    @Mixin
    private DataOptionsGroup read = new DataOptionsGroup();

    @Option(
            names = "--texts",
            paramLabel = "PATH",
            description = "a collection or file of passages in which ids find their texts")
    private @Nullable Path texts;

    @Option(
            names = "--on-bad-row",
            defaultValue = "fail",
            paramLabel = "fail|skip",
            description =
                    "the first row that cannot be read is an error (fail), or such rows are left out and kept in a file"
                            + " (skip); default: ${DEFAULT-VALUE}")
    private String onBadRow = "fail";

    @Option(
            names = "--rejected",
            paramLabel = "FILE",
            description = "where bad rows go, with place and reason (default: OUT.rejected.jsonl)")
    private @Nullable Path rejected;

    Path input() {
        return read.input();
    }

    @Nullable
    Path texts() {
        return texts;
    }

    DataOptions options() {
        boolean skip = switch (onBadRow) {
            case "skip" -> true;
            case "fail" -> false;
            default -> throw new BadInputException("--on-bad-row must be fail or skip (got: " + onBadRow + ")");
        };
        if (rejected != null && !skip) {
            throw new BadInputException("--rejected is where bad rows go that are left out: add --on-bad-row skip");
        }
        return read.options(skip, rejected);
    }
}
