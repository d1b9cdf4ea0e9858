package dev.isogloss.experiment.published;

import dev.isogloss.eval.MtebTask;
import dev.isogloss.io.BadInputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The experiments on known benchmarks that come with the program, and what others have published there. In a checkout they are
 * {@code experiments/NAME.yaml} and {@code experiments/published/NAME.yaml}; the program carries a copy of both, which is used where
 * the working folder has none.
 */
public final class ReadyExperiments {
    /** Their names. */
    public static final List<String> NAMES = List.of(
            "afriqa",
            "belebele",
            "ciral",
            "miracl",
            "miracl-hard-negatives",
            "mkqa",
            "mrtydi",
            "neuclir",
            "xquad",
            "xquad-r");

    private ReadyExperiments() {}

    /**
     * An experiment file and what others have published where it measures.
     *
     * @param where the file's name, for messages
     */
    public record Ready(String name, String where, String experiment, Optional<Benchmark> benchmark) {}

    /**
     * One of the ready experiments, or an experiment file of one's own, whose figures stand in {@code published/} beside it.
     *
     * @param nameOrFile {@code miracl}, or {@code some/folder/mine.yaml}
     */
    public static Ready find(String nameOrFile) {
        Path near = Path.of("experiments", nameOrFile + ".yaml");
        if (NAMES.contains(nameOrFile) && !Files.isRegularFile(near)) {
            return new Ready(
                    nameOrFile, near.toString(), shipped(nameOrFile + ".yaml").orElseThrow(), benchmark(nameOrFile));
        }
        Path file = NAMES.contains(nameOrFile) ? near : Path.of(nameOrFile);
        if (!Files.isRegularFile(file)) {
            throw new BadInputException("there is no experiment " + nameOrFile + "; the ready ones are "
                    + String.join(", ", NAMES) + " (published figures to compare with have "
                    + String.join(", ", reproducible()) + "); or name an experiment file of your own");
        }
        String name = String.valueOf(file.getFileName());
        Path published = file.resolveSibling("published").resolve(name);
        return new Ready(
                name.replaceFirst("\\.ya?ml$", ""),
                file.toString(),
                text(file),
                Files.exists(published)
                        ? Optional.of(Benchmark.of(text(published), published.toString()))
                        : Optional.empty());
    }

    /** What others have published on a ready experiment's benchmark; empty where nothing was found. */
    public static Optional<Benchmark> benchmark(String name) {
        return shipped("published/" + name + ".yaml")
                .map(text -> Benchmark.of(text, "experiments/published/" + name + ".yaml"));
    }

    /** The names of those that have published figures to compare with. */
    public static List<String> reproducible() {
        return NAMES.stream().filter(name -> benchmark(name).isPresent()).toList();
    }

    /** The benchmark that an experiment's scope names. */
    static Optional<Benchmark> ofScope(String scope) {
        return NAMES.stream()
                .flatMap(name -> benchmark(name).stream())
                .filter(benchmark -> benchmark.scope().equals(scope))
                .findFirst();
    }

    /** What is known of a task of MTEB. */
    static Optional<MtebTask> mtebTask(String task) {
        return NAMES.stream()
                .flatMap(name -> benchmark(name).stream())
                .flatMap(benchmark -> benchmark.mteb().stream())
                .filter(known -> known.name().equals(task))
                .findFirst();
    }

    private static Optional<String> shipped(String name) {
        try (InputStream in = ReadyExperiments.class.getResourceAsStream("/dev/isogloss/experiment/ready/" + name)) {
            return in == null ? Optional.empty() : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new BadInputException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
