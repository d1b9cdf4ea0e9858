package dev.isogloss.experiment.card;

import dev.isogloss.eval.ResultRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/**
 * The YAML in front of a model card as the Hugging Face hub reads it: language, license, library, base model, data sets, and {@code
 * model-index} with results as MTEB writes them (metrics {@code ndcg_at_10} and so on, in percent).
 */
final class HubMetadata {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
            .disable(YAMLWriteFeature.SPLIT_LINES)
            .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
            .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .build();

    private HubMetadata() {}

    /** The block with its fences. */
    static String yaml(CardData card) {
        SequencedMap<String, Object> values = new LinkedHashMap<>();
        values.put("language", card.languages());
        card.licence().ifPresent(licence -> values.put("license", licence));
        values.put("library_name", "sentence-transformers");
        values.put("pipeline_tag", "sentence-similarity");
        List<String> tags = new ArrayList<>(List.of(
                "sentence-transformers", "sentence-similarity", "feature-extraction", "dense-retrieval", "isogloss"));
        if (card.languages().size() > 1) {
            tags.add("multilingual");
        }
        values.put("tags", tags);
        card.baseModel().ifPresent(base -> {
            values.put("base_model", base);
            values.put("base_model_relation", "finetune");
        });
        List<String> sets = card.data().stream()
                .map(DataSource::hubId)
                .flatMap(Optional::stream)
                .toList();
        if (!sets.isEmpty()) {
            values.put("datasets", sets);
        }
        List<Map<String, Object>> results = results(card);
        if (!results.isEmpty()) {
            values.put("metrics", metrics(card));
            values.put("model-index", List.of(ordered("name", card.name(), "results", results)));
        }
        return "---\n" + YAML.writeValueAsString(values) + "---\n";
    }

    private static List<String> metrics(CardData card) {
        return card.of(card.system()).stream()
                .map(row -> metric(row.metric()))
                .distinct()
                .toList();
    }

    /** {@code ndcg@10} is {@code ndcg_at_10} there. */
    private static String metric(String name) {
        return name.replace("@", "_at_");
    }

    /** One entry for each scope, task, split and language (or average); pairs of languages only as averages. */
    private static List<Map<String, Object>> results(CardData card) {
        SequencedMap<List<String>, List<Map<String, Object>>> entries = new LinkedHashMap<>();
        for (ResultRow row : card.of(card.system())) {
            if (CardData.isPair(row)) {
                continue;
            }
            entries.computeIfAbsent(
                            List.of(row.scope(), row.task(), row.split(), row.language()), key -> new ArrayList<>())
                    .add(ordered("type", metric(row.metric()), "value", percent(row.value()), "name", row.metric()));
        }
        List<Map<String, Object>> results = new ArrayList<>();
        entries.forEach((key, metrics) -> {
            String task = key.get(1);
            Map<String, Object> dataset = ordered(
                    "type",
                    key.get(0),
                    "name",
                    key.get(0) + " (" + task + ", " + key.get(3) + ")",
                    "config",
                    key.get(3));
            dataset.put("split", key.get(2));
            results.add(ordered(
                    "task",
                    ordered("type", "Retrieval", "name", "Retrieval, " + task),
                    "dataset",
                    dataset,
                    "metrics",
                    metrics));
        });
        return results;
    }

    private static double percent(double value) {
        return Math.round(value * 1e5) / 1e3;
    }

    private static SequencedMap<String, Object> ordered(Object... keysAndValues) {
        SequencedMap<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }
}
