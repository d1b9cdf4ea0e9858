package dev.isogloss.cli;

import dev.isogloss.job.ModelJob;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a weaker and cheaper encoder of a model's first layers. */
@Command(
        name = "cut",
        mixinStandardHelpOptions = true,
        description = {
            "Writes a model of the first layers of another: weaker, smaller and faster, with the same tokenizer, prompts and pooling.",
            "What comes out is a sentence-transformers folder (config.json with fewer num_hidden_layers), shown as isogloss model"
                    + " shows it."
        },
        footer = {"", "Example: isogloss model cut --model models/multilingual-e5-small --layers 4 --out models/e5-4"})
final class ModelCutCommand implements Callable<Integer> {
    @Option(names = "--model", required = true, paramLabel = "M", description = "a model folder or hub id")
    private String model = "";

    @Option(
            names = "--layers",
            required = true,
            paramLabel = "N",
            description = "how many layers to keep, from the first")
    private int layers;

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
        ModelJob.Summary summary = ModelJob.cut(model, layers, out, console.progress());
        console.result(summary.text(), summary.json());
        return 0;
    }
}
