package dev.isogloss.cli;

import dev.isogloss.job.ModelJob;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what is in a model folder and whether it can be used. */
@Command(
        name = "model",
        mixinStandardHelpOptions = true,
        description = {
            "Shows a model folder: architecture, parameters, pooling, prompts, lengths, hashes; checks weights and"
                    + " token ids.",
            "M is a folder or a hub id (org/name, org/name@revision), which is downloaded when the hub's cache"
                    + " (HF_HUB_CACHE, HF_HOME) does not have it; a folder named like a command is written ./NAME."
        },
        footer = {
            "",
            "Examples: isogloss model runs/sample/model",
            "          isogloss model pull intfloat/multilingual-e5-small",
            "          isogloss model cut --model runs/sample/model --layers 1 --out smaller",
            "          isogloss model trim --model runs/sample/model --keep-languages en,de --out latin",
            "          isogloss model export --to onnx --model runs/sample/model --out sample-onnx",
            "          isogloss model diff models/encoder runs/mine/model"
        },
        subcommands = {
            ModelCutCommand.class,
            ModelTrimCommand.class,
            ModelExportCommand.class,
            ModelDiffCommand.class,
            ModelPullCommand.class
        })
final class ModelCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "M", description = "a model folder or hub id")
    private @Nullable String model;

    @Mixin
    private Console console = new Console();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (model == null) {
            throw new CommandLine.ParameterException(
                    Objects.requireNonNull(spec).commandLine(), "Missing required parameter: 'M'");
        }
        ModelJob.Summary summary = ModelJob.run(model, console.progress());
        console.result(summary.text(), summary.json());
        return 0;
    }
}
