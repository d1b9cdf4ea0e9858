package dev.isogloss.cli;

import dev.isogloss.job.DataOptions;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which data set is read, and how: what the commands on data share. */
final class DataOptionsGroup {
    @Parameters(paramLabel = "INPUT", description = "a file or a folder")
    private Path input = Path.of("");

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

    Path input() {
        return input;
    }

    /** Bad rows are errors. */
    DataOptions options() {
        return options(false, null);
    }

    DataOptions options(boolean skip, @Nullable Path rejected) {
        return new DataOptions(from, languages, language, detect, skip, rejected);
    }
}
