package dev.isogloss.cli;

import dev.isogloss.io.AtomicFile;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a command writes: results to standard output, progress to standard error, JSON where asked. */
final class Console {
    private @Nullable String json;

    @Option(names = "--quiet", description = "no progress")
    private boolean quiet;

    /** Refuses a file that could not be written before the work starts, not after it. */
    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "also write the result as JSON; - is standard output (and then nothing else is)")
    void json(String file) throws IOException {
        if (!file.equals("-")) {
            AtomicFile.requireWritable(Path.of(file));
        }
        json = file;
    }

    PrintStream out() {
        return System.out;
    }

    Progress progress() {
        return quiet
                ? Progress.SILENT
                : new ConsoleProgress(
                        System.err, System.console() != null && System.console().isTerminal());
    }

    /** Prints what is not the result itself to standard error. */
    void aside(String text) {
        if (!quiet) {
            System.err.println(text);
        }
    }

    /** Prints {@code text} for a person, and {@code jsonText} where {@code --json} says. */
    void result(String text, String jsonText) throws IOException {
        if (!"-".equals(json)) {
            out().println(text);
        } else {
            out().println(jsonText);
        }
        if (json != null && !json.equals("-")) {
            AtomicFile.writeString(Path.of(json), jsonText + System.lineSeparator());
        }
    }
}
