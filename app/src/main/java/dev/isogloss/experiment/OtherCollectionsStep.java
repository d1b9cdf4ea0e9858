package dev.isogloss.experiment;

import dev.isogloss.corpus.Corpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The systems search the other collections of {@code evaluate.also} as they search the experiment's own; each has {@code
 * also/NAME}, laid out as a run folder is. Exact search only.
 */
final class OtherCollectionsStep implements AutoCloseable {
    private final Context context;
    private final OpenParts open = new OpenParts();
    private final List<EvaluateStep> evaluations = new ArrayList<>();
    private final List<StepKey> searched = new ArrayList<>();
    private final List<OtherCollection> collections = new ArrayList<>();

    OtherCollectionsStep(Context context) {
        this.context = context;
    }

    /** What is to be measured, one entry a split; usable until this is closed. */
    List<EvaluateStep> evaluations() {
        return List.copyOf(evaluations);
    }

    /** What was read. */
    List<OtherCollection> collections() {
        return List.copyOf(collections);
    }

    /** The keys of all searches. */
    List<StepKey> searched() {
        return List.copyOf(searched);
    }

    /**
     * Reads, encodes and searches every other collection.
     *
     * @param atHome the keys of the systems' searches of the experiment's own collection
     */
    void run(List<SystemModel> models, Map<String, StepKey> atHome) throws IOException {
        for (OtherCollection other : OtherCollection.load(context.experiment())) {
            collections.add(other);
            search(other, models, atHome);
        }
    }

    /** The folders of collections that the experiment does not name any more. */
    static List<Path> strangers(Context context) throws IOException {
        Path folder = context.base().path().resolve("also");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        Set<String> named = context.experiment().evaluate().also().stream()
                .map(OtherCollectionChoice::name)
                .collect(Collectors.toSet());
        try (Stream<Path> folders = Files.list(folder)) {
            return folders.filter(other -> !named.contains(String.valueOf(other.getFileName())))
                    .sorted()
                    .toList();
        }
    }

    private void search(OtherCollection other, List<SystemModel> models, Map<String, StepKey> atHome)
            throws IOException {
        RunFolder folder = context.base().also(other.choice().name());
        StepRunner steps = context.steps().below(folder.steps(), other.choice().name() + "/");
        StepKey collection = CollectionStep.run(other, folder, steps, context.progress());
        Corpus corpus = steps.works() ? open.keep(Corpus.open(folder.corpus())) : null;
        Context here = context(context, other, other.everything(), corpus, collection, steps);
        Experiment.EvaluateChoice evaluate = context.experiment().evaluate();
        Map<String, StepKey> vectors = new LinkedHashMap<>();
        List<SystemModel> moved = new ArrayList<>();
        for (SystemModel model : models) {
            if (evaluate.wants(model.name())
                    || model.name().equals("trained") && evaluate.wants(MeasuredSystem.followingTheRecipe())) {
                SystemModel there = new SystemModel(model.name(), model.folder(), folder, model.key());
                vectors.put(model.name(), EncodeStep.run(here, there));
                moved.add(there);
            }
        }
        StepKey lexical = evaluate.wants("bm25", "hybrid") ? LexicalStep.run(here) : collection;
        for (Map.Entry<String, ExperimentData> split : other.splits().entrySet()) {
            EvaluateStep evaluation = evaluation(
                    context(context, other, split.getValue(), corpus, collection, steps),
                    other,
                    split.getKey(),
                    context.base());
            for (String system : evaluate.systems()) {
                StepKey depends = switch (system) {
                    // Reranker and balance are those of home.
                    case "reranked", "balanced" -> StepKey.of(known(vectors, "trained"), known(atHome, system));
                    default -> Pipeline.searches(system, vectors, lexical, evaluate);
                };
                searched.add(evaluation.search(system, moved, depends));
            }
            evaluations.add(evaluation);
        }
    }

    private static StepKey known(Map<String, StepKey> keys, String system) {
        return Objects.requireNonNull(keys.get(system), system);
    }

    /** For reading the runs of a finished folder: nothing is opened, and no step is run. */
    static List<EvaluateStep> finished(Context context, List<OtherCollection> others) {
        List<EvaluateStep> evaluations = new ArrayList<>();
        for (OtherCollection other : others) {
            other.splits()
                    .forEach((split, data) -> evaluations.add(evaluation(
                            context(context, other, data, null, context.collectionKey(), context.steps()),
                            other,
                            split,
                            context.base())));
        }
        return evaluations;
    }

    private static EvaluateStep evaluation(Context here, OtherCollection other, String split, RunFolder home) {
        return new EvaluateStep(here, other.evaluation(split, here.experiment().evaluate()), "-" + split, home);
    }

    private static Context context(
            Context context,
            OtherCollection other,
            ExperimentData data,
            @Nullable Corpus corpus,
            StepKey collection,
            StepRunner steps) {
        RunFolder folder = context.base().also(other.choice().name());
        return new Context(
                context.experiment(),
                data,
                corpus,
                collection,
                context.start(),
                folder,
                folder,
                steps,
                context.progress());
    }

    @Override
    public void close() {
        open.close();
    }
}
