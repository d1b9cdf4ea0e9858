package dev.isogloss.cli;

import dev.isogloss.io.BadInputException;
import dev.isogloss.job.DataOptions;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a data set is read: the options that the commands on data share. */
final class DataOptionsGroup {
    @Option(names = "--from", paramLabel = "FORMAT", description = "the input's format (default: found out)")
    private @Nullable String from;

    @Option(
            names = "--languages",
            split = ",",
            paramLabel = "CODE",
            description = "only these languages, for example sw,te")
    private List<String> languages = List.of();

    @Option(names = "--language", paramLabel = "CODE", description = "the language of rows that say none")
    private @Nullable String language;

    @Option(names = "--detect-languages", description = "find out the language of rows that say none")
    private boolean detect;

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

    DataOptions options() {
        boolean skip = switch (onBadRow) {
            case "skip" -> true;
            case "fail" -> false;
            default -> throw new BadInputException("--on-bad-row must be fail or skip (got: " + onBadRow + ")");
        };
        return new DataOptions(from, languages, language, detect, skip, rejected);
    }
}
