package dev.isogloss.cli;

import dev.isogloss.job.ModelJob;
import dev.isogloss.job.TrimJob;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a smaller model of the word pieces that are needed. */
@Command(
        name = "trim",
        mixinStandardHelpOptions = true,
        description = {
            "Writes a model with fewer word pieces: those that the texts of --corpus use, those in the scripts of --keep-languages, or"
                    + " both together. Special tokens and single characters stay.",
            "Texts of --corpus keep their tokens and vectors; other texts may be cut into smaller pieces. What comes out is a"
                    + " sentence-transformers folder, shown as isogloss model shows it."
        },
        footer = {
            "",
            "Examples: isogloss model trim --model intfloat/multilingual-e5-small --corpus data/miracl --out e5-miracl",
            "          isogloss model trim --model models/e5 --keep-languages en,de,fi --layers 6 --out e5-latin"
        })
final class ModelTrimCommand implements Callable<Integer> {
    @Option(names = "--model", required = true, paramLabel = "M", description = "a model folder or hub id")
    private String model = "";

    @Option(
            names = "--corpus",
            paramLabel = "DATA",
            description = "a data set in any format that isogloss data inspect knows; may be repeated")
    private List<Path> corpora = List.of();

    @Option(
            names = "--keep-languages",
            paramLabel = "L",
            split = ",",
            description =
                    "languages whose scripts stay whole, for example en,ar,ja; whatever else is written in them stays too")
    private List<String> languages = List.of();

    @Option(
            names = "--layers",
            paramLabel = "N",
            description = "how many layers to keep, from the first (default: all)")
    private @Nullable Integer layers;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FOLDER",
            description = "where the new model goes; must be empty or not there yet")
    private Path out = Path.of("");

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws Exception {
        OptionalInt kept = layers == null ? OptionalInt.empty() : OptionalInt.of(layers);
        ModelJob.Summary summary = TrimJob.run(model, corpora, languages, kept, out, console.progress());
        console.result(summary.text(), summary.json());
        return 0;
    }
}
