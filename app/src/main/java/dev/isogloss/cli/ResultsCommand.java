package dev.isogloss.cli;

import dev.isogloss.experiment.RunFiles;
import dev.isogloss.experiment.RunFolder;
import dev.isogloss.experiment.published.MtebExport;
import dev.isogloss.io.BadInputException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Hands the results of a run folder to other tools. */
@Command(
        name = "results",
        mixinStandardHelpOptions = true,
        description = {
            "Writes the results of a finished run folder for other tools.",
            "mteb: OUT/results/ORG__MODEL/REVISION/TASK.json, which the Python package mteb loads. trec: runs and judgments for"
                    + " trec_eval and pytrec_eval. ranx: the same as JSON for ranx.",
            "A task gets MTEB's name only where passages and queries are MTEB's, or with --task-name."
        },
        footer = {
            "",
            "Example: isogloss results runs/sample --to mteb --out exchange",
            "Example: isogloss results runs/miracl --to mteb --out exchange --system trained --model-id me/model@v1"
        })
final class ResultsCommand implements Callable<Integer> {
    /** The tool that is to read them. */
    enum Target {
        MTEB,
        TREC,
        RANX
    }

    @Parameters(paramLabel = "RUN-FOLDER", description = "a finished run")
    private Path run = Path.of("");

    @Option(names = "--to", required = true, paramLabel = "TOOL", description = "mteb | trec | ranx")
    private Target target = Target.MTEB;

    @Option(names = "--out", required = true, paramLabel = "FOLDER", description = "where the files go")
    private Path out = Path.of("");

    @Option(names = "--system", paramLabel = "S", description = "only this system, for example trained (default: all)")
    private @Nullable String system;

    @Option(names = "--task", paramLabel = "T", description = "only monolingual, pooled or cross (default: all)")
    private @Nullable String task;

    @Option(
            names = "--task-name",
            paramLabel = "NAME",
            description = "mteb: the name of the task, for example MIRACLRetrieval, where you know that it is the same")
    private @Nullable String taskName;

    @Option(
            names = "--model-id",
            paramLabel = "ORG/MODEL[@REVISION]",
            description = "mteb: the model's id (default: its hub id, or isogloss/EXPERIMENT-SYSTEM)")
    private @Nullable String model;

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws Exception {
        if (target == Target.MTEB) {
            MtebExport.Summary summary = MtebExport.write(
                    new RunFolder(run),
                    new MtebExport.Choice(
                            Optional.ofNullable(system),
                            Optional.ofNullable(task),
                            Optional.ofNullable(taskName),
                            Optional.ofNullable(model)),
                    out);
            console.result(summary.text(), summary.json());
            return 0;
        }
        if (taskName != null || model != null) {
            throw new BadInputException("--task-name and --model-id belong to --to mteb (got: --to "
                    + target.name().toLowerCase(Locale.ROOT) + ")");
        }
        RunFiles.Layout layout = target == Target.TREC ? RunFiles.Layout.TREC : RunFiles.Layout.RANX;
        RunFiles.Summary summary =
                RunFiles.write(new RunFolder(run), layout, Optional.ofNullable(system), Optional.ofNullable(task), out);
        console.result(summary.text(), summary.json());
        return 0;
    }
}
