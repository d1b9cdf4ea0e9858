package dev.isogloss.cli;

import dev.isogloss.experiment.Doctor;
import dev.isogloss.experiment.ExperimentFile;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Looks for trouble before the long part starts. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {
            "Checks this machine, and with an experiment file its collection and model, before anything long starts.",
            "Shows per language what there is, what is wrong (dangling ids, queries without positives, ...) and what training and dev share."
        },
        footer = {"", "Example: isogloss doctor experiments/sample.yaml"})
final class DoctorCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "FILE", description = "an experiment file")
    private @Nullable Path file;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "sets one key of the experiment; may be repeated")
    private List<String> overrides = List.of();

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws Exception {
        Doctor.Findings findings = file == null
                ? Doctor.machine()
                : Doctor.examine(ExperimentFile.read(file, overrides), console.progress());
        console.result(findings.text(), findings.json());
        return findings.sound() ? 0 : 2;
    }
}
