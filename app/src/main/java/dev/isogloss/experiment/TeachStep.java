package dev.isogloss.experiment;

import dev.isogloss.batch.BatchPlan;
import dev.isogloss.batch.PlanExample;
import dev.isogloss.checkpoint.CrossEncoderFolder;
import dev.isogloss.data.Key;
import dev.isogloss.data.Negative;
import dev.isogloss.data.Passage;
import dev.isogloss.data.TrainingExample;
import dev.isogloss.io.Checksums;
import dev.isogloss.io.JsonLines;
import dev.isogloss.io.Progress;
import dev.isogloss.search.Pair;
import dev.isogloss.search.PairScorer;
import dev.isogloss.train.PairScores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A cross-encoder or a language model scores, before the training, every positive and every negative that a training will see: {@code
 * teaching/scores-00000.jsonl.zst}, {@code {query, scores: {passage: log odds or log-likelihood}}} a line. Stopped, it goes on with the next file.
 */
final class TeachStep {
    private static final int EXAMPLES_A_FILE = 250;

    private final Context context;
    private final Path folder;

    /** The teaching of a system whose files are in {@code system}. */
    TeachStep(Context context, Path system) {
        this.context = context;
        this.folder = system.resolve("teaching");
    }

    /** Whether the experiment's teacher is a cross-encoder or a language model. */
    static boolean isWanted(Experiment experiment) {
        Experiment.DistillationChoice choice = experiment.train().distillation();
        return choice.byLanguageModel()
                || choice.isWanted() && choice.teacher().equals(Experiment.DistillationChoice.CROSS_ENCODER);
    }

    /** The examples of a system, read when they are needed. */
    interface Examples {
        List<TrainingExample> read() throws IOException;
    }

    /**
     * Scores.
     *
     * @param examples of the system
     * @param learned the key of the examples and of the judges that were trained for them
     */
    StepKey run(String system, StepKey learned, Examples examples, Function<Key, Passage> passages) throws IOException {
        if (choice().byLanguageModel()) {
            StepKey key = StepKey.of(
                    "teach likelihoods",
                    learned,
                    choice().languageModel().deciding(),
                    context.experiment().model().precision(),
                    context.experiment().model().device(),
                    context.experiment().train().negatives(),
                    context.experiment().train().epochs(),
                    context.experiment().trainingSeed());
            return context.steps()
                    .run(
                            "teach-" + system,
                            key,
                            List.of(folder),
                            () -> score(open -> LanguageModelTeacher.open(context, open), examples.read(), passages));
        }
        Optional<String> own = model();
        StepKey key = StepKey.of(
                "teach",
                learned,
                own.map(path -> CrossEncoderFolder.open(path).networkHash()).orElse("out of fold"),
                context.experiment().mine().judging().crossEncoder().pairTokens(),
                context.experiment().model().precision(),
                context.experiment().model().device(),
                context.experiment().train().negatives(),
                context.experiment().train().epochs(),
                context.experiment().trainingSeed());
        // The judge has read every candidate of the recipe already; the naive system's may be those of another round.
        boolean judged = system.equals("trained")
                && context.experiment().train().distillation().crossEncoder().isEmpty();
        return context.steps()
                .run(
                        "teach-" + system,
                        key,
                        List.of(folder),
                        () -> score(
                                open -> {
                                    PairScorer live = CrossEncoders.open(context, own, open);
                                    return judged ? JudgeScoresStep.recorded(context, live) : live;
                                },
                                examples.read(),
                                passages));
    }

    /** Opens a teacher, which is closed with other parts. */
    private interface Teacher {
        PairScorer open(OpenParts open) throws IOException;
    }

    private Experiment.DistillationChoice choice() {
        return context.experiment().train().distillation();
    }

    /** The trained cross-encoder to ask; empty for the ones that were trained here. */
    private Optional<String> model() {
        Experiment experiment = context.experiment();
        Optional<String> own = experiment.train().distillation().crossEncoder();
        return own.or(() -> experiment.mine().judging().crossEncoder().path());
    }

    private void score(Teacher teacher, List<TrainingExample> examples, Function<Key, Passage> passages)
            throws IOException {
        try (OpenParts open = new OpenParts();
                Progress.Task task = context.progress().start("Asking the teacher", examples.size(), "queries")) {
            PairScorer scorer = teacher.open(open);
            for (int from = 0; from < examples.size(); from += EXAMPLES_A_FILE) {
                List<TrainingExample> part = examples.subList(from, Math.min(from + EXAMPLES_A_FILE, examples.size()));
                Path file = file(from / EXAMPLES_A_FILE);
                if (!Files.exists(file)) {
                    write(file, scorer, part, passages);
                }
                task.advance(part.size());
            }
        }
    }

    private Path file(int number) {
        return folder.resolve(String.format(Locale.ROOT, "scores-%05d.jsonl.zst", number));
    }

    private void write(Path file, PairScorer scorer, List<TrainingExample> examples, Function<Key, Passage> passages)
            throws IOException {
        JsonLines.write(file, out -> {
            for (TrainingExample example : examples) {
                List<Pair> pairs = new ArrayList<>();
                for (Key key : seen(example)) {
                    Passage passage = passages.apply(key);
                    if (!passage.isBlank()) {
                        pairs.add(new Pair(example.query(), passage));
                    }
                }
                float[] scores = scorer.score(pairs);
                Map<String, Float> byPassage = new LinkedHashMap<>();
                for (int i = 0; i < scores.length; i++) {
                    byPassage.put(pairs.get(i).passage().key().toString(), scores[i]);
                }
                out.write(new Line(example.query().key().toString(), byPassage));
            }
        });
    }

    private record Line(String query, Map<String, Float> scores) {}

    /** What the training will show of an example: all positives, and the negatives of every epoch. */
    private Set<Key> seen(TrainingExample example) {
        Set<Key> seen = new LinkedHashSet<>(example.positives());
        PlanExample planned = new PlanExample(
                0,
                example.language(),
                0,
                example.query().key(),
                example.positives(),
                List.of(),
                example.negatives().stream().map(Negative::passage).toList());
        for (int epoch = 0; epoch < context.experiment().train().epochs(); epoch++) {
            seen.addAll(BatchPlan.negatives(
                    context.experiment().trainingSeed(),
                    planned,
                    epoch,
                    context.experiment().train().negatives()));
        }
        return seen;
    }

    /** What was scored. */
    PairScores read() throws IOException {
        Map<Key, Map<Key, Float>> scores = new HashMap<>();
        for (int number = 0; Files.exists(file(number)); number++) {
            JsonLines.read(file(number), line -> {
                Map<Key, Float> ofQuery = new HashMap<>();
                line.json()
                        .path("scores")
                        .properties()
                        .forEach(entry -> ofQuery.put(Key.parse(entry.getKey()), (float)
                                entry.getValue().doubleValue()));
                scores.put(Key.parse(line.requiredText("query")), ofQuery);
            });
        }
        return (query, passage) -> scores.getOrDefault(query, Map.of()).getOrDefault(passage, Float.NaN);
    }

    /** SHA-256 of what was scored. */
    String hash() throws IOException {
        return Checksums.sha256OfFolder(folder);
    }
}
