package dev.isogloss.cli;

import dev.isogloss.experiment.published.Reproduce;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says how our figures on a known benchmark stand to the published ones. */
@Command(
        name = "reproduce",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a ready experiment on a known benchmark and puts its figures beside the published ones: difference, whether it is"
                    + " within what is expected, and what differs in the set-up. Figures of other passages or queries are never compared.",
            "Ready: belebele, ciral, miracl, miracl-hard-negatives, mkqa, mrtydi, neuclir, xquad. The experiments afriqa and xquad-r"
                    + " have no published figures that could be checked: isogloss run experiments/afriqa.yaml.",
            "Exit code 1 where a figure is outside its tolerance, or nothing could be compared."
        },
        footer = {
            "",
            "Example: isogloss reproduce miracl --set collection.path=MIRACL --set evaluate.systems=[bm25]",
            "Example: isogloss reproduce xquad --run runs/xquad --model-is intfloat/multilingual-e5-small"
        })
final class ReproduceCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "NAME",
            description = "a ready experiment, or a file with its figures in published/ beside it")
    private String name = "";

    @Option(names = "--run", paramLabel = "RUN-FOLDER", description = "a finished run; nothing is run then")
    private @Nullable Path run;

    @Option(names = "--out", paramLabel = "FOLDER", description = "the run folder (default: runs/NAME)")
    private @Nullable Path out;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "sets one key of the experiment, for example --set collection.path=MIRACL; may be repeated")
    private List<String> overrides = List.of();

    @Option(
            names = "--model-is",
            paramLabel = "ORG/NAME",
            description = "which model of the hub model.path is, where its name does not say it")
    private @Nullable String model;

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws Exception {
        Reproduce.Outcome outcome = Reproduce.run(
                name,
                overrides,
                Optional.ofNullable(run),
                Optional.ofNullable(out),
                Optional.ofNullable(model),
                console.progress());
        console.result(outcome.text(), outcome.json());
        return outcome.reproduced() ? 0 : 1;
    }
}
