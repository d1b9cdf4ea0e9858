package dev.isogloss.experiment.published;

import dev.isogloss.eval.MtebTask;
import dev.isogloss.io.BadInputException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * A benchmark as others measure on it, with their figures: a file {@code experiments/published/NAME.yaml}.
 *
 * <pre>{@code
 * benchmark: MIRACL v1.0
 * scope: miracl-full            # evaluate.scope of the experiment that measures the same
 * split: dev
 * task: monolingual
 * passages: {sw: 131924}        # of each language; another number is another scope
 * queries: {sw: 482}            # judged ones
 * mteb: {task: MIRACLRetrieval, revision: 9c09.., split: dev, main: ndcg@10, subsets: {sw: {name: sw, languages: [swa-Latn]}}}
 * figures:
 *   - {system: BM25, source: where, ours: bm25, set-up: {index.bm25-profile: anserini}, tolerance: 0.005,
 *      values: {ndcg@10: {sw: 0.3826}}}
 * }</pre>
 *
 * @param passages by language; empty where nobody says
 * @param queries by label; empty where nobody says
 * @param mteb the task of the benchmark MTEB that is measured on the same
 */
public record Benchmark(
        String title,
        String scope,
        String split,
        String task,
        Map<String, Integer> passages,
        Map<String, Integer> queries,
        Optional<MtebTask> mteb,
        List<PublishedFigure> figures) {
    private static final YAMLMapper YAML = YAMLMapper.builder().build();
    private static final List<String> KEYS =
            List.of("benchmark", "scope", "split", "task", "passages", "queries", "mteb", "figures");

    /**
     * Reads one.
     *
     * @param where the file's name, for messages
     */
    public static Benchmark of(String yaml, String where) {
        JsonNode json;
        try {
            json = YAML.readTree(yaml);
        } catch (JacksonException e) {
            throw new BadInputException(where + ": not YAML: " + e.getOriginalMessage(), e);
        }
        for (String key : json.propertyNames()) {
            if (!KEYS.contains(key)) {
                throw new BadInputException(where + ": unknown key " + key + "; known here: " + KEYS);
            }
        }
        return new Benchmark(
                PublishedFigure.text(json, "benchmark", where),
                PublishedFigure.text(json, "scope", where),
                PublishedFigure.text(json, "split", where),
                PublishedFigure.text(json, "task", where),
                counts(json.path("passages")),
                counts(json.path("queries")),
                json.has("mteb") ? Optional.of(mteb(json.get("mteb"), where)) : Optional.empty(),
                json.path("figures")
                        .valueStream()
                        .map(figure -> PublishedFigure.of(figure, where))
                        .toList());
    }

    private static Map<String, Integer> counts(JsonNode json) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        json.properties()
                .forEach(count -> counts.put(count.getKey(), count.getValue().asInt()));
        return counts;
    }

    private static MtebTask mteb(JsonNode json, String where) {
        TreeMap<String, MtebTask.Subset> subsets = new TreeMap<>();
        json.path("subsets")
                .properties()
                .forEach(subset -> subsets.put(
                        subset.getKey(),
                        new MtebTask.Subset(
                                subset.getValue().path("name").asString(),
                                subset.getValue()
                                        .path("languages")
                                        .valueStream()
                                        .map(JsonNode::asString)
                                        .toList())));
        return new MtebTask(
                PublishedFigure.text(json, "task", where),
                PublishedFigure.text(json, "revision", where),
                PublishedFigure.text(json, "split", where),
                PublishedFigure.text(json, "main", where),
                subsets);
    }
}
