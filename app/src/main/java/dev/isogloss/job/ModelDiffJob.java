package dev.isogloss.job;

import dev.isogloss.checkpoint.ModelFolder;
import dev.isogloss.checkpoint.WeightDifference;
import dev.isogloss.encoder.EmbedderSettings;
import dev.isogloss.encoder.HuggingFaceTextTokenizer;
import dev.isogloss.encoder.TransformerEmbedder;
import dev.isogloss.io.Progress;
import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.Precision;
import dev.isogloss.tokenize.TokenBatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Compares two models: settings, token ids, weights, vectors in 32-bit floats. */
public final class ModelDiffJob {
    private static final int EXAMPLES = 3;

    private ModelDiffJob() {}

    /**
     * What was found, for a person and for a program.
     *
     * @param same whether the two are the same model
     */
    public record Summary(boolean same, String text, String json) {}

    /**
     * Compares.
     *
     * @param file texts to compare token ids and vectors on, or null for our own sentences
     */
    public static Summary run(String first, String second, @Nullable Path file, Progress progress) throws IOException {
        List<ProbeText> probes = file == null ? ProbeText.own() : ProbeText.read(file);
        NamedModel.fetch(first, progress);
        NamedModel.fetch(second, progress);
        ModelFolder left = ModelFolder.open(first);
        ModelFolder right = ModelFolder.open(second);
        try (Progress.Task task = progress.start("compare", 4, "parts")) {
            Map<String, ModelDiff.Setting> settings = settings(left, right);
            task.advance(1);
            ModelDiff.Tokens tokens = tokens(left, right, probes);
            task.advance(1);
            WeightDifference weights = WeightDifference.of(left, right);
            task.advance(1);
            Optional<VectorAgreement> vectors = left.dimension() == right.dimension()
                    ? Optional.of(vectors(left, right, probes))
                    : Optional.empty();
            task.advance(1);
            ModelDiff diff = new ModelDiff(first, second, settings, tokens, weights, vectors);
            return new Summary(diff.isEmpty(), diff.text(), JsonMapper.shared().writeValueAsString(json(diff)));
        }
    }

    private static Map<String, ModelDiff.Setting> settings(ModelFolder left, ModelFolder right) {
        Map<String, String> others = ModelDiff.settings(right);
        Map<String, ModelDiff.Setting> different = new LinkedHashMap<>();
        ModelDiff.settings(left).forEach((name, value) -> {
            String other = others.getOrDefault(name, "");
            if (!other.equals(value)) {
                different.put(name, new ModelDiff.Setting(value, other));
            }
        });
        return different;
    }

    private static ModelDiff.Tokens tokens(ModelFolder left, ModelFolder right, List<ProbeText> probes) {
        List<List<Integer>> first = ids(left, probes);
        List<List<Integer>> second = ids(right, probes);
        List<ModelDiff.Example> different = new ArrayList<>();
        for (int text = 0; text < first.size(); text++) {
            if (!first.get(text).equals(second.get(text))) {
                ProbeText probe = probes.get(text);
                different.add(new ModelDiff.Example(probe.language(), probe.text(), first.get(text), second.get(text)));
            }
        }
        return new ModelDiff.Tokens(
                first.size(),
                different.size(),
                different.stream().limit(EXAMPLES).toList());
    }

    private static List<List<Integer>> ids(ModelFolder model, List<ProbeText> probes) {
        try (HuggingFaceTextTokenizer tokenizer = HuggingFaceTextTokenizer.open(model)) {
            TokenBatch batch = tokenizer.tokenize(ProbeText.texts(probes), Integer.MAX_VALUE);
            int[] starts = batch.starts();
            List<List<Integer>> ids = new ArrayList<>();
            for (int text = 0; text < batch.texts(); text++) {
                ids.add(Arrays.stream(batch.ids(), starts[text], starts[text] + batch.lengths()[text])
                        .boxed()
                        .toList());
            }
            return ids;
        }
    }

    private static VectorAgreement vectors(ModelFolder left, ModelFolder right, List<ProbeText> probes) {
        EmbedderSettings settings = EmbedderSettings.of(Precision.FP32, Device.CPU);
        try (TransformerEmbedder first = TransformerEmbedder.open(left, settings);
                TransformerEmbedder second = TransformerEmbedder.open(right, settings)) {
            return VectorAgreement.of(probes, first, second);
        }
    }

    private static Map<String, Object> json(ModelDiff diff) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("same", diff.isEmpty());
        json.put("first", diff.first());
        json.put("second", diff.second());
        json.put("settings", diff.settings());
        json.put("tokens", diff.tokens());
        json.put("weights", diff.weights());
        json.put("vectors", diff.vectors().orElse(null));
        return json;
    }
}
