package dev.isogloss.cli;

import dev.isogloss.io.BadInputException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import java.util.logging.LogManager;
import org.jspecify.annotations.Nullable;
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
            ServeCommand.class,
            EvaluateCommand.class,
            ResultsCommand.class,
            ReproduceCommand.class,
            RecipesCommand.class,
            GenerateCommand.class,
            CompareCommand.class,
            AblateCommand.class,
            ModelCommand.class,
            DataCommand.class,
            HelpCommand.class
        })
public final class Main {
    private Main() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.setOut(new PrintStream(System.out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(System.err, true, StandardCharsets.UTF_8));
        LogManager.getLogManager().reset(); // libraries that log by java.util.logging print nothing
        System.exit(run(arguments));
    }

    private static int run(String[] arguments) {
        try {
            return commandLine().execute(arguments);
        } catch (OutOfMemoryError e) {
            System.err.println("isogloss: " + outOfMemory(e));
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private static String outOfMemory(OutOfMemoryError e) {
        return "out of memory (" + e.getMessage() + "; the heap is "
                + (Runtime.getRuntime().maxMemory() >> 20)
                + " MiB); give it more, for example ISOGLOSS_JAVA_OPTIONS=-Xmx3g, and run the same again: finished work is kept";
    }

    private static @Nullable OutOfMemoryError memoryCause(Throwable failure) {
        Throwable cause = failure;
        while (cause != null && !(cause instanceof OutOfMemoryError)) {
            cause = cause.getCause();
        }
        return (OutOfMemoryError) cause;
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler((refused, arguments) -> explain(refused))
                .setExecutionExceptionHandler((failure, command, parsed) -> explain(failure, command));
    }

    private static int explain(CommandLine.ParameterException refused) {
        CommandLine command = refused.getCommandLine();
        for (Throwable cause = refused.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof BadInputException bad) {
                return explain(bad, command);
            }
        }
        String name = command.getCommandSpec().qualifiedName();
        List<String> near = refused instanceof CommandLine.UnmatchedArgumentException unmatched
                ? unmatched.getSuggestions()
                : List.of();
        command.getErr()
                .println(name + ": " + refused.getMessage()
                        + (near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?")
                        + System.lineSeparator() + "try: " + name + " --help");
        command.getErr().flush();
        return CommandLine.ExitCode.USAGE;
    }

    private static int explain(Exception failure, CommandLine command) {
        boolean usersFault = failure instanceof BadInputException;
        OutOfMemoryError memory = memoryCause(failure);
        if (memory != null) {
            command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + outOfMemory(memory));
            command.getErr().flush();
            return CommandLine.ExitCode.SOFTWARE;
        }
        command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + text(failure));
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
            case NotDirectoryException file -> "expected a folder, but " + file.getFile() + " is a file";
            case FileAlreadyExistsException file -> file.getFile() + " is there already and in the way";
            case AccessDeniedException denied -> "no permission for " + denied.getFile();
            case NoSuchFileException missing -> "there is no file " + missing.getFile();
            case FileSystemException file -> String.valueOf(file.getMessage());
            case IOException plain when plain.getMessage() != null -> plain.getMessage();
            default -> failure.toString();
        };
    }
}
