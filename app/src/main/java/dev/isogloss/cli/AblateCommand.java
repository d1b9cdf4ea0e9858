package dev.isogloss.cli;

import dev.isogloss.experiment.ExperimentFile;
import dev.isogloss.experiment.ablation.Ablation;
import dev.isogloss.experiment.ablation.AblationFile;
import dev.isogloss.experiment.ablation.AblationRun;
import dev.isogloss.experiment.ablation.ForeseenRow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/** Runs an experiment once for every row of a table of changes, and prints the table. */
@Command(
        name = "ablate",
        mixinStandardHelpOptions = true,
        description = {
            "Runs an experiment once for every row of a table of changes, and prints and draws the table.",
            "Steps that rows have in common are done once; finished rows are skipped; a stopped table goes on where it"
                    + " was.",
            "The table is printed and written after every row."
        },
        footer = {"", "Example: isogloss ablate experiments/sample.yaml --table mining-methods"})
final class AblateCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "the experiment file, for example experiments/sample.yaml")
    private Path file = Path.of("");

    @Option(
            names = "--table",
            required = true,
            paramLabel = "NAME",
            description = "a table file, or the name of one in the folder tables/ beside the experiment file")
    private String table = "";

    @Option(names = "--out", paramLabel = "FOLDER", description = "the ablation folder (default: runs/NAME-ablation)")
    private @Nullable Path out;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description =
                    "sets one key of the experiment in all rows that do not change it themselves; may be repeated")
    private List<String> overrides = List.of();

    @Option(
            names = "--share",
            paramLabel = "RUN-FOLDER",
            description = "a run folder whose finished steps may be used too; may be repeated")
    private List<Path> shared = List.of();

    @Option(
            names = "--rows",
            paramLabel = "ROW",
            split = ",",
            description = "runs only these rows (names, or those of their folders), separated by commas; of the others,"
                    + " finished ones stay in the table")
    private List<String> rows = List.of();

    @Option(
            names = "--dry-run",
            description = "says for every row which steps it would do, share or skip, and runs nothing")
    private boolean dryRun;

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws Exception {
        Path beside = file.resolveSibling("tables");
        Ablation ablation =
                AblationFile.read(table, Files.isDirectory(beside) ? beside : Path.of("experiments", "tables"));
        String name = ExperimentFile.read(file, overrides).name();
        Path folder = out == null ? Path.of("runs", name + "-ablation") : out;
        AblationRun run = new AblationRun(file, overrides, ablation, folder, shared);
        if (dryRun) {
            List<ForeseenRow> foreseen = run.foresee(rows, console.progress());
            console.result(run.text(foreseen), JsonMapper.shared().writeValueAsString(foreseen));
            return 0;
        }
        AblationRun.Outcome outcome = run.run(rows, console::aside, console.progress());
        console.result(outcome.text(), outcome.json());
        return 0;
    }
}
