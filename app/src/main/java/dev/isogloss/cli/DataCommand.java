package dev.isogloss.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Looks at data sets, and turns them into others. */
@Command(
        name = "data",
        mixinStandardHelpOptions = true,
        description =
                "Looks at data sets of many formats, converts and downloads them; docs/data.md lists the formats.",
        footer = {
            "",
            "Examples: isogloss data convert miracl-folder --to beir --out beir-folder",
            "          isogloss data convert train.jsonl.gz --to flagembedding --out flag.jsonl",
            "          isogloss data pull miracl --languages sw,te --out data/miracl"
        },
        subcommands = {
            DataInspectCommand.class,
            DataConvertCommand.class,
            DataSampleCommand.class,
            DataSplitCommand.class,
            DataPullCommand.class
        })
final class DataCommand implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                Objects.requireNonNull(spec).commandLine(), "Missing required subcommand");
    }
}
