package dev.isogloss.cli;

import dev.isogloss.job.PullJob;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Downloads a model of the hub into its cache. */
@Command(
        name = "pull",
        mixinStandardHelpOptions = true,
        description = {
            "Downloads a model of the Hugging Face hub into the hub's cache on this machine, which Python tools share,"
                    + " or brings it up to date.",
            "Only safetensors, JSON, tokenizer and text files are fetched, never pickled weights. Every file is"
                    + " verified; a stopped download goes on where it was. HF_HOME, HF_HUB_CACHE, HF_ENDPOINT, HF_TOKEN"
                    + " and HF_HUB_OFFLINE are understood."
        },
        footer = {
            "",
            "Examples: isogloss model pull intfloat/multilingual-e5-small",
            "          isogloss model pull BAAI/bge-m3@refs/pr/1"
        })
final class ModelPullCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "org/name or org/name@revision (a branch, a tag or a commit)")
    private String id = "";

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws Exception {
        PullJob.Summary summary = PullJob.model(id, console.progress());
        console.result(summary.text(), summary.json());
        return 0;
    }
}
