package dev.isogloss.cli;

import dev.isogloss.job.ModelJob;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Says what is in a model folder and whether it can be used. */
@Command(
        name = "model",
        mixinStandardHelpOptions = true,
        description = {
            "Shows a model folder: architecture, parameters, pooling, prompts, lengths, hashes; checks weights and token ids.",
            "M is a folder or a hub id that is in the local hub cache (HF_HUB_CACHE, HF_HOME)."
        },
        footer = {"", "Example: isogloss model runs/sample/model"})
final class ModelCommand implements Callable<Integer> {
    @Parameters(paramLabel = "M", description = "a model folder or hub id")
    private String model = "";

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws Exception {
        ModelJob.Summary summary = ModelJob.run(model);
        console.result(summary.text(), summary.json());
        return 0;
    }
}
