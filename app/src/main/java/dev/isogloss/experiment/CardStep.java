package dev.isogloss.experiment;

import dev.isogloss.checkpoint.Architecture;
import dev.isogloss.checkpoint.ModelFolder;
import dev.isogloss.data.Language;
import dev.isogloss.data.Query;
import dev.isogloss.embed.TextContract;
import dev.isogloss.eval.Comparison;
import dev.isogloss.eval.ResultRow;
import dev.isogloss.experiment.card.CardData;
import dev.isogloss.experiment.card.CardPage;
import dev.isogloss.experiment.card.DataSource;
import dev.isogloss.io.AtomicFile;
import dev.isogloss.io.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Writes {@code model/README.md}: what is known when a training ends, and once more with figures when they were measured. No step of
 * its own, because the file lies in a folder that belongs to the training: it is written again whenever its text is another one, and
 * nothing depends on it.
 */
final class CardStep {
    private static final int FEW_QUERIES = 20;

    private final Context context;
    private final String system;
    private final Path folder;

    /**
     * The card of a trained system.
     *
     * @param folder with {@code model/} and {@code training/}
     */
    CardStep(Context context, String system, Path folder) {
        this.context = context;
        this.system = system;
        this.folder = folder;
    }

    /** As far as it is known when the training has ended. */
    void write() throws IOException {
        write(new EvaluateStep.Measured(List.of(), List.of()));
    }

    /** With what was measured. */
    void write(EvaluateStep.Measured measured) throws IOException {
        String text = CardPage.text(data(measured));
        Path file = folder.resolve("model").resolve("README.md");
        if (!Files.exists(file) || !Files.readString(file).equals(text)) {
            AtomicFile.writeString(file, text);
        }
    }

    private CardData data(EvaluateStep.Measured measured) throws IOException {
        Experiment experiment = context.experiment();
        List<ResultRow> rows = LanguageBias.without(measured.rows()).stream()
                .filter(row -> row.system().equals(system) || row.system().equals(CardData.UNTOUCHED))
                .toList();
        List<Comparison> comparisons = measured.comparisons().stream()
                .filter(comparison -> comparison.system().equals(system)
                        && comparison.against().equals(CardData.UNTOUCHED))
                .toList();
        Optional<String> base = baseModel(experiment);
        return new CardData(
                experiment.name(),
                system,
                experiment.card().licence(),
                base,
                base.orElseGet(() -> baseName(experiment)),
                context.passageLanguages().stream().map(Language::code).sorted().toList(),
                shape(experiment),
                sources(experiment),
                CardMethod.sentences(experiment, system),
                training(),
                CardMethod.settings(experiment),
                experiment.evaluate().scope(),
                experiment.evaluate().split(),
                context.corpus().size(),
                rows,
                comparisons,
                limits(experiment, rows));
    }

    /** The id that somebody gave, or that the model was named by; a folder of the hub's cache has it in its path. */
    private static Optional<String> baseModel(Experiment experiment) {
        if (experiment.card().baseModel().isPresent()) {
            return experiment.card().baseModel();
        }
        return experiment.model().path().flatMap(CardMethod::hubId);
    }

    private static String baseName(Experiment experiment) {
        return experiment
                .model()
                .path()
                .map(path -> String.valueOf(Path.of(path).normalize().getFileName()))
                .orElse("random weights");
    }

    private CardData.Shape shape(Experiment experiment) {
        ModelFolder model = ModelFolder.open(folder.resolve("model"));
        Architecture architecture = model.architecture();
        TextContract contract = model.contract();
        return new CardData.Shape(
                architecture.family().modelType(),
                architecture.layers(),
                architecture.hidden(),
                architecture.vocabulary(),
                model.dimension(),
                experiment.train().matryoshka(),
                contract.pooling(),
                contract.normalize(),
                contract.queryPrompt(),
                contract.passagePrompt(),
                experiment.text().queryTokens(),
                experiment.text().passageTokens(),
                Math.max(contract.queryTokens(), contract.passageTokens()),
                contract.titleJoin());
    }

