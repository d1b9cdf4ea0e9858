package dev.isogloss.cli;

import dev.isogloss.job.ConvertJob;
import dev.isogloss.job.DataPartJob;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Divides a data set by its queries. */
@Command(
        name = "split",
        mixinStandardHelpOptions = true,
        description = {
            "Divides one split of a collection, or training examples, in two by queries: the share of every language's queries that"
                    + " --held-out says goes to the second part. Queries that are equal but for case, spaces and punctuation stay together.",
            "A collection becomes one with two splits instead of one; training examples become two files in the folder --out."
        },
        footer = {
            "",
            "Examples: isogloss data split train.jsonl --held-out 0.1 --out divided",
            "          isogloss data split miracl --split train --names train,validation --out miracl-divided"
        })
final class DataSplitCommand implements Callable<Integer> {
    @Option(names = "--out", required = true, paramLabel = "FOLDER", description = "a new folder")
    private Path out = Path.of("");

    @Option(
            names = "--held-out",
            defaultValue = "0.1",
            paramLabel = "SHARE",
            description = "of each language's queries; default: ${DEFAULT-VALUE}")
    private double share = 0.1;

    @Option(
            names = "--split",
            defaultValue = "",
            paramLabel = "NAME",
            description = "which split of a collection (default: train, or the only one)")
    private String split = "";

    @Option(
            names = "--names",
            split = ",",
            defaultValue = "train,dev",
            paramLabel = "NAME",
            description = "of the two parts; default: ${DEFAULT-VALUE}")
    private List<String> names = List.of("train", "dev");

    @Option(names = "--seed", defaultValue = "42", paramLabel = "N", description = "default: ${DEFAULT-VALUE}")
    private long seed = 42;

    @Mixin
    private DataCopyGroup data = new DataCopyGroup();

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws Exception {
        ConvertJob.Summary summary = DataPartJob.divide(
                data.input(),
                out,
                data.texts(),
                new DataPartJob.Division(split, names, share, seed),
                data.options(),
                console.progress());
        console.result(summary.text(), summary.json());
        return 0;
    }
}
