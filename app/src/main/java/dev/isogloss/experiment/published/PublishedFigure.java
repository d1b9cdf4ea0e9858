package dev.isogloss.experiment.published;

import dev.isogloss.io.BadInputException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What somebody has published of one system on a benchmark.
 *
 * @param system as people call it
 * @param source where the figures stand: repository, file and commit, or paper and table
 * @param ours the system of an experiment that should reach the same; empty where the figures are for orientation
 * @param model the hub id of the model that the experiment must have for that; empty for systems without one
 * @param setUp keys of an experiment file with the value that the figures were made with
 * @param meanOf the languages of the value {@link #MEAN}, where only a mean was published
 * @param tolerance the largest absolute difference that is expected of a faithful reproduction
 * @param values by metric, then by label: a language, {@code query>passage}, or {@link #MEAN}
 */
public record PublishedFigure(
        String system,
        String source,
        Optional<String> ours,
        Optional<String> model,
        Map<String, String> setUp,
        List<String> meanOf,
        double tolerance,
        Map<String, Map<String, Double>> values) {
    /** The label of a plain mean over {@code meanOf}. */
    public static final String MEAN = "mean";

    private static final List<String> KEYS =
            List.of("system", "source", "ours", "model", "set-up", "mean-of", "tolerance", "values");
    private static final double USUAL_TOLERANCE = 0.01;

    static PublishedFigure of(JsonNode json, String where) {
        for (String key : json.propertyNames()) {
            if (!KEYS.contains(key)) {
                throw new BadInputException(where + ": unknown key figures." + key + "; known here: " + KEYS);
            }
        }
        Map<String, String> setUp = new LinkedHashMap<>();
        json.path("set-up")
                .properties()
                .forEach(key -> setUp.put(key.getKey(), key.getValue().asString()));
        Map<String, Map<String, Double>> values = new LinkedHashMap<>();
        json.path("values").properties().forEach(metric -> {
            Map<String, Double> ofMetric = new LinkedHashMap<>();
            metric.getValue()
                    .properties()
                    .forEach(label -> ofMetric.put(
                            label.getKey(),
                            number(label.getValue(), where + ": " + metric.getKey() + " " + label.getKey())));
            values.put(metric.getKey(), ofMetric);
        });
        return new PublishedFigure(
                text(json, "system", where),
                text(json, "source", where),
                optional(json, "ours"),
                optional(json, "model"),
                setUp,
                json.path("mean-of").valueStream().map(JsonNode::asString).toList(),
                json.has("tolerance") ? number(json.get("tolerance"), where + ": tolerance") : USUAL_TOLERANCE,
                values);
    }

    static String text(JsonNode json, String key, String where) {
        return optional(json, key).orElseThrow(() -> new BadInputException(where + ": the key " + key + " is missing"));
    }

    static Optional<String> optional(JsonNode json, String key) {
        JsonNode value = json.path(key);
        return value.isMissingNode() || value.isNull() ? Optional.empty() : Optional.of(value.asString());
    }

    private static double number(JsonNode value, String where) {
        if (!value.isNumber() || value.doubleValue() < 0 || value.doubleValue() > 1) {
            throw new BadInputException(where + " must be a number 0 .. 1 (got: " + value + ")");
        }
        return value.doubleValue();
    }
}
