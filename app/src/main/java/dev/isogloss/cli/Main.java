package dev.isogloss.cli;

import dev.isogloss.io.BadInputException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The command {@code isogloss}. Exit code 0, 1 (failed), 2 (bad usage or input); results on standard output, the rest on standard error. */
@Command(
        name = "isogloss",
        version = "isogloss 0.1.0",
        mixinStandardHelpOptions = true,
        description = "Multilingual dense retrieval: mine, train, encode, index, search, evaluate.",
        footer = {"", "Example: isogloss run experiments/sample.yaml"},
        subcommands = {
            RunCommand.class,
            DoctorCommand.class,
            MineCommand.class,
            PlanCommand.class,
            TrainCommand.class,
            EncodeCommand.class,
            IndexCommand.class,
            SearchCommand.class,
            EvaluateCommand.class,
            CompareCommand.class,
            ModelCommand.class,
            HelpCommand.class
        })
public final class Main {
    private Main() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.setOut(new PrintStream(System.out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(System.err, true, StandardCharsets.UTF_8));
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> explain(failure, command));
    }

    private static int explain(Exception failure, CommandLine command) {
        boolean usersFault = failure instanceof BadInputException;
        command.getErr().println("isogloss " + command.getCommandName() + ": " + text(failure));
        LoggerFactory.getLogger(Main.class).debug("where it happened", failure);
        if (!usersFault && !(failure instanceof IOException) && !(failure instanceof UncheckedIOException)) {
            failure.printStackTrace(command.getErr());
        }
        command.getErr().flush();
        return usersFault ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
    }

    private static String text(Throwable failure) {
        return switch (failure) {
            case BadInputException bad -> String.valueOf(bad.getMessage());
            case UncheckedIOException wrapped when wrapped.getCause() != null -> text(wrapped.getCause());
            case AccessDeniedException denied -> "no permission for " + denied.getFile();
            case NoSuchFileException missing -> "there is no file " + missing.getFile();
            case FileSystemException file -> String.valueOf(file.getMessage());
            default -> failure.toString();
        };
    }
}
