package dev.isogloss.checkpoint;

import dev.isogloss.io.AtomicFile;
import dev.isogloss.io.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes cross-encoders as Hugging Face's sequence classification saves them ({@code AutoModelForSequenceClassification} and the
 * {@code CrossEncoder} of sentence-transformers read them): {@code config.json}, {@code model.safetensors} in 32-bit floats, the
 * tokenizer's files, and {@code isogloss_pair_contract.json}.
 */
public final class CrossEncoderFolderWriter {
    private CrossEncoderFolderWriter() {}

    /**
     * Writes a cross-encoder with other weights than the one it came from. Same weights and contract, same bytes.
     *
     * @param like where architecture, head and tokenizer come from
     * @param weights by name as {@link WeightShapes} and {@link ClassificationHead#shapes} list them
     */
    public static void write(Path target, CrossEncoderFolder like, Map<String, Tensor> weights) {
        Set<String> names =
                new HashSet<>(WeightShapes.of(like.body().architecture()).keySet());
        names.addAll(like.head().shapes().keySet());
        ModelFolderWriter.requireAll(names, weights);
        Map<String, Tensor> stored = new TreeMap<>();
        weights.forEach((name, tensor) -> stored.put(like.head().storedName(name), tensor));
        ModelFolderWriter.replaceFolder(target, folder -> {
            ConfigFile.copy(like.body().networkPath(), folder, config(like.head()));
            ModelFolderWriter.copyTokenizer(like.body(), folder);
            if (like.hasSegments()) {
                nameSegments(folder.resolve("tokenizer_config.json"));
            }
            JsonFile.write(folder.resolve(PairContract.FILE), like.contract());
            AtomicFile.writeString(folder.resolve("README.md"), card(like));
            ModelFolderWriter.writeWeights(folder, stored);
        });
    }

    /** Without this a tokenizer of the RoBERTa families, and from transformers 5 on any, keeps to itself which text a token is of. */
    private static void nameSegments(Path config) throws IOException {
        ObjectNode values = Files.exists(config) && JsonFile.read(config) instanceof ObjectNode read
                ? read
                : JsonNodeFactory.instance.objectNode();
        ArrayNode names = values.putArray("model_input_names");
        List.of("input_ids", "token_type_ids", "attention_mask").forEach(names::add);
        JsonFile.write(config, values);
    }

    private static Map<String, Object> config(ClassificationHead head) {
        Map<String, Object> names = new LinkedHashMap<>();
        Map<String, Object> labels = new LinkedHashMap<>();
        for (int label = 0; label < head.labels(); label++) {
            names.put(Integer.toString(label), "LABEL_" + label);
            labels.put("LABEL_" + label, label);
        }
        Map<String, Object> config = new TreeMap<>(head.config());
        config.put("architectures", List.of(head.className()));
        config.put("id2label", names);
        config.put("label2id", labels);
        return config;
    }

    private static String card(CrossEncoderFolder model) {
        Architecture architecture = model.body().architecture();
        return """
                ---
                library_name: sentence-transformers
                pipeline_tag: text-ranking
                tags: [sentence-transformers, cross-encoder, isogloss]
                ---
                # A cross-encoder written by Isogloss
                %s encoder, %d layers, %d wide, %d word pieces; %d label(s); pairs of at most %d tokens, of which the passage is cut.

                A passage with a title is read as title, one separator (`%s`), text. No prompts.
                Loads in sentence-transformers: `CrossEncoder(FOLDER).predict([(query, passage), ...])`.
                """.formatted(
                        architecture.family().modelType(),
                        architecture.layers(),
                        architecture.hidden(),
                        architecture.vocabulary(),
                        model.head().labels(),
                        model.contract().maxTokens(),
                        model.contract().titleJoin());
    }
}
