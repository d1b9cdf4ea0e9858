package dev.isogloss.eval;

import dev.isogloss.io.JsonFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Writes results as the Python package mteb (2.x, and what reads its files) has them: {@code
 * results/{organisation}__{model}/{revision}/{Task}.json} with {@code model_meta.json} beside it.
 *
 * <pre>{@code
 * {"dataset_revision": "9c09..", "task_name": "MIRACLRetrieval", "mteb_version": "2.26.24", "scores": {"dev": [
 *   {"hf_subset": "sw", "languages": ["swa-Latn"], "main_score": 0.78, "ndcg_at_10": 0.78, "recall_at_100": 0.98}]},
 *  "evaluation_time": null, "kg_co2_emissions": null}
 * }</pre>
 *
 * <p>The version is that of the layout. Values are ours, computed as trec_eval does, which mteb calls too; times are not written, so
 * equal values give equal bytes.
 */
public final class MtebResult {
    /** The version of mteb whose layout is written. */
    public static final String LAYOUT = "2.26.24";

    private static final int[] DEPTHS = {1, 3, 5, 10, 20, 100};

    private MtebResult() {}

    /**
     * What mteb shows of a retrieval task, as far as a run says it.
     *
     * @param depth how many hits a query the run was asked for: figures of greater depth would be too low, and are left out
     */
    public static List<Metric> metrics(int depth) {
        List<Metric> metrics = new ArrayList<>();
        for (int k : DEPTHS) {
            if (k <= depth) {
                metrics.addAll(List.of(
                        new Metric.Ndcg(k),
                        new Metric.CutAveragePrecision(k),
                        new Metric.Recall(k),
                        new Metric.ReciprocalRank(k)));
            }
        }
        return List.copyOf(metrics);
    }

    /**
     * Writes the result of a task, and what the model is.
     *
     * @param folder the folder above {@code results}, mteb's cache
     * @param splits by the split's name, at least one: one entry a metric over the same labels; the task's main metric among them
     * @return the file of the result
     */
    public static Path write(Path folder, MtebModel model, MtebTask task, SortedMap<String, List<QueryScores>> splits)
            throws IOException {
        Path home = folder.resolve("results").resolve(model.folder()).resolve(model.revision());
        Path file = home.resolve(task.name() + ".json");
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("dataset_revision", task.revision());
        json.put("task_name", task.name());
        json.put("mteb_version", LAYOUT);
        SortedMap<String, Object> scores = new TreeMap<>();
        splits.forEach((split, measured) -> scores.put(split, subsets(task, measured)));
        json.put("scores", scores);
        json.put("evaluation_time", null);
        json.put("kg_co2_emissions", null);
        JsonFile.write(home.resolve("model_meta.json"), meta(model));
        JsonFile.write(file, json);
        return file;
    }

    /** The same for a task of one split, its own. */
    public static Path write(Path folder, MtebModel model, MtebTask task, List<QueryScores> scores) throws IOException {
        return write(folder, model, task, new TreeMap<>(Map.of(task.split(), scores)));
    }

    private static List<Map<String, Object>> subsets(MtebTask task, List<QueryScores> scores) {
        QueryScores main = scores.stream()
                .filter(metric -> metric.metric().name().equals(task.mainMetric()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "the main metric " + task.mainMetric() + " of " + task.name() + " was not measured"));
        List<Map<String, Object>> subsets = new ArrayList<>();
        for (String label : main.byLanguage().keySet()) {
            MtebTask.Subset subset = task.subset(label);
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("hf_subset", subset.name());
            values.put("languages", subset.languages());
            values.put("main_score", main.value(label));
            for (QueryScores metric : scores) {
                values.put(metric.metric().name().replace("@", "_at_"), metric.value(label));
            }
            subsets.add(values);
        }
        return subsets;
    }

    /** The fields that {@code mteb.ModelMeta} requires; null says that we do not know. */
    private static Map<String, Object> meta(MtebModel model) {
        Map<String, Object> meta = new LinkedHashMap<>();
        meta.put("loader", null);
        meta.put("name", model.name());
        meta.put("revision", model.revision());
        Stream.of("release_date", "languages", "n_parameters", "memory_usage_mb")
                .forEach(unknown -> meta.put(unknown, null));
        meta.put("max_tokens", model.maxTokens());
        meta.put("embed_dim", model.dimension());
        Stream.of("license", "open_weights", "public_training_code", "public_training_data")
                .forEach(unknown -> meta.put(unknown, null));
        meta.put("framework", model.dimension() == null ? List.of() : List.of("Sentence Transformers"));
        meta.put("similarity_fn_name", model.dimension() == null ? null : "cosine");
        meta.put("use_instructions", model.prompts());
        meta.put("training_datasets", null);
        return meta;
    }
}