    private List<DataSource> sources(Experiment experiment) throws IOException {
        List<DataSource> sources = new ArrayList<>();
        Path collection = Path.of(experiment.collection().path());
        boolean miracl = isMiracl(collection);
        List<Query> queries = context.data().trainQueries();
        sources.add(new DataSource(
                String.valueOf(collection.normalize().getFileName()),
                miracl ? Optional.of("miracl/miracl") : Optional.empty(),
                String.format(
                        Locale.ROOT,
                        "%,d training queries in %d languages; %,d passages to find negatives in",
                        queries.size(),
                        queries.stream().map(Query::language).distinct().count(),
                        context.corpus().size()),
                DataSource.licence(collection)
                        .or(() -> miracl
                                ? Optional.of("Apache-2.0 (MIRACL); texts of Wikipedia, CC BY-SA")
                                : Optional.empty())));
        for (Experiment stage : experiment.preFineTuning()) {
            Path path = Path.of(stage.collection().path());
            sources.add(new DataSource(
                    stage.name() + ": " + path.normalize().getFileName(),
                    Optional.empty(),
                    "a training before this one",
                    DataSource.licence(path)));
        }
        Path report = context.base().trainSets().resolve("report.json");
        JsonNode found =
                Files.exists(report) ? JsonFile.read(report) : experiment.tree().arrayNode();
        for (TrainSetChoice choice : experiment.trainSets()) {
            sources.add(new DataSource(
                    choice.name(), Optional.empty(), drawn(found, choice), DataSource.licence(Path.of(choice.path()))));
        }
        return sources;
    }

    /** The layout alone would not say whose data it is; MIRACL's own folders are named so. */
    private static boolean isMiracl(Path collection) throws IOException {
        try (var below = Files.newDirectoryStream(collection, "miracl-v1.0-*")) {
            return below.iterator().hasNext();
        }
    }

    private static String drawn(JsonNode found, TrainSetChoice choice) {
        for (JsonNode set : found) {
            if (set.path("name").asString("").equals(choice.name())) {
                return String.format(
                        Locale.ROOT,
                        "%,d examples in %d languages (%s)",
                        set.path("examples").asLong(),
                        set.path("languages").asInt(),
                        choice.kind().equals("parallel") ? "parallel text" : "questions or titles and their texts");
            }
        }
        return choice.kind();
    }

    private String training() throws IOException {
        Path file = folder.resolve("training").resolve("complete.json");
        if (!Files.exists(file)) {
            return "";
        }
        JsonNode complete = JsonFile.read(file);
        int step = complete.path("step").asInt();
        int best = complete.path("bestStep").asInt();
        JsonNode kept = complete.path("best");
        if (!kept.isObject()) {
            return step + " steps; no queries were held out to choose among them.\n";
        }
        return String.format(
                Locale.ROOT,
                "%d steps; the weights of step %d were kept. On %d held-out training queries among their candidates nDCG@10 was %.3f"
                        + " (untouched: %.3f).%n",
                step,
                best,
                kept.path("queries").asInt(),
                kept.path("ndcg").asDouble(),
                complete.path("untouched").path("ndcg").asDouble());
    }

    private List<String> limits(Experiment experiment, List<ResultRow> rows) {
        List<String> limits = new ArrayList<>();
        if (experiment.model().path().isEmpty()) {
            limits.add(
                    "It began with random weights and has seen nothing but the data below: it shows that training works, not how"
                            + " good multilingual retrieval can be.");
        }
        if (ModelFolder.open(folder.resolve("model")).languagePrompts().isPresent()) {
            limits.add(
                    "It has language prompts (the folder language_prompts), which other programs do not know: they load the"
                            + " encoder alone, whose vectors of passages are not those that were measured here. Export to ONNX is refused.");
        }
        limits.add("Training cut queries at " + experiment.text().queryTokens() + " and passages at "
                + experiment.text().passageTokens() + " tokens; what a longer text says after that counts for less.");
        limits.add("Languages that are not listed were neither trained nor measured here.");
        long few = rows.stream()
                .filter(row -> !row.isAverage() && !CardData.isPair(row) && row.queries() < FEW_QUERIES)
                .map(ResultRow::language)
                .distinct()
                .count();
        if (few > 0) {
            limits.add("Of the languages measured, " + few + " have fewer than " + FEW_QUERIES
                    + " queries in some scope: read their figures as hints.");
        }
        if (!context.data().shared().isEmpty()) {
            limits.add(context.data().shared().size() + " of "
                    + context.data().evaluationQueries().size()
                    + " evaluation queries are answered by a passage that also answers a training query.");
        }
        limits.add(
                "A cosine orders passages of one query; it is no probability, and a threshold does not carry over from another"
                        + " model.");
        return limits;
    }
}
